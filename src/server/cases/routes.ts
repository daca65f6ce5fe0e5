import type { z } from "zod";
import type { Who } from "../../core/access/who.ts";
import type { Accounting as AccountingShape, AssessmentCase } from "../../core/assessment/assessment.ts";
import { actsOpen } from "../../core/case/acts-open.ts";
import type { Person } from "../../core/person/person.ts";
import type { CaseRow } from "../../ports/views.ts";
import { decisiveOf } from "../../stages/case-page/decisive.ts";
import { type CaseLine, caseOperations } from "../contract/cases.ts";
import type { TenantDesk } from "../desk.ts";
import { given, iso, isoOrNull, msOf } from "../http/iso.ts";
import { noSuch, notAPerson } from "../http/refusals.ts";
import { defineRoute, type Route } from "../route.ts";
import { caseIn, factsOf, rowOf } from "./case-facts.ts";
import { lapsingOf, saysWith } from "./lapsing.ts";

type Accounting = z.infer<typeof AccountingShape>;

/** The routes about cases. */
export const caseRoutes: readonly Route[] = [
  defineRoute({
    ...caseOperations.listCases,
    handle: async ({ desk, query: { after, limit, from, to, ...filter } }) => {
      const wanted = given({ ...filter, fromMs: msOf(from), toMs: msOf(to) });
      const { rows, next } = await desk.views.cases(wanted, { ...given({ after }), limit });
      const accounting = await ledgerOf(desk);
      return { cases: rows.map(lineOf), next: next ?? null, accounting };
    },
  }),
  defineRoute({
    ...caseOperations.readCase,
    handle: async ({ desk, params: { id } }) => {
      const row = await rowOf(desk, id);
      return {
        ...lineOf(row),
        case: row.detail ?? null,
        decisive: [...decisiveOf(row.detail?.evidence ?? [])],
        acts: [...actsOpen(row)],
        mergedInto: row.state === "merged" ? await mergedInto(desk, id) : null,
      };
    },
  }),
  defineRoute({
    ...caseOperations.readCaseEvidence,
    handle: async ({ desk, params: { id } }) => {
      const { evidence, model } = await concluded(desk, id);
      return { evidence: [...evidence, ...(model?.evidence ?? [])] };
    },
  }),
  defineRoute({
    ...caseOperations.previewCaseAct,
    handle: async ({ desk, who, params: { id }, body }) => {
      const [preview] = await desk.watch.preview(body, [id], personOf(who));
      if (!preview) throw noSuch("case");
      if (preview.refusal) {
        const { code, problem, remedy } = preview.refusal;
        return { says: problem, lapses: [], code, remedy };
      }
      const lapses = await lapsingOf(desk, preview.changes);
      return {
        says: saysWith(preview.says, lapses),
        lapses: lapses.map((each) => ({ ...each, by: [...each.by] })),
        code: null,
        remedy: null,
      };
    },
  }),
  defineRoute({
    ...caseOperations.actOnCase,
    handle: async ({ desk, who, params: { id }, body }) => {
      await desk.watch.act({ ...body, caseId: id }, personOf(who));
      return undefined;
    },
  }),
];

/** The person behind a request. Refuses (`server/not-a-person`) what has none. */
export function personOf({ person }: Who): Person {
  if (!person) throw notAPerson();
  return person;
}

/** Only the record says where a merged case went. */
async function mergedInto(desk: TenantDesk, id: string): Promise<string | null> {
  const state = caseIn((await factsOf(desk, id)).facts);
  return state.status === "merged" ? state.into : null;
}

/** The ledger over alerts, with what no format could read. */
export async function ledgerOf({ views, intake }: Pick<TenantDesk, "views" | "intake">): Promise<Accounting> {
  const [{ open, closed, escalated }, sources] = await Promise.all([views.counts(), intake.health()]);
  const deadLettered = sources.reduce((sum, each) => sum + each.deadLettered, 0);
  return { accepted: open + closed + escalated + deadLettered, closed, escalated, open, deadLettered };
}

async function concluded({ views }: TenantDesk, id: string): Promise<AssessmentCase> {
  const detail = (await views.case(id))?.detail;
  if (!detail) throw noSuch("case with a verdict");
  return detail;
}

/** A case's row as the API says it. */
export function lineOf(row: CaseRow): z.infer<typeof CaseLine> {
  return {
    id: row.id,
    title: row.title,
    category: row.category ?? null,
    severity: row.severity,
    maliciousness: row.maliciousness ?? null,
    verdict: row.verdict ?? null,
    state: row.state,
    escalated: row.state === "escalated",
    priority: row.priority,
    alerts: row.alerts,
    openedAt: iso(row.openedAtMs),
    settledAt: isoOrNull(row.settledAtMs),
    firstTime: iso(row.firstMs),
    lastTime: iso(row.lastMs),
    assignee: row.assignee ?? null,
  };
}
