import { settingsOf } from "../world.ts";
import { openAlive } from "./alive.ts";
import type { WatchContext } from "./context.ts";
import { watchLimits } from "./limits.ts";
import { openWatchLog } from "./log.ts";
import type { WatchParts } from "./parts.ts";
import { openTouched } from "./touched.ts";

/** Opens what the parts of a watch share: its newest segment, read and folded. Refuses (`journal/…`). */
export async function openContext(parts: WatchParts): Promise<WatchContext> {
  const knowledge = await parts.knowledge();
  const touched = openTouched();
  let opened = false;
  const log = await openWatchLog({
    worlds: parts.worlds,
    clock: parts.clock,
    settings: settingsOf(knowledge),
    onFact(fact, state) {
      touched.note(fact, state);
      if (opened && fact.type === "AlertsTriaged")
        parts.onTriaged?.(
          fact.triages.flatMap(({ alertId }) => state.receivedAtMs.get(alertId) ?? []),
          parts.clock.nowMs(),
        );
    },
  });
  opened = true;
  // Facts of before are in the views, or are found to be missing there.
  touched.alerts.clear();
  touched.cases.clear();
  touched.pressing.clear();
  touched.left.clear();
  return { parts, limits: { ...watchLimits, ...parts.limits }, log, alive: openAlive(parts.leases), touched, knowledge };
}
