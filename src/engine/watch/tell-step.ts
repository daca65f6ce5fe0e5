import { goneOf, isSettled } from "../../core/watch/watch.ts";
import type { SettledCase } from "../../ports/settled.ts";
import { settledAlertsMax } from "../../ports/settled.ts";
import { casesToTell } from "../../stages/watch/cases.ts";
import { caseDetail } from "../../stages/watch/rows.ts";
import { caseAlerts } from "./alert-pages.ts";
import { decideAtDesk, type WatchContext } from "./context.ts";

/** Cases told in one step. */
const toldPerStepMax = 50;
/** A case that a sink refused waits so long, and twice as long each time, up to the most. */
const again = { firstMs: 5_000, mostMs: 5 * 60_000 } as const;

/** Tells others of settled cases. */
export type Teller = {
  /** Gives how many were told. What a sink throws is noted, and tried again later. */
  readonly step: () => Promise<number>;
};

/** Opens it. Whoever holds the desk tells; a crash between telling and noting it tells again, which sinks bear. */
export function openTeller(context: WatchContext): Teller {
  const { parts, log } = context;
  const waits = new Map<string, { untilMs: number; waitMs: number }>();
  return {
    async step() {
      const nowMs = parts.clock.nowMs();
      const ready = casesToTell(log.state, nowMs).filter(({ caseId }) => (waits.get(caseId)?.untilMs ?? 0) <= nowMs);
      let told = 0;
      for (const { caseId, revision } of ready.slice(0, toldPerStepMax)) {
        const each = settledCase(caseId, revision, context);
        if (!each) continue;
        // Telling takes time; what joins meanwhile is told the next time.
        const repeats = log.state.desks.get(caseId)?.repeatsUntold ?? 0;
        try {
          for (const sink of parts.sinks) await sink.settled(each);
        } catch (error) {
          const waitMs = Math.min(again.mostMs, (waits.get(caseId)?.waitMs ?? again.firstMs / 2) * 2);
          waits.set(caseId, { untilMs: nowMs + waitMs, waitMs });
          parts.note?.("others could not be told of a settled case; it is tried again", error);
          continue;
        }
        waits.delete(caseId);
        await decideAtDesk(context, ({ desks }) => {
          const desk = desks.get(caseId);
          return desk && desk.told < revision ? [{ type: "CaseTold", caseId, revision, repeats, atMs: parts.clock.nowMs() }] : [];
        });
        told++;
      }
      return told;
    },
  };
}

/** A settled case as others are told of it; undefined for one that is not settled any more. */
export function settledCase(
  caseId: string,
  revision: number,
  context: Pick<WatchContext, "log" | "knowledge" | "parts">,
): SettledCase | undefined {
  const { log, knowledge } = context;
  const { run, desks } = log.state;
  const held = run.cases.get(caseId);
  const detail = caseDetail(held, log.state, knowledge);
  if (!isSettled(held) || !detail) return undefined;
  const alerts = held.alertIds.flatMap((id) => run.alerts.get(id) ?? []);
  const gravest = alerts
    .toSorted((a, b) => (run.triages.get(b.id)?.maliciousness ?? 0) - (run.triages.get(a.id)?.maliciousness ?? 0))
    .slice(0, settledAlertsMax);
  const settled = new Map([[caseId, held]]);
  const { told, pages } = caseAlerts(caseId, context);
  const triages = held.alertIds.flatMap((id) => run.triages.get(id) ?? []);
  return {
    caseId,
    revision,
    case: detail,
    inShadow: held.inShadow === true,
    decidedBy: desks.get(caseId)?.decidedBy,
    alerts: gravest.map(told),
    alertPages: pages,
    alertsTotal: held.alertIds.length + goneOf(desks.get(caseId)),
    run: {
      cases: settled,
      alerts: new Map(alerts.map((alert) => [alert.id, alert])),
      triages: new Map(triages.map((triage) => [triage.alertId, triage])),
      names: run.names,
    },
  };
}
