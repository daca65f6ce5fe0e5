import { hash } from "node:crypto";
import { emptyFields, type RecordRef, type TelemetryEvent } from "../../core/event/event.ts";
import { windowsEvent } from "../../core/event/windows-event.ts";
import type { ChunkBytes } from "./bytes.ts";
import { Damage } from "./damage.ts";
import { type Filling, fillFragment } from "./fill.ts";
import { evtxLimits } from "./limits.ts";
import { place } from "./plan.ts";
import type { Templates } from "./template.ts";
import { fileTimeOf } from "./time.ts";

/** `sha256:` over the record's own bytes, header and trailing size included. */
export function recordDigest({ bytes }: ChunkBytes, start: number, end: number): string {
  return `sha256:${hash("sha256", bytes.subarray(start, end), "hex")}`;
}

/** Reads the record at [start, end) of a chunk. Throws `Damage` (or a RangeError of the view) when its bytes contradict the format. */
export function readRecord(chunk: ChunkBytes, templates: Templates, start: number, end: number, source: RecordRef): TelemetryEvent {
  const fields = emptyFields();
  const filling: Filling = { chunk, templates, fields, timeMs: undefined, stepsLeft: evtxLimits.stepsPerRecordMax };
  const cursor = { chunk, position: start + evtxLimits.recordHeaderBytes, end: end - 4 };
  fillFragment(filling, cursor, place.document, 0);
  const writtenMs = fileTimeOf(chunk.view.getUint32(start + 16, true), chunk.view.getUint32(start + 20, true)).timeMs;
  const timeMs = [filling.timeMs, writtenMs].find(isPlausible);
  if (timeMs === undefined) throw new Damage("no-time", "neither the event nor its record has a time between 1970 and 2199");
  return windowsEvent({ fields, timeMs, source });
}

function isPlausible(timeMs: number | undefined): timeMs is number {
  return timeMs !== undefined && timeMs >= 0 && timeMs < evtxLimits.timeMsMax;
}
