import type { Drills, PlayedAttack } from "./drill.ts";
import { shareWords } from "./words.ts";

/** A span of scenario time: `12 s`, `7 min`, `3.5 h`. */
export function spanWords(spanMs: number | undefined): string {
  if (spanMs === undefined) return "-";
  if (spanMs < 120_000) return `${Math.round(spanMs / 1_000)} s`;
  return spanMs < 7_200_000 ? `${Math.round(spanMs / 60_000)} min` : `${(spanMs / 3_600_000).toFixed(1)} h`;
}

/** The head of `tradeRows`. */
export const tradeHead = ["trade", "noisy", "quiet", "deceptive", "twins escalated", "after first record", "after first alert"] as const;

/** One row for each trade: how many tellings were escalated, and how long it took, as a median in scenario time. */
export function tradeRows({ trades }: Drills): readonly (readonly string[])[] {
  const of = ({ seen, of: all }: { readonly seen: number; readonly of: number }) => `${seen} of ${all}`;
  return trades.map(({ trade, noisy, quiet, deceptive, twins, afterFirstRecordMs, afterFirstAlertMs }) => [
    trade,
    of(noisy),
    of(quiet),
    of(deceptive),
    of(twins),
    spanWords(afterFirstRecordMs),
    spanWords(afterFirstAlertMs),
  ]);
}

/** The head of `missedRows`. */
export const missedHead = ["scenario", "variant", "seed", "steps without an alert", "techniques not named", "ended"] as const;

/** Attacks that nobody was called to. */
export const missedRows = ({ attacks }: Drills): readonly (readonly string[])[] => attacks.filter(({ escalated }) => !escalated).map(rowOf);

/** Attacks that somebody was called to, with what of them was not seen. */
export const unseenRows = ({ attacks }: Drills): readonly (readonly string[])[] =>
  attacks.filter(({ escalated, silent, missed }) => escalated && silent.length + missed.length > 0).map(rowOf);

const rowOf = ({ scenario, variant, seed, silent, steps, missed, says }: PlayedAttack) => [
  scenario,
  variant,
  String(seed),
  `${silent.length} of ${steps}: ${silent.join(", ")}`,
  missed.join(", "),
  says,
];

/** The head of `twinRows`. */
export const twinHead = ["scenario", "seed", "ended"] as const;

/** Ordinary work that somebody was called to. */
export const twinRows = ({ ordinary }: Drills): readonly (readonly string[])[] =>
  ordinary.filter(({ escalated }) => escalated).map(({ scenario, seed, says }) => [scenario, String(seed), says]);

/** The head of `techniqueRows`. */
export const techniqueHead = ["technique", "named by the attack's case", "tellings that use it"] as const;

/** How often the case of an attack named a technique that the attack used. */
export const techniqueRows = ({ techniques }: Drills): readonly (readonly string[])[] =>
  techniques.map(({ technique, mapped, of }) => [technique, String(mapped), String(of)]);

/** One sentence on what was played. */
export const drillLine = ({ seeds, attacks, ordinary, trades }: Drills): string =>
  `${attacks.length} attacks of ${trades.length} trades and ${ordinary.length} times ordinary work that looks like them were played (seeds ${seeds.join(", ")}).`;

/** How many of all attacks were escalated. */
export const drillShare = ({ noisy, quiet, deceptive }: Drills): string => [noisy, quiet, deceptive].map(shareWords).join("; ");
