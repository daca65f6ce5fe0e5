import type { DemoScenario } from "../../cli/system.ts";
import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import { deliveryRecordsMax, type HandOver, type Received } from "../../ports/intake.ts";

/** Records of all sources within so long are handed over together, in order of time, each source's in one delivery. */
const stretchMs = 10 * 60_000;

/** How long the intake may be full or out of reach altogether before playing gives up, and the pause where it does not say how long. Milliseconds. */
const heldUpMsMax = 10 * 60_000;
const pauseMs = 500;
/** What passes: on a busy machine the database ends a transaction that stood still. */
const passing: ReadonlySet<string> = new Set(["intake/full", "storage/server-lost"]);

type Playing = { readonly handOver: HandOver; readonly clock: Clock; readonly signal: AbortSignal };

/** Hands a recorded day over as its sources would have: in order of time. Waits where the intake is full or out of reach for a while. Again it is all repeats. */
export async function handOverDay(records: DemoScenario["records"], playing: Playing): Promise<Received> {
  const sum = { accepted: 0, repeated: 0 };
  const patient = patientWith(playing);
  for (const stretch of stretchesOf(records)) {
    playing.signal.throwIfAborted();
    const received = await Promise.all([...stretch].map(([source, each]) => patient({ source, records: each })));
    for (const { accepted, repeated } of received) {
      sum.accepted += accepted;
      sum.repeated += repeated;
    }
  }
  return sum;
}

/** Hands over, and again after the pause that the intake asks for where what is in the way passes. */
function patientWith({ handOver, clock, signal }: Playing): HandOver {
  let leftMs = heldUpMsMax;
  return async (delivery) => {
    for (;;) {
      try {
        return await handOver(delivery);
      } catch (cause) {
        if (!(cause instanceof SocError) || !passing.has(cause.code) || leftMs <= 0) throw cause;
        const waitMs = typeof cause.retry === "object" ? cause.retry.afterMs : pauseMs;
        leftMs -= waitMs;
        await clock.sleep(waitMs, signal);
      }
    }
  };
}

type Stretch = ReadonlyMap<string, DemoScenario["records"]>;

function stretchesOf(records: DemoScenario["records"]): Stretch[] {
  const stretches: Map<string, DemoScenario["records"][number][]>[] = [];
  let endMs = Number.NEGATIVE_INFINITY;
  for (const record of records) {
    const full = (stretches.at(-1)?.get(record.source)?.length ?? 0) >= deliveryRecordsMax;
    if (record.timeMs >= endMs || full) {
      stretches.push(new Map());
      if (record.timeMs >= endMs) endMs = record.timeMs + stretchMs;
    }
    const stretch = stretches.at(-1)!;
    const own = stretch.get(record.source) ?? [];
    own.push(record);
    stretch.set(record.source, own);
  }
  return stretches;
}
