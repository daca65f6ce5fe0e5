import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import { deliveryBytesMax, deliveryRecordsMax, type IntakeRecord } from "../../ports/intake.ts";
import type { Listening } from "../../ports/source.ts";

/** The longest pause before a delivery that could not be taken is offered again, milliseconds. */
const pauseMsMax = 10_000;

export type Refused = { readonly id: string; readonly reason: string; readonly says: string; readonly bytes?: Uint8Array };
type Waiting = { readonly records: readonly IntakeRecord[]; readonly refused: readonly Refused[]; readonly bytes: number };

/** Joins what all connections bring while a delivery is under way into the next one, so that many small senders cost few commits. */
export type Gather = {
  /** Returns once the records are durable; throws when they never will be. */
  readonly take: (records: readonly IntakeRecord[], refused?: readonly Refused[]) => Promise<void>;
  /** Bytes that wait now. */
  readonly waitingBytes: () => number;
  /** Rejects when the intake refuses for good; never resolves. */
  readonly broken: Promise<never>;
};

/** Opens a gather that hands over until the signal is aborted. Whoever calls `take` bounds what waits. */
export function openGather({ handOver, signal }: Pick<Listening, "handOver" | "signal">, clock: Clock): Gather {
  const queue: (Waiting & { readonly done: () => void; readonly fail: (cause: unknown) => void })[] = [];
  let bytes = 0;
  let isRunning = false;
  let breakOff: (cause: unknown) => void = () => undefined;
  const broken = new Promise<never>((_settle, fail) => {
    breakOff = fail;
  });
  broken.catch(() => undefined);

  const run = async () => {
    isRunning = true;
    while (queue.length > 0) {
      const batch = queue.splice(0, countOf(queue));
      try {
        await offer(handOver, batch, clock, signal);
        for (const { done } of batch) done();
      } catch (cause) {
        for (const { fail } of batch) fail(cause);
        if (!signal.aborted) breakOff(cause);
      }
      bytes -= batch.reduce((sum, each) => sum + each.bytes, 0);
    }
    isRunning = false;
  };
  const takeOne = (waiting: Waiting) =>
    new Promise<void>((done, fail) => {
      bytes += waiting.bytes;
      queue.push({ ...waiting, done, fail });
      if (!isRunning) void run();
    });
  return {
    async take(records, refused = []) {
      await Promise.all(partsOf(records, refused).map(takeOne));
    },
    waitingBytes: () => bytes,
    broken,
  };
}

/** How many of the waiting fit one delivery; at least one. */
function countOf(queue: readonly Waiting[]): number {
  let records = 0;
  let bytes = 0;
  const over = queue.findIndex((each) => {
    records += each.records.length + each.refused.length;
    bytes += each.bytes;
    return records > deliveryRecordsMax || bytes > deliveryBytesMax;
  });
  return over < 0 ? queue.length : Math.max(1, over);
}

/** What one connection brought at once, in parts that each fit a delivery. */
function partsOf(records: readonly IntakeRecord[], refused: readonly Refused[]): readonly Waiting[] {
  const parts: Waiting[] = [];
  let part: IntakeRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    if (part.length >= deliveryRecordsMax || bytes + record.bytes.length > deliveryBytesMax) {
      parts.push({ records: part, refused: [], bytes });
      part = [];
      bytes = 0;
    }
    part.push(record);
    bytes += record.bytes.length;
  }
  if (part.length > 0) parts.push({ records: part, refused: [], bytes });
  for (let from = 0; from < refused.length; from += deliveryRecordsMax) {
    const some = refused.slice(from, from + deliveryRecordsMax);
    parts.push({ records: [], refused: some, bytes: some.reduce((sum, each) => sum + (each.bytes?.length ?? 0), 0) });
  }
  return parts;
}

/** Offers a delivery until it is taken: what is full now is not full for ever, and meanwhile nothing more is read. */
async function offer(handOver: Listening["handOver"], batch: readonly Waiting[], clock: Clock, signal: AbortSignal): Promise<void> {
  const records = batch.flatMap((each) => each.records);
  const refused = batch.flatMap((each) => each.refused);
  for (;;) {
    try {
      await handOver({ records, ...(refused.length > 0 ? { refused } : {}) });
      return;
    } catch (cause) {
      if (!(cause instanceof SocError) || cause.retry === "never" || signal.aborted) throw cause;
      await clock.sleep(Math.min(pauseMsMax, cause.retry.afterMs), signal);
    }
  }
}
