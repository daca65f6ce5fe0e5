import type { Category } from "../../core/alert/category.ts";
import type { Severity } from "../../core/alert/severity.ts";
import { binOf } from "../../core/measure/bin.ts";
import type { ActionLine, AlertLine, CaseLine, MeasureLine, OpinionLine, StartLine } from "../../core/measure/line.ts";
import { openTallies, type Tallies, type Tally } from "../../core/measure/tally.ts";

/** Everything that measuring holds between two facts. The fold owns it and changes it in place. */
export type Measuring = {
  nowMs: number;
  readonly alerts: Map<string, AlertLine>;
  readonly cases: Map<string, CaseLine>;
  readonly starts: Map<string, StartLine>;
  readonly actions: Map<string, ActionLine>;
  readonly opinions: Map<string, OpinionLine>;
  /** The alerts of each case. */
  readonly members: Map<string, Set<string>>;
  readonly actionsOf: Map<string, Set<string>>;
  readonly tallies: Tallies;
  /** Lines that changed, and lines that went, by kind and id. */
  readonly changed: Map<string, MeasureLine>;
  readonly gone: Map<string, Pick<MeasureLine, "kind" | "id">>;
};

/** What one stretch of facts changed; taken once. */
export type MeasureChanges = {
  readonly lines: readonly MeasureLine[];
  readonly gone: readonly Pick<MeasureLine, "kind" | "id">[];
  readonly tallies: readonly Tally[];
};

/** Grows with every change in how something is counted. */
export const measureVersion = 4;

/** Goes on from lines that were kept; from none at the beginning. */
export function openMeasuring(lines: Iterable<MeasureLine> = []): Measuring {
  const state: Measuring = {
    nowMs: 0,
    alerts: new Map(),
    cases: new Map(),
    starts: new Map(),
    actions: new Map(),
    opinions: new Map(),
    members: new Map(),
    actionsOf: new Map(),
    tallies: openTallies(),
    changed: new Map(),
    gone: new Map(),
  };
  for (const line of lines) hold(state, line);
  state.changed.clear();
  return state;
}

/** Holds a line, new or changed. */
export function hold(state: Measuring, line: MeasureLine): void {
  const name = `${line.kind} ${line.id}`;
  state.changed.set(name, line);
  state.gone.delete(name);
  if (line.kind === "alert") {
    state.alerts.set(line.id, line);
    if (line.caseId !== undefined) addTo(state.members, line.caseId, line.id);
  } else if (line.kind === "case") state.cases.set(line.id, line);
  else if (line.kind === "start") state.starts.set(line.id, line);
  else if (line.kind === "opinion") state.opinions.set(line.id, line);
  else if (line.kind === "clock") state.nowMs = line.nowMs;
  else {
    state.actions.set(line.id, line);
    if (line.caseId !== undefined) addTo(state.actionsOf, line.caseId, line.id);
  }
}

function addTo(sets: Map<string, Set<string>>, key: string, id: string): void {
  const held = sets.get(key) ?? new Set();
  sets.set(key, held.add(id));
}

/** Lets an alert or a case go: nothing about it changes any more. */
export function letGo(state: Measuring, kind: "alert" | "case", id: string): void {
  const name = `${kind} ${id}`;
  state.changed.delete(name);
  state.gone.set(name, { kind, id });
  if (kind === "case") {
    state.cases.delete(id);
    state.members.delete(id);
    return;
  }
  const line = state.alerts.get(id);
  state.alerts.delete(id);
  if (line?.caseId !== undefined) state.members.get(line.caseId)?.delete(id);
}

/** What changed since it was last asked. */
export function takeChanges(state: Measuring): MeasureChanges {
  const changes = { lines: [...state.changed.values()], gone: [...state.gone.values()], tallies: state.tallies.take() };
  state.changed.clear();
  state.gone.clear();
  return changes;
}

/** A duration under a name of its own; what cannot be one is counted apart. */
export function tallyTime(
  tallies: Tallies,
  slot: number,
  name: readonly (string | number)[],
  durationMs: number | undefined,
  n: number,
): void {
  if (durationMs === undefined) return;
  if (durationMs < 0) tallies.add("time", slot, [...name, "left-out"], n);
  else tallies.add("time", slot, [...name, binOf(durationMs)], n, n * durationMs);
}

/** What a duration is told apart by. */
export type TimeStrata = {
  readonly severity: Severity;
  readonly category: Category;
  readonly source?: string;
  readonly alertClass?: string;
};

/** A duration by severity and by category, each by itself; of an alert by its source and its class too. */
export function tallyStrata(
  tallies: Tallies,
  slot: number,
  name: string,
  { severity, category, source, alertClass }: TimeStrata,
  durationMs: number | undefined,
  n: number,
): void {
  tallyTime(tallies, slot, [name, "severity", severity], durationMs, n);
  tallyTime(tallies, slot, [name, "category", category], durationMs, n);
  if (source !== undefined) tallyTime(tallies, slot, [name, "source", source], durationMs, n);
  if (alertClass !== undefined) tallyTime(tallies, slot, [name, "class", alertClass], durationMs, n);
}
