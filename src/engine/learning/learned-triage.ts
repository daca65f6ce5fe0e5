import type { DomainEvent, RunState } from "../../core/run/run.ts";
import { openCorrection, type Shift } from "../../learning/analyst/correction.ts";
import { ruleRefOf, shiftedTriage } from "../../stages/triage/learned-shift.ts";
import type { World } from "../world.ts";
import { isProtectedAlert } from "./protection.ts";

type ShiftOf = (alert: { product: string; rule: string; host: string }) => Shift | undefined;
const opened = new WeakMap<object, ShiftOf>();

/** Triages moved by what people said of their rules, where a correction was in use when the run began. */
export function learnedTriages(events: readonly DomainEvent[], run: RunState, world: Pick<World, "inventory">): DomainEvent[] {
  const learned = run.learned?.correction;
  if (!learned) return [...events];
  const shiftOf = opened.get(learned) ?? openCorrection(learned.correction);
  opened.set(learned, shiftOf);
  return events.map((event) => {
    if (event.type !== "AlertsTriaged") return event;
    const triages = event.triages.map((triage) => {
      const alert = run.alerts.get(triage.alertId);
      const shift = alert && shiftOf(ruleRefOf(alert));
      if (!alert || !shift) return triage;
      const mayLower = alert.severity !== "critical" && !isProtectedAlert(alert, { inventory: world.inventory, names: run.names });
      return shiftedTriage(triage, shift, { digest: learned.digest, mayLower });
    });
    return { ...event, triages };
  });
}
