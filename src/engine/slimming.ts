import type { Alert } from "../core/alert/alert.ts";
import { repeatKey, slimmed } from "../stages/triage/repeats.ts";

/** Of alerts that repeat one another this many keep their record's fields; the rest keeps what identifies it. */
const fullRepeatsMax = 3;
const repeatKeysMax = 200_000;

/** An alert as it is held: whole, or slimmed where enough of its kind are. */
export type SlimRepeats = (alert: Alert) => Alert;

/** Opens it with nothing met. Bounded: kinds beyond the most that are told apart are kept whole. */
export function openSlimming(): SlimRepeats {
  const repeats = new Map<string, number>();
  return (alert) => {
    const key = repeatKey(alert);
    const seen = repeats.get(key) ?? 0;
    if (seen > 0 || repeats.size < repeatKeysMax) repeats.set(key, seen + 1);
    return seen < fullRepeatsMax ? alert : slimmed(alert);
  };
}
