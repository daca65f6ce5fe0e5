/** What bounds the governance of the agent; units last. */
export const governanceLimits = {
  /** A duty, a title, a reason, a reference, characters. */
  wordsLengthMax: 2_000,
  overseersMax: 500,
  competencesMax: 50,
  incidentsMax: 1_000,
  /** Facts of one incident, and how often somebody was informed. */
  factsMax: 500,
  casesMax: 100,
  grantsMax: 10_000,
  /** A competence that ends within this is warned of, days. */
  lapsesSoonDays: 30,
} as const;
