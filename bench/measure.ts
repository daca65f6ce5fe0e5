import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type RecordHeader, readRecord } from "../src/core/journal/record.ts";
import { memoryKeeper } from "../src/storage/journal/journal-keeper.ts";
import { openJournalStore } from "../src/storage/journal/postgres-journal.ts";
import { openDatabase } from "../src/storage/open-database.ts";
import { type WatchedRun, watchedRun } from "../src/testing/watched-run.ts";

/** One figure: what was measured, what came out, and what we aim at. */
export type Figure = { readonly name: string; readonly value: number; readonly unit: string; readonly aim: string };

const runTimeoutMs = 900_000;
const journalBatch = 5_000;

/** Runs the executable and insists that it finished. */
export async function timed(words: readonly string[]): Promise<WatchedRun> {
  const run = await watchedRun(words, { timeoutMs: runTimeoutMs });
  if (run.status !== 0 && run.status !== 3) throw new Error(`watchkeeper ${words.join(" ")} ended with ${run.status}: ${run.err}`);
  return run;
}

/** The middle of several measurements. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** What another bench of this folder prints. */
export function printed(bench: string): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(new URL(bench, import.meta.url))], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${bench} ended with ${status}: ${stderr}`);
  return stdout;
}

/** A number out of printed text, thousands marked or not. */
export function numberIn(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1]?.replaceAll(",", "") ?? Number.NaN);
}

/** How long the alerts of a kept run took from the first triage to the last placement in a case, every step committed: by the journal's own clock. */
export async function triageAndCorrelationMs(dataDir: string): Promise<number> {
  const database = await openDatabase({ dataDir });
  try {
    const journal = await openJournalStore(database, "investigation", memoryKeeper());
    const entries: RecordHeader[] = [];
    for (;;) {
      const batch = await journal.read(entries.length, journalBatch);
      if (batch.length === 0) break;
      entries.push(...batch.flatMap(({ record }) => readRecord(record) ?? []));
    }
    const start = entries.find(({ type }) => type === "LoadingFinished");
    const last = entries.findLast(({ type }) => type === "AlertsJoined" || type === "CaseOpened" || type === "CaseMerged");
    if (!start || !last) throw new Error("the journal holds no triage");
    return last.recordedAtMs - start.recordedAtMs;
  } finally {
    await database.close();
  }
}

/** The folders that hold SigmaHQ's rules for Windows, as options of the command line. */
export function windowsRules(data: string): string[] {
  const emerging = join(data, "sigma/rules-emerging-threats");
  const years = readdirSync(emerging, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return ["--rules", join(data, "sigma/rules/windows"), ...years.flatMap(({ name }) => ["--rules", join(emerging, name)])];
}
