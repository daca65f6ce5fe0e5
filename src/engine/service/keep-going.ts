import type { Clock } from "../../ports/clock.ts";

/** A part of the service: works until its signal is aborted, and then returns once nothing is under way. */
export type Part = { readonly name: string; readonly work: (signal: AbortSignal) => Promise<void> };

/** How a part stands: what it failed of last, while it has not run well since, and how often it was begun again. */
export type PartState = {
  readonly name: string;
  readonly state: "running" | "failing" | "ended";
  readonly restarts: number;
  readonly cause: unknown;
};

export type KeepingParts = {
  readonly clock: Clock;
  /** Told of every end that nobody asked for. */
  readonly failed: (part: string, restarts: number, pauseMs: number, cause: unknown) => void;
};

const pauseMsMin = 500;
export const pauseMsMax = 60_000;
/** A part that ran for this long is well again: its next failure is its first. */
export const wellAfterMs = 120_000;

/** The parts of a process, each begun again after a pause that grows when it fails or ends by itself. One never takes another with it. */
export type Keeping = {
  readonly states: () => readonly PartState[];
  /** Resolves once every part has returned after the signal. */
  readonly ended: Promise<void>;
};

export function keepGoing(parts: readonly Part[], { clock, failed }: KeepingParts, signal: AbortSignal): Keeping {
  const states = new Map<string, PartState>(parts.map(({ name }) => [name, { name, state: "running", restarts: 0, cause: undefined }]));

  async function keep({ name, work }: Part): Promise<void> {
    let [restarts, pauseMs] = [0, pauseMsMin];
    while (!signal.aborted) {
      const beganMs = clock.nowMs();
      // Until it has run for a while, nobody knows that it is well again.
      const well = new AbortController();
      clock.sleep(wellAfterMs, well.signal).then(
        () => states.set(name, { name, state: "running", restarts, cause: undefined }),
        () => {},
      );
      const cause: unknown = await run(work, signal);
      well.abort();
      if (signal.aborted) break;
      if (clock.nowMs() - beganMs >= wellAfterMs) pauseMs = pauseMsMin;
      restarts++;
      states.set(name, { name, state: "failing", restarts, cause });
      failed(name, restarts, pauseMs, cause);
      await clock.sleep(pauseMs, signal).catch(() => undefined);
      pauseMs = Math.min(pauseMsMax, pauseMs * 2);
    }
    states.set(name, { name, state: "ended", restarts, cause: undefined });
  }

  const ended = Promise.all(parts.map(keep)).then(() => undefined);
  return { states: () => [...states.values()], ended };
}

/** What it failed of; undefined where it returned. */
async function run(work: Part["work"], signal: AbortSignal): Promise<unknown> {
  try {
    await work(signal);
    return undefined;
  } catch (cause) {
    return cause ?? new Error("failed without saying why");
  }
}
