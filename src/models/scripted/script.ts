import { z } from "zod";
import { modelFailures, type modelRoles } from "../../core/model/call.ts";
import type { Prompt } from "../../core/prompt/prompt.ts";

const failures = modelFailures.filter((why) => !["budget-spent", "breaker-open", "unparseable", "not-tied"].includes(why));

const Line = z.strictObject({
  /** Words that must all stand in the prompt for this answer to be given. */
  when: z.array(z.string().min(1).max(2_000)).max(16).default([]),
  /** A text is given as it is, anything else as JSON, where `{ "$span": "words" }` becomes the place of these words in the slot that they stand in. */
  answer: z.unknown().optional(),
  /** Instead of an answer. */
  fails: z.enum(failures as [(typeof failures)[number]]).optional(),
});

const lines = z.array(Line).max(1_000).default([]);

/** Answers by role; of each role the first whose words stand in the prompt. */
export const Script = z.strictObject({ reader: lines, planner: lines, writer: lines, guide: lines } satisfies Record<
  (typeof modelRoles)[number],
  z.ZodType
>);
export type Script = z.infer<typeof Script>;
export type ScriptLine = z.infer<typeof Line>;

const depthMax = 32;

/** The text of an answer, with the places that its spans ask for. */
export function answerText(answer: unknown, prompt: Prompt): string {
  if (typeof answer === "string") return answer;
  const slots = slotTexts(prompt);
  return JSON.stringify(placed(answer, (words) => spanOf(words, slots), depthMax));
}

function placed(value: unknown, spanOfWords: (words: string) => unknown, depth: number): unknown {
  if (depth === 0 || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => placed(each, spanOfWords, depth - 1));
  if (Object.hasOwn(value, "$span")) return spanOfWords(String((value as { $span: unknown }).$span));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, placed(each, spanOfWords, depth - 1)]));
}

/** Words that stand nowhere get a place at which they do not stand either: whoever checks it finds so. */
function spanOf(words: string, slots: readonly string[]): unknown {
  const slot = slots.find((each) => each.includes(words));
  const from = slot?.indexOf(words) ?? 0;
  return { from, to: from + words.length, quote: words };
}

/** What stands in the slots of a prompt, in order. Whatever the places are counted from, the last of them is the end of the text. */
function slotTexts({ text, slots, pieces }: Prompt): readonly string[] {
  const bytes = Buffer.from(text);
  const before = Math.max(0, (pieces.at(-1)?.toByte ?? bytes.length) - bytes.length);
  return slots.map(({ fromByte, toByte }) => bytes.subarray(fromByte - before, toByte - before).toString("utf8"));
}
