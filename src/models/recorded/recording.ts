import { createHash } from "node:crypto";
import { z } from "zod";
import { structuredOutputs } from "../../core/configuration/models.ts";
import { modelRoles } from "../../core/model/call.ts";
import { type ModelRequest, outputBytesMax } from "../../ports/model.ts";

const use = z.strictObject({
  inputTokens: z.int().min(0),
  outputTokens: z.int().min(0),
  isEstimate: z.boolean(),
  ms: z.number().min(0),
});

/** The first line of a recording: whose answers these are. Prompts for a hosted model hold stand-ins, so who plays them again has to know. */
export const RecordingHead = z.strictObject({
  recording: z.literal(1),
  name: z.string().max(64),
  model: z.string().max(200),
  hosted: z.boolean(),
  structuredOutput: z.enum(structuredOutputs),
});
export type RecordingHead = z.infer<typeof RecordingHead>;

/** One call as a line: which prompt of which version was asked as what, by its key, and what came back. */
export const RecordedCall = z.strictObject({
  role: z.enum(modelRoles),
  prompt: z.string().max(200),
  version: z.int().min(0),
  key: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  answer: z.union([
    z.strictObject({ kind: z.literal("answered"), text: z.string().max(outputBytesMax), said: z.string().max(100), use }),
    z.strictObject({
      kind: z.literal("failed"),
      why: z.enum(["refused", "late", "rate-limited", "unreachable", "broken-off", "too-long", "withheld"]),
      detail: z.string().max(500),
      use,
    }),
  ]),
});
export type RecordedCall = z.infer<typeof RecordedCall>;

/** What a prompt is known by: its words and its role, with the nonce of its marks left out, which is another one each time. */
export function keyOf({ role, prompt }: Pick<ModelRequest, "role" | "prompt">): string {
  const withoutNonce = (text: string) => (prompt.nonce === "" ? text : text.replaceAll(prompt.nonce, "nonce"));
  const parts = [role, withoutNonce(prompt.system), withoutNonce(prompt.text)];
  return `sha256:${createHash("sha256").update(JSON.stringify(parts)).digest("hex")}`;
}
