import { type DomainEvent, evolveRun, type RunState } from "../../core/run/run.ts";
import { isSettled, isSuppressedCase } from "../../core/watch/watch.ts";
import type { WatchFact } from "../../core/watch/watch-event.ts";
import { casesToReopen } from "../../stages/watch/cases.ts";
import { correlateStep, type Takes } from "../correlate-step.ts";
import { learnedTriages } from "../learning/learned-triage.ts";
import { suppressFresh } from "../learning/suppress-step.ts";
import { triageStep } from "../triage-step.ts";
import { decideAtDesk, type WatchContext } from "./context.ts";
import { forkOf } from "./fork.ts";

/**
 * Triages alerts that came, suppresses what people decided so, and gives each its case, all in one append: nobody sees a triaged alert without its case.
 * Then settled cases that news joined are opened again. Gives how many alerts it placed.
 */
export async function placeStep(context: WatchContext): Promise<number> {
  const { log, limits, parts, knowledge } = context;
  const { run } = log.state;
  const ids = nextAlerts(run, limits.alertsPerStepMax);
  if (ids.length > 0) {
    const fresh = ids.filter((id) => run.untriaged.has(id));
    const world = { ...knowledge, events: parts.events, neighboursMax: limits.neighboursMax };
    const triaged = fresh.length > 0 ? await triageStep(fresh, run, world) : [];
    await decideAtDesk(context, () => [{ type: "TimeNoted", atMs: parts.clock.nowMs() }, ...placed(ids, triaged, context)]);
  }
  if (casesToReopen(log.state, parts.clock.nowMs()).length > 0)
    await decideAtDesk(context, (state) => {
      const reopened = casesToReopen(state, parts.clock.nowMs()).map((each): WatchFact => ({ type: "CaseReopened", ...each }));
      return reopened.length > 0 ? [{ type: "TimeNoted", atMs: parts.clock.nowMs() }, ...reopened] : [];
    });
  return ids.length;
}

/** The alerts that wait the longest, in the order in which things happened: triage and placing look back. */
function nextAlerts({ alerts, untriaged, uncorrelated }: RunState, most: number): string[] {
  const waiting: string[] = [];
  for (const ids of [uncorrelated, untriaged])
    for (const id of ids) {
      if (waiting.length >= most) break;
      waiting.push(id);
    }
  const found = waiting.flatMap((id) => alerts.get(id) ?? []);
  return found.toSorted((a, b) => a.timeMs - b.timeMs || numberOf(a.id) - numberOf(b.id)).map(({ id }) => id);
}

const numberOf = (id: string) => Number(id.slice(id.indexOf("-") + 1));

/** What becomes of the alerts, decided on a fork of what is known: nothing of it counts before it is durable. */
function placed(ids: readonly string[], triaged: readonly DomainEvent[], { log, parts, knowledge }: WatchContext): WatchFact[] {
  const { run } = log.state;
  const waiting = ids.filter((id) => run.untriaged.has(id) || run.uncorrelated.has(id));
  const fork = forkOf(run, waiting);
  const facts: DomainEvent[] = [];
  const tell = (events: readonly DomainEvent[]) => {
    for (const event of events) evolveRun(fork, event);
    facts.push(...events);
  };
  tell(learnedTriages(stillWaiting(triaged, run), run, knowledge));
  const ready = waiting.filter((id) => fork.triages.has(id));
  if ((run.learned?.suppressions.length ?? 0) > 0) tell(suppressFresh(ready, fork, knowledge, parts.clock.nowMs()));
  // It folds what it decides into the fork itself.
  facts.push(
    ...correlateStep(
      ready.filter((id) => fork.uncorrelated.has(id)),
      fork,
      takesIn(fork),
    ),
  );
  return facts;
}

/** What another worker triaged meanwhile stays as it was triaged. */
function stillWaiting(triaged: readonly DomainEvent[], { untriaged }: RunState): DomainEvent[] {
  return triaged.flatMap((fact): DomainEvent[] => {
    if (fact.type !== "AlertsTriaged") return [fact];
    const triages = fact.triages.filter(({ alertId }) => untriaged.has(alertId));
    return triages.length > 0 ? [{ ...fact, triages }] : [];
  });
}

/** Live, a case takes alerts after its verdict too, but not one that was closed unseen. */
function takesIn(run: RunState): Takes {
  return (each) => each !== undefined && (each.status === "in-progress" || (isSettled(each) && !isSuppressedCase(run, each)));
}
