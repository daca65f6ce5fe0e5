/** What bounds quality samples; units last. */
export const sampleLimits = {
  /** Closed cases that are held for figures; of older ones only the record knows. */
  unitsHeldMax: 200_000,
  /** Alerts of a closed case by which a later case is known to touch it. */
  alertsPerUnitMax: 50,
  classesPerUnitMax: 50,
  /** Judged gold alerts that are held, the latest: reviewers are measured by these. */
  goldsHeldMax: 2_000,
  /** Samples that may wait; beyond, closures are counted as drawn and let go, and the figures say so. */
  waitingMax: 5_000,
  epochsHeldMax: 500,
  /** Closed cases that are opened again when a class is stopped; the newest of them. */
  reopenedMax: 500,
  /** A reason, characters. */
  becauseLengthMax: 500,
  /** People who judge one sample. */
  judgementsMax: 2,
} as const;
