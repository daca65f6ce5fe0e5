/** A slot is a quarter of an hour, counted from 1970 in UTC: all time zones of today begin their days with one. */
export const slotMs = 900_000;
/** Slots of a day of UTC. */
export const slotsPerDay = 96;

/** The slot of a time; times before 1970 are of the first one. */
export const slotOf = (timeMs: number): number => Math.max(0, Math.floor(timeMs / slotMs));

/**
 * What tallies count, by family. "flow": alerts by severity, category and what became of them. "source": by source. "day": the same without strata, for days and hours. "rule": alerts by
 * rule. "time": durations, by severity and by category apart, so that keys are few. "case": cases by whether a person was asked. "review": people's decisions on the agent's verdicts. "person": what people did.
 * "now": cases that are somebody's just now. "label": people's verdicts by rule. "lost": dead letters. "model": what language models were asked, about cases and by people, and took. "end": cases by how they stand. "contained": actions that took hold, by whether they were wrong. "change": what was changed that may move a rate. What is counted next gets a family of its own.
 */
export const tallyFamilies = [
  "flow",
  "source",
  "day",
  "rule",
  "time",
  "case",
  "review",
  "person",
  "now",
  "label",
  "lost",
  "model",
  "end",
  "contained",
  "change",
] as const;
/** One of `tallyFamilies`. */
export type TallyFamily = (typeof tallyFamilies)[number];

/** Families that are asked for by slot: they have few keys. The others are also kept by day of UTC, so that a long period is few rows. */
export const slotFamilies: ReadonlySet<TallyFamily> = new Set([
  "day",
  "case",
  "review",
  "person",
  "now",
  "lost",
  "model",
  "end",
  "contained",
  "change",
]);

/** A change of one count: `n` more of `key`, and `sum` more in what they add up to (milliseconds, where it counts durations). */
export type Tally = {
  readonly family: TallyFamily;
  readonly slot: number;
  /** The parts of the key; text in it may be from outside and is at most `keyTextMax` long. */
  readonly key: readonly (string | number)[];
  readonly n: number;
  readonly sum: number;
};

/** The longest text in a key, characters. */
export const keyTextMax = 120;

/** Text from outside as a part of a key. */
export const keyText = (text: string): string => text.slice(0, keyTextMax).toWellFormed().replaceAll("\u0000", "\ufffd");

/** Gathers changes, so that what is counted and taken back again is no change. */
export type Tallies = {
  readonly add: (family: TallyFamily, slot: number, key: Tally["key"], n: number, sum?: number) => void;
  readonly take: () => Tally[];
};

/** Nothing counted yet. */
export function openTallies(): Tallies {
  const held = new Map<string, { family: TallyFamily; slot: number; key: Tally["key"]; n: number; sum: number }>();
  return {
    add(family, slot, key, n, sum = 0) {
      const name = JSON.stringify([family, slot, ...key]);
      const known = held.get(name);
      if (known) {
        known.n += n;
        known.sum += sum;
      } else held.set(name, { family, slot, key, n, sum });
    },
    take() {
      const all = [...held].filter(([, { n, sum }]) => n !== 0 || sum !== 0).toSorted(([a], [b]) => (a < b ? -1 : 1));
      held.clear();
      return all.map(([, each]) => each);
    },
  };
}
