import { createHash } from "node:crypto";
import { type CaseCommand, decide } from "../../core/case/case.ts";
import { type Admission, admit } from "../../core/model/budget.ts";
import { inertName, type ModelFailure, type ModelOutcome, type ModelRole } from "../../core/model/call.ts";
import type { ModelAccepted } from "../../core/model/model-event.ts";
import type { ReadResult } from "../../core/model/read-result.ts";
import type { Observable } from "../../core/observable/observable.ts";
import { tokensOf } from "../../core/prompt/preview.ts";
import type { BuiltPrompt, SlotFill } from "../../core/prompt/prompt.ts";
import { inline } from "../../core/report/inline.ts";
import type { DomainEvent, RunState } from "../../core/run/run.ts";
import type { Clock } from "../../ports/clock.ts";
import { type LanguageModel, type ModelAnswer, outputBytesMax } from "../../ports/model.ts";
import { decideInTurn, type InProgress } from "../investigate-end.ts";
import { answerOf, builtOf, inputBytesOf, leaving } from "./ask-once.ts";
import type { ModelParts } from "./model-parts.ts";
import { costOf, useOf } from "./use.ts";

/** What a model is asked for once: by which key it is known in the record, what fills its prompt, and how its answer is read. */
export type ModelTask<Value> = {
  readonly role: ModelRole;
  readonly key: string;
  readonly alertId?: string;
  readonly fills: readonly SlotFill[];
  /** Names of the case itself, which stand under stand-ins too. */
  readonly observables: readonly Observable[];
  readonly schema: Readonly<Record<string, unknown>>;
  readonly outputTokensMax: number;
  /** Never throws. */
  readonly read: (raw: string, built: BuiltPrompt) => ReadResult<Value>;
  readonly acceptedAs: (value: Value) => ModelAccepted;
  /** What is recorded in one stroke with the answer. */
  readonly follows?: (value: Value, state: RunState) => readonly CaseCommand[];
};

/** The case that a model is asked about, in its record. */
export type CaseOfTask = {
  readonly caseId: string;
  readonly state: RunState;
  readonly tell: (decide: () => readonly DomainEvent[]) => Promise<unknown>;
  readonly standing: () => InProgress;
};

/** What asking takes beside the case. */
export type Asker = { readonly parts: ModelParts; readonly clock: Clock };

/**
 * One call, as a step of the record: the budget is taken and the question is durable before a byte of it leaves; then it is asked, its answer read strictly, and what became of it
 * recorded. Gives the value that was accepted, undefined where there is none: the case goes on either way. Throws only what the record throws.
 */
export async function askModel<Value>(task: ModelTask<Value>, about: CaseOfTask, asker: Asker): Promise<Value | undefined> {
  const model = asker.parts.models.of(task.role);
  const template = asker.parts.templates.get(task.role);
  if (!model || !template || isKnown(task.key, about.standing())) return undefined;
  const fills = model.hosted ? leaving(task.fills, asker.parts) : { fills: task.fills, because: undefined };
  if (fills.because !== undefined) return void (await skipped(task, about, asker, { why: "withheld", detail: fills.because }));
  const built = builtOf(task, fills.fills, model, asker.parts);
  if ("problem" in built) return void (await skipped(task, about, asker, { why: "withheld", detail: built.problem }));
  const asked = await reserved(task, built, model, about, asker);
  if (!asked) return undefined;
  const answer = await answerOf(model, { task, built, timeMs: asked.timeMs }, asker.clock);
  return settled(answer, { task, built, model, callId: asked.callId }, about, asker.clock);
}

const isKnown = (key: string, { model }: InProgress) =>
  model !== undefined && (model.calls.some((each) => each.key === key) || model.skipped.some((each) => each.key === key));

async function skipped<Value>(
  { role, key }: ModelTask<Value>,
  { tell, standing }: CaseOfTask,
  { clock }: Asker,
  { why, detail, openUntilMs }: { readonly why: ModelFailure; readonly detail: string; readonly openUntilMs?: number },
): Promise<void> {
  const atMs = clock.nowMs();
  await tell(() =>
    decide(
      { type: "SkipModel", key, role, why, detail: inline(detail, 200), ...(openUntilMs !== undefined && { openUntilMs }), atMs },
      standing(),
    ),
  );
}

/** Decided on the record as it is when it is written, whoever else writes: what one process reserved, no other one has. */
async function reserved<Value>(
  task: ModelTask<Value>,
  built: BuiltPrompt,
  model: LanguageModel,
  about: CaseOfTask,
  { parts, clock }: Asker,
): Promise<{ readonly callId: string; readonly timeMs: number } | undefined> {
  const { role, key, alertId } = task;
  const { prompt } = built;
  const outputTokensMax = Math.min(task.outputTokensMax, model.parameters.outputTokensMax);
  const inputTokens = tokensOf(inputBytesOf(built));
  const reserveTokens = inputTokens + outputTokensMax;
  let admission: Admission | undefined;
  let asked: { readonly callId: string; readonly timeMs: number } | undefined;
  await about.tell(() => {
    asked = undefined;
    const standing = about.standing();
    if (isKnown(key, standing)) return [];
    const atMs = clock.nowMs();
    const spend = about.state.modelSpend;
    const { budget } = parts.models.policy;
    admission = admit({ budget, standing: standing.model, spend, nowMs: atMs, reserveTokens, ...(alertId !== undefined && { alertId }) });
    if (!admission.may) {
      const { why, detail, openUntilMs } = admission;
      return decide({ type: "SkipModel", key, role, why, detail, ...(openUntilMs !== undefined && { openUntilMs }), atMs }, standing);
    }
    const timeMs = Math.min(model.parameters.timeMs, admission.timeMsMax);
    const callId = `m-${spend.calls + 1}`;
    asked = { callId, timeMs };
    const { id, version, digest, slots } = prompt;
    const call = {
      id: callId,
      role,
      name: model.name,
      model: model.model,
      parameters: { temperature: model.parameters.temperature, outputTokensMax, timeMs },
      prompt: { id, version, digest, bytes: inputBytesOf(built), slots },
      reservedTokens: reserveTokens,
      reservedCostMicros: costOf({ inputTokens, outputTokens: outputTokensMax }, model.price),
    };
    return decide({ type: "AskModel", key, ...(alertId !== undefined && { alertId }), call, atMs }, standing);
  });
  return asked;
}

type Answered<Value> = {
  readonly task: ModelTask<Value>;
  readonly built: BuiltPrompt;
  readonly model: LanguageModel;
  readonly callId: string;
};

/** Reads the answer, and records it with all that follows from it in one append. */
async function settled<Value>(
  answer: ModelAnswer,
  { task, built, model, callId }: Answered<Value>,
  { state, tell, standing }: CaseOfTask,
  clock: Clock,
): Promise<Value | undefined> {
  const text = answer.kind === "answered" ? answer.text : "";
  const use = useOf(answer.use, { input: inputBytesOf(built), output: Buffer.byteLength(text) }, model);
  const read = answer.kind === "answered" ? readStrictly(text, task, built) : answer;
  const value = "ok" in read ? read.ok : undefined;
  const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
  const outcome: ModelOutcome =
    "ok" in read && answer.kind === "answered"
      ? { kind: "accepted", digest, said: inertName(answer.said), use }
      : { kind: "failed", ...whyOf(read), ...(answer.kind === "answered" && { digest }), use };
  await tell(() => {
    const atMs = clock.nowMs();
    const taken = {
      type: "TakeModelAnswer",
      callId,
      outcome,
      ...(value !== undefined && { accepted: task.acceptedAs(value) }),
      atMs,
    } as const;
    const follows = value === undefined ? [] : (task.follows?.(value, state) ?? []);
    return decideInTurn([taken, ...follows], standing());
  });
  return value;
}

function readStrictly<Value>(
  text: string,
  { read }: ModelTask<Value>,
  built: BuiltPrompt,
): ReadResult<Value> | { why: ModelFailure; detail: string } {
  if (Buffer.byteLength(text) > outputBytesMax) return { why: "too-long", detail: `more than ${outputBytesMax} bytes` };
  try {
    return read(text, built);
  } catch {
    // A reader that throws is a mistake of ours; what it was given is not used.
    return { why: "unparseable", detail: "the answer could not be read" };
  }
}

const whyOf = (read: object): { readonly why: ModelFailure; readonly detail: string } => {
  const { why, detail } = read as { readonly why?: ModelFailure; readonly detail?: string };
  return { why: why ?? "unparseable", detail: inline(detail ?? "", 200) };
};
