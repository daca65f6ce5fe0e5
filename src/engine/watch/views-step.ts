import type { AssessmentCase } from "../../core/assessment/assessment.ts";
import { isSettled } from "../../core/watch/watch.ts";
import type { AlertRow } from "../../ports/views.ts";
import { alertRow, caseDetail, caseRow } from "../../stages/watch/rows.ts";
import type { WatchContext } from "./context.ts";
import { openLeftRows } from "./left-rows.ts";

/** Alerts shown in one step: what a great case changes all at once must not hold up reading. */
const rowsPerStepMax = 3_000;
/** Rows of one put. */
const rowsPerPutMax = 1_000;
/** Settled cases whose whole form is remembered, so that a storm of repeats does not work it out again and again. */
const detailsMax = 500;
/** What only grew, and nobody acted on, is shown again after this. */
const growthEveryMs = 10_000;

/** Puts what changed into the views, after it is durable. */
export type ViewsWriter = {
  /** Compares what the views stand for with the record: where they lag, all that is held is put again. Called once, first. */
  readonly begin: () => Promise<void>;
  readonly step: () => Promise<void>;
};

/** Opens it. One process writes the views: whoever holds the desk. */
export function openViewsWriter(context: WatchContext): ViewsWriter {
  const { parts, log, touched } = context;
  const details = openDetails(context);
  const shown = openShown();
  const leftRows = openLeftRows({
    views: parts.views,
    state: () => log.state,
    place: () => ({ world: log.world(), sequence: log.entries() }),
    ended: touched.left,
  });
  return {
    async begin() {
      const upTo = await parts.views.upTo(log.world());
      if (upTo === undefined || upTo < log.entries()) touched.all(log.state);
    },
    async step() {
      const nowMs = parts.clock.nowMs();
      const cases = [...touched.cases].filter((caseId) => touched.pressing.has(caseId) || details.isDue(caseId, nowMs));
      const alerts = [...touched.alerts].slice(0, rowsPerStepMax);
      const sequence = log.entries();
      const world = log.world();
      for (let from = 0; from < Math.max(alerts.length, cases.length); from += rowsPerPutMax) {
        const [ids, caseIds] = [alerts.slice(from, from + rowsPerPutMax), cases.slice(from, from + rowsPerPutMax)];
        const rows = {
          alerts: shown.fresh(ids.flatMap((id) => alertRow(id, log.state) ?? [])),
          cases: caseIds.flatMap((caseId) => caseRow(caseId, log.state, details.of(caseId, nowMs)) ?? []),
        };
        // Noted again meanwhile, they are put again.
        for (const id of ids) touched.alerts.delete(id);
        const pressing = caseIds.filter((caseId) => touched.pressing.delete(caseId));
        for (const caseId of caseIds) touched.cases.delete(caseId);
        try {
          if (rows.alerts.length + rows.cases.length > 0 || from === 0) await parts.views.put({ ...rows, world, sequence });
          shown.put(rows.alerts, log.state.run.alerts);
        } catch (error) {
          for (const id of ids) touched.alerts.add(id);
          for (const caseId of caseIds) touched.cases.add(caseId);
          for (const caseId of pressing) touched.pressing.add(caseId);
          throw error;
        }
      }
      await leftRows.step();
    },
  };
}

type Shown = {
  /** The rows that say something else than what was put last. */
  readonly fresh: (rows: readonly AlertRow[]) => AlertRow[];
  readonly put: (rows: readonly AlertRow[], held: ReadonlyMap<string, unknown>) => void;
};

/** What of each alert that is held was put last, as far as it changes. */
function openShown(): Shown {
  const last = new Map<string, string>();
  const saysOf = ({ state, verdict, caseId, maliciousness, priority, detail }: AlertRow) =>
    JSON.stringify([state, verdict, caseId, maliciousness, priority, detail.supported]);
  return {
    fresh: (rows) => rows.filter((row) => last.get(row.id) !== saysOf(row)),
    put(rows, held) {
      for (const row of rows) last.set(row.id, saysOf(row));
      // Those that left are forgotten once they are as many as those that are held.
      if (last.size > 2 * held.size + rowsPerPutMax) for (const id of last.keys()) if (!held.has(id)) last.delete(id);
    },
  };
}

type Details = {
  readonly isDue: (caseId: string, nowMs: number) => boolean;
  readonly of: (caseId: string, nowMs: number) => AssessmentCase | undefined;
};

/** Settled cases whole, each worked out once per verdict, and now and then while it grows. */
function openDetails(context: WatchContext): Details {
  const { log } = context;
  const held = new Map<string, { readonly revision: number; readonly atMs: number; readonly detail: AssessmentCase | undefined }>();
  const revisionOf = (caseId: string) => log.state.desks.get(caseId)?.revision ?? 0;
  const isFresh = (caseId: string, nowMs: number) => {
    const known = held.get(caseId);
    return known !== undefined && known.revision === revisionOf(caseId) && nowMs - known.atMs < growthEveryMs;
  };
  return {
    isDue: (caseId, nowMs) => !isSettled(log.state.run.cases.get(caseId)) || !isFresh(caseId, nowMs),
    of(caseId, nowMs) {
      const standing = log.state.run.cases.get(caseId);
      if (!isSettled(standing)) return undefined;
      const detail = caseDetail(standing, log.state, context.knowledge);
      held.delete(caseId);
      held.set(caseId, { revision: revisionOf(caseId), atMs: nowMs, detail });
      for (const oldest of held.keys()) if (held.size > detailsMax) held.delete(oldest);
      return detail;
    },
  };
}
