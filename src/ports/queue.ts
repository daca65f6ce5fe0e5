/** One piece of work. `payload` is what was handed to `enqueue`, after JSON; it names things in the journal and holds no evidence. */
export type Job = {
  readonly kind: string;
  readonly key: string;
  readonly payload: unknown;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Who holds the key now. It grows with every hand-over, so an older one marks a worker that was given up. */
  readonly epoch: number;
  /** Refuses with `queue/fenced` when the job has been handed to another worker: asked before an effect, and before its result is kept. */
  readonly requireOwned: () => Promise<void>;
};

/** A worker that was started; `stop` takes no more jobs and waits for those under way. */
export type Worker = { readonly stop: () => Promise<void> };

/**
 * Hands work out at least once: after a crash a job comes again, so what it does must bear repeating.
 * Jobs of one key never run at the same time, in one process or in many; a failed one is tried again later, and others of its key may pass it.
 */
export type Queue = {
  readonly enqueue: (job: { readonly kind: string; readonly key: string; readonly payload: unknown }) => Promise<void>;
  readonly work: (handler: (job: Job) => Promise<void>) => Promise<Worker>;
};
