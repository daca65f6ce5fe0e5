import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TelemetryEvent } from "../core/event/event.ts";
import { evtx } from "../formats/evtx/evtx.ts";

/** All events of an event log on disk. */
export function eventsOf(path: string): TelemetryEvent[] {
  const reader = evtx.open(path);
  const records = [...reader.push(readFileSync(path)), ...(reader.end() as ReturnType<typeof reader.push>)];
  return records.flatMap((record) => (record.kind === "event" ? [record.event] : []));
}

/** The files below a folder whose names end as asked, in the order of their names. */
export function filesUnder(folder: string, ending: string): string[] {
  return (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name));
}
