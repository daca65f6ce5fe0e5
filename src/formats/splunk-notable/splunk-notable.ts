import { type Severity, severities } from "../../core/alert/severity.ts";
import type { RecordRef } from "../../core/event/event.ts";
import type { ObservableRole, ObservableType } from "../../core/observable/observable.ts";
import { tacticsIn, techniquesIn } from "../attack-name.ts";
import type { InputRecord } from "../format.ts";
import { alertRecord } from "../incoming.ts";
import { flatten } from "../json/flatten.ts";
import { type JsonObject, type JsonShape, listOf, textOf } from "../json/shape.ts";
import { observableSet } from "../observables.ts";
import { rejected } from "../record.ts";
import { timeMsOf } from "../time.ts";

/** Notable events (findings) of Splunk Enterprise Security, as a search of the macro `notable` gives them (Splunk documentation, "Notable event fields"): flat, several values as a list. */
export const splunkNotable: JsonShape = { name: "splunk-notable", looksLike, read };

function looksLike(record: JsonObject): boolean {
  const isNotable = String(textOf(record.event_id) ?? "").includes("@@");
  return isNotable && ["rule_name", "rule_title", "search_name"].some((name) => Object.hasOwn(record, name));
}

function read(record: JsonObject, ref: RecordRef): InputRecord {
  const timeMs = timeMsOf(record._time) ?? timeMsOf(first(record, "orig_time"));
  if (timeMs === undefined) return rejected(ref, "no-time", `"_time" is not a time: ${textOf(record._time)}`);
  const flat = flatten(record);
  if (!flat.ok) return rejected(ref, flat.reason, flat.detail);
  const name = first(record, "search_name") ?? first(record, "rule_name") ?? first(record, "rule_title");
  const attack = ["annotations.mitre_attack", "annotations.mitre_attack.mitre_technique_id", "mitre_technique_id", "mitre_tactic"].flatMap(
    (field) => listOf(record[field]).flatMap((value) => textOf(value) ?? []),
  );
  return alertRecord({
    timeMs,
    product: "splunk",
    rule: name,
    ruleId: name,
    givenId: first(record, "event_id"),
    title: first(record, "rule_title") ?? name ?? "Splunk notable event",
    description: first(record, "rule_description") ?? "",
    severity: severityOf(first(record, "urgency") ?? first(record, "severity")),
    techniques: techniquesIn(attack),
    tactics: tacticsIn(attack),
    host: first(record, "dest_nt_host") ?? hostOf(first(record, "dest")) ?? hostOf(first(record, "dvc")),
    user: first(record, "user") ?? first(record, "src_user"),
    observables: observablesOf(record),
    fields: flat.fields,
    source: ref,
    dataset: first(record, "security_domain"),
    action: first(record, "action"),
  });
}

/** The first value that says something; "unknown" is what the data model puts where nothing is known. */
function first(record: JsonObject, name: string): string | undefined {
  if (!Object.hasOwn(record, name)) return undefined;
  return listOf(record[name])
    .map(textOf)
    .find((text) => text !== undefined && text.toLowerCase() !== "unknown");
}

const severityOf = (urgency: string | undefined): Severity =>
  severities.find(
    (severity) => severity === urgency?.toLowerCase() || (urgency?.toLowerCase() === "info" && severity === "informational"),
  ) ?? "medium";

const isAddress = (text: string) => /^[\d.]+$|:/.test(text);
const hostOf = (text: string | undefined) => (text !== undefined && !isAddress(text) ? text : undefined);

const observed: readonly (readonly [name: string, type: ObservableType, role: ObservableRole])[] = [
  ["src_ip", "ip", "source"],
  ["dest_ip", "ip", "target"],
  ["dest_nt_host", "host", "target"],
  ["src_user", "user", "actor"],
  ["user", "user", "target"],
  ["process_path", "process", "actor"],
  ["process", "command-line", "actor"],
  ["parent_process_path", "process", "parent"],
  ["file_path", "file", "file"],
  ["file_hash", "hash", "file"],
  ["process_hash", "hash", "file"],
  ["registry_path", "registry-key", "target"],
  ["query", "domain", "target"],
  ["url", "url", "target"],
  ["http_user_agent", "user-agent", "client"],
];

function observablesOf(record: JsonObject) {
  const found = observableSet();
  for (const [name, type, role] of observed)
    if (first(record, name) !== undefined) for (const value of listOf(record[name])) found.take(type, value, role);
  // The data model puts names and addresses into the same fields.
  for (const [name, role] of [
    ["src", "source"],
    ["dest", "target"],
    ["dvc", "target"],
  ] as const)
    for (const value of listOf(record[name])) {
      const text = textOf(value);
      if (text !== undefined && text.toLowerCase() !== "unknown") found.take(isAddress(text) ? "ip" : "host", text, role);
    }
  return found.all();
}
