import { createHash } from "node:crypto";
import { datasets } from "../../core/event/event.ts";
import type { ModelCall, ModelOutcome } from "../../core/model/call.ts";
import { admitGuide, emptyGuide, evolveGuide, type GuideEvent, type GuideRecord } from "../../core/model/guide.ts";
import { type Guided, readGuided } from "../../core/model/guided.ts";
import { type ReadResult, unparseable } from "../../core/model/read-result.ts";
import { outputSchemas } from "../../core/model/schemas.ts";
import type { Person } from "../../core/person/person.ts";
import { buildPrompt } from "../../core/prompt/build.ts";
import { tokensOf } from "../../core/prompt/preview.ts";
import type { BuiltPrompt, SlotFill } from "../../core/prompt/prompt.ts";
import { hostedStandIns } from "../../core/prompt/stand-ins.ts";
import { meanings } from "../../core/query/meaning/vocabulary.ts";
import { inline } from "../../core/report/inline.ts";
import { type ErrorCode, SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { type LanguageModel, type ModelAnswer, outputBytesMax } from "../../ports/model.ts";
import { openSealedLog, type SealedLog } from "../sealed-log.ts";
import { answerOf, inputBytesOf, leaving } from "./ask-once.ts";
import type { ModelParts } from "./model-parts.ts";
import { useOf } from "./use.ts";

/** What a person asks in words of their own; the case is where they stand, and only its id and time are told. */
export type GuideQuestion = {
  readonly by: Person;
  readonly question: string;
  readonly about?: { readonly caseId: string; readonly fromMs: number; readonly toMs: number };
};

/** What a model made of it: a search for the person to look at and to run, or none. Nothing was run. */
export type GuideProposal = {
  readonly callId: string;
  readonly model: { readonly name: string; readonly hosted: boolean };
  readonly proposed: Guided;
  readonly use: { readonly tokens: number; readonly costMicros: number; readonly ms: number };
};

/** The guide of one tenant. Refuses (`model/…`, `journal/…`). */
export type GuideDesk = { readonly ask: (asked: GuideQuestion) => Promise<GuideProposal> };

/** What a guide is opened with. */
export type GuideDeskParts = { readonly models: () => ModelParts; readonly journal: JournalStore; readonly clock: Clock };

/** The most that a guide answers with, tokens. */
const outputTokensMax = 700;

/** Opens the record of questions, checks and folds it. Refuses (`journal/…`). */
export async function openGuideDesk({ models, journal, clock }: GuideDeskParts): Promise<GuideDesk> {
  const state = emptyGuide();
  const log = await openSealedLog<GuideEvent>(journal, clock, {
    fold: (fact) => evolveGuide(state, fact),
    factOf: (text) => JSON.parse(text) as GuideEvent,
    // Ids are ours; what one person asked once can be erased by itself.
    streamOf: (fact) => `guide-${fact.type === "GuideAsked" ? fact.call.id : fact.callId}`,
    erased: "skip",
  });
  return { ask: (asked) => askGuide(asked, { parts: models(), state, log, clock }) };
}

type Held = {
  readonly parts: ModelParts;
  readonly state: GuideRecord;
  readonly log: SealedLog<GuideEvent>;
  readonly clock: Clock;
};

async function askGuide(asked: GuideQuestion, held: Held): Promise<GuideProposal> {
  const { parts, log, clock } = held;
  const model = parts.models.of("guide");
  if (!model) throw notConnected();
  const built = builtFor(asked, model, held);
  const { call, timeMs } = await reserved(asked, built, model, held);
  const answer = await answerOf(model, { task: { role: "guide", schema: outputSchemas.guide, outputTokensMax }, built, timeMs }, clock);
  const text = answer.kind === "answered" ? answer.text : "";
  const use = useOf(answer.use, { input: inputBytesOf(built), output: Buffer.byteLength(text) }, model);
  const read = readBy(answer, built);
  const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
  const outcome: ModelOutcome =
    "ok" in read
      ? { kind: "accepted", digest, said: inline(answer.kind === "answered" ? answer.said : "", 120), use }
      : { kind: "failed", why: read.why, detail: inline(read.detail, 200), ...(answer.kind === "answered" && { digest }), use };
  const proposed = "ok" in read ? read.ok : undefined;
  const answered: GuideEvent = {
    ...{ type: "GuideAnswered", callId: call.id, outcome, atMs: clock.nowMs() },
    ...(proposed && { proposed: proposed.kind }),
  };
  await log.decide(() => [answered]);
  if (!proposed) throw noAnswer(model.name, outcome);
  const { name, hosted } = model;
  const { inputTokens, outputTokens, costMicros, ms } = use;
  return { callId: call.id, model: { name, hosted }, proposed, use: { tokens: inputTokens + outputTokens, costMicros, ms } };
}

/** What was answered, strictly; stand-ins are translated back in its texts, and what comes of that is checked again. */
function readBy(answer: ModelAnswer, { restore }: BuiltPrompt): ReadResult<Guided> | Extract<ModelAnswer, { kind: "failed" }> {
  if (answer.kind === "failed") return answer;
  if (Buffer.byteLength(answer.text) > outputBytesMax) return unparseable(`more than ${outputBytesMax} bytes`);
  const told = readGuided(answer.text);
  return "ok" in told
    ? readGuided(JSON.stringify(told.ok, (_, value: unknown) => (typeof value === "string" ? restore(value) : value)))
    : told;
}

function builtFor({ by, question, about }: GuideQuestion, model: LanguageModel, { parts, clock }: Held): BuiltPrompt {
  const template = parts.templates.get("guide");
  if (!template) throw notConnected();
  const fills: readonly SlotFill[] = [
    { name: "words", type: "case-state", value: wordsFor(about, clock.nowMs()), provenance: "ours", trust: "ours", marking: "clear" },
    { name: "question", type: "analyst-question", value: question, provenance: by, trust: "person" },
  ];
  const held = model.hosted ? leaving(fills, parts).because : undefined;
  if (held !== undefined) throw refused("model/withheld", `the question does not leave for "${model.name}": ${held}`);
  return buildPrompt({
    template,
    fills,
    nonce: parts.nonce(),
    ...(model.structuredOutput !== "json-schema" && { schema: outputSchemas.guide }),
    ...(model.hosted && { standIns: { known: parts.known, kinds: hostedStandIns } }),
  });
}

/** What a guide may use: words of closed lists and times. */
function wordsFor(about: GuideQuestion["about"], nowMs: number): string {
  const hours = (count: number) => count * 3_600_000;
  return [
    `now ${nowMs}`,
    `today ${new Date(nowMs).toISOString().slice(0, 10)}`,
    `24 hours ago ${nowMs - hours(24)}`,
    `7 days ago ${nowMs - hours(168)}`,
    ...(about ? [`the case that is looked at: from ${about.fromMs} to ${about.toMs}`] : []),
    `datasets ${datasets.join(" ")}`,
    `fields of events ${meanings.join(" ")}`,
    `entity of events: type:value, as user:mara, host:ws-1, ip:192.0.2.1, domain:example.test`,
  ].join("\n");
}

/** Decided on the record as it is when it is written: two processes share one budget. */
async function reserved(
  { by, about }: GuideQuestion,
  built: BuiltPrompt,
  model: LanguageModel,
  { parts, state, log, clock }: Held,
): Promise<{ readonly call: ModelCall; readonly timeMs: number }> {
  const { id, version, digest, slots } = built.prompt;
  const bytes = inputBytesOf(built);
  const outputMax = Math.min(outputTokensMax, model.parameters.outputTokensMax);
  const reserveTokens = tokensOf(bytes) + outputMax;
  let taken: { readonly call: ModelCall; readonly timeMs: number } | undefined;
  await log.decide(() => {
    const atMs = clock.nowMs();
    const admission = admitGuide(state, { by, budget: parts.models.policy.budget, nowMs: atMs, reserveTokens });
    if (!admission.may) throw refused("model/budget-spent", `no model is asked now: ${admission.detail} (${admission.why})`);
    const timeMs = Math.min(model.parameters.timeMs, admission.timeMsMax);
    const call: ModelCall = {
      ...{ id: `m-${state.spend.calls + 1}`, role: "guide", name: model.name, model: model.model },
      parameters: { temperature: model.parameters.temperature, outputTokensMax: outputMax, timeMs },
      prompt: { id, version, digest, bytes, slots },
      reservedTokens: reserveTokens,
    };
    taken = { call, timeMs };
    return [{ type: "GuideAsked", by, ...(about && { caseId: about.caseId }), call, atMs }];
  });
  if (!taken) throw new Error("a question was recorded without being decided");
  return taken;
}

const remedies = {
  "model/not-connected":
    "ask with the form of the typed search; to ask in your own words, add a model under models in watchkeeper.yaml and name it under model-policy, use, guide (docs/guides/language-models.md)",
  "model/budget-spent":
    "ask with the form of the typed search, or again tomorrow; model-policy, budget in watchkeeper.yaml says how much a day may take",
  "model/no-answer": "ask with the form of the typed search, or in other words",
  "model/withheld": "ask with the form of the typed search; model-policy, sharing in watchkeeper.yaml says what may leave",
} as const satisfies Partial<Record<ErrorCode, string>>;

const refused = (code: keyof typeof remedies, problem: string) =>
  new SocError({ code, problem: inline(problem, 400), remedy: remedies[code], retry: "never" });
const notConnected = () => refused("model/not-connected", "no language model is asked questions here");
const noAnswer = (name: string, outcome: ModelOutcome) =>
  refused(
    "model/no-answer",
    `the model "${name}" gave no search${outcome.kind === "failed" ? ` (${outcome.why}): ${outcome.detail}` : ""}`,
  );

/** Where no model is connected at all: it says so, and what to do. */
export const noGuide: GuideDesk = {
  ask: async () => {
    throw notConnected();
  },
};
