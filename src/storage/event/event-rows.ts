import type { TelemetryEvent } from "../../core/event/event.ts";
import type { LogSource } from "../../core/event/log-source.ts";
import { isStorable } from "../world.ts";
import type { CopyRows } from "./copy-rows.ts";
import { storable, storableFields } from "./storable.ts";

/** The columns of a staged event, in the order in which `writeEvent` writes them. */
export const eventColumns = [
  "time_ms bigint",
  "event_no bigint",
  "dataset text",
  "channel text",
  "action text",
  "host text",
  "path text",
  "record bigint",
  "digest bytea",
  "log_source text",
  "fields text",
  "exact text",
] as const;

/** What cannot be held exactly in columns, as it was. */
export type Exact = Pick<TelemetryEvent, "channel" | "action" | "host" | "fields"> & { readonly path: string; readonly digest: string };

/** Writes one event as a row. */
export function writeEvent(rows: CopyRows, event: TelemetryEvent, high: number, low: number): void {
  const { channel, action, host, source, fields } = event;
  const { json, exact } = storableFields(fields);
  const hasDigest = isSha256(source.digest);
  rows.row();
  rows.int8(event.timeMs);
  rows.int8Halves(high, low);
  rows.text(event.dataset);
  rows.text(storable(channel));
  rows.text(storable(action));
  if (host === undefined) rows.null();
  else rows.text(storable(host));
  rows.text(storable(source.path));
  rows.int8(source.record);
  if (hasDigest) rows.hex(source.digest.slice(digestPrefix.length));
  else rows.null();
  rows.text(logSourceText(event.logSource));
  rows.text(json);
  if (!exact && hasDigest && isStorable(channel) && isStorable(action) && isStorable(source.path) && isStorable(host ?? "")) rows.null();
  else rows.text(JSON.stringify({ channel, action, host, path: source.path, digest: source.digest, fields } satisfies Exact));
}

const digestPrefix = "sha256:";
const digestLength = digestPrefix.length + 64;

function isSha256(digest: string): boolean {
  return digest.length === digestLength && /^sha256:[0-9a-f]{64}$/.test(digest);
}

// A few log sources are shared by all events; a hostile input can name more, and those are written anew each time.
const logSourceTexts = new Map<string, string>();
const logSourceTextsMax = 4_096;

function logSourceText(logSource: LogSource): string {
  const { product, service, category } = logSource;
  const key = `${product}\0${service}\0${category}`;
  let text = logSourceTexts.get(key);
  if (text === undefined) {
    text = JSON.stringify(logSource);
    if (logSourceTexts.size < logSourceTextsMax) logSourceTexts.set(key, text);
  }
  return text;
}
