import { datasets } from "../../core/event/event.ts";
import type { HandoverText } from "../../core/handover/text.ts";
import { emptyGuide, evolveGuide, type GuideEvent } from "../../core/model/guide.ts";
import { type Guided, readGuided } from "../../core/model/guided.ts";
import type { ReadResult } from "../../core/model/read-result.ts";
import { type ModelSpend, noSpend } from "../../core/model/spend.ts";
import type { Person } from "../../core/person/person.ts";
import type { BuiltPrompt, SlotFill } from "../../core/prompt/prompt.ts";
import { meanings } from "../../core/query/meaning/vocabulary.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { openSealedLog } from "../sealed-log.ts";
import { askForPerson, notConnected, type PeopleAsk } from "./ask-for-person.ts";
import { draftHandover, type HandoverDraft } from "./handover-draft.ts";
import type { ModelParts } from "./model-parts.ts";

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
export type GuideDesk = {
  readonly ask: (asked: GuideQuestion) => Promise<GuideProposal>;
  /** Whether a model writes drafts here. */
  readonly drafts: () => boolean;
  /** Prose for a handover that is not signed yet: a draft, which its writer edits. Changes nothing of the handover. */
  readonly draftHandover: (text: HandoverText, by: Person) => Promise<HandoverDraft>;
  /** What people's questions took, as far as this process knows the record. */
  readonly spend: () => ModelSpend;
};

/** What a guide is opened with. */
export type GuideDeskParts = Pick<PeopleAsk, "namedIn" | "clock"> & { readonly models: () => ModelParts; readonly journal: JournalStore };

/** The most that a guide answers with, tokens. */
const outputTokensMax = 700;

/** Opens the record of questions, checks and folds it. Refuses (`journal/…`). */
export async function openGuideDesk({ models, journal, clock, namedIn }: GuideDeskParts): Promise<GuideDesk> {
  const state = emptyGuide();
  const log = await openSealedLog<GuideEvent>(journal, clock, {
    fold: (fact) => evolveGuide(state, fact),
    factOf: (text) => JSON.parse(text) as GuideEvent,
    // Ids are ours; what one person asked once can be erased by itself.
    streamOf: (fact) => `guide-${fact.type === "GuideAsked" ? fact.call.id : fact.callId}`,
    erased: "skip",
  });
  const held = (): PeopleAsk => ({ parts: models(), state, log, clock, namedIn });
  return {
    ask: (asked) => askGuide(asked, held()),
    drafts: () => models().models.of("writer") !== undefined,
    draftHandover: (text, by) => draftHandover(text, by, held()),
    spend: () => state.spend,
  };
}

async function askGuide(asked: GuideQuestion, held: PeopleAsk): Promise<GuideProposal> {
  const { by, question, about } = asked;
  const fills: readonly SlotFill[] = [
    { name: "words", type: "case-state", value: wordsFor(about, held.clock.nowMs()), provenance: "ours", trust: "ours", marking: "clear" },
    { name: "question", type: "analyst-question", value: question, provenance: by, trust: "person" },
  ];
  const { callId, model, value, use } = await askForPerson<Guided>(
    {
      ...{ role: "guide", by, fills, outputTokensMax, read: readBy },
      observables: about ? await held.namedIn({ cases: [about.caseId], actions: [] }) : [],
      of: about ? { caseId: about.caseId } : {},
      told: ({ kind }) => ({ proposed: kind }),
    },
    held,
  );
  return { callId, model, proposed: value, use };
}

/** What was answered, strictly; stand-ins are translated back in its texts, and what comes of that is checked again. */
function readBy(text: string, { restore }: BuiltPrompt): ReadResult<Guided> {
  const told = readGuided(text);
  return "ok" in told
    ? readGuided(JSON.stringify(told.ok, (_, value: unknown) => (typeof value === "string" ? restore(value) : value)))
    : told;
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

/** Where no model is connected at all: it says so, and what to do. */
export const noGuide: GuideDesk = {
  ask: async () => {
    throw notConnected("guide");
  },
  drafts: () => false,
  draftHandover: async () => {
    throw notConnected("writer");
  },
  spend: () => noSpend,
};
