import type { ModelRole } from "../../core/model/call.ts";
import type { Observable } from "../../core/observable/observable.ts";
import { buildPrompt } from "../../core/prompt/build.ts";
import { withObservables } from "../../core/prompt/known-names.ts";
import { mayLeave } from "../../core/prompt/may-leave.ts";
import { tokensOf } from "../../core/prompt/preview.ts";
import type { BuiltPrompt, SlotFill } from "../../core/prompt/prompt.ts";
import { hostedStandIns } from "../../core/prompt/stand-ins.ts";
import { inline } from "../../core/report/inline.ts";
import type { Clock } from "../../ports/clock.ts";
import type { LanguageModel, ModelAnswer } from "../../ports/model.ts";
import type { ModelParts } from "./model-parts.ts";

/** What may go to a hosted model; where nothing of it may, why. */
export function leaving(
  fills: readonly SlotFill[],
  { models }: Pick<ModelParts, "models">,
): { readonly fills: readonly SlotFill[]; readonly because: string | undefined } {
  const held = fills.map((fill) => ({ fill, leave: mayLeave(fill, models.policy.sharing) }));
  const staying = held.flatMap(({ leave }) => (leave.leaves ? [] : [leave.because]));
  const left = held.filter(({ leave }) => leave.leaves).map(({ fill }) => fill);
  // Of many items of one kind those that may leave are enough; a place of its own has to be filled.
  const names = new Set(left.map(({ name }) => name));
  const isMissing = fills.some(({ name }) => !names.has(name));
  return { fills: left, because: isMissing ? (staying[0] ?? "nothing of it may leave") : undefined };
}

/** What a prompt is built for: a role, the shape of its answer, and names of the case itself, which stand under stand-ins too. */
export type Prompted = {
  readonly role: ModelRole;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly observables: readonly Observable[];
};

/** The prompt as it would leave for such a model, or why there is none. */
export function builtOf(
  task: Prompted,
  fills: readonly SlotFill[],
  model: Pick<LanguageModel, "hosted" | "structuredOutput">,
  { templates, nonce, known }: Pick<ModelParts, "templates" | "nonce" | "known">,
): BuiltPrompt | { readonly problem: string } {
  const template = templates.get(task.role);
  if (!template) return { problem: "there is no prompt for this role" };
  try {
    return buildPrompt({
      template,
      fills,
      nonce: nonce(),
      ...(model.structuredOutput !== "json-schema" && { schema: task.schema }),
      ...(model.hosted && { standIns: { known: withObservables(known, task.observables), kinds: hostedStandIns } }),
    });
  } catch (error) {
    // Words and places that do not fit together are a mistake of ours: the case goes on without a model, and says so.
    return { problem: inline(error instanceof Error ? error.message : "the prompt could not be built", 200) };
  }
}

/** What a prompt comes to, bytes. */
export const inputBytesOf = ({ prompt }: BuiltPrompt) => Buffer.byteLength(prompt.system) + Buffer.byteLength(prompt.text);

/** One question that is to be sent: what for, with which prompt, and for how long at most. */
export type Sent = {
  readonly task: { readonly role: ModelRole; readonly schema: Readonly<Record<string, unknown>>; readonly outputTokensMax: number };
  readonly built: BuiltPrompt;
  readonly timeMs: number;
};

/** What a model that keeps its promises needs no help for: it ends in time, whatever it does. */
export async function answerOf(model: LanguageModel, { task, built, timeMs }: Sent, clock: Clock): Promise<ModelAnswer> {
  const beganMs = clock.nowMs();
  const ended = new AbortController();
  const failed = (why: "late" | "broken-off", detail: string): ModelAnswer => {
    const use = { inputTokens: tokensOf(inputBytesOf(built)), outputTokens: 0, isEstimate: true, ms: clock.nowMs() - beganMs };
    return { kind: "failed", why, detail, use };
  };
  const late = clock.sleep(timeMs + graceMs, ended.signal).then(() => failed("late", `no answer within ${Math.round(timeMs)} ms`));
  late.catch(() => {});
  try {
    const { temperature } = model.parameters;
    const outputTokensMax = Math.min(task.outputTokensMax, model.parameters.outputTokensMax);
    const request = {
      role: task.role,
      prompt: built.prompt,
      schema: task.schema,
      schemaName: task.role,
      temperature,
      outputTokensMax,
      timeMs,
    };
    return await Promise.race([model.ask(request, ended.signal), late]);
  } catch {
    return failed("broken-off", "the model's adapter failed");
  } finally {
    ended.abort();
  }
}

/** The adapter ends by itself; so much later nobody waits for it any more. */
const graceMs = 1_000;
