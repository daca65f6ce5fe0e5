import type { System } from "../../cli/system.ts";
import { Assessment, type AssessmentInput } from "../../core/assessment/assessment.ts";
import { isSettled, type WatchState } from "../../core/watch/watch.ts";
import { segmentWorld } from "../../core/watch/watch-event.ts";
import { rankedTacticsOf } from "../../stages/map-attack/map-case.ts";
import { assessmentOf } from "../../stages/report/assessment.ts";
import type { TenantService } from "./tenant.ts";

/** Whether nothing waits: every alert is in a case, every case has its verdict, and none has news that its verdict does not know. */
export function isAllSettled({ run, desks }: WatchState): boolean {
  if (run.untriaged.size + run.uncorrelated.size > 0) return false;
  for (const [caseId, each] of run.cases) {
    if (each.status === "merged" || each.status === "unopened") continue;
    if (!isSettled(each) || (desks.get(caseId)?.unseen.size ?? 0) > 0) return false;
  }
  return true;
}

/**
 * What the live analyst concluded so far, in the form that `investigate` writes. An input is a source, and a record of it is what the source handed over: a
 * line, a mail, or a piece of a log with several events.
 */
export async function demoAssessment(
  { watch, intake, inventory, store }: Pick<TenantService, "watch" | "intake" | "inventory" | "store">,
  system: Pick<System, "catalogue" | "clock" | "version">,
): Promise<Assessment | undefined> {
  await watch?.refresh();
  const state = watch?.state();
  if (!watch || !state || state.run.casesSettled === 0) return undefined;
  const catalogue = system.catalogue();
  const pure = assessmentOf(state.run, {
    catalogue,
    inventory: inventory.current().index,
    tacticsOf: (techniques, named) => rankedTacticsOf(techniques, catalogue, named),
  });
  const inputs = (await intake.health()).map(({ source, accepted, deadLettered, waiting }): AssessmentInput => {
    const records = accepted - waiting;
    return { path: source, format: "intake", records, events: records - deadLettered, alerts: 0, rejected: deadLettered };
  });
  const { journal } = await store.world(segmentWorld(state.segment));
  const head = await journal.head();
  const nowMs = system.clock.nowMs();
  const begunMs = [...state.receivedAtMs.values()].reduce((first, atMs) => Math.min(first, atMs), nowMs);
  const run = {
    generatedAt: new Date(nowMs).toISOString(),
    durationMs: Math.max(0, Math.round(nowMs - begunMs)),
    version: system.version,
    journalHead: head?.hash ?? "",
    journalEntries: (head?.sequence ?? -1) + 1,
  };
  return Assessment.parse({ ...pure, inputs, accounting: watch.accounting(), run });
}
