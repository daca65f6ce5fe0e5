import type { Person } from "../../core/person/person.ts";
import { requireReviewer } from "../../core/quality-sample/decide.ts";
import { evolveQualitySamples } from "../../core/quality-sample/evolve.ts";
import {
  emptyQualitySamples,
  isWaiting,
  type QualitySample,
  QualitySampleEvent,
  type QualitySamples,
} from "../../core/quality-sample/quality-sample.ts";
import { refusedSample } from "../../core/quality-sample/refusal.ts";
import type { Verdict } from "../../core/verdict/verdict.ts";
import type { Clock } from "../../ports/clock.ts";
import type { CaseSink } from "../../ports/settled.ts";
import { openSealedLog } from "../sealed-log.ts";
import { carryOutStops, hearPeople } from "./carry-out.ts";
import { peopleOf } from "./closed-at.ts";
import { hearSettled } from "./closures.ts";
import { keepEpochs } from "./epochs.ts";
import { type Held, obey } from "./held.ts";
import type { QualityParts } from "./parts.ts";

/** Quality samples of one tenant, as one process holds them; several may, on one journal. Refuses (`quality/…`, `journal/…`). */
export type QualityDesk = {
  /** Hears of settled cases. */
  readonly sink: CaseSink;
  /** Begins the first epoch where there is none: before anything is closed. */
  readonly begin: () => Promise<void>;
  /** One round of what goes on by itself: epochs, what people said, stops. One process at a time does it. */
  readonly round: () => Promise<void>;
  /** Rounds until the signal. */
  readonly work: (signal: AbortSignal) => Promise<void>;
  /** What is known now; the fold owns it. */
  readonly state: () => Promise<QualitySamples>;
  /** The sample that is due first among those that this person may judge. */
  readonly next: (by: Person) => Promise<QualitySample | undefined>;
  /** Judges blind; gives the sample with what the agent had said. */
  readonly judge: (id: string, by: Person, word: { readonly verdict: Verdict; readonly because: string }) => Promise<QualitySample>;
  /** One that this person has judged, or that nobody is to judge any more. */
  readonly read: (id: string, by: Person) => Promise<QualitySample>;
  readonly reset: (alertClass: string, by: Person, because: string) => Promise<void>;
};

/** How often a round is taken while nothing hurries. */
const everyMs = 10_000;
/** Samples whose people are looked up to find one for a person. */
const lookedThroughMax = 200;

/** Opens the journal of quality samples, checks it and folds it. Refuses (`journal/…`). */
export async function openQualityDesk(parts: QualityParts): Promise<QualityDesk> {
  const state = emptyQualitySamples();
  const log = await openSealedLog<QualitySampleEvent>(parts.journal, parts.clock, {
    fold: (fact) => evolveQualitySamples(state, fact),
    factOf: (text) => QualitySampleEvent.parse(JSON.parse(text)),
    streamOf,
    // What a case was sampled with is erased with it.
    erased: "skip",
    // It may have numbered a sample: no number is given out twice.
    unread: () => {
      state.erased++;
      state.numbered++;
    },
  });
  return deskOf({ parts, state, log, heard: [] });
}

/** A closure and its sample go with their case. Ids of cases are ours. */
const streamOf = (fact: QualitySampleEvent): string =>
  "caseId" in fact && fact.caseId !== null ? fact.caseId : "id" in fact ? fact.id : "samples";

function deskOf(held: Held): QualityDesk {
  const { parts, state, log } = held;
  const round = () => goRound(held);
  return {
    sink: { name: "quality-samples", settled: (each) => hearSettled(held, each) },
    begin: () => keepEpochs(held),
    round,
    work: (signal) => working(round, parts, signal),
    async state() {
      await log.refresh();
      return state;
    },
    next: (by) => nextFor(held, by),
    judge: (id, by, word) => judge(held, id, by, word),
    async read(id, by) {
      await log.refresh();
      const sample = state.samples.get(id);
      if (!sample) throw refusedSample("quality/unknown", "there is no such sample");
      if (isWaiting(sample) && !sample.judged.some((each) => each.by === by))
        throw refusedSample("quality/blind", "it is shown to whoever has judged it");
      return sample;
    },
    async reset(alertClass, by, because) {
      await obey(held, { type: "Reset", class: alertClass, by, because, atMs: parts.clock.nowMs() });
    },
  };
}

/** What stops the agent waits for nothing else, and a part that fails keeps no other from being done. */
async function goRound(held: Held): Promise<void> {
  const failed: unknown[] = [];
  for (const part of [hearPeople, carryOutStops, keepEpochs]) await part(held).catch((error: unknown) => failed.push(error));
  await held.log.checkpoint({ witness: "may" });
  if (failed.length > 0) throw failed[0];
}

async function working(
  round: () => Promise<void>,
  { clock, note }: { readonly clock: Clock } & Pick<QualityParts, "note">,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await round();
    } catch (error) {
      note?.("quality samples could not go on; it is tried again", error);
    }
    await clock.sleep(everyMs, signal).catch(() => undefined);
  }
}

const workedOn = async ({ parts }: Held, { caseId }: QualitySample) => (caseId === null ? [] : peopleOf(parts.records, caseId));

async function nextFor(held: Held, by: Person): Promise<QualitySample | undefined> {
  const { state, log } = held;
  await log.refresh();
  const waiting = [...state.waiting]
    .flatMap((id) => state.samples.get(id) ?? [])
    .filter(({ judged }) => !judged.some((each) => each.by === by))
    .toSorted((a, b) => a.dueAtMs - b.dueAtMs || Number(a.id.slice(3)) - Number(b.id.slice(3)));
  for (const sample of waiting.slice(0, lookedThroughMax)) if (isReviewer(sample, by, await workedOn(held, sample))) return sample;
  return undefined;
}

function isReviewer(sample: QualitySample, by: Person, worked: readonly string[]): boolean {
  try {
    return requireReviewer(sample, by, worked) === sample;
  } catch {
    return false;
  }
}

async function judge(
  held: Held,
  id: string,
  by: Person,
  { verdict, because }: { readonly verdict: Verdict; readonly because: string },
): Promise<QualitySample> {
  const { parts, state, log } = held;
  await log.refresh();
  const sample = state.samples.get(id);
  if (!sample) throw refusedSample("quality/unknown", "there is no such sample");
  const worked = await workedOn(held, sample);
  await obey(held, { type: "Judge", id, by, verdict, because, worked, atMs: parts.clock.nowMs() });
  await log.checkpoint({ witness: "may" });
  // A class that this stopped is stopped before the reviewer is answered, where it can be.
  await carryOutStops(held).catch((error: unknown) => parts.note?.("a stop could not be carried out yet; it is tried again", error));
  return state.samples.get(id) ?? sample;
}
