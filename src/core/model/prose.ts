import { z } from "zod";

/** The most that one piece of prose holds. */
export const proseLimits = { sentencesMax: 24, textLengthMax: 300, evidenceMax: 6 } as const;

/** Where a sentence belongs. */
export const proseParts = ["summary", "timeline", "handover"] as const;
/** One word of `proseParts`. */
export type ProsePart = (typeof proseParts)[number];

/** The writer's output as it comes: sentences, each with the evidence that it rests on. */
export const ToldProse = z.strictObject({
  sentences: z
    .array(
      z.strictObject({
        part: z.enum(proseParts),
        text: z.string().min(1).max(proseLimits.textLengthMax),
        evidence: z
          .array(z.string().regex(/^e-m?[1-9]\d{0,8}$/))
          .min(1)
          .max(proseLimits.evidenceMax),
      }),
    )
    .max(proseLimits.sentencesMax),
});

/** One sentence of a model's, tied to evidence. */
export type ProseSentence = { readonly part: ProsePart; readonly text: string; readonly evidence: readonly string[] };

/** What is left of a model's prose: the sentences that are tied, in order, and how many were dropped for which reason. */
export type Prose = {
  readonly sentences: readonly ProseSentence[];
  readonly dropped: readonly { readonly because: string; readonly count: number }[];
};
