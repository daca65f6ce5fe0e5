import type { Triage } from "../../core/alert/triage.ts";
import type { AlertRow } from "../../ports/views.ts";
import { maliciousnessOf, verdictOf } from "../report/assessment.ts";
import type { Settled } from "../report/settled.ts";

/** What triage said of an alert that left memory, as far as a verdict asks for it; undefined for one that was not triaged. */
export type LeftTriage = Pick<Triage, "maliciousness" | "bonds">;

/** Reads it from the row that is left of the alert: the alert's own rating, not what its case made of it. */
export function triageOfRow({ maliciousness, detail }: AlertRow): LeftTriage | undefined {
  const triaged = detail.triaged as { readonly maliciousness?: unknown } | null | undefined;
  const own = typeof triaged?.maliciousness === "number" ? triaged.maliciousness : maliciousness;
  if (own === undefined) return undefined;
  return { maliciousness: own, bonds: Array.isArray(detail.bonds) ? (detail.bonds as Triage["bonds"]) : [] };
}

/** The row of an alert that left memory while its case was open, as it stands now that its case came to an end. What waits in shadow nobody has ended: it is open. */
export function withConclusion(row: AlertRow, { status, conclusion }: Settled): AlertRow {
  const triage = triageOfRow(row);
  if (status === "waiting") return { ...row, state: "open", verdict: undefined, ...(triage && { maliciousness: triage.maliciousness }) };
  return {
    ...row,
    state: status,
    verdict: verdictOf(triage, conclusion),
    ...(triage && { maliciousness: maliciousnessOf(triage, conclusion) }),
  };
}
