import type { Who } from "../../core/access/who.ts";
import type { QueueAsked, QueueFilter, QueueSort } from "../../ports/queue-view.ts";
import { absent } from "../contract/queue-filter.ts";
import { given, msOf } from "../http/iso.ts";
import { badRequest } from "../http/refusals.ts";

type Query = {
  readonly of: "cases" | "alerts";
  readonly state?: readonly string[] | undefined;
  readonly severity?: QueueFilter["severity"] | undefined;
  readonly category?: QueueFilter["category"] | undefined;
  readonly verdict?: readonly string[] | undefined;
  readonly assignee?: readonly string[] | undefined;
  readonly source?: readonly string[] | undefined;
  readonly host?: readonly string[] | undefined;
  readonly account?: readonly string[] | undefined;
  readonly rule?: readonly string[] | undefined;
  readonly technique?: readonly string[] | undefined;
  readonly priority?: readonly number[] | undefined;
  readonly case?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly text?: string | undefined;
  readonly changedSince?: number | undefined;
};

const statesOf = { cases: ["in-progress", "closed", "escalated", "waiting", "merged"], alerts: ["open", "closed", "escalated"] } as const;

/** The filter of a request, with `me` as whoever asks. Refuses (`server/bad-request`) what the other kind of row alone has. */
export function filterOf(query: Query, { person }: Who): QueueFilter {
  const { of, state, assignee, verdict, case: caseId } = query;
  if (state?.some((each) => !statesOf[of].some((known) => known === each)))
    throw badRequest(`${of} have the states ${statesOf[of].join(", ")}`);
  if (of === "alerts" && assignee) throw badRequest("alerts have no assignee; their cases have");
  if (of === "cases" && caseId !== undefined) throw badRequest("the alerts of a case are asked for with of=alerts");
  const { source: sources, host: hosts, account: accounts, rule: rules, technique: techniques } = query;
  const about = given({ sources, hosts, accounts, rules, techniques });
  const named = (each: string) => (each === absent.assignee ? null : each === absent.me ? (person ?? each) : each);
  return {
    of,
    ...given({
      state,
      severity: query.severity,
      category: query.category,
      verdict: verdict?.map((each) => (each === absent.verdict ? null : each)),
      assignee: assignee?.map(named),
      priority: query.priority,
      caseId,
      fromMs: msOf(query.from),
      toMs: msOf(query.to),
      text: query.text,
      changedSince: query.changedSince,
    }),
    ...(Object.keys(about).length > 0 && { about }),
  };
}

/** The whole question. Refuses (`server/bad-request`) storms of cases. */
export function askedOf(query: Query & { readonly sort: QueueSort; readonly collapse?: "storm" | undefined }, who: Who): QueueAsked {
  if (query.collapse && query.of === "cases") throw badRequest("storms are of alerts: ask with of=alerts");
  return { filter: filterOf(query, who), sort: query.sort, ...(query.collapse && { storms: true }) };
}
