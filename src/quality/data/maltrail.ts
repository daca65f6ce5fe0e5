import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** One trail: what reports wrote of one group's infrastructure. `reports` holds the indicators of each report, in the order of the file. */
export type Trail = { readonly name: string; readonly reports: readonly (readonly string[])[] };

const linesMax = 200_000;
/** A trail of what nobody has put down to a group. */
const unclassified = "apt_unclassified";

/** Every trail of a folder, in name order. A report is a run of indicators under the references above it; one report's stay together. */
export async function readTrails(data: string): Promise<Trail[]> {
  const folder = join(data, "maltrail");
  const names = (await readdir(folder)).filter((name) => /^apt_.*\.txt$/.test(name)).toSorted();
  const trails: Trail[] = [];
  for (const file of names) {
    const name = file.slice(0, -".txt".length);
    if (name !== unclassified) trails.push({ name, reports: reportsOf(await readFile(join(folder, file), "utf8")) });
  }
  return trails;
}

function reportsOf(text: string): string[][] {
  const reports: string[][] = [];
  let current: string[] = [];
  for (const line of text.split("\n").slice(0, linesMax)) {
    const trimmed = line.trim();
    if (/^#\s*Reference/i.test(trimmed) && current.length > 0) {
      reports.push(current);
      current = [];
    }
    if (trimmed !== "" && !trimmed.startsWith("#")) current.push(trimmed.split(/\s/)[0]!.toLowerCase());
  }
  if (current.length > 0) reports.push(current);
  return reports.map((report) => [...new Set(report)].sort());
}
