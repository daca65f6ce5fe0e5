import { readRecord } from "../../core/journal/record.ts";
import type { WatchPlace } from "../../core/quality-sample/quality-sample.ts";
import { segmentOf, watchBeginning } from "../../core/watch/watch-event.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { type CaseRecords, readCaseRecord } from "../watch/case-record.ts";

/** How a case ended last, and where in the record; `by` is undefined where it stands open. */
export type CaseEnd = { readonly by: "agent" | "people" | undefined; readonly place: WatchPlace; readonly atMs: number };

const ends: ReadonlyMap<string, CaseEnd["by"]> = new Map([
  ["CaseClosed", "agent"],
  ["CaseEscalated", undefined],
  ["CaseDecided", "people"],
  ["CaseReopened", undefined],
  ["CaseMerged", undefined],
]);
const readBatch = 2_000;
const segmentsMax = 10_000;

/** The end of a case that was recorded last, by what the entries say in plain. Undefined where the record has none. */
export async function lastEndOf(records: CaseRecords, caseId: string): Promise<CaseEnd | undefined> {
  const names = (await records.names()).filter((name) => name.startsWith(watchBeginning) && segmentOf(name) !== undefined);
  for (const world of names.toSorted().toReversed().slice(0, segmentsMax)) {
    const end = await lastIn(await records.journal(world), world, caseId);
    if (end) return end;
  }
  return undefined;
}

async function lastIn(journal: Pick<JournalStore, "read" | "ofCase">, world: string, caseId: string): Promise<CaseEnd | undefined> {
  let found: CaseEnd | undefined;
  for (let from = 0; ; ) {
    const entries = await (journal.ofCase ? journal.ofCase(caseId, from, readBatch) : journal.read(from, readBatch));
    const last = entries.at(-1);
    if (!last) return found;
    for (const { record, sequence } of entries) {
      const header = readRecord(record);
      if (header?.stream !== caseId || !ends.has(header.type)) continue;
      found = { by: ends.get(header.type), place: { world, sequence }, atMs: header.recordedAtMs };
    }
    from = last.sequence + 1;
  }
}

/** Entries of a case in which its people are looked for. */
const factsMax = 20_000;

/** Everybody who had to do with a case: who decided, noted, asked, opened it or had it given to them. */
export async function peopleOf(records: CaseRecords, caseId: string): Promise<readonly string[]> {
  const { facts } = await readCaseRecord(records, caseId, { read: factsMax, counted: factsMax });
  const named = facts.flatMap(({ fact }) => {
    const said = fact as { readonly by?: unknown; readonly assignee?: unknown };
    return [said.by, said.assignee].filter((name) => typeof name === "string");
  });
  return [...new Set(named.map((name) => (name.startsWith("person:") ? name : `person:${name}`)))];
}
