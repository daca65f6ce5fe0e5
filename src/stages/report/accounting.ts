import type { z } from "zod";
import type { Accounting as AccountingSchema } from "../../core/assessment/assessment.ts";
import type { RunState } from "../../core/run/run.ts";

/** The ledger over alerts of one run, or of several together. */
export type Accounting = z.infer<typeof AccountingSchema>;

/**
 * The ledger over alerts at this instant, whether the run has ended or not: what was refused for their number is accepted and dead-lettered, never
 * forgotten. Each figure is counted by itself: what settled cases hold, what no settled case claims, what came.
 */
export function accountingOf(run: Pick<RunState, "alerts" | "alertsRefused" | "cases" | "caseOfAlert">): Accounting {
  const held = { closed: 0, escalated: 0 };
  const settled = new Set<string>();
  for (const [id, each] of run.cases) {
    if (each.status !== "closed" && each.status !== "escalated") continue;
    held[each.status] += each.alertIds.length;
    settled.add(id);
  }
  let open = 0;
  for (const id of run.alerts.keys()) if (!settled.has(run.caseOfAlert.get(id) ?? "")) open++;
  return { accepted: run.alerts.size + run.alertsRefused, ...held, open, deadLettered: run.alertsRefused };
}

/** Whether nothing was lost and nothing counted twice: `accepted` = `closed` + `escalated` + `open` + `deadLettered`. */
export function isBalanced({ accepted, closed, escalated, open, deadLettered }: Accounting): boolean {
  return accepted === closed + escalated + open + deadLettered;
}
