/** What running sources may take; times in milliseconds. */
export const sourceLimits = {
  /** How often a process looks for a source whose lease is free, and how often the holder gives a sign of life. With the lease it bounds a take-over. */
  lookMs: 1_000,
  /** The shortest wait between two looks, whatever a source says. */
  everyMsMin: 250,
  /** Pages of one round; then the others' turn comes, and signs of life are noted. */
  pagesMax: 1_000,
  /** How long one page, or telling the source that it is durable, may take. */
  pageMs: 120_000,
  /** How long a source may go on after it was told to stop. */
  stopMs: 10_000,
  /** The first wait after a failure, and the longest. */
  retryMs: 1_000,
  retryMsMax: 60_000,
  /** The wait after a failure that repeating does not mend, as a wrong password: more tries would lock the account. */
  hopelessMs: 300_000,
  /** A listener that ran this long was well: its next failure counts as the first. */
  wellMs: 60_000,
  /** How far back a source is asked that was never asked before. */
  lookBackMs: 86_400_000,
} as const;
