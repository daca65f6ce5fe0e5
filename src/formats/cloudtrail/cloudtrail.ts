import type { Fields, RecordRef } from "../../core/event/event.ts";
import type { InputRecord, OpenHints } from "../format.ts";
import { eventRecord } from "../incoming.ts";
import { flatten } from "../json/flatten.ts";
import { type JsonObject, type JsonShape, objectOf, textOf } from "../json/shape.ts";
import { limits } from "../limits.ts";
import { rejected } from "../record.ts";
import { timeMsOf } from "../time.ts";

/** AWS CloudTrail records (CloudTrail user guide, "record contents"), from `{"Records":[…]}`, arrays or lines. */
export const cloudtrail: JsonShape = { name: "cloudtrail", looksLike, read };

function looksLike(record: JsonObject): boolean {
  return typeof record.eventSource === "string" && typeof record.eventName === "string" && record.eventTime !== undefined;
}

function read(record: JsonObject, ref: RecordRef, hints?: OpenHints): InputRecord {
  const own = timeMsOf(record.eventTime);
  const timeMs = own ?? hints?.modifiedMs;
  if (timeMs === undefined) return rejected(ref, "no-time", `"eventTime" is not a time: ${textOf(record.eventTime)}`);
  const flat = flatten(record);
  if (!flat.ok) return rejected(ref, flat.reason, flat.detail);
  if (own === undefined) flat.fields.time_assumed = true;
  keepWhole(flat.fields, record, "requestParameters");
  keepWhole(flat.fields, record, "responseElements");
  return eventRecord({
    timeMs,
    dataset: "cloudtrail",
    channel: String(record.eventSource),
    action: String(record.eventName),
    host: undefined,
    fields: flat.fields,
    source: ref,
    logSource: { product: "aws", service: "cloudtrail" },
  });
}

/** Sigma rules also search the whole of these two as text, so their JSON stands beside their parts where it fits into a field. */
function keepWhole(fields: Fields, record: JsonObject, name: string): void {
  const whole = objectOf(record[name]);
  if (!whole) return;
  const text = JSON.stringify(whole);
  if (text.length <= limits.fieldLengthMax) fields[name] = text;
}
