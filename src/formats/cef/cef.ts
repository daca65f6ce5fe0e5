import { emptyFields, type Fields, type RecordRef } from "../../core/event/event.ts";
import type { InputRecord } from "../format.ts";
import { alertRecord, eventRecord } from "../incoming.ts";
import { limits } from "../limits.ts";
import type { LineShape } from "../lines/lines.ts";
import { observableSet } from "../observables.ts";
import { rejected } from "../record.ts";
import {
  addDeviceFields,
  alertSeverityMin,
  type DeviceNames,
  deviceKind,
  deviceLogSource,
  deviceTimeMs,
  severityNumber,
  severityOf,
} from "./device.ts";

/** ArcSight Common Event Format (CEF implementation standard, revision 26), bare; within syslog it is found by the syslog shape. */
export const cef: LineShape = { name: "cef", open: () => (line, ref) => (line.startsWith("CEF:") ? readCef(line, ref) : undefined) };

/** What the transport around a record knows: its time and the machine that sent it. */
export type Envelope = { readonly timeMs: number; readonly host: string | undefined };

const headerNames = ["deviceVendor", "deviceProduct", "deviceVersion", "deviceEventClassId", "name", "severity"] as const;

/** Reads one CEF record from its "CEF:"; undefined when it is none, rejected when its header breaks off or it has no time. */
export function readCef(text: string, ref: RecordRef, envelope?: Envelope): InputRecord | undefined {
  const start = /^CEF:\s?(\d{1,2})\|/.exec(text);
  if (!start) return undefined;
  const header = headerOf(text.slice(start[0].length));
  if (!header) return rejected(ref, "malformed", "a CEF header with fewer than seven parts");
  const fields = emptyFields();
  for (const [index, name] of headerNames.entries()) fields[name] = header.parts[index]!;
  const extension = [...extensionOf(header.rest).take(limits.fieldsMax + 1)];
  if (extension.length > limits.fieldsMax) return rejected(ref, "too-many", `a CEF record with more than ${limits.fieldsMax} fields`);
  for (const [name, value] of extension) fields[name] = value;
  addLabelled(fields);
  const timeMs =
    deviceTimeMs(textOf(fields, "rt")) ?? deviceTimeMs(textOf(fields, "start")) ?? deviceTimeMs(textOf(fields, "end")) ?? envelope?.timeMs;
  if (timeMs === undefined) return rejected(ref, "no-time", 'a CEF record without "rt", "start" or "end" and without a syslog header');
  const [vendor = "", product = "", , classId = "", name = "", severity] = header.parts;
  const kind = deviceKind(vendor, product);
  addDeviceFields(fields, names, kind);
  const host = textOf(fields, "dvchost") ?? envelope?.host ?? textOf(fields, "dvc");
  const grave = severityNumber(severity) ?? 0;
  if (kind === "detector" && grave >= alertSeverityMin) return alertOf({ fields, timeMs, host, ref, product, classId, name, grave });
  return eventRecord({
    timeMs,
    dataset: "cef",
    channel: product,
    action: classId,
    host,
    fields,
    source: ref,
    logSource: deviceLogSource(kind),
  });
}

const names: DeviceNames = {
  client: "src",
  clientPort: "spt",
  server: "dst",
  serverPort: "dpt",
  host: "dhost",
  target: "request",
  method: "requestMethod",
  userAgent: "requestClientApplication",
  referrer: "requestContext",
  status: "outcome",
  action: "act",
};

/** The header's six parts after the version. A backslash takes the meaning from "|" and "\\"; before anything else it stands for itself. */
function headerOf(text: string): { readonly parts: readonly string[]; readonly rest: string } | undefined {
  const parts: string[] = [];
  let part = "";
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!;
    if (sign === "\\" && (text[at + 1] === "|" || text[at + 1] === "\\")) part += text[++at]!;
    else if (sign !== "|") part += sign;
    else {
      parts.push(part.trim());
      part = "";
      if (parts.length === headerNames.length) return { parts, rest: text.slice(at + 1) };
    }
  }
  // A record without an extension may leave out the last "|".
  return parts.length === headerNames.length - 1 && part !== "" ? { parts: [...parts, part.trim()], rest: "" } : undefined;
}

const keyPattern = /(?:^|\s)([A-Za-z0-9_.[\]-]{1,128})=/g;

/** "key=value key=value": a value ends where the next key begins, so it may hold blanks; escapes are \= \\ \n \r. */
function* extensionOf(text: string): Generator<[string, string]> {
  let name: string | undefined;
  let from = 0;
  for (const match of text.matchAll(keyPattern)) {
    if (name !== undefined) yield [name, unescaped(text.slice(from, match.index))];
    name = match[1]!;
    from = match.index + match[0].length;
  }
  if (name !== undefined) yield [name, unescaped(text.slice(from).trimEnd())];
}

function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\([=\\nr])/g, (_, sign: string) => (sign === "n" ? "\n" : sign === "r" ? "\r" : sign));
}

/** Custom fields under the names that their labels give them, beside `cs1` and its kind. */
function addLabelled(fields: Fields): void {
  for (const name of Object.keys(fields)) {
    if (!/^(cs|cn|cfp|c6a|flexString|flexNumber|deviceCustomDate)\d*[0-9]Label$/.test(name)) continue;
    const label = textOf(fields, name)?.trim();
    const value = fields[name.slice(0, -"Label".length)];
    if (label && label.length <= 128 && value !== undefined && !Object.hasOwn(fields, label)) fields[label] = value;
  }
}

type Found = {
  readonly fields: Fields;
  readonly timeMs: number;
  readonly host: string | undefined;
  readonly ref: RecordRef;
  readonly product: string;
  readonly classId: string;
  readonly name: string;
  readonly grave: number;
};

function alertOf({ fields, timeMs, host, ref, product, classId, name, grave }: Found): InputRecord {
  const found = observableSet();
  const take = (type: Parameters<typeof found.take>[0], field: string, role: Parameters<typeof found.take>[2]) =>
    found.take(type, textOf(fields, field), role);
  take("ip", "src", "source");
  take("ip", "dst", "target");
  take("host", "shost", "source");
  take("host", "dhost", "target");
  take("user", "suser", "actor");
  take("user", "duser", "target");
  take("url", "request", "target");
  take("file", "filePath", "file");
  take("file", "fname", "file");
  take("hash", "fileHash", "file");
  take("process", "sproc", "actor");
  return alertRecord({
    timeMs,
    product: product.toLowerCase(),
    rule: name,
    ruleId: classId,
    givenId: textOf(fields, "externalId"),
    title: name === "" ? classId : name,
    description: textOf(fields, "msg") ?? "",
    severity: severityOf(grave),
    techniques: [],
    tactics: [],
    host: textOf(fields, "dhost") ?? textOf(fields, "shost") ?? host,
    user: textOf(fields, "duser") ?? textOf(fields, "suser"),
    observables: found.all(),
    fields,
    source: ref,
    dataset: "cef",
    channel: product,
    action: classId,
  });
}

function textOf(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}
