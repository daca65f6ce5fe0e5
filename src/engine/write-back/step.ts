import { SocError } from "../../core/soc-error.ts";
import type { WriteBackCommand } from "../../core/write-back/command.ts";
import { pauseAfter } from "../../core/write-back/limits.ts";
import type { Job, WriteBack, WriteBackEvent } from "../../core/write-back/write-back.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Connector, Written } from "../../ports/connector.ts";
import type { WriteBackTimes } from "./parts.ts";
import { noConnector, sendingOf } from "./sending.ts";
import { retryOf, troubleOf } from "./trouble.ts";
import { whyWithheld } from "./wants.ts";

/** What one worker of one connector has in its hands. */
export type Hand = {
  readonly state: WriteBack;
  readonly clock: Clock;
  readonly times: WriteBackTimes;
  /** Undefined when it is not configured any more. */
  readonly connector: Connector | undefined;
  /** This worker, under this hold of its lease: no other ever has the same name. */
  readonly worker: string;
  readonly lost: AbortSignal;
  readonly requireHeld: () => Promise<void>;
  /** Durable and folded when it returns; empty when the record says otherwise by now. */
  readonly decide: (command: WriteBackCommand) => Promise<readonly WriteBackEvent[]>;
  /** The product turned something down for now: nothing is tried for a while that grows, and at least as long as it asked for. */
  readonly putOff: (askedForMs: number) => void;
  /** It took something: that is over. */
  readonly took: () => void;
};

/** Writes one job: the intent is durable before the first byte, and whatever becomes of it is on the record after. */
export async function writeJob(job: Job, hand: Hand): Promise<void> {
  const { key } = job;
  const { worker, clock } = hand;
  const now = () => clock.nowMs();
  const tried = await hand.decide({ type: "TryWrite", key, worker, atMs: now() });
  if (tried.length === 0) return;
  const sending = sendingOf(job, hand.connector, hand.state);
  const withheld = hand.connector && whyWithheld(hand.connector, job.marking);
  if (!sending || withheld) {
    await hand.decide({ type: "RecordFailure", key, worker, why: withheld ?? troubleOf(noConnector(job)), atMs: now() });
    return;
  }
  let written: Written;
  try {
    // Held now, or nothing leaves; what the lease is lost to afterwards looks before it writes.
    await hand.requireHeld();
  } catch (error) {
    await hand.decide({ type: "PutOff", key, worker, untilMs: now(), why: troubleOf(error), atMs: now() });
    throw error;
  }
  try {
    written = await inTime(hand, (signal) => sending.write(signal));
  } catch (error) {
    await recordFailure(job, error, hand);
    return;
  }
  hand.took();
  await hand.decide({ type: "RecordWritten", key, worker, ...written, atMs: now() });
}

async function recordFailure(job: Job, error: unknown, hand: Hand): Promise<void> {
  const { key } = job;
  const { worker, clock, times } = hand;
  const why = troubleOf(error);
  const retry = retryOf(error);
  const atMs = clock.nowMs();
  const isSure = error instanceof SocError && error.code === "sink/refused";
  if (!isSure) {
    // Nobody knows: looked for before anything else is done about it.
    const untilMs = atMs + pause(job.looks + 1, 0, times);
    await hand.decide({ type: "LoseTrack", key, worker, untilMs, why, atMs });
    return;
  }
  if (retry === "never") {
    await hand.decide({ type: "RecordFailure", key, worker, why, atMs });
    return;
  }
  const untilMs = atMs + pause(job.tries + 1, retry, times);
  hand.putOff(retry);
  await hand.decide({ type: "PutOff", key, worker, untilMs, why, atMs });
}

const pause = (times: number, askedForMs: number, { pauseFactor }: WriteBackTimes) =>
  Math.ceil(pauseAfter(times, askedForMs) * pauseFactor);

const gone = { code: "queue/fenced", problem: "whoever tried it is gone", remedy: "wait: it is looked for before it is tried again" };

/** Takes over what a worker left under way. It is unknown from now on, whatever it was. */
export async function takeOver(job: Job, hand: Hand): Promise<void> {
  const { state, key } = job;
  if (state.status !== "trying") return;
  const atMs = hand.clock.nowMs();
  await hand.decide({ type: "LoseTrack", key, worker: state.worker, untilMs: atMs, why: gone, atMs });
}

/** Looks whether a job of which nobody knows was written. */
export async function lookForJob(job: Job, hand: Hand): Promise<void> {
  const { key } = job;
  const now = () => hand.clock.nowMs();
  const sending = sendingOf(job, hand.connector, hand.state);
  let found: Written | undefined;
  try {
    if (!sending) throw noConnector(job);
    found = await inTime(hand, (signal) => sending.find(signal));
  } catch (error) {
    const retry = retryOf(error);
    const untilMs = now() + pause(job.looks + 1, retry === "never" ? 0 : retry, hand.times);
    const final = error instanceof SocError && error.code === "sink/cannot-tell";
    await hand.decide({ type: "RecordUnfound", key, untilMs, why: troubleOf(error), final, atMs: now() });
    return;
  }
  await hand.decide(found ? { type: "RecordFound", key, ...found, atMs: now() } : { type: "RecordAbsent", key, atMs: now() });
}

/** Runs one call that ends when its time is over, or the lease is somebody else's. */
export async function inTime<Result>(
  { clock, times, lost }: Pick<Hand, "clock" | "times" | "lost">,
  call: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const late = new AbortController();
  const done = new AbortController();
  const signal = AbortSignal.any([late.signal, lost]);
  const over = clock.sleep(times.callMs, AbortSignal.any([done.signal, lost])).then(
    () => "over" as const,
    () => (lost.aborted ? ("over" as const) : ("done" as const)),
  );
  try {
    const answer = call(signal);
    // A connector that does not heed the signal is left behind, with nobody listening.
    answer.catch(() => undefined);
    const first = await Promise.race([answer.then((value) => ({ value })), over]);
    if (typeof first === "object") return first.value;
    late.abort();
    throw tooLate();
  } finally {
    done.abort();
  }
}

const tooLate = () =>
  new SocError({
    code: "connector/too-late",
    problem: "the connector did not answer in time",
    remedy: 'see how it fares: run "watchkeeper connector list"',
    retry: { afterMs: 1_000 },
  });
