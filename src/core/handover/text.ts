import type { Person } from "../person/person.ts";

/** What a handover is made of, in the order in which it is read. */
export const handoverSections = [
  "kill-switch",
  "approvals",
  "actions",
  "open-cases",
  "watch-outs",
  "duties",
  "sources",
  "write-back",
  "figures",
  "changes",
] as const;
/** One of `handoverSections`. */
export type HandoverSectionName = (typeof handoverSections)[number];

/** How soon a line wants somebody: now, within the shift, or only to be known. */
export const handoverUrgencies = ["now", "this-shift", "to-know"] as const;
/** One of `handoverUrgencies`. */
export type HandoverUrgency = (typeof handoverUrgencies)[number];

/** What a line rests on. Of an "entry" the id is `<world>#<sequence>`, of a "record" the world. */
export const citedKinds = ["case", "action", "source", "connector", "job", "entry", "record"] as const;
/** One thing that a line rests on, by which the reader finds it. */
export type HandoverCitation = { readonly kind: (typeof citedKinds)[number]; readonly id: string };

/**
 * One composed fact. `key` names it within the handover and stays the same when it is composed again; `says` is one sentence in which everything from outside
 * is inert; `next` is what the agent would ask or do next, null where nothing is to be asked.
 */
export type HandoverFact = {
  readonly key: string;
  readonly urgency: HandoverUrgency;
  readonly says: string;
  readonly next: string | null;
  readonly cites: readonly HandoverCitation[];
};

/** One section; `left` is how many facts it would have beyond `factsPerSectionMax`. */
export type HandoverSection = { readonly name: HandoverSectionName; readonly facts: readonly HandoverFact[]; readonly left: number };

/** How many records each source had handed over in all when it was counted, and in the period; the next handover tells a rate that fell by it. */
export type SourceCount = { readonly source: string; readonly accepted: number; readonly inPeriod: number; readonly deadLettered: number };

/** A record as far as it was read for the handover: world, entries, and the hash of the last of them. */
export type RecordRead = { readonly world: string; readonly entries: number; readonly hash: string };

/** The time that a handover speaks of, milliseconds, from inclusive, to exclusive. */
export type HandoverPeriod = { readonly fromMs: number; readonly toMs: number };

/** What the agent composed from the record. It never changes; people write notes beside it. */
export type ComposedHandover = {
  readonly period: HandoverPeriod;
  readonly sections: readonly HandoverSection[];
  readonly sources: readonly SourceCount[];
  readonly records: readonly RecordRead[];
};

/** What the outgoing analyst wrote beside the handover as a whole, a section, or one fact by its key. */
export type HandoverNote = { readonly about: string; readonly text: string; readonly atMs: number };

/** Exactly what the outgoing analyst signs. */
export type HandoverText = {
  readonly format: "watchkeeper/handover@1";
  readonly tenant: string;
  readonly id: string;
  readonly outgoing: Person;
  readonly draftedAtMs: number;
  readonly composed: ComposedHandover;
  readonly notes: readonly HandoverNote[];
};

/** What a note about the handover as a whole is about. */
export const aboutAll = "handover";
/** Facts that a section shows. */
export const factsPerSectionMax = 100;
/** The longest sentence of a fact, and of what comes next, characters. */
export const factLengthMax = 600;
