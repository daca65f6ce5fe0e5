import type { RecordRef } from "../../core/event/event.ts";
import type { InputRecord } from "../format.ts";
import { flatten } from "../json/flatten.ts";
import { type JsonObject, type JsonShape, textOf } from "../json/shape.ts";
import { rejected } from "../record.ts";
import { logOf, zeekEvent } from "./zeek-log.ts";

/** Zeek logs written as JSON: the log's name from `_path` (or `@path`, `@stream`), otherwise from the fields that only one log has. */
export const zeekJson: JsonShape = { name: "zeek", looksLike: (record) => logNameOf(record) !== undefined, read };

function logNameOf(record: JsonObject): string | undefined {
  if (record.ts === undefined) return undefined;
  const given = textOf(record._path) ?? textOf(record["@path"]) ?? textOf(record["@stream"]);
  if (given) return given.toLowerCase();
  const hasConnection = record["id.orig_h"] !== undefined || record.id !== undefined || record.id_orig_h !== undefined;
  const isZeek =
    (record.uid !== undefined && hasConnection) || record.fuid !== undefined || record.note !== undefined || record.mac !== undefined;
  const isCertificate = record["certificate.serial"] !== undefined || record.certificate !== undefined;
  if (!isZeek && !isCertificate) return undefined;
  return logOf((field) => Object.hasOwn(record, field)) ?? (isCertificate ? "x509" : hasConnection ? "unknown" : undefined);
}

function read(record: JsonObject, ref: RecordRef): InputRecord {
  const flat = flatten(record);
  if (!flat.ok) return rejected(ref, flat.reason, flat.detail);
  const { fields } = flat;
  // Some collectors cannot have dots in names.
  for (const [name, own] of underscored) {
    const value = fields[name];
    if (value === undefined || fields[own] !== undefined) continue;
    delete fields[name];
    fields[own] = value;
  }
  return zeekEvent(logNameOf(record) ?? "unknown", fields, ref);
}

const underscored = [
  ["id_orig_h", "id.orig_h"],
  ["id_orig_p", "id.orig_p"],
  ["id_resp_h", "id.resp_h"],
  ["id_resp_p", "id.resp_p"],
] as const;
