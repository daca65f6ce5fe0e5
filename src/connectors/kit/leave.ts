import { SocError } from "../../core/soc-error.ts";
import type { Guard } from "../../ports/effector.ts";
import { quoted } from "./quoted.ts";

/** What a call that may change something is given: the one door through which a change leaves, and how long it may wait for what. */
export type Leave = {
  /** For questions: aborted when the time of the call is over, or once somebody stopped and no change is under way. */
  readonly signal: AbortSignal;
  /** For a change that was sent: its answer is worth knowing, so only the time of the call ends the wait. */
  readonly limit: AbortSignal;
  /** Asks the guard and, when it lets us, sends at once: `send` starts with the first byte, and ends with the answer. Throws `effector/stopped` without sending. */
  readonly change: <Answer>(send: () => Promise<Answer>) => Promise<Answer>;
  /** Whether a change may have left. While it says no, surely nothing happened. */
  readonly hasLeft: () => boolean;
};

/** The door for one call, which closes for good when the time of the call is over: whatever comes later through code that still runs is not sent. */
export function leaveOf(name: string, guard: Guard, limit: AbortSignal): Leave {
  const reading = new AbortController();
  let underWay = 0;
  let left = false;
  const rest = () => {
    if (limit.aborted || (guard.signal.aborted && underWay === 0)) reading.abort();
  };
  guard.signal.addEventListener("abort", rest, { once: true });
  limit.addEventListener("abort", rest, { once: true });
  rest();
  return {
    signal: reading.signal,
    limit,
    hasLeft: () => left,
    async change(send) {
      await guard.mayChange();
      if (guard.signal.aborted) throw stoppedBy(name, guard.signal);
      if (limit.aborted) throw tooLateToChange(name);
      left = true;
      underWay++;
      try {
        return await send();
      } finally {
        underWay--;
        rest();
      }
    },
  };
}

/** Why a guard's signal was aborted, as the refusal that it is. */
export function stoppedBy(name: string, { reason }: AbortSignal): SocError {
  if (reason instanceof SocError) return reason;
  return new SocError({
    code: "effector/stopped",
    problem: `${quoted(name)} was asked for nothing: somebody stopped it`,
    remedy: 'see who stopped and why: run "watchkeeper status"',
    retry: "never",
  });
}

/** A stop between two of the changes that one effect takes: a part was sent, and reading back tells what holds. */
export const interrupted = (name: string) =>
  new SocError({
    code: "effector/interrupted",
    problem: `${quoted(name)} was stopped after a part was sent`,
    remedy: 'see how it stands: run "watchkeeper contain show" once it was read back',
    retry: "never",
  });

const tooLateToChange = (name: string) =>
  new SocError({
    code: "effector/stopped",
    problem: `${quoted(name)} was asked for nothing: the time of the call was over`,
    remedy: `run "watchkeeper connector check ${name}"`,
    retry: { afterMs: 60_000 },
  });
