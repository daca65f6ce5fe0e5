import { longestPauseMs, pauseAfter } from "../../core/write-back/limits.ts";
import { nextWork } from "../../core/write-back/queue.ts";
import { ticketKey } from "../../core/write-back/write-back.ts";
import type { Connector } from "../../ports/connector.ts";
import type { Lease } from "../../ports/leases.ts";
import type { WriteBackParts, WriteBackTimes } from "./parts.ts";
import { type Hand, lookForJob, takeOver, writeJob } from "./step.ts";
import { dueTicket, type ReadTimes, readTicket } from "./tickets.ts";

/** What a worker needs of the desk that it works for. */
export type Working = Pick<Hand, "state" | "decide"> & {
  readonly parts: WriteBackParts;
  readonly times: WriteBackTimes;
  readonly refresh: () => Promise<void>;
  /** Waits until something was asked for here, at most so long. */
  readonly wait: (waitMs: number, signal: AbortSignal) => Promise<void>;
};

/** Jobs after which a ticket that is due is read, so that a long queue does not keep people's answers away. */
const jobsBeforeTicket = 20;

/**
 * Works for one connector until the signal: one process at a time, one job at a time, oldest first. Whatever fails is told and begun anew after a pause.
 * `connector` is undefined for one that has jobs and is configured no more: its jobs fail, for a person to decide.
 */
export async function workFor(name: string, connector: Connector | undefined, working: Working, signal: AbortSignal): Promise<void> {
  const { parts, times } = working;
  while (!signal.aborted) {
    try {
      const lease = await parts.leases.take(`write-back/${name}`);
      if (lease) await whileHeld(name, connector, working, lease, signal);
    } catch (error) {
      parts.told?.({ kind: "trouble", connector: name, error });
    }
    await working.wait(times.lookMs, signal);
  }
}

async function whileHeld(
  name: string,
  connector: Connector | undefined,
  working: Working,
  lease: Lease,
  signal: AbortSignal,
): Promise<void> {
  const rest = openRest(working);
  const hand: Hand = {
    ...working,
    clock: working.parts.clock,
    connector,
    worker: `${working.parts.leases.worker}#${lease.epoch}`,
    lost: lease.lost,
    requireHeld: lease.requireHeld,
    putOff: rest.putOff,
    took: rest.took,
  };
  const read: ReadTimes = new Map();
  try {
    for (let jobs = 0; !signal.aborted && !lease.lost.aborted; jobs++) {
      const nowMs = hand.clock.nowMs();
      const ticket = jobs % jobsBeforeTicket === 0 ? dueTicket(hand, name, read, nowMs) : undefined;
      if (ticket) {
        read.set(ticketKey(name, ticket.id), nowMs);
        await readTicket(ticket, hand, working.parts.ears).catch((error: unknown) =>
          working.parts.told?.({ kind: "trouble", connector: name, error }),
        );
      }
      if (await oneJob(name, hand, rest.untilMs())) continue;
      // Tickets are looked at each time round from here on.
      jobs = -1;
      if (ticket) continue;
      await working.wait(hand.times.lookMs, AbortSignal.any([signal, lease.lost]));
      await working.refresh();
    }
  } finally {
    await lease.letGo();
  }
}

/** The longest that a product is left alone because it turned things down, milliseconds, unless it asked for more. */
const restMsMax = 120_000;

/** How long a product that takes nothing is left alone: each refusal in a row doubles it, so that a queue that waits does not fill the record with tries. */
function openRest({ parts, times }: Working): Pick<Hand, "putOff" | "took"> & { readonly untilMs: () => number } {
  let [refusals, untilMs] = [0, 0];
  return {
    untilMs: () => untilMs,
    took() {
      refusals = 0;
    },
    putOff(askedForMs) {
      refusals++;
      const restMs = Math.max(Math.min(restMsMax, pauseAfter(refusals)), Math.min(askedForMs, longestPauseMs));
      untilMs = parts.clock.nowMs() + Math.ceil(restMs * times.pauseFactor);
    },
  };
}

/** Takes one step for one job; says whether there was one. */
async function oneJob(name: string, hand: Hand, restUntilMs: number): Promise<boolean> {
  const nowMs = hand.clock.nowMs();
  const next = nextWork(hand.state, name, { worker: hand.worker, nowMs, graceMs: hand.times.graceMs });
  if (next.do === "wait" || (next.do === "write" && restUntilMs > nowMs)) return false;
  if (next.do === "write") await writeJob(next.job, hand);
  else if (next.do === "look") await lookForJob(next.job, hand);
  else await takeOver(next.job, hand);
  return true;
}
