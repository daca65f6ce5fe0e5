import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import { deliveryBytesMax, deliveryRecordsMax, type IntakeRecord, recordBytesMax } from "../../ports/intake.ts";
import type { Listening } from "../../ports/source.ts";
import type { Message } from "./protocol.ts";

const shownBytesMax = 1_024;
/** The longest pause before a delivery that could not be taken is offered again, milliseconds. */
const pauseMsMax = 10_000;

/** Messages on their way into one delivery. */
export type Batch = {
  readonly records: IntakeRecord[];
  readonly refused: { id: string; reason: string; says: string; bytes: Uint8Array }[];
  /** Whom to tell that they are durable. */
  readonly acks: string[];
  readonly take: (record: IntakeRecord, message: Message) => void;
  readonly isFull: () => boolean;
};

export function newBatch(): Batch {
  const batch: Pick<Batch, "records" | "refused" | "acks"> = { records: [], refused: [], acks: [] };
  let bytes = 0;
  return {
    ...batch,
    take(record, { length, reply }) {
      if (length > recordBytesMax) {
        const says = `a message of ${length} bytes, more than a record may have; this is its beginning`;
        batch.refused.push({ id: record.id, reason: "too-large", says, bytes: record.bytes.subarray(0, shownBytesMax) });
      } else if (length > 0) batch.records.push(record);
      bytes += Math.min(length, recordBytesMax);
      if (reply !== undefined) batch.acks.push(reply);
    },
    isFull: () => batch.records.length + batch.refused.length >= deliveryRecordsMax || bytes > deliveryBytesMax - recordBytesMax,
  };
}

/** Hands a batch over; offers it again while the intake is full for now. */
export async function deliver({ records, refused }: Batch, { handOver, signal }: Listening, clock: Clock): Promise<void> {
  if (records.length === 0 && refused.length === 0) return;
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
