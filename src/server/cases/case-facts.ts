import type { AssessmentCase } from "../../core/assessment/assessment.ts";
import { type Case, initialCase } from "../../core/case/case.ts";
import { evolve } from "../../core/case/evolve.ts";
import { isDeskEvent } from "../../core/watch/watch-event.ts";
import { type CaseRecordRead, readCaseRecord } from "../../engine/watch/case-record.ts";
import type { AlertRow, CaseRow } from "../../ports/views.ts";
import type { CaseFact } from "../../stages/case-page/history.ts";
import type { TenantDesk } from "../desk.ts";
import { given } from "../http/iso.ts";
import { noSuch } from "../http/refusals.ts";

const worldsMax = 10_000;
/** Alerts of one case that are read for its page; a case of more shows the newest. */
export const caseAlertsMax = 5_000;
const alertsPerPage = 1_000;

/** The row of a case. Refuses (`server/no-such-thing`) where there is none. */
export async function rowOf({ views }: Pick<TenantDesk, "views">, id: string): Promise<CaseRow> {
  const row = await views.case(id);
  if (!row) throw noSuch("case");
  return row;
}

/** The row of a case whose verdict stands, with all that supports it. Refuses (`server/no-such-thing`) any other. */
export async function concludedRow(
  desk: Pick<TenantDesk, "views">,
  id: string,
): Promise<{ readonly row: CaseRow; readonly detail: AssessmentCase }> {
  const row = await rowOf(desk, id);
  if (!row.detail) throw noSuch("case with a verdict");
  return { row, detail: row.detail };
}

/** Everything that the record says of a case. */
export function factsOf({ journal }: Pick<TenantDesk, "journal">, id: string): Promise<CaseRecordRead> {
  return readCaseRecord({ names: () => journal.worldNames(worldsMax), journal: async (name) => (await journal.world(name)).journal }, id);
}

/** The alerts of a case, newest first. */
export async function alertsOf({ views }: Pick<TenantDesk, "views">, caseId: string): Promise<readonly AlertRow[]> {
  const alerts: AlertRow[] = [];
  let after: string | undefined;
  do {
    const { rows, next } = await views.alerts({ caseId }, { limit: alertsPerPage, ...given({ after }) });
    alerts.push(...rows);
    after = next;
  } while (after !== undefined && alerts.length < caseAlertsMax);
  return alerts.slice(0, caseAlertsMax);
}

/** The case that facts fold to. */
export function caseIn(facts: readonly CaseFact[]): Case {
  let state: Case = initialCase;
  for (const { fact } of facts) if (!isDeskEvent(fact)) state = evolve(state, fact);
  return state;
}
