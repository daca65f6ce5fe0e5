import { type Facet, type FacetCounts, queueLimits } from "../../ports/queue-view.ts";
import { lookUpMax, queueOperations } from "../contract/queue.ts";
import { given } from "../http/iso.ts";
import { noSuch } from "../http/refusals.ts";
import { defineRoute, type Route } from "../route.ts";
import { askedOf, filterOf } from "./asked.ts";
import { explained } from "./priority.ts";
import { rowsOf } from "./show.ts";

/** The routes that read the queue. */
export const queueRoutes: readonly Route[] = [
  defineRoute({
    ...queueOperations.listQueue,
    handle: async ({ desk, who, query }) => {
      const { after, limit } = query;
      const asked = askedOf(query, who);
      const [page, counted] = await Promise.all([
        desk.views.queue.page(asked, { ...given({ after }), limit }),
        after === undefined ? desk.views.queue.count(asked) : null,
      ]);
      // What could not be counted in time is at least what the page shows.
      const total = counted && { ...counted, count: Math.max(counted.count, counted.exact ? 0 : page.rows.length) };
      return { ...rowsOf(query.of, page.rows), revision: page.revision, total, next: page.next ?? null };
    },
  }),
  defineRoute({
    ...queueOperations.lookUpQueue,
    handle: async ({ desk, who, query }) => {
      const wanted = query.id.slice(0, lookUpMax);
      const { rows, revision } = await desk.views.queue.rows(askedOf(query, who), wanted);
      const idOf = (each: (typeof rows)[number]) => (each.of === "alerts" && each.storm ? each.storm.key : each.row.id);
      const there = new Set(rows.map(idOf));
      return {
        ...rowsOf(query.of, rows),
        revision,
        fits: rows.filter(({ fits }) => fits).map(idOf),
        gone: wanted.filter((each) => !there.has(each)),
      };
    },
  }),
  defineRoute({
    ...queueOperations.readQueueOrder,
    handle: async ({ desk, who, query }) => {
      const { ids, priorities, whole, revision } = await desk.views.queue.order(askedOf(query, who));
      return { of: query.of, revision, ids: [...ids], priorities, whole };
    },
  }),
  defineRoute({
    ...queueOperations.readFacets,
    handle: async ({ desk, who, query }) => shownFacets(await desk.views.queue.facets(filterOf(query, who))),
  }),
  defineRoute({
    ...queueOperations.explainPriority,
    handle: async ({ desk, params: { id } }) => {
      const row = await desk.views.case(id);
      if (!row) throw noSuch("case");
      const { rows } = await desk.views.queue.page({ filter: { of: "alerts", caseId: id }, sort: "priority" }, { limit: 1 });
      const [first] = rows;
      return explained(row, first?.of === "alerts" ? first.row : undefined);
    },
  }),
];

function shownFacets(of: FacetCounts) {
  const shown = (facet: Facet | undefined, none: string) =>
    facet
      ? {
          exact: facet.exact,
          rows: facet.count,
          values: facet.values.map((each) => ({ value: each.value === "" ? none : each.value, count: each.count })),
          whole: facet.values.length < queueLimits.values,
        }
      : null;
  return {
    state: shown(of.state, "none"),
    severity: shown(of.severity, "none"),
    category: shown(of.category, "none"),
    verdict: shown(of.verdict, "none"),
    priority: shown(of.priority, "none"),
    assignee: shown(of.assignee, "nobody"),
    source: shown(of.sources, "none"),
    host: shown(of.hosts, "none"),
    account: shown(of.accounts, "none"),
    rule: shown(of.rules, "none"),
    technique: shown(of.techniques, "none"),
  };
}
