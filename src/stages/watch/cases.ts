import type { CaseDesk, WatchState } from "../../core/watch/watch.ts";
import { isSettled, isSuppressedCase } from "../../core/watch/watch.ts";

/**
 * How long cases are left to gather. `pressure`, 0 to 1, says how much is held already: the longest wait shrinks with it down to the shortest, since what
 * no look has seen must be held. A case that gathered `gatheredMax` alerts since its last look waits for nothing: one that takes in everything would else
 * fill memory with what may not leave, and stop the reading.
 */
export type Settling = {
  readonly settlingMs: number;
  readonly settlingMaxMs: number;
  readonly pressure?: number;
  readonly gatheredMax?: number;
};

/** A settled case that was not told waits no longer than this before what joined it opens it again. */
const untoldWaitsMs = 10_000;
/** Repeats that joined a case since it was told are told after this. */
const retellMs = 10 * 60_000;

/**
 * When a case that is in progress may be looked at: some time after the last news, which doubles with every look, and at the latest some time after the
 * first. A first look waits for nothing where an alert of priority 1 is in it, and no look does where the case has gathered as much as it may.
 */
export function dueAtMs(
  { gatheringSinceMs, newsAtMs, unseen, looks, priority, openedAtMs }: CaseDesk,
  { settlingMs, settlingMaxMs: most, pressure = 0, gatheredMax = Number.POSITIVE_INFINITY }: Settling,
): number {
  if (looks === 0 && priority === 1) return openedAtMs;
  if (unseen.size >= gatheredMax) return newsAtMs;
  const settlingMaxMs = most - (most - settlingMs) * pressure;
  const waitMs = Math.min(settlingMaxMs, settlingMs * 2 ** Math.min(looks, 10));
  return Math.min(newsAtMs + waitMs, (gatheringSinceMs ?? openedAtMs) + settlingMaxMs);
}

/**
 * The cases that may be looked at now and that nobody who lives has claimed: begun ones first, then by their most urgent alert, then in the order in which
 * they were opened. `nextAtMs` is when the next one is due; undefined where none is.
 */
export function casesDue(
  { run, desks }: WatchState,
  nowMs: number,
  settling: Settling,
  isFree: (desk: CaseDesk, caseId: string) => boolean,
): { readonly due: readonly string[]; readonly nextAtMs: number | undefined } {
  const due: { caseId: string; rank: number }[] = [];
  let nextAtMs: number | undefined;
  for (const [caseId, each] of run.cases) {
    const desk = desks.get(caseId);
    if (each.status !== "in-progress" || !desk || !isFree(desk, caseId)) continue;
    const atMs = each.playbook ? nowMs : dueAtMs(desk, settling);
    if (atMs <= nowMs) due.push({ caseId, rank: each.playbook ? 0 : desk.priority });
    else nextAtMs = Math.min(nextAtMs ?? atMs, atMs);
  }
  // The sort keeps the order of opening.
  return { due: due.sort((a, b) => a.rank - b.rank).map(({ caseId }) => caseId), nextAtMs };
}

/** Settled cases that news joined, each with the reason for which it is looked at again. Whoever acts on a verdict hears of it before it falls. */
export function casesToReopen({ run, desks }: WatchState, nowMs: number): { readonly caseId: string; readonly because: string }[] {
  const reopened: { caseId: string; because: string }[] = [];
  for (const [caseId, each] of run.cases) {
    const desk = desks.get(caseId);
    if (!isSettled(each) || !desk || desk.unseen.size === 0 || isSuppressedCase(run, each)) continue;
    if (desk.told < desk.revision && nowMs - (desk.settledAtMs ?? 0) < untoldWaitsMs) continue;
    const [first = ""] = desk.unseen;
    const more = desk.unseen.size > 1 ? ` and ${desk.unseen.size - 1} more` : "";
    reopened.push({ caseId, because: `${first}${more} joined after its verdict` });
  }
  return reopened;
}

/** Settled cases whose verdict, or whose growth since, was not told yet, each with the revision to tell; the ones that settled first stand first. */
export function casesToTell({ run, desks }: WatchState, nowMs: number): { readonly caseId: string; readonly revision: number }[] {
  const tell: { caseId: string; revision: number; atMs: number }[] = [];
  for (const [caseId, each] of run.cases) {
    const desk = desks.get(caseId);
    if (!isSettled(each) || !desk) continue;
    const { settledAtMs: atMs = 0, revision, told, toldAtMs = 0, repeatsUntold } = desk;
    if (told < revision) tell.push({ caseId, revision, atMs });
    else if (repeatsUntold > 0 && nowMs - toldAtMs >= retellMs) tell.push({ caseId, revision: revision + 1, atMs });
  }
  return tell.sort((a, b) => a.atMs - b.atMs).map(({ caseId, revision }) => ({ caseId, revision }));
}
