import type { ActionLine } from "../../core/measure/line.ts";
import { slotOf } from "../../core/measure/tally.ts";
import type { Verdict } from "../../core/verdict/verdict.ts";
import { hold, type Measuring, tallyStrata, tallyTime } from "./measuring.ts";

/** What a person has taken back later than this after it took hold was right when it was done. Milliseconds. */
export const wrongWithinMs = 7 * 86_400_000;

/**
 * Counts an action (`n` 1), or takes it back (-1): how long people took, how long after the first alert it was in force, and whether it was wrong: a person
 * had it taken back soon, and its case is no true positive as it stands.
 */
export function tallyAction(state: Measuring, line: ActionLine, n: number): void {
  const { tallies, starts } = state;
  const slot = slotOf(line.proposedAtMs);
  const { decidedAtMs, confirmedAtMs, proposedAtMs, tier, undoneAtMs } = line;
  if (decidedAtMs !== undefined) tallyTime(tallies, slot, ["approval", "tier", tier], decidedAtMs - proposedAtMs, n);
  if (confirmedAtMs === undefined) return;
  const start = line.caseId === undefined ? undefined : starts.get(line.caseId);
  const isSoon = undoneAtMs !== undefined && undoneAtMs - confirmedAtMs <= wrongWithinMs;
  const isWrong = isSoon && start?.verdict !== "true-positive";
  tallies.add("contained", slotOf(confirmedAtMs), [tier, isWrong ? "wrong" : "right"], n);
  if (start) tallyStrata(tallies, slot, "mttr", start, confirmedAtMs - start.receivedAtMs, n);
}

/** Changes an action and its counts. */
export function changeAction(state: Measuring, id: string, change: (line: ActionLine) => void): void {
  const line = state.actions.get(id);
  if (!line) return;
  tallyAction(state, line, -1);
  change(line);
  tallyAction(state, line, 1);
  hold(state, line);
}

/** Notes how a case that proposed containment stands, which says whether what was taken back was wrong. */
export function noteVerdict(state: Measuring, caseId: string, verdict: Verdict | undefined): void {
  const start = state.starts.get(caseId);
  if (!start || start.verdict === verdict) return;
  const actions = [...(state.actionsOf.get(caseId) ?? [])].flatMap((id) => state.actions.get(id) ?? []);
  for (const each of actions) tallyAction(state, each, -1);
  hold(state, { ...start, verdict });
  for (const each of actions) tallyAction(state, each, 1);
}
