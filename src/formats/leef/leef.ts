import { emptyFields, type Fields, type RecordRef } from "../../core/event/event.ts";
import { addDeviceFields, type DeviceNames, deviceKind, deviceLogSource, deviceTimeMs } from "../cef/device.ts";
import type { InputRecord } from "../format.ts";
import { eventRecord } from "../incoming.ts";
import { limits } from "../limits.ts";
import type { LineShape } from "../lines/lines.ts";
import { rejected } from "../record.ts";

/** Log Event Extended Format 1.0 and 2.0 (IBM QRadar, "LEEF components"), bare; within syslog it is found by the syslog shape. Records are events. */
export const leef: LineShape = { name: "leef", open: () => (line, ref) => (line.startsWith("LEEF:") ? readLeef(line, ref) : undefined) };

const headerNames = ["deviceVendor", "deviceProduct", "deviceVersion", "eventId"] as const;

/** Reads one LEEF record from its "LEEF:"; `envelope` is what syslog around it knows. */
export function readLeef(
  text: string,
  ref: RecordRef,
  envelope?: { readonly timeMs: number; readonly host: string | undefined },
): InputRecord | undefined {
  const start = /^LEEF:\s?([12])\.0\|/.exec(text);
  if (!start) return undefined;
  const parts = text.slice(start[0].length).split("|");
  if (parts.length < headerNames.length + 1) return rejected(ref, "malformed", "a LEEF header with fewer than five parts");
  const fields = emptyFields();
  for (const [index, name] of headerNames.entries()) fields[name] = parts[index]!.trim();
  let attributes = parts.slice(headerNames.length);
  let delimiter = "\t";
  if (start[1] === "2" && attributes.length > 1 && isDelimiter(attributes[0]!)) {
    delimiter = delimiterOf(attributes[0]!);
    attributes = attributes.slice(1);
  }
  if (!addAttributes(fields, attributes.join("|"), delimiter))
    return rejected(ref, "too-many", `a LEEF record with more than ${limits.fieldsMax} attributes`);
  const timeMs = deviceTimeMs(textOf(fields, "devTime")) ?? envelope?.timeMs;
  if (timeMs === undefined) return rejected(ref, "no-time", 'a LEEF record without "devTime" and without a syslog header');
  const [vendor = "", product = "", , eventId = ""] = parts;
  const kind = deviceKind(vendor, product);
  addDeviceFields(fields, names, kind);
  const host = envelope?.host ?? textOf(fields, "identHostName");
  return eventRecord({
    timeMs,
    dataset: "leef",
    channel: product.trim(),
    action: eventId.trim(),
    host,
    fields,
    source: ref,
    logSource: deviceLogSource(kind),
  });
}

const names: DeviceNames = {
  client: "src",
  clientPort: "srcPort",
  server: "dst",
  serverPort: "dstPort",
  host: "dstHost",
  target: "url",
  method: "method",
  userAgent: "userAgent",
  referrer: "referrer",
  status: "status",
  action: "action",
};

/** One sign, or its code in hexadecimal: "^", "x5E", "0x5E". An empty one is the tab. */
function isDelimiter(text: string): boolean {
  return text.length <= 1 || /^0?x[0-9A-Fa-f]{2,4}$/.test(text);
}

function delimiterOf(text: string): string {
  if (text === "") return "\t";
  return text.length === 1 ? text : String.fromCharCode(Number.parseInt(text.replace(/^0?x/, ""), 16));
}

/** False when there are more than a record may have. */
function addAttributes(fields: Fields, text: string, delimiter: string): boolean {
  // Some senders write \t for the tab.
  const sign = delimiter === "\t" && !text.includes("\t") ? "\\t" : delimiter;
  const parts = text.split(sign, limits.fieldsMax + 1);
  for (const part of parts) {
    const end = part.indexOf("=");
    if (end > 0 && end <= 128) fields[part.slice(0, end).trim()] = part.slice(end + 1);
  }
  return parts.length <= limits.fieldsMax;
}

function textOf(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}
