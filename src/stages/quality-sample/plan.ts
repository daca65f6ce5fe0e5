import { outcomeOf, type QualitySamples } from "../../core/quality-sample/quality-sample.ts";
import type { QualitySettings } from "../../core/quality-sample/settings.ts";
import { plannedStrataMax, type SamplePlan, stratumKey } from "../../core/quality-sample/stratum.ts";
import { guessedSpread, neymanAllocation } from "../../learning/sampling/allocation.ts";

/** What was seen of a stratum when an epoch is planned: how many the epoch before closed, and what was judged of it until then. */
export type SeenStratum = { size: number; judged: number; missed: number };

/**
 * The shares of the next epoch: what the last one closed of each stratum is taken to come again, and as many samples as the settings allow are laid out so that
 * the estimate over all is as narrow as can be, with a minimum of each. It looks at counts alone, before anything of the epoch is closed.
 */
export const samplePlan = (state: QualitySamples, settings: QualitySettings): SamplePlan => planAfter(seenIn(state), settings);

/** The shares of an epoch after what was seen before it, by the key of the stratum; strata that the epoch before did not close are not in it. */
export function planAfter(seen: ReadonlyMap<string, SeenStratum>, settings: QualitySettings): SamplePlan {
  const keys = [...seen.keys()].toSorted();
  const all = keys.map((key) => seen.get(key)!);
  const closed = all.reduce((sum, { size }) => sum + size, 0);
  const counts = neymanAllocation(
    all.map(({ size, judged, missed }) => ({ size, spread: guessedSpread(missed, judged) })),
    settings.share * closed,
    settings.minimum,
  );
  const shares = keys.map((key, at): [string, number] => [key, Math.min(1, (counts[at] ?? 0) / Math.max(1, all[at]?.size ?? 1))]);
  return {
    base: settings["least-share"],
    rare: Math.max(settings["rare-share"], settings["least-share"]),
    highRisk: settings["high-risk-share"],
    shares: largest(shares, seen),
    second: settings["second-share"],
    gold: settings["gold-share"],
  };
}

/** By stratum: how many the last epoch that began closed, and all that was ever judged of it. */
function seenIn({ epochs, units, samples }: QualitySamples): Map<string, SeenStratum> {
  const last = [...epochs.values()].findLast(({ began }) => began !== undefined)?.number;
  const seen = new Map<string, SeenStratum>();
  for (const unit of units.values()) {
    const key = stratumKey(unit.stratum);
    const held = seen.get(key) ?? { size: 0, judged: 0, missed: 0 };
    if (unit.epoch === last) held.size++;
    const sample = unit.sample === null ? undefined : samples.get(unit.sample);
    const outcome = sample && outcomeOf(sample);
    if (outcome === "missed" || outcome === "clean") held.judged++;
    if (outcome === "missed") held.missed++;
    seen.set(key, held);
  }
  for (const [key, { size }] of seen) if (size === 0) seen.delete(key);
  return seen;
}

/** A plan names so many strata at most: the greatest. The others are rare. */
const largest = (shares: [string, number][], seen: ReadonlyMap<string, SeenStratum>): [string, number][] =>
  shares
    .toSorted(([a], [b]) => (seen.get(b)?.size ?? 0) - (seen.get(a)?.size ?? 0) || (a < b ? -1 : 1))
    .slice(0, plannedStrataMax)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
