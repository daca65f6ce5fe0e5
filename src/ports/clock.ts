/** Time and waiting, handed in so that a test can own them. Milliseconds since the epoch, UTC. */
export type Clock = { readonly nowMs: () => number; readonly sleep: (delayMs: number, signal?: AbortSignal) => Promise<void> };
