import type { Severity } from "../../core/alert/severity.ts";
import type { RecordRef } from "../../core/event/event.ts";
import { tacticsIn, techniquesIn } from "../attack-name.ts";
import type { InputRecord } from "../format.ts";
import { alertRecord } from "../incoming.ts";
import { flatten } from "../json/flatten.ts";
import { at, type JsonObject, type JsonShape, listOf, objectOf, textAt, textOf } from "../json/shape.ts";
import { rejected } from "../record.ts";
import { timeMsOf } from "../time.ts";
import { ocsfObservables } from "./ocsf-observables.ts";

/** OCSF Detection Finding (class 2004, OCSF schema 1.x), as any product exports it. Other classes are not alerts and not read. */
export const ocsf: JsonShape = { name: "ocsf", looksLike, read };

const detectionFinding = 2004;

function looksLike(record: JsonObject): boolean {
  if (Number(record.class_uid) === detectionFinding) return true;
  return record.class_uid === undefined && record.class_name === "Detection Finding" && objectOf(record.finding_info) !== undefined;
}

/** By `severity_id`; 6 is "fatal", 0 and 99 say nothing. */
const severityById: ReadonlyMap<number, Severity> = new Map([
  [1, "informational"],
  [2, "low"],
  [3, "medium"],
  [4, "high"],
  [5, "critical"],
  [6, "critical"],
]);

function read(record: JsonObject, ref: RecordRef): InputRecord {
  const info = objectOf(record.finding_info);
  const timeMs = timeMsOf(record.time) ?? timeMsOf(record.time_dt) ?? timeMsOf(info?.created_time);
  if (timeMs === undefined) return rejected(ref, "no-time", `"time" is not a time: ${textOf(record.time)}`);
  const flat = flatten(record);
  if (!flat.ok) return rejected(ref, flat.reason, flat.detail);
  const rule = textAt(info, "analytic", "name");
  const title = textOf(info?.title) ?? textOf(record.message) ?? rule;
  if (title === undefined) return rejected(ref, "malformed", "a detection finding without a title, message or analytic");
  const attacks = [...listOf(info?.attacks), ...listOf(record.attacks)];
  return alertRecord({
    timeMs,
    product: textAt(record, "metadata", "product", "name")?.toLowerCase() ?? "ocsf",
    rule,
    ruleId: textAt(info, "analytic", "uid"),
    givenId: textOf(info?.uid) ?? textAt(record, "metadata", "uid"),
    title,
    description: textOf(info?.desc) ?? textOf(record.message) ?? "",
    severity: severityById.get(Number(record.severity_id)) ?? "medium",
    techniques: techniquesIn(attacks.flatMap((attack) => namesOf(attack, "technique", "sub_technique", "techniques"))),
    tactics: tacticsIn(attacks.flatMap((attack) => namesOf(attack, "tactic", "tactics"))),
    host: textAt(record, "device", "hostname") ?? textAt(record, "device", "name"),
    user: textAt(record, "actor", "user", "name") ?? textAt(record, "user", "name"),
    observables: ocsfObservables(record),
    fields: flat.fields,
    source: ref,
  });
}

/** Ids and names of ATT&CK objects in one `attack`; older versions have lists of them. */
function namesOf(attack: unknown, ...keys: readonly string[]): string[] {
  const object = objectOf(attack as JsonObject);
  return keys
    .flatMap((key) => listOf(at(object, key)))
    .flatMap((item) => [textAt(objectOf(item), "uid"), textAt(objectOf(item), "name")])
    .filter((name) => name !== undefined);
}
