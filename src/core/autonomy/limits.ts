/** Named maxima of autonomy: counts, characters, milliseconds. */
export const autonomyLimits = {
  /** Grants and proposals that are held, ended ones among them; of the oldest ended ones only the record knows. */
  heldMax: 2_000,
  /** Proposals that wait for signatures, and grants that stand. */
  waitingMax: 200,
  standingMax: 1_000,
  /** Classes whose demotion is remembered. */
  demotionsMax: 10_000,
  reasonLengthMax: 500,
  /** The longest class of alerts, as `alertClassOf` writes it: a character of a product may be written with three. */
  classLengthMax: 421,
  /** Ends of looks that are remembered for comparison: in all, and of one class. */
  endsMax: 20_000,
  endsPerClassMax: 1_000,
  /** Classes that one case names; one with more is left to people. */
  classesPerCaseMax: 100,
} as const;

/** How many people a grant takes. */
export const grantersMin = 2;
