import type { Alert } from "../../core/alert/alert.ts";
import type { WatchState } from "../../core/watch/watch.ts";
import { isSettled } from "../../core/watch/watch.ts";
import { type AlertPage, pageAlertsMax, type SettledAlert } from "../../ports/settled.ts";
import type { AlertRow } from "../../ports/views.ts";
import { verdictOf } from "../../stages/report/assessment.ts";
import { triageOfRow } from "../../stages/watch/left-row.ts";
import { sourceNameOf } from "../../stages/watch/rows.ts";
import type { WatchContext } from "./context.ts";

/** What a settled case makes of its alerts, as it stands at this moment, whatever happens to it afterwards. */
export type CaseAlerts = {
  readonly told: (alert: Alert) => SettledAlert;
  /** As `SettledCase` promises it. */
  readonly pages: (after?: string) => AsyncIterable<AlertPage>;
};

/** A place among the alerts that are held, by the id of the last one; or among those of one case that left memory, by the place in the views. */
type Place = { readonly held: string } | { readonly gone: string; readonly next: string | undefined };

/** The alerts of a settled case: those that are held by id, then those that left memory while it was open, as the views keep them. */
export function caseAlerts(caseId: string, { log, parts }: Pick<WatchContext, "log" | "parts">): CaseAlerts {
  const { run } = log.state;
  const held = run.cases.get(caseId);
  const conclusion = isSettled(held) ? held.conclusion : undefined;
  const ids = isSettled(held) ? held.alertIds : [];
  const alerts = ids.flatMap((id) => run.alerts.get(id) ?? []);
  const triages = new Map(ids.map((id) => [id, run.triages.get(id)]));
  const told = (alert: Alert) => toldOf(alert, verdictOf(triages.get(alert.id), conclusion));
  const left = leftOf(caseId, log.state);
  async function* pages(after?: string): AsyncGenerator<AlertPage> {
    const place = placeOf(after);
    if ("held" in place) yield* heldPages(alerts, told, place.held);
    for (const each of left) {
      const isBegun = "gone" in place && each === place.gone;
      if ("gone" in place && (each < place.gone || (isBegun && place.next === undefined))) continue;
      yield* gonePages(each, isBegun ? place.next : undefined);
    }
  }
  async function* gonePages(of: string, after: string | undefined): AsyncGenerator<AlertPage> {
    let next = after;
    do {
      const found = await parts.views.alerts({ caseId: of }, { limit: pageAlertsMax, ...(next !== undefined && { after: next }) });
      next = found.next;
      // What is held stands above, or is another case's by now.
      const rows = found.rows.filter(({ id }) => !triages.has(id) && !log.state.run.alerts.has(id));
      const upTo = JSON.stringify(next === undefined ? ["gone", of] : ["gone", of, next]);
      yield { alerts: rows.map((row) => ofRow(row, verdictOf(triageOfRow(row), conclusion))), upTo };
    } while (next !== undefined);
  }
  return { told, pages };
}

function* heldPages(alerts: readonly Alert[], told: CaseAlerts["told"], after: string): Generator<AlertPage> {
  const rest = alerts.filter(({ id }) => inOrder(after, id) < 0).toSorted((a, b) => inOrder(a.id, b.id));
  for (let from = 0; from < rest.length; from += pageAlertsMax) {
    const page = rest.slice(from, from + pageAlertsMax);
    yield { alerts: page.map(told), upTo: JSON.stringify(["held", page.at(-1)?.id]) };
  }
}

/** As they were raised: `a-9` before `a-10`. What joins while others are told stands behind what was told already. */
const inOrder = (a: string, b: string) => a.length - b.length || (a < b ? -1 : Number(a > b));

function placeOf(after: string | undefined): Place {
  if (after === undefined) return { held: "" };
  const [kind, id = "", next] = JSON.parse(after) as [kind: string, id?: string, next?: string];
  return kind === "held" ? { held: id } : { gone: id, next };
}

/** The case, and those that were poured into it, as far as alerts of theirs left memory; sorted. */
function leftOf(caseId: string, { run, desks }: WatchState): readonly string[] {
  const all = new Set([caseId]);
  for (let size = 0; size < all.size; ) {
    size = all.size;
    for (const [id, each] of run.cases) if (each.status === "merged" && all.has(each.into)) all.add(id);
  }
  return [...all].filter((id) => (desks.get(id)?.alertsGone ?? 0) > 0).toSorted();
}

const toldOf = (alert: Alert, verdict: SettledAlert["verdict"]): SettledAlert => ({
  id: alert.id,
  source: sourceNameOf(alert),
  product: alert.product,
  rule: alert.ruleId ?? alert.rule,
  givenId: alert.givenId,
  title: alert.title,
  timeMs: alert.timeMs,
  verdict,
});

const ofRow = ({ id, source, product, rule, givenId, title, timeMs }: AlertRow, verdict: SettledAlert["verdict"]): SettledAlert => ({
  id,
  source,
  product,
  rule,
  givenId,
  title,
  timeMs,
  verdict,
});
