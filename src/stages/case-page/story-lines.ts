import { type Severity, severityRank } from "../../core/alert/severity.ts";
import type { AssessmentCase } from "../../core/assessment/assessment.ts";
import { type Observable, observableKey } from "../../core/observable/observable.ts";
import type { AlertRow } from "../../ports/views.ts";
import { foldMs } from "../report/timeline.ts";
import { observablesIn, placeOf } from "./graph-reading.ts";

/** Alerts, machines, accounts and sources that one line names. */
const namedMax = 20;

/** A line of a case's timeline and whom it is about: where it goes on lanes. `lastMs` is when the last alert came that the line counts. */
export type StoryLine = {
  readonly timeMs: number;
  readonly lastMs: number;
  readonly says: string;
  readonly evidence: readonly string[];
  readonly alerts: number;
  readonly machines: readonly string[];
  readonly accounts: readonly string[];
  readonly sources: readonly string[];
  readonly severity: Severity | undefined;
  readonly techniques: readonly string[];
};

type Row = Pick<AlertRow, "timeMs" | "source" | "rule" | "title" | "severity" | "detail">;

/**
 * The timeline of a case with what the alerts behind each line say of it. A line is about the alerts of its moment that its evidence is about: of the same
 * rule and, where the evidence is a record, of the same machine. What came of the same within the time that a line folds is counted to it.
 */
export function storyLines(detail: AssessmentCase, alerts: readonly Row[]): StoryLine[] {
  const oldestFirst = alerts.toSorted((a, b) => a.timeMs - b.timeMs);
  const byTime = new Map<number, Row[]>();
  const byThread = new Map<string, Row[]>();
  const byPlace = new Map(oldestFirst.map((row) => [placeOf(row.detail), row]));
  for (const row of oldestFirst) {
    put(byTime, row.timeMs, row);
    put(byThread, threadOf(row), row);
  }
  const evidence = new Map(detail.evidence.map((item) => [item.id, item]));
  const nameOf = machineNames(detail);
  return detail.timeline.map((line) => {
    const timeMs = Date.parse(line.time);
    const cited = line.evidence.flatMap((id) => {
      const source = evidence.get(id)?.source;
      return (source?.kind === "record" && byPlace.get(`${source.path}#${source.record}`)) || [];
    });
    const meant = meantBy(byTime.get(timeMs) ?? [], cited);
    const counted =
      meant.length === 0 ? [] : [...new Set(meant.map(threadOf))].flatMap((key) => foldedFrom(byThread.get(key) ?? [], timeMs));
    return {
      timeMs,
      lastMs: counted.reduce((last, row) => Math.max(last, row.timeMs), timeMs),
      says: line.says,
      evidence: line.evidence,
      alerts: counted.length,
      machines: named(meant.map(({ detail: { host } }) => (typeof host === "string" ? nameOf(host) : undefined))),
      accounts: named(meant.map(accountOf)),
      sources: named(meant.map(({ source }) => source)),
      severity: gravest(counted),
      techniques: detail.techniques.filter(({ evidence: ids }) => ids.some((id) => line.evidence.includes(id))).map(({ id }) => id),
    };
  });
}

function put<Key>(rows: Map<Key, Row[]>, key: Key, row: Row): void {
  const held = rows.get(key);
  if (held) held.push(row);
  else rows.set(key, [row]);
}

/** What alerts that one line folds have in common. */
const threadOf = ({ rule, title, detail: { host } }: Row) => JSON.stringify([rule ?? title, host ?? ""]);

function meantBy(rows: readonly Row[], cited: readonly Row[]): readonly Row[] {
  const threads = new Set(cited.map(threadOf));
  const same = rows.filter((row) => threads.has(threadOf(row)));
  if (same.length > 0) return same;
  const rules = new Set(cited.map(({ rule, title }) => rule ?? title));
  const ofRule = rows.filter(({ rule, title }) => rules.has(rule ?? title));
  return ofRule.length > 0 ? ofRule : rows;
}

/** The alerts of a thread from a moment on, as long as each follows the one before within `foldMs`. Rows are oldest first. */
function foldedFrom(rows: readonly Row[], fromMs: number): readonly Row[] {
  const first = rows.findIndex(({ timeMs }) => timeMs >= fromMs);
  if (first < 0) return [];
  let end = first + 1;
  while (end < rows.length && (rows[end]?.timeMs ?? 0) - (rows[end - 1]?.timeMs ?? 0) <= foldMs) end++;
  return rows.slice(first, end);
}

/** Whose account an alert is about; of one that says nothing of it, as of a mail, whoever it names first. */
function accountOf({ detail }: Row): string | undefined {
  if (typeof detail.user === "string") return detail.user;
  if (typeof detail.host === "string") return undefined;
  const observables = observablesIn(detail);
  const of = (type: string) => observables.find((each) => each.type === type && (each.role === "recipient" || each.role === "target"));
  return (of("user") ?? of("email") ?? observables.find(({ type }) => type === "user"))?.value;
}

function machineNames({ assets }: AssessmentCase): (host: string) => string {
  const names = new Map<string, string>();
  const host = (value: string): Observable => ({ type: "host", value });
  for (const { name, observables } of assets)
    for (const each of [host(name), ...observables]) if (each.type === "host") names.set(observableKey(each), name);
  return (value) => names.get(observableKey(host(value))) ?? value;
}

const named = (names: readonly (string | undefined)[]): string[] =>
  [...new Set(names.filter((name) => name !== undefined && name !== ""))].slice(0, namedMax) as string[];

function gravest(rows: readonly Row[]): Severity | undefined {
  let found: Severity | undefined;
  for (const { severity } of rows) if (found === undefined || severityRank(severity) > severityRank(found)) found = severity;
  return found;
}
