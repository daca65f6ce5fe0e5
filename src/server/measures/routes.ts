import { FiguresOrder } from "../../core/configuration/figures.ts";
import { tenantsOf } from "../../ports/configuration.ts";
import { boardReportPdf } from "../../stages/measure/board-report.ts";
import { measureOperations, rulesMax } from "../contract/measures.ts";
import type { TenantDesk } from "../desk.ts";
import { noteExport } from "../http/note-export.ts";
import { defineRoute, Reply, type Route } from "../route.ts";
import { boardReportOf, monthOf } from "./board.ts";
import { boundsIn } from "./bounds.ts";
import { csvOf } from "./csv.ts";
import { type Assumptions, figuresOf } from "./figures.ts";
import { modelsAskedOf } from "./models.ts";
import { type FigurePeriod, periodOf } from "./period.ts";
import { noisyRulesOf } from "./rules.ts";
import { workloadOf } from "./workload.ts";

type Asked = {
  readonly [Name in `minutes-per-${"closed-alert" | "prepared-case" | "overruled-case"}` | `drift-${"watch" | "changed"}`]?:
    | number
    | undefined;
};

/** As they are configured, or as they are asked for. */
export function assumptionsOf({ settings, tenant }: Pick<TenantDesk, "settings" | "tenant">, asked: Asked): Assumptions {
  const order = tenantsOf(settings.configuration).find(({ name }) => name === tenant)?.figures ?? FiguresOrder.parse({});
  const { "hours-saved": hours, drift } = order;
  const watch = asked["drift-watch"] ?? drift.watch;
  return {
    minutesPerClosedAlert: asked["minutes-per-closed-alert"] ?? hours["minutes-per-closed-alert"],
    minutesPerPreparedCase: asked["minutes-per-prepared-case"] ?? hours["minutes-per-prepared-case"],
    minutesPerOverruledCase: asked["minutes-per-overruled-case"] ?? hours["minutes-per-overruled-case"],
    drift: { watch, changed: Math.max(watch, asked["drift-changed"] ?? drift.changed) },
  };
}

/** What figures are made from. */
export type FigureDesk = Pick<TenantDesk, "measures" | "samples" | "settings" | "tenant" | "languageModels">;

/** The figures of a period, with what quality samples say of the same. */
export async function figuresIn(desk: FigureDesk, period: FigurePeriod, nowMs: number, asked: Asked = {}) {
  const bounds = boundsIn(await desk.samples.state(), period, nowMs);
  return figuresOf(desk.measures, period, assumptionsOf(desk, asked), modelsAskedOf(desk), bounds);
}

/** The routes of the lead's desk; all of them read. */
export const measureRoutes = (nowMs: () => number): readonly Route[] => [
  defineRoute({
    ...measureOperations.readFigures,
    handle: async ({ desk, query }) => figuresIn(desk, periodOf(query, nowMs()), nowMs(), query),
  }),
  defineRoute({
    ...measureOperations.readNoisyRules,
    handle: async ({ desk, query }) => noisyRulesOf(desk.measures, periodOf(query, nowMs()), query.limit),
  }),
  defineRoute({
    ...measureOperations.readWorkload,
    handle: async ({ desk, query }) => workloadOf(desk.measures, periodOf(query, nowMs())),
  }),
  defineRoute({
    ...measureOperations.downloadBoardReport,
    handle: async ({ desk, who, query }) => {
      const period = monthOf(query, nowMs());
      const figures = await figuresIn(desk, period, nowMs());
      const report = boardReportOf(figures, await desk.alarms.state(), { tenant: desk.tenant, ...period });
      const paper = Buffer.from(boardReportPdf(report));
      await noteExport(desk, who, `board report of ${period.month}`, paper);
      const headers = { "content-type": "application/pdf", "content-disposition": `attachment; filename="board-${period.month}.pdf"` };
      return new Reply(paper, { headers: { ...headers, "content-security-policy": "default-src 'none'; sandbox" } });
    },
  }),
  defineRoute({
    ...measureOperations.downloadFigures,
    handle: async ({ desk, who, query }) => {
      const period = periodOf(query, nowMs());
      const figures = await figuresIn(desk, period, nowMs(), query);
      const table = csvOf(figures, await noisyRulesOf(desk.measures, period, rulesMax));
      await noteExport(desk, who, `figures ${figures.period.from} to ${figures.period.to}`, table);
      const headers = { "content-type": "text/csv; charset=utf-8", "content-disposition": 'attachment; filename="figures.csv"' };
      return new Reply(Buffer.from(table), { headers: { ...headers, "content-security-policy": "default-src 'none'; sandbox" } });
    },
  }),
];
