import { createHash } from "node:crypto";
import { inertName, type ModelCall, type ModelOutcome, type ModelRole } from "../../core/model/call.ts";
import { admitGuide, type GuideEvent, type GuideRecord } from "../../core/model/guide.ts";
import { type ReadResult, unparseable } from "../../core/model/read-result.ts";
import { outputSchemas } from "../../core/model/schemas.ts";
import type { Observable } from "../../core/observable/observable.ts";
import type { Person } from "../../core/person/person.ts";
import { buildPrompt } from "../../core/prompt/build.ts";
import { withObservables } from "../../core/prompt/known-names.ts";
import { tokensOf } from "../../core/prompt/preview.ts";
import type { BuiltPrompt, SlotFill } from "../../core/prompt/prompt.ts";
import { hostedStandIns } from "../../core/prompt/stand-ins.ts";
import { inline } from "../../core/report/inline.ts";
import { type ErrorCode, SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import { type LanguageModel, type ModelAnswer, outputBytesMax } from "../../ports/model.ts";
import type { SealedLog } from "../sealed-log.ts";
import { answerOf, inputBytesOf, leaving } from "./ask-once.ts";
import type { ModelParts } from "./model-parts.ts";
import { costOf, useOf } from "./use.ts";

/** The record of what people ask, and what asking takes. */
export type PeopleAsk = {
  readonly parts: ModelParts;
  readonly state: GuideRecord;
  readonly log: SealedLog<GuideEvent>;
  readonly clock: Clock;
  /** What is named in these cases, and in those of these actions, also where the inventory does not know it: it stands under stand-ins before a hosted model. */
  readonly namedIn: (ids: { readonly cases: readonly string[]; readonly actions: readonly string[] }) => Promise<readonly Observable[]>;
};

/** What a model is asked once for a person: as what, what about, and how its answer is read. */
export type AskedForPerson<Value> = {
  readonly role: ModelRole;
  readonly by: Person;
  /** What it is about, as the record names it. */
  readonly of: { readonly caseId?: string; readonly handoverId?: string };
  readonly fills: readonly SlotFill[];
  /** Names of the cases that it is about, which stand under stand-ins too. */
  readonly observables: readonly Observable[];
  readonly outputTokensMax: number;
  /** Never throws. */
  readonly read: (raw: string, built: BuiltPrompt) => ReadResult<Value>;
  /** What of it is recorded. */
  readonly told: (value: Value) => Pick<Extract<GuideEvent, { type: "GuideAnswered" }>, "proposed" | "drafted">;
};

/** What came of it, from which model, and what it took. */
export type AnsweredForPerson<Value> = {
  readonly callId: string;
  readonly model: { readonly name: string; readonly hosted: boolean };
  readonly value: Value;
  readonly use: { readonly tokens: number; readonly costMicros: number; readonly ms: number };
};

/** One call for a person: its budget is taken and the question durable before a byte of it leaves; what became of it is recorded. Refuses (`model/…`, `journal/…`). */
export async function askForPerson<Value>(asked: AskedForPerson<Value>, held: PeopleAsk): Promise<AnsweredForPerson<Value>> {
  const { role, read, told } = asked;
  const { parts, log, clock } = held;
  const model = parts.models.of(role);
  if (!model) throw notConnected(role);
  const built = builtFor(asked, model, parts);
  const { call, timeMs } = await reserved(asked, built, model, held);
  const task = { role, schema: outputSchemas[role], outputTokensMax: asked.outputTokensMax };
  const answer = await answerOf(model, { task, built, timeMs }, clock);
  const text = answer.kind === "answered" ? answer.text : "";
  const use = useOf(answer.use, { input: inputBytesOf(built), output: Buffer.byteLength(text) }, model);
  const result = answer.kind === "failed" ? answer : readBounded(text, built, read);
  const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
  const outcome: ModelOutcome =
    "ok" in result
      ? { kind: "accepted", digest, said: inertName(saidBy(answer)), use }
      : { kind: "failed", why: result.why, detail: inline(result.detail, 200), ...(answer.kind === "answered" && { digest }), use };
  const what = "ok" in result ? told(result.ok) : {};
  await log.decide(() => [{ type: "GuideAnswered", callId: call.id, outcome, ...what, atMs: clock.nowMs() }]);
  if (!("ok" in result)) throw noAnswer(role, model.name, outcome);
  const { inputTokens, outputTokens, costMicros, ms } = use;
  const { name, hosted } = model;
  return { callId: call.id, model: { name, hosted }, value: result.ok, use: { tokens: inputTokens + outputTokens, costMicros, ms } };
}

const saidBy = (answer: ModelAnswer) => (answer.kind === "answered" ? answer.said : "");

function readBounded<Value>(text: string, built: BuiltPrompt, read: AskedForPerson<Value>["read"]): ReadResult<Value> {
  return Buffer.byteLength(text) > outputBytesMax ? unparseable(`more than ${outputBytesMax} bytes`) : read(text, built);
}

type ToBuild = Pick<AskedForPerson<unknown>, "role" | "fills" | "observables">;

function builtFor({ role, fills, observables }: ToBuild, model: LanguageModel, parts: ModelParts): BuiltPrompt {
  const template = parts.templates.get(role);
  if (!template) throw notConnected(role);
  const held = model.hosted ? leaving(fills, parts) : { fills, because: undefined };
  if (held.because !== undefined) throw refused("model/withheld", `it does not leave for "${model.name}": ${held.because}`);
  return buildPrompt({
    template,
    fills: held.fills,
    nonce: parts.nonce(),
    ...(model.structuredOutput !== "json-schema" && { schema: outputSchemas[role] }),
    ...(model.hosted && { standIns: { known: withObservables(parts.known, observables), kinds: hostedStandIns } }),
  });
}

/** Decided on the record as it is when it is written: two processes share one budget. */
async function reserved(
  asked: Pick<AskedForPerson<unknown>, "role" | "by" | "of" | "outputTokensMax">,
  built: BuiltPrompt,
  model: LanguageModel,
  { parts, state, log, clock }: PeopleAsk,
): Promise<{ readonly call: ModelCall; readonly timeMs: number }> {
  const { role, by } = asked;
  const { id, version, digest, slots } = built.prompt;
  const bytes = inputBytesOf(built);
  const outputTokensMax = Math.min(asked.outputTokensMax, model.parameters.outputTokensMax);
  const inputTokens = tokensOf(bytes);
  const reserveTokens = inputTokens + outputTokensMax;
  let taken: { readonly call: ModelCall; readonly timeMs: number } | undefined;
  await log.decide(() => {
    const atMs = clock.nowMs();
    const admission = admitGuide(state, { by, budget: parts.models.policy.budget, nowMs: atMs, reserveTokens });
    if (!admission.may) throw refused("model/budget-spent", `no model is asked now: ${admission.detail} (${admission.why})`);
    const timeMs = Math.min(model.parameters.timeMs, admission.timeMsMax);
    const call: ModelCall = {
      ...{ id: `m-${state.spend.calls + 1}`, role, name: model.name, model: model.model },
      parameters: { temperature: model.parameters.temperature, outputTokensMax, timeMs },
      prompt: { id, version, digest, bytes, slots },
      reservedTokens: reserveTokens,
      reservedCostMicros: costOf({ inputTokens, outputTokens: outputTokensMax }, model.price),
    };
    taken = { call, timeMs };
    return [{ type: "GuideAsked", by, ...asked.of, call, atMs }];
  });
  if (!taken) throw new Error("a question was recorded without being decided");
  return taken;
}

type RefusalCode = Extract<ErrorCode, `model/${"not-connected" | "budget-spent" | "no-answer" | "withheld"}`>;

const remedies: Readonly<Record<RefusalCode, string>> = {
  "model/not-connected":
    "go on without it: the form of the typed search asks the same, and a handover is whole without prose; to have it, add a model under models in watchkeeper.yaml and name it under model-policy, use (docs/guides/language-models.md)",
  "model/budget-spent":
    "go on without it, or ask again tomorrow: the form of the typed search asks the same, and a handover is whole without prose; model-policy, budget in watchkeeper.yaml says how much a day may take",
  "model/no-answer": "go on without it: with the form of the typed search, or in words of your own",
  "model/withheld":
    "go on without it: with the form of the typed search, or in words of your own; model-policy, sharing in watchkeeper.yaml says what may leave",
};

const refused = (code: RefusalCode, problem: string) =>
  new SocError({ code, problem: inline(problem, 400), remedy: remedies[code], retry: "never" });

/** No model has this role. */
export const notConnected = (role: ModelRole) =>
  refused("model/not-connected", role === "guide" ? "no language model is asked questions here" : "no language model writes drafts here");

/** What is not asked of a hosted model, and why. */
export const withheld = (because: string) => refused("model/withheld", because);

const noAnswer = (role: ModelRole, name: string, outcome: ModelOutcome) =>
  refused(
    "model/no-answer",
    `the model "${name}" gave no ${role === "guide" ? "search" : "draft"}${outcome.kind === "failed" ? ` (${outcome.why}): ${outcome.detail}` : ""}`,
  );
