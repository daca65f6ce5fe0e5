import canonicalize from "canonicalize";
import type { WatchState } from "../../core/watch/watch.ts";
import { segmentWorld, type WatchFact } from "../../core/watch/watch-event.ts";
import { type Leaving, leaving } from "../../stages/watch/window.ts";
import { namesOf } from "../names.ts";
import { settingsOf } from "../world.ts";
import { grantsFact } from "./closing.ts";
import { decideAtDesk, type WatchContext } from "./context.ts";
import type { Touched } from "./touched.ts";

/** How often what is old is looked for: leaving makes what was worked out from alerts stale. */
const windowLooks = 48;

/** Lets go of what is old, or too much. Only once the views hold all of it: what leaves stays there. Gives whether it looked. */
export async function windowStep(context: WatchContext, lastMs: number): Promise<boolean> {
  const { log, limits, parts, touched } = context;
  const nowMs = parts.clock.nowMs();
  const { run } = log.state;
  if (run.alerts.size <= limits.alertsHeldMax && nowMs - lastMs < limits.windowMs / windowLooks) return false;
  await decideAtDesk(context, (state) => {
    const leave = shownOf(leaving(state, nowMs, limits), state, touched);
    return leave.cases.length + leave.alerts.length > 0 ? [{ type: "WindowMoved", ...leave, atMs: nowMs }] : [];
  });
  return true;
}

/** What of it the views hold as it stands: a case with all its alerts, also those that left before, and a case that was poured into another only with that one. */
function shownOf({ cases, alerts }: Leaving, { run }: WatchState, touched: Touched): Leaving {
  const stays = new Set<string>();
  const isShown = (caseId: string) => {
    const held = run.cases.get(caseId);
    const ids = held && held.status !== "unopened" ? held.alertIds : [];
    return !touched.cases.has(caseId) && !touched.left.has(caseId) && !ids.some((id) => touched.alerts.has(id));
  };
  for (const caseId of cases) if (!isShown(caseId)) stays.add(caseId);
  for (let size = -1; size < stays.size; ) {
    size = stays.size;
    for (const caseId of cases) {
      const held = run.cases.get(caseId);
      if (held?.status === "merged" && stays.has(held.into)) stays.add(caseId);
    }
  }
  return { cases: cases.filter((caseId) => !stays.has(caseId)), alerts: alerts.filter((id) => !touched.alerts.has(id)) };
}

/** Ends the segment once it has grown enough; its record is published, and the next one begins with all that is known. */
export async function segmentStep(context: WatchContext): Promise<boolean> {
  const { log, limits, parts } = context;
  if (log.entries() < limits.segmentEntriesMax) return false;
  await log.checkpoint();
  const { segment } = log.state;
  await decideAtDesk(context, (state) =>
    state.segment === segment ? [{ type: "SegmentEnded", next: segmentWorld(segment + 1), atMs: parts.clock.nowMs() }] : [],
  );
  await log.refresh();
  return true;
}

/** Asks for what may have changed outside: knowledge, what is learned. Gives whether what raises alerts is another now. */
export async function refreshStep(context: WatchContext): Promise<boolean> {
  const { parts, log } = context;
  const before = context.knowledge;
  context.knowledge = await parts.knowledge();
  const settings = settingsOf(context.knowledge);
  const learned = await parts.learned();
  const granted = parts.autonomy === "closes-alone" ? undefined : await parts.autonomy();
  await decideAtDesk(context, (state) => {
    const { run } = state;
    const facts: WatchFact[] = granted ? [...grantsFact(granted, state, parts.clock.nowMs())] : [];
    if (canonicalize(run.settings) !== canonicalize(settings)) facts.push({ type: "SettingsChanged", settings });
    if (canonicalize(run.learned ?? null) !== canonicalize(learned ?? null)) facts.push({ type: "LearnedChanged", learned });
    return facts;
  });
  const { rules, judges, sightingOf } = context.knowledge;
  return log.state.ready && (rules !== before.rules || judges !== before.judges || sightingOf !== before.sightingOf);
}

/** Looks for names in the telemetry of the window. It asks much of the event store, so nothing waits for it. */
export async function namesStep(context: WatchContext): Promise<void> {
  const { parts, knowledge, limits } = context;
  await parts.events.finishLoading();
  const { hosts, lastMs } = await parts.events.totals();
  const toMs = (lastMs ?? 0) + 1;
  const { names, leases } = await namesOf(
    { events: parts.events, inventory: knowledge.inventory },
    { fromMs: toMs - limits.windowMs, toMs },
  );
  await decideAtDesk(context, ({ run }) => {
    const same = run.loaded?.hosts === hosts && canonicalize([...run.names]) === canonicalize(names);
    return same && leases.length === 0 && run.leases.size === 0 ? [] : [{ type: "NamesRefreshed", hosts, names, leases }];
  });
}
