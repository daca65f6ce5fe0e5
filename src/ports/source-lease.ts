import type { HandOver } from "./intake.ts";

/** A source that this process alone may ask, until the lease runs out. */
export type HeldSource = {
  /** As `Intake.handOver`, for this source; refuses with `queue/fenced`, in the transaction that would keep the records, once somebody else holds the lease. */
  readonly handOver: HandOver;
  /** Gives a sign of life; false once somebody else holds the lease. Throws where the store does not answer. */
  readonly renew: () => Promise<boolean>;
  /** Gives it back, so that nobody waits for it to run out. Harmless when it is lost. */
  readonly release: () => Promise<void>;
};

/** One process at a time for each source that must be alone. All methods belong to one tenant. */
export type SourceLeases = {
  /** How long a lease lasts after the last sign of life, milliseconds. */
  readonly leaseMs: number;
  /** Undefined while somebody else holds it. */
  readonly take: (source: string) => Promise<HeldSource | undefined>;
};
