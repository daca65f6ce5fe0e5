/** Calls that an interruption may wait for by name; the rest it waits for by number. */
export const namedCalls = ["append", "checkpoint", "inventory", "observe", "perform", "send"] as const;
export type CallName = (typeof namedCalls)[number];

/** What happens in the middle of a call; what it gives back, if anything, happens once the call is done. */
export type Happening = () => Promise<(() => void) | undefined>;

/** Every call that a process makes to anything outside itself: where it can be interrupted, and what the judge counts time by. */
export type Calls = {
  /** Makes a call for that process. A dead one never hears of it again. */
  readonly make: <Answer>(process: number, isDead: () => boolean, call: () => Promise<Answer>, name?: CallName) => Promise<Answer>;
  /** In the so-many-th call of that process from now, or the next of that name, this happens before anything is answered. */
  readonly interrupt: (process: number, when: number | CallName, happening: Happening) => void;
  /** Forgets an interruption that did not come to pass. */
  readonly leaveAlone: (process: number) => void;
  /** How many calls that process began after one tick and before another. */
  readonly countBetween: (process: number, fromTick: number, toTick: number) => number;
};

/** The calls of one process. */
export type Through = <Answer>(call: () => Promise<Answer>, name?: CallName) => Promise<Answer>;

const never = () => new Promise<never>(() => {});

/** Calls as ticks of the one count that everything in an episode is ordered by. */
export function openCalls(tick: () => number): Calls {
  const begun = new Map<number, number[]>();
  const waiting = new Map<number, { when: number | CallName; readonly happening: Happening }>();
  const note = (process: number) => {
    const ticks = begun.get(process) ?? [];
    ticks.push(tick());
    begun.set(process, ticks);
  };
  const due = (process: number, name: CallName | undefined) => {
    const next = waiting.get(process);
    if (!next) return undefined;
    if (typeof next.when === "number" ? --next.when > 0 : next.when !== name) return undefined;
    waiting.delete(process);
    return next.happening;
  };
  return {
    async make(process, isDead, call, name) {
      if (isDead()) return never();
      note(process);
      const afterwards = await due(process, name)?.();
      if (isDead()) return never();
      const answer = await call();
      afterwards?.();
      return isDead() ? never() : answer;
    },
    interrupt: (process, when, happening) => void waiting.set(process, { when, happening }),
    leaveAlone: (process) => void waiting.delete(process),
    countBetween: (process, fromTick, toTick) => (begun.get(process) ?? []).filter((at) => at > fromTick && at < toTick).length,
  };
}
