import type { Fields, RecordRef } from "../../core/event/event.ts";
import type { InputRecord, OpenHints } from "../format.ts";
import { eventRecord } from "../incoming.ts";
import { flatten } from "../json/flatten.ts";
import { type JsonObject, type JsonShape, objectOf } from "../json/shape.ts";
import { rejected } from "../record.ts";
import { timeMsOf } from "../time.ts";
import { addEmbedded } from "./embedded.ts";
import { productOf } from "./product.ts";
import { whatOf } from "./what.ts";
import { isTimeName, whenOf } from "./when.ts";

/**
 * Events of cloud and software services, of products that we know and of those that we do not: a JSON object that says when and what
 * (decision 0069). Comes after every other shape.
 */
export const saas: JsonShape = { name: "saas", looksLike, read };

/**
 * The last resort for a whole JSON object: it says what was done, though not when, or in a product's own way. Not asked when a wrapper is told from
 * a record, since parts of records would pass. Its time is then the file's, and the event says so in `time_assumed`.
 */
export const saasPart: JsonShape = { name: "saas", looksLike: saysWhat, read };

const namesMax = 200;

/** Cheap and strict: it decides whether an object is one record or a wrapper around records. */
function looksLike(record: JsonObject): boolean {
  const names = Object.keys(record);
  if (names.length > namesMax) return false;
  if (objectOf(record.protoPayload) || (typeof record.verb === "string" && objectOf(record.objectRef))) return true;
  const inner = objectOf(record.id) ?? objectOf(record.event) ?? objectOf(record.metadata) ?? objectOf(record.data);
  const hasTime =
    names.some((name) => isTimeName(name) && timeMsOf(record[name]) !== undefined) ||
    (inner !== undefined && Object.keys(inner).some((name) => isTimeName(name) && timeMsOf(inner[name]) !== undefined));
  if (!hasTime) return false;
  const own = whatOf(scalarsOf(record));
  return own !== undefined && (own.isStrong || hasContext(names));
}

function scalarsOf(record: JsonObject): Fields {
  const flat = flatten(record);
  return flat.ok ? flat.fields : ({} as Fields);
}

/** Who or from where: what makes an object with a "type" or a "name" an event rather than a thing. */
const context =
  /^(actor|user|user_?name|user_?id|user_?identity|principal|account|email|ip|ip_?addr(ess)?|source_?ips?|client_?ip|source_?ip_?address|caller_?ip_?address|src_?addr|src_?endpoint|client|severity|outcome|(p_)?log_?type|host_?identifier|aid|device|sender|alerts?|cid|granted_by|incident_?key|transfer_type)$/i;

function hasContext(names: readonly string[]): boolean {
  return names.some((name) => name.length <= 24 && context.test(name));
}

/** Objects that say neither a verb nor a name and are events all the same: flows, changes of a record, audit lines and requests of known shapes. */
const signsOfEvents: readonly (readonly string[])[] = [
  ["srcaddr", "dstaddr"],
  ["src_endpoint", "dst_endpoint"],
  ["old", "new", "object"],
  ["new", "object", "timestamp"],
  ["apiversion", "kind", "requesturi"],
  ["apiversion", "kind", "sourceips"],
  ["p_log_type"],
  ["log_type"],
  ["path", "params"],
  ["clientip", "clientrequesthost"],
  ["clientcountry", "clientasn"],
  ["transfer_type", "source_cloud"],
  ["timestamp", "incidentkey"],
  ["granted_by", "created_on"],
];

function isSign(names: readonly string[]): boolean {
  const folded = new Set(names.map((name) => (name.length <= 24 ? name.toLowerCase() : "")));
  return signsOfEvents.some((sign) => sign.every((name) => folded.has(name)));
}

function saysWhat(record: JsonObject): boolean {
  const names = Object.keys(record);
  if (names.length === 0 || names.length > namesMax) return false;
  if (isSign(names) || typeof objectOf(record.id)?.applicationName === "string") return true;
  const fields = scalarsOf(record);
  addEmbedded(fields);
  const what = whatOf(fields);
  return what !== undefined && (what.isStrong || hasContext(names) || whenOf(fields) !== undefined);
}

function read(record: JsonObject, ref: RecordRef, hints?: OpenHints): InputRecord {
  const flat = flatten(record);
  if (!flat.ok) return rejected(ref, flat.reason, flat.detail);
  const { fields } = flat;
  addEmbedded(fields);
  const what = whatOf(fields);
  const product = productOf(fields);
  const own = whenOf(fields);
  const timeMs = own ?? hints?.modifiedMs;
  if (timeMs === undefined) return rejected(ref, "no-time", "an event without a time, in a file without one");
  if (own === undefined) fields.time_assumed = true;
  const isCloudTrail = typeof fields.eventName === "string" && typeof fields.eventSource === "string";
  return eventRecord({
    timeMs,
    dataset: isCloudTrail ? "cloudtrail" : "saas",
    channel: isCloudTrail ? String(fields.eventSource) : product.name,
    action: what?.action ?? product.name,
    host: undefined,
    fields,
    source: ref,
    logSource: isCloudTrail ? cloudTrailSource : product.logSource,
  });
}

const cloudTrailSource = { product: "aws", service: "cloudtrail" } as const;
