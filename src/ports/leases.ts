/** Something that one process at a time does, held by this one until it lets go, or gives no sign of life for `leaseMs`. */
export type Lease = {
  readonly key: string;
  /** Grows with every hand-over: who holds an older one was given up. */
  readonly epoch: number;
  /** Aborted once somebody else holds it, or may. */
  readonly lost: AbortSignal;
  /** Refuses with `queue/fenced` once it is not ours any more: asked right before an effect. */
  readonly requireHeld: () => Promise<void>;
  /** Gives it back, so that nobody waits for it to run out. Harmless when it is lost. */
  readonly letGo: () => Promise<void>;
};

/** Who does what, among the processes of one tenant. One of these per process: signs of life are given for all that it holds. */
export type Leases = {
  /** This process, as others see it. */
  readonly worker: string;
  /** Undefined while somebody else holds it. */
  readonly take: (key: string) => Promise<Lease | undefined>;
  /** Who holds it now, and under which epoch; undefined for nobody. */
  readonly holderOf: (key: string) => Promise<{ readonly worker: string; readonly epoch: number } | undefined>;
  /** Lets go of everything. */
  readonly close: () => Promise<void>;
};

/** How long a holder is believed to live after its last sign of life, and how often it gives one: what a killed one held passes on within both together. */
export const leaseTimes = { leaseMs: 4_000, beatMs: 1_000 } as const;
