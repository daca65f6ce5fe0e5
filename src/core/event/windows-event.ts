import type { Fields, RecordRef, TelemetryEvent } from "./event.ts";
import { addWindowsAliases } from "./windows-alias.ts";
import { channelOfProvider, windowsLogSource } from "./windows-log-source.ts";

/**
 * The event of one Windows record, whichever format it came in: log source by channel and event id, aliases added to `fields`
 * (which is kept, not copied). Missing parts stay empty: a record without a channel gets its provider's.
 */
export function windowsEvent({ fields, timeMs, source }: { fields: Fields; timeMs: number; source: RecordRef }): TelemetryEvent {
  const channel = textOf(fields.Channel) || channelOfProvider(textOf(fields.Provider_Name));
  const computer = textOf(fields.Computer);
  const action = textOf(fields.EventID);
  const eventId = Number(action);
  const logSource = windowsLogSource(channel, eventId, fields.EventType);
  addWindowsAliases(fields, logSource, eventId);
  return {
    timeMs,
    dataset: "windows",
    channel,
    action,
    host: computer === "" ? undefined : computer.toLowerCase(),
    fields,
    source,
    logSource,
  };
}

function textOf(value: Fields[string] | undefined): string {
  return value === undefined || value === null ? "" : typeof value === "string" ? value : String(value);
}
