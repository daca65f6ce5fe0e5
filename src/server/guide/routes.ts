import type { z } from "zod";
import type { Guided } from "../../core/model/guided.ts";
import { noGuide } from "../../engine/model/guide.ts";
import { personOf } from "../cases/routes.ts";
import { type GuideProposed, guideOperations } from "../contract/guide.ts";
import { iso } from "../http/iso.ts";
import { noSuch } from "../http/refusals.ts";
import { defineRoute, type Route } from "../route.ts";

/** Asking in one's own words. The answer is a search that is shown; running it is another request of the person's. */
export const guideRoutes: readonly Route[] = [
  defineRoute({
    ...guideOperations.askGuide,
    handle: async ({ desk, who, body: { question, case: caseId } }) => {
      const by = personOf(who);
      const row = caseId === undefined ? undefined : await desk.views.case(caseId);
      if (caseId !== undefined && !row) throw noSuch("case");
      const about = row && { caseId: row.id, fromMs: row.firstMs, toMs: row.lastMs };
      const answer = await (desk.guide ?? noGuide).ask({ by, question, ...(about && { about }) });
      const { callId, model, proposed, use } = answer;
      return {
        ...{ call: callId, by: "model" as const, model: model.name, hosted: model.hosted },
        ...{ proposed: shown(proposed), tokens: use.tokens, cost: use.costMicros / 1_000_000 },
      };
    },
  }),
];

function shown(proposed: Guided): z.input<typeof GuideProposed>["proposed"] {
  if (proposed.kind !== "cases") return proposed;
  const { fromMs, toMs, ...filter } = proposed.filter;
  return {
    kind: "cases",
    filter: { ...filter, ...(fromMs !== undefined && { from: iso(fromMs) }), ...(toMs !== undefined && { to: iso(toMs) }) },
  };
}
