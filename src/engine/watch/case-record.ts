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

/** Facts of one case that are read; a case with more shows the first. */
export const caseFactsMax = 20_000;
const segmentsMax = 10_000;
const readBatch = 2_000;

/** The facts about one case, oldest first. `erased` counts what cannot be read any more; `whole` is false where there are more than are read. */
export type CaseRecordRead = { readonly facts: readonly CaseFact[]; readonly erased: number; readonly whole: boolean };

/**
 * Reads the facts of one case out of the record, through all segments. Each entry is checked against its own hash, and its payload against what its record
 * commits to; that the whole record is what was published is another question (`verifyRecord`). Refuses (`journal/chain-broken`).
 */
export async function readCaseRecord(records: CaseRecords, caseId: string): Promise<CaseRecordRead> {
  const facts: CaseFact[] = [];
  let erased = 0;
  if (!isCaseStream.test(caseId)) return { facts, erased, whole: true };
  const names = (await records.names()).filter((name) => name.startsWith(watchBeginning) && segmentOf(name) !== undefined);
  for (const world of names.toSorted().slice(0, segmentsMax)) {
    for await (const { fact, atMs, sequence } of factsIn(await records.journal(world), caseId)) {
      if (facts.length >= caseFactsMax) return { facts, erased, whole: false };
      if (fact) facts.push({ fact, atMs, world, sequence });
      else erased++;
    }
  }
  return { facts, erased, whole: true };
}

const isCaseStream = /^case-\d{1,15}$/;

type Read = { readonly fact: CaseFact["fact"] | undefined; readonly atMs: number; readonly sequence: number };

async function* factsIn(store: Pick<JournalStore, "read" | "ofCase" | "vault">, stream: string): AsyncGenerator<Read> {
  const { ofCase } = store;
  for (let from = 0; ; ) {
    const entries = await (ofCase ? ofCase(stream, from, readBatch) : store.read(from, readBatch));
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
