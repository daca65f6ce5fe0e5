import { type AlarmEvent, type AlarmFact, type Alarms, alarmLimits } from "./alarm.ts";
import { alarmWeeksMax, alarmWindowsHours } from "./settings.ts";

/** Hours of a week. */
export const weekHours = 168;
/** Hours that are held: what is looked back, a week to see how counts scatter, and the longest window before them. */
const heldHours = (alarmWeeksMax + 1) * weekHours + Math.max(...alarmWindowsHours);

/** Folds one fact into alarms. The same facts in the same order give the same state. */
export function evolveAlarms(state: Alarms, fact: AlarmEvent): void {
  if (fact.type === "HourRead") {
    readHour(state, fact);
    return;
  }
  if (fact.type === "AlarmRaised") {
    const { type: _, atMs, ...alarm } = fact;
    state.alarms.set(fact.id, { ...alarm, sinceMs: atMs, ended: undefined });
    state.numbered = Math.max(state.numbered, Number(fact.id.slice(3)));
    return;
  }
  const held = state.alarms.get(fact.id);
  if (held) state.alarms.set(fact.id, { ...held, ended: { atMs: fact.atMs, because: fact.because } });
  const ended = [...state.alarms.values()].filter((each) => each.ended);
  for (const { id } of ended.slice(0, Math.max(0, ended.length - alarmLimits.endedHeldMax))) state.alarms.delete(id);
}

/** An hour is known where its beginning and its end were read in time; a count that went back (another store) is not. */
function readHour(state: Alarms, { hour, onTime, sources }: AlarmFact<"HourRead">): void {
  const accepted = new Map(sources.map((each) => [each.source, each.accepted]));
  const { last, counts } = state;
  if (last?.onTime && onTime && last.hour === hour - 1)
    for (const [source, now] of accepted) {
      const before = last.accepted.get(source);
      if (before === undefined || now < before) continue;
      const held = counts.get(source) ?? new Map<number, number>();
      counts.set(source, held.set(last.hour, now - before));
    }
  for (const [source, held] of counts) {
    for (const old of held.keys()) {
      if (old >= hour - heldHours) break;
      held.delete(old);
    }
    if (held.size === 0) counts.delete(source);
  }
  state.last = { hour, onTime, accepted };
}
