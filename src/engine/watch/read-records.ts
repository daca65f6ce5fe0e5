import type { IncomingAlert } from "../../core/alert/alert.ts";
import type { TelemetryEvent } from "../../core/event/event.ts";
import type { InputRecord } from "../../formats/format.ts";
import { readInput } from "../../formats/read.ts";
import type { KeptRecord } from "../../ports/intake.ts";
import type { WatchLimits } from "./limits.ts";

/** What records hold: inputs of the stages in their order, and a letter for each record of which something could not be read. */
export type ReadRecords = {
  /** The last record that was read. */
  readonly upTo: number;
  readonly records: number;
  readonly items: readonly { readonly item: InputRecord; readonly receivedAtMs: number }[];
  readonly letters: readonly { readonly position: number; readonly reason: string; readonly says: string }[];
};

type Bounds = Pick<WatchLimits, "eventsPerStepMax" | "alertsPerRecordMax">;

/**
 * Reads kept records one by one, each by itself, so that none can change how another is read; ends with the record that passes the bound. What was read is
 * named by its source and position. The same records give the same items.
 */
export async function readRecords(kept: readonly KeptRecord[], { eventsPerStepMax, alertsPerRecordMax }: Bounds): Promise<ReadRecords> {
  const items: { item: InputRecord; receivedAtMs: number }[] = [];
  const letters: { position: number; reason: string; says: string }[] = [];
  let upTo = 0;
  let records = 0;
  for (const record of kept) {
    const { position, source, receivedAtMs } = record;
    let buried = false;
    let alerts = 0;
    const bury = (reason: string, says: string) => {
      if (!buried) letters.push({ position, reason, says });
      buried = true;
    };
    for await (const step of readInput(source, once(record.bytes), { modifiedMs: receivedAtMs })) {
      if (step.kind === "input") continue;
      for (const item of step.records) {
        if (item.kind === "rejected") bury(item.letter.reason, item.letter.detail);
        else items.push({ item: placed(item, position), receivedAtMs });
        if (item.kind === "alert" && ++alerts > alertsPerRecordMax)
          bury(
            "too-many-alerts",
            `the record holds more than ${alertsPerRecordMax} alerts; those after it were not taken: have them handed over in parts`,
          );
      }
    }
    upTo = position;
    records++;
    if (items.length >= eventsPerStepMax) break;
  }
  return { upTo, records, items, letters };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Named by the record's place among all that was kept. */
function placed(item: Exclude<InputRecord, { kind: "rejected" }>, position: number): InputRecord {
  if (item.kind === "event") return { kind: "event", event: at<TelemetryEvent>(item.event, position) };
  return { kind: "alert", alert: at<IncomingAlert>(item.alert, position) };
}

const at = <Sourced extends { readonly source: TelemetryEvent["source"] }>(each: Sourced, position: number): Sourced => ({
  ...each,
  source: { ...each.source, record: position },
});
