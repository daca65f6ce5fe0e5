import { standingCase } from "../../core/run/partings.ts";
import { isSettled, type WatchState } from "../../core/watch/watch.ts";
import type { AlertRow, Views } from "../../ports/views.ts";
import type { Settled } from "../../stages/report/settled.ts";
import { withConclusion } from "../../stages/watch/left-row.ts";

/** Rows of one page: each is read from the views, and put back where its case says something else of it now. */
const rowsPerPageMax = 1_000;
/** Pages of one step: what the end of a great case changes must not hold up reading. */
const pagesPerStepMax = 4;
/** Cases of which it is remembered what was said last. */
const saidMax = 10_000;

/**
 * Brings what the views say of alerts that left memory up to how their case ended since. Such an alert has no row in the fold any more, so nothing else
 * would ever say of it again that it is not open.
 */
export type LeftRows = { readonly step: () => Promise<void> };

/** What it works on: the views, the fold, and the place in the record that the fold stands for. */
export type LeftRowsParts = {
  readonly views: Pick<Views, "alerts" | "put">;
  readonly state: () => WatchState;
  readonly place: () => { readonly world: string; readonly sequence: number };
  /** Cases that came to an end; those that are done leave it. */
  readonly ended: Set<string>;
};

type UnderWay = { readonly caseId: string; readonly says: string; of: readonly string[]; after: string | undefined };

/** Opens it, for whoever writes the views. */
export function openLeftRows({ views, state, place, ended }: LeftRowsParts): LeftRows {
  const said = new Map<string, string>();
  let underWay: UnderWay | undefined;
  const begun = (): UnderWay | undefined => {
    if (ended.size === 0) return undefined;
    const left = leftOfAll(state());
    for (const caseId of ended) {
      const of = left.get(caseId) ?? [];
      const says = endOf(caseId, of, state());
      if (says !== undefined && says !== said.get(caseId)) return { caseId, says, of, after: undefined };
      ended.delete(caseId);
    }
    return undefined;
  };
  const finish = ({ caseId, says }: UnderWay) => {
    said.delete(caseId);
    said.set(caseId, says);
    for (const oldest of said.keys()) if (said.size > saidMax) said.delete(oldest);
  };
  const page = async ({ caseId, of: [caseOfRows = ""], after }: UnderWay): Promise<string | undefined> => {
    const found = await views.alerts({ caseId: caseOfRows }, { limit: rowsPerPageMax, ...(after !== undefined && { after }) });
    const standing = state().run.cases.get(caseId);
    const alerts = isSettled(standing) ? changed(found.rows, standing, state()) : [];
    if (alerts.length > 0) await views.put({ alerts, cases: [], ...place() });
    return found.next;
  };
  return {
    async step() {
      for (let pages = 0; pages < pagesPerStepMax; pages++) {
        underWay ??= begun();
        if (!underWay) return;
        underWay.after = await page(underWay);
        if (underWay.after === undefined) underWay.of = underWay.of.slice(1);
        if (underWay.of.length > 0) continue;
        // The next look finds it said, or ended otherwise meanwhile.
        finish(underWay);
        underWay = undefined;
      }
    },
  };
}

/** By case, itself and those that were poured into it, as far as alerts of theirs left memory. */
function leftOfAll({ run, desks }: WatchState): ReadonlyMap<string, readonly string[]> {
  const left = new Map<string, string[]>();
  for (const [id, { alertsGone }] of desks) {
    if (alertsGone === 0) continue;
    const root = standingCase(run.cases, id);
    left.set(root, [...(left.get(root) ?? []), id]);
  }
  return left;
}

/** What the end of a case says of its alerts that left, as far as it changes; undefined while it has no end, or none of them left. */
function endOf(caseId: string, of: readonly string[], { run, desks }: WatchState): string | undefined {
  const standing = run.cases.get(caseId);
  if (!isSettled(standing) || of.length === 0) return undefined;
  const gone = of.map((id) => [id, desks.get(id)?.alertsGone]);
  return JSON.stringify([standing.status, standing.conclusion.verdict, standing.conclusion.maliciousness, gone]);
}

function changed(rows: readonly AlertRow[], standing: Settled, { run }: WatchState): AlertRow[] {
  return rows.flatMap((row) => {
    // What is held is put by itself, or is another case's by now.
    if (run.alerts.has(row.id)) return [];
    const now = withConclusion(row, standing);
    return now.state === row.state && now.verdict === row.verdict && now.maliciousness === row.maliciousness ? [] : [now];
  });
}
