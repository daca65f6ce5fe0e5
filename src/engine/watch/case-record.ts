import { verify } from "../../core/journal/journal.ts";
import { readRecord } from "../../core/journal/record.ts";
import { segmentOf, watchBeginning } from "../../core/watch/watch-event.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import type { CaseFact } from "../../stages/case-page/history.ts";
import { chainBroken, openEntries } from "../journal/open-entries.ts";
import { factOf } from "./fact-text.ts";

/** The records of the watch, segment after segment. */
export type CaseRecords = {
  readonly names: () => Promise<readonly string[]>;
  readonly journal: (name: string) => Promise<Pick<JournalStore, "read" | "ofCase" | "vault">>;
};

/** Entries of one case that are read; a case with more shows the first. */
export const caseFactsMax = 20_000;
const segmentsMax = 10_000;
const readBatch = 2_000;

/**
 * The facts about one case, oldest first. `erased` counts what cannot be read any more. `recorded` is how many entries the record holds of it, of which at
 * most `caseFactsMax` are read; where `counted` is false there are at least so many.
 */
export type CaseRecordRead = {
  readonly facts: readonly CaseFact[];
  readonly erased: number;
  readonly recorded: number;
  readonly counted: boolean;
};

/** Entries of one case that are counted beyond those that are read. */
const caseEntriesCountedMax = 500_000;

/**
 * Reads the facts of one case out of the record, through all segments. Each entry is checked against its own hash, and its payload against what its record
 * commits to; that the whole record is what was published is another question (`verifyRecord`). Refuses (`journal/chain-broken`).
 */
export async function readCaseRecord(
  records: CaseRecords,
  caseId: string,
  most: { readonly read: number; readonly counted: number } = { read: caseFactsMax, counted: caseEntriesCountedMax },
): Promise<CaseRecordRead> {
  const facts: CaseFact[] = [];
  let [erased, beyond] = [0, 0];
  const read = (counted: boolean) => ({ facts, erased, recorded: facts.length + erased + beyond, counted });
  if (!isCaseStream.test(caseId)) return read(true);
  const names = (await records.names()).filter((name) => name.startsWith(watchBeginning) && segmentOf(name) !== undefined);
  for (const world of names.toSorted().slice(0, segmentsMax)) {
    const journal = await records.journal(world);
    let from = 0;
    if (facts.length + erased < most.read)
      for await (const { fact, atMs, sequence } of factsIn(journal, caseId)) {
        if (fact) facts.push({ fact, atMs, world, sequence });
        else erased++;
        from = sequence + 1;
        if (facts.length + erased >= most.read) break;
      }
    if (facts.length + erased < most.read) continue;
    beyond += await countedIn(journal, { stream: caseId, from, most: most.counted - beyond });
    if (beyond >= most.counted) return read(false);
  }
  return read(true);
}

/** How many entries of a stream stand from a place on, up to `most`. */
async function countedIn(
  store: Pick<JournalStore, "read" | "ofCase">,
  { stream, from, most }: { readonly stream: string; readonly from: number; readonly most: number },
): Promise<number> {
  let [counted, next] = [0, from];
  while (counted < most) {
    const entries = await entriesIn(store, stream, next);
    const last = entries.at(-1);
    if (!last) return counted;
    counted += entries.filter(({ record }) => (readRecord(record)?.stream ?? stream) === stream).length;
    next = last.sequence + 1;
  }
  return Math.min(counted, most);
}

const entriesIn = (store: Pick<JournalStore, "read" | "ofCase">, stream: string, from: number) =>
  store.ofCase ? store.ofCase(stream, from, readBatch) : store.read(from, readBatch);

const isCaseStream = /^case-\d{1,15}$/;

type Read = { readonly fact: CaseFact["fact"] | undefined; readonly atMs: number; readonly sequence: number };

async function* factsIn(store: Pick<JournalStore, "read" | "ofCase" | "vault">, stream: string): AsyncGenerator<Read> {
  for (let from = 0; ; ) {
    const entries = await entriesIn(store, stream, from);
    const last = entries.at(-1);
    if (!last) return;
    const checked = entries.flatMap((entry) => {
      const header = readRecord(entry.record);
      if (header && header.stream !== stream) return [];
      const point = { sequence: entry.sequence, previous: header?.previous ?? "", latestMs: 0, plainBelow: Number.MAX_SAFE_INTEGER };
      const found: Parameters<NonNullable<Parameters<typeof verify>[3]>>[0][] = [];
      const holds = verify([entry], undefined, point, (each) => found.push(each));
      if (!holds.intact) throw chainBroken(entry.sequence, holds.because);
      return found;
    });
    for (const { event, recordedAtMs: atMs, sequence } of await openEntries(checked, store.vault)) {
      const fact = event === undefined ? undefined : factOf(event);
      yield { fact: fact && "caseId" in fact && fact.caseId === stream ? fact : undefined, atMs, sequence };
    }
    from = last.sequence + 1;
  }
}
