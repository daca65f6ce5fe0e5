import type { z } from "zod";
import type { AlertRow } from "../../ports/views.ts";
import { type AlertLine, alertOperations } from "../contract/alerts.ts";
import { recordOf } from "../evidence/record.ts";
import { given, iso, isoOrNull, msOf } from "../http/iso.ts";
import { noSuch } from "../http/refusals.ts";
import { defineRoute, type Route } from "../route.ts";

/** The routes about alerts; all of them read. */
export const alertRoutes: readonly Route[] = [
  defineRoute({
    ...alertOperations.listAlerts,
    handle: async ({ desk, query: { after, limit, case: caseId, from, to, ...filter } }) => {
      const wanted = given({ ...filter, caseId, fromMs: msOf(from), toMs: msOf(to) });
      const { rows, next } = await desk.views.alerts(wanted, { ...given({ after }), limit });
      return { alerts: rows.map(lineOf), next: next ?? null };
    },
  }),
  defineRoute({
    ...alertOperations.readAlert,
    handle: async ({ desk, params: { id } }) => {
      const row = await desk.views.alert(id);
      if (!row) throw noSuch("alert");
      return { ...lineOf(row), detail: { ...row.detail } };
    },
  }),
  defineRoute({
    ...alertOperations.readAlertEvidence,
    handle: async ({ desk, params: { id } }) => {
      const row = await desk.views.alert(id);
      if (!row) throw noSuch("alert");
      const position = positionOf(row);
      if (position === undefined)
        return { alert: id, record: null, says: "we raised it ourselves from several records; its case names them" };
      const kept = await desk.intake.one(position);
      return kept
        ? { alert: id, record: recordOf(kept), says: null }
        : { alert: id, record: null, says: "the record was let go; its digest stands in the evidence of the case" };
    },
  }),
];

/** Where the record behind an alert stands in the intake: the watch names what it reads by its position. */
function positionOf({ detail }: AlertRow): number | undefined {
  const source = Object.hasOwn(detail, "record") ? detail.record : undefined;
  const record = typeof source === "object" && source !== null && "record" in source ? source.record : undefined;
  return typeof record === "number" && Number.isSafeInteger(record) && record >= 0 ? record : undefined;
}

/** An alert's row as the API says it. */
export function lineOf(row: AlertRow): z.infer<typeof AlertLine> {
  return {
    id: row.id,
    time: iso(row.timeMs),
    receivedAt: iso(row.receivedAtMs),
    triagedAt: isoOrNull(row.triagedAtMs),
    source: row.source,
    product: row.product,
    rule: row.rule ?? null,
    givenId: row.givenId ?? null,
    title: row.title,
    category: row.category ?? null,
    severity: row.severity,
    maliciousness: row.maliciousness ?? null,
    priority: row.priority ?? null,
    case: row.caseId ?? null,
    verdict: row.verdict ?? null,
    state: row.state,
  };
}
