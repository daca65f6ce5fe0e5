import type { Alert } from "../../core/alert/alert.ts";
import { observableKey } from "../../core/observable/observable.ts";

/** Alerts further apart than this are news again. */
export const repeatWindowMs = 24 * 3_600_000;

/** The first alert of a kind, and how often it came. Kept across batches by the caller. */
export type Repeats = Map<string, { readonly alertId: string; readonly timeMs: number }>;

/** What makes two alerts the same: product, rule, host, user and everything they point at. */
export function repeatKey(alert: Alert): string {
  const pointed = alert.observables
    .filter(({ type }) => type !== "session")
    .map(observableKey)
    .toSorted();
  return JSON.stringify([alert.product, alert.ruleId ?? alert.rule ?? alert.title, alert.host ?? "", alert.user ?? "", pointed]);
}

/** The alert that this one repeats, with the reason a person can check; notes it when it is the first of its kind. */
export function repeatOf(alert: Alert, repeats: Repeats): { alertId: string; because: string } | undefined {
  const key = repeatKey(alert);
  const first = repeats.get(key);
  if (first && Math.abs(alert.timeMs - first.timeMs) <= repeatWindowMs) {
    return { alertId: first.alertId, because: `same rule, host, user and observables as ${first.alertId}, within 24 hours` };
  }
  repeats.set(key, { alertId: alert.id, timeMs: alert.timeMs });
  return undefined;
}
