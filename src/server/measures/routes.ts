import { measureOperations, rulesMax } from "../contract/measures.ts";
import { noteExport } from "../http/note-export.ts";
import { defineRoute, Reply, type Route } from "../route.ts";
import { csvOf } from "./csv.ts";
import { type Assumptions, assumed, figuresOf } from "./figures.ts";
import { modelsAskedOf } from "./models.ts";
import { periodOf } from "./period.ts";
import { noisyRulesOf } from "./rules.ts";
import { workloadOf } from "./workload.ts";

type Asked = { readonly [Name in `minutes-per-${"closed-alert" | "prepared-case" | "overruled-case"}`]?: number | undefined };

const assumptionsOf = (asked: Asked): Assumptions => ({
  minutesPerClosedAlert: asked["minutes-per-closed-alert"] ?? assumed.minutesPerClosedAlert,
  minutesPerPreparedCase: asked["minutes-per-prepared-case"] ?? assumed.minutesPerPreparedCase,
  minutesPerOverruledCase: asked["minutes-per-overruled-case"] ?? assumed.minutesPerOverruledCase,
});

/** The routes of the lead's desk; all of them read. */
export const measureRoutes = (nowMs: () => number): readonly Route[] => [
  defineRoute({
    ...measureOperations.readFigures,
    handle: async ({ desk, query }) => figuresOf(desk.measures, periodOf(query, nowMs()), assumptionsOf(query), modelsAskedOf(desk)),
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
    ...measureOperations.downloadFigures,
    handle: async ({ desk, who, query }) => {
      const period = periodOf(query, nowMs());
      const figures = await figuresOf(desk.measures, period, assumptionsOf(query), modelsAskedOf(desk));
      const table = csvOf(figures, await noisyRulesOf(desk.measures, period, rulesMax));
      await noteExport(desk, who, `figures ${figures.period.from} to ${figures.period.to}`, table);
      const headers = { "content-type": "text/csv; charset=utf-8", "content-disposition": 'attachment; filename="figures.csv"' };
      return new Reply(Buffer.from(table), { headers: { ...headers, "content-security-policy": "default-src 'none'; sandbox" } });
    },
  }),
];
