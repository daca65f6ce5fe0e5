/**
 * Which workers of a tenant live: each gives signs of life, and one that gives none for the length of a lease counts as dead. A name is used by one start
 * of one process and never again, so whoever was believed dead and wakes up finds its claims in other hands.
 */
export type Presence = {
  /** Gives a sign of life for a worker, good for the length of the lease. */
  readonly beat: (worker: string) => Promise<void>;
  /** The workers that live, by the clock of whoever keeps the signs. */
  readonly alive: () => Promise<ReadonlySet<string>>;
  /** Says that a worker ended by itself: its claims are free at once. */
  readonly gone: (worker: string) => Promise<void>;
};
