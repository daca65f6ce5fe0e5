import { logisticContributions } from "../../learning/logistic/score.ts";
import type { SparseRow } from "../../learning/sparse.ts";
import { freeColumn, freeMeanings, isFreeColumn, meaningColumn, meaningFeatures, wordBits } from "./features.ts";
import type { CloudModel } from "./model.ts";
import type { Reading } from "./reading.ts";

const reasonsMax = 6;
/** A smaller push moves nobody. */
const logOddsMin = 0.05;

/** What moved the judgement, in words, the heaviest first: each meaning by itself, and all the event's own words together. */
export function reasonsOf(reading: Reading, row: SparseRow, model: CloudModel): { says: string; logOdds: number }[] {
  const { slope } = model.calibration;
  const byColumn = new Map<number, string>();
  for (const name of meaningFeatures(reading).keys()) {
    const column = meaningColumn(name);
    if (!byColumn.has(column)) byColumn.set(column, spoken(name));
  }
  for (const name of freeMeanings(reading)) {
    const column = freeColumn(name);
    if (!byColumn.has(column)) byColumn.set(column, spoken(name.slice("free ".length)));
  }
  const sums = new Map<string, number>();
  for (const { feature, logOdds } of logisticContributions(model.logistic, row)) {
    const words = isFreeColumn(feature) ? "words that the caller chose" : "its own words";
    const says = feature < 2 ** wordBits ? words : (byColumn.get(feature) ?? words);
    sums.set(says, (sums.get(says) ?? 0) + logOdds * slope);
  }
  return [...sums]
    .map(([says, logOdds]) => ({ says, logOdds: Math.round(logOdds * 100) / 100 }))
    .filter(({ logOdds }) => Math.abs(logOdds) >= logOddsMin)
    .toSorted((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds) || (a.says < b.says ? -1 : 1))
    .slice(0, reasonsMax);
}

const outcomeWords = {
  success: "it came about",
  failure: "it failed or was refused",
  untold: "whether it came about is not told",
} as const;

/** A feature's name as a person reads it; features about one thing share its words. */
function spoken(name: string): string {
  const whole = name.replace(/^(known|told|trait) /, "").replace(/\/(success|failure|untold)$/, "");
  const outcome = /^outcome (success|failure|untold)$/.exec(name)?.[1] as keyof typeof outcomeWords | undefined;
  if (outcome) return outcomeWords[outcome];
  if (/^(weights?|told)( |\/|$)/.test(name) && !name.startsWith("told ")) return "how sensitive the action is by its name";
  if (/^told (from )?(\d|unknown)/.test(name)) return "how sensitive it is by its description";
  if (name === "size" || name === "words of the action") return "how much the event tells";
  const trait = /^[a-zA-Z]+: (.*)$/.exec(whole)?.[1];
  if (trait) return trait;
  if (/^(verb|object) /.test(name) || /^[a-z]+[ /][a-zA-Z]+$/.test(whole)) return "what is done to what kind of thing";
  return whole;
}
