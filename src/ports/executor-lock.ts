/**
 * Keeps two processes from carrying out containment for one tenant at the same time. Whoever holds it is the executor; it is lost with the process that
 * holds it, and with its connection to the database.
 */
export type ExecutorLock = {
  /** Undefined when another process holds it. */
  readonly take: () => Promise<HeldLock | undefined>;
};

/** The lock while it is held. */
export type HeldLock = {
  /** Asked right before every call that changes a product: whatever cannot be found out means that it is lost. A lost lock is never found again. */
  readonly isHeld: () => Promise<boolean>;
  /** Gives it back. Harmless when repeated, or when it is lost already. */
  readonly release: () => Promise<void>;
};
