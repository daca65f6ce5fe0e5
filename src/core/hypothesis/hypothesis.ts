/** An explanation that could be false, with what speaks for and against it. */
export type Hypothesis = {
  readonly claim: string;
  readonly maliciousness: number;
  readonly for: readonly string[];
  readonly against: readonly string[];
};

/** Natural-log odds of a probability, kept within ±12 so that certainty can always be undone by evidence. */
export function logOddsOf(probability: number): number {
  const clamped = Math.min(Math.max(probability, 1e-9), 1 - 1e-9);
  return Math.max(-12, Math.min(12, Math.log(clamped / (1 - clamped))));
}

/** The probability behind natural-log odds. */
export function probabilityOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** Evidence reduced to what moves odds. */
export type Weighed = { readonly group: string; readonly weight: number };

/** Per group, the strongest weight in each direction; 0 where nothing weighs that way. */
export type Strongest = ReadonlyMap<string, { readonly for: number; readonly against: number }>;

/** Of each group that leans on one fact, the strongest weight in each direction. */
export function strongestByGroup(evidence: Iterable<Weighed>): Strongest {
  const strongest = new Map<string, { for: number; against: number }>();
  for (const { group, weight } of evidence) {
    const held = strongest.get(group) ?? { for: 0, against: 0 };
    strongest.set(group, { for: Math.max(held.for, weight), against: Math.min(held.against, weight) });
  }
  return strongest;
}

/**
 * The log-odds after all evidence. Of a group that leans on one fact only the strongest counts in each direction,
 * so that one fact told five ways does not become certainty.
 */
export function combine(prior: number, evidence: Iterable<Weighed>): number {
  let total = prior;
  for (const { for: up, against: down } of strongestByGroup(evidence).values()) total += up + down;
  return Math.max(-12, Math.min(12, total));
}
