import type { z } from "zod";
import { storyLines } from "../../stages/case-page/story-lines.ts";
import { type CaseTimeline, caseOperations } from "../contract/cases.ts";
import type { TenantDesk } from "../desk.ts";
import { iso } from "../http/iso.ts";
import { defineRoute, type Route } from "../route.ts";
import { alertsOf, concludedRow } from "./case-facts.ts";

/** The route about what happened when. */
export const caseTimelineRoutes: readonly Route[] = [
  defineRoute({ ...caseOperations.readCaseTimeline, handle: async ({ desk, params: { id } }) => timelineOf(desk, id) }),
];

async function timelineOf(desk: TenantDesk, id: string): Promise<z.input<typeof CaseTimeline>> {
  const { row, detail } = await concludedRow(desk, id);
  const alerts = await alertsOf(desk, id);
  const timeline = storyLines(detail, alerts).map(({ timeMs, lastMs, evidence, severity, ...line }) => ({
    ...line,
    time: iso(timeMs),
    until: iso(lastMs),
    evidence: [...evidence],
    machines: [...line.machines],
    accounts: [...line.accounts],
    sources: [...line.sources],
    techniques: [...line.techniques],
    severity: severity ?? null,
  }));
  return { timeline, alertsRead: alerts.length, alertsTotal: row.alerts };
}
