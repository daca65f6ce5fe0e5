import canonicalize from "canonicalize";
import { segmentWorld, type WatchFact } from "../../core/watch/watch-event.ts";
import { leaving } from "../../stages/watch/window.ts";
import { namesOf } from "../names.ts";
import { settingsOf } from "../world.ts";
import { decideAtDesk, type WatchContext } from "./context.ts";

/** How often what is old is looked for: leaving makes what was worked out from alerts stale. */
const windowLooks = 48;

/** Lets go of what is old, or too much. Only once the views hold all of it: what leaves stays there. Gives whether it looked. */
export async function windowStep(context: WatchContext, lastMs: number): Promise<boolean> {
  const { log, limits, parts, touched } = context;
  const nowMs = parts.clock.nowMs();
  const { run } = log.state;
  if (run.alerts.size <= limits.alertsHeldMax && nowMs - lastMs < limits.windowMs / windowLooks) return false;
  await decideAtDesk(context, (state) => {
    const { cases, alerts } = leaving(state, nowMs, limits);
    const leave = { cases: cases.filter((id) => !touched.cases.has(id)), alerts: alerts.filter((id) => !touched.alerts.has(id)) };
    return leave.cases.length + leave.alerts.length > 0 ? [{ type: "WindowMoved", ...leave, atMs: nowMs }] : [];
  });
  return true;
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
  await decideAtDesk(context, ({ run }) => {
    const facts: WatchFact[] = [];
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
