import type { Case } from "../case/case.ts";

/**
 * What a person separated, so that the machine never rejoins it: alerts split off a case, and cases that were merged and taken apart again.
 * Both are meant for good and follow the cases through later merges.
 */
export type Partings = {
  /** The cases that an alert was split off from, each with the person's reason. */
  readonly splits: Map<string, Map<string, string>>;
  readonly unmerged: { readonly caseId: string; readonly from: string; readonly because: string }[];
};

/** The most that people may separate in one run: each is asked about at every merge. */
export const partingsMax = 10_000;

/** What asking needs of a run. */
export type PartedRun = {
  readonly cases: ReadonlyMap<string, Case>;
  readonly caseOfAlert: ReadonlyMap<string, string>;
  readonly partings: Partings;
};

/** Nothing separated yet. */
export function noPartings(): Partings {
  return { splits: new Map(), unmerged: [] };
}

/** Notes that an alert was split off a case. */
export function noteSplit({ splits }: Partings, alertId: string, caseId: string, because: string): void {
  splits.set(alertId, (splits.get(alertId) ?? new Map<string, string>()).set(caseId, because));
}

/** The case that holds what this one held: itself, or the one that it was poured into, however often. */
export function standingCase(cases: ReadonlyMap<string, Case>, caseId: string): string {
  let at = caseId;
  // A case is poured into one that stands, so the chain has no ring; it is walked no further than there are cases all the same.
  for (let steps = 0; steps < cases.size; steps++) {
    const held = cases.get(at);
    if (held?.status !== "merged") return at;
    at = held.into;
  }
  return at;
}

/** Why the machine must not put an alert into a case; undefined when nobody separated them. */
export function whyAlertApart({ cases, partings }: PartedRun, alertId: string, caseId: string): string | undefined {
  for (const [from, because] of partings.splits.get(alertId) ?? [])
    if (standingCase(cases, from) === caseId) return `${alertId} was split off from ${from}: ${because}`;
  return undefined;
}

/** Why the machine must not merge two standing cases; undefined when nothing in one was separated from the other. */
export function whyCasesApart(run: PartedRun, one: string, other: string): string | undefined {
  for (const alertId of run.partings.splits.keys()) {
    const home = run.caseOfAlert.get(alertId);
    if (home !== one && home !== other) continue;
    const why = whyAlertApart(run, alertId, home === one ? other : one);
    if (why !== undefined) return why;
  }
  for (const { caseId, from, because } of run.partings.unmerged) {
    const roots = [standingCase(run.cases, caseId), standingCase(run.cases, from)];
    if (roots.includes(one) && roots.includes(other)) return `${caseId} was taken out of ${from}: ${because}`;
  }
  return undefined;
}
