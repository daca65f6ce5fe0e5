import { type Severity, severities } from "../../core/alert/severity.ts";
import type { Fields, FieldValue, RecordRef } from "../../core/event/event.ts";
import type { ObservableRole, ObservableType } from "../../core/observable/observable.ts";
import { tacticsIn, techniquesIn } from "../attack-name.ts";
import type { InputRecord } from "../format.ts";
import { alertRecord } from "../incoming.ts";
import { flatten } from "../json/flatten.ts";
import { at, type JsonObject, type JsonShape } from "../json/shape.ts";
import { observableSet } from "../observables.ts";
import { rejected } from "../record.ts";
import { timeMsOf } from "../time.ts";

/** Alerts of Elastic Security (`.alerts-security.alerts-*`, Elastic documentation "Detection alert schema"): `kibana.alert.*` as dotted names or nested. */
export const elastic: JsonShape = { name: "elastic", looksLike, read };

const dottedNames = ["kibana.alert.rule.name", "kibana.alert.uuid", "kibana.alert.rule.uuid", "signal.rule.name"];

function looksLike(record: JsonObject): boolean {
  if (dottedNames.some((name) => Object.hasOwn(record, name))) return true;
  return at(record, "kibana", "alert", "rule") !== undefined || at(record, "signal", "rule", "name") !== undefined;
}

function read(record: JsonObject, ref: RecordRef): InputRecord {
  const flat = flatten(record);
  if (!flat.ok) return rejected(ref, flat.reason, flat.detail);
  const { fields } = flat;
  // The older name of the same thing.
  const of = (name: string) => text(fields[`kibana.alert.${name}`]) ?? text(fields[`signal.${name}`]);
  const timeMs = timeMsOf(of("original_time")) ?? timeMsOf(text(fields["@timestamp"]));
  if (timeMs === undefined) return rejected(ref, "no-time", 'neither "kibana.alert.original_time" nor "@timestamp" is a time');
  const name = of("rule.name") ?? "Elastic alert without a rule name";
  const threats = threatTexts(fields);
  return alertRecord({
    timeMs,
    product: "elastic",
    rule: name,
    ruleId: of("rule.rule_id") ?? of("rule.uuid") ?? of("rule.id"),
    givenId: of("uuid") ?? text(fields._id),
    title: name,
    description: of("reason") ?? of("rule.description") ?? "",
    severity: severityOf(of("severity") ?? of("rule.severity"), Number(of("risk_score") ?? of("rule.risk_score"))),
    techniques: techniquesIn(threats),
    tactics: tacticsIn(threats),
    host: text(fields["host.name"]) ?? text(fields["host.hostname"]),
    user: text(fields["user.name"]),
    observables: ecsObservables(fields),
    fields,
    source: ref,
    dataset: text(fields["event.dataset"]),
    action: text(fields["event.action"]),
  });
}

function severityOf(named: string | undefined, riskScore: number): Severity {
  const known = severities.find((severity) => severity === named?.toLowerCase());
  if (known) return known;
  if (!Number.isFinite(riskScore)) return "medium";
  // Elastic's own bands of the risk score.
  return riskScore >= 74 ? "critical" : riskScore >= 48 ? "high" : riskScore >= 22 ? "medium" : "low";
}

/** Ids and names in the rule's threat mapping, wherever this version of the schema keeps it. */
function threatTexts(fields: Fields): string[] {
  const pattern = /^(?:(?:kibana\.alert|signal)\.(?:rule\.)?(?:parameters\.)?)?threat\..*(?:id|name)$/;
  return Object.keys(fields)
    .filter((name) => pattern.test(name))
    .flatMap((name) => texts(fields[name]));
}

const observed: readonly (readonly [name: string, type: ObservableType, role: ObservableRole])[] = [
  ["source.ip", "ip", "source"],
  ["client.ip", "ip", "client"],
  ["destination.ip", "ip", "target"],
  ["host.name", "host", "target"],
  ["user.name", "user", "actor"],
  ["user.target.name", "user", "target"],
  ["process.executable", "process", "actor"],
  ["process.command_line", "command-line", "actor"],
  ["process.hash.sha256", "hash", "file"],
  ["process.parent.executable", "process", "parent"],
  ["file.path", "file", "file"],
  ["file.hash.sha256", "hash", "file"],
  ["dll.path", "file", "file"],
  ["registry.path", "registry-key", "target"],
  ["dns.question.name", "domain", "target"],
  ["destination.domain", "domain", "target"],
  ["url.full", "url", "target"],
  ["url.domain", "domain", "target"],
  ["user_agent.original", "user-agent", "client"],
  ["email.from.address", "email", "sender"],
  ["email.to.address", "email", "recipient"],
];

/** What is worth looking into in fields of the Elastic Common Schema (elastic.co/docs/reference/ecs), flat. */
export function ecsObservables(fields: Fields) {
  const found = observableSet();
  for (const [name, type, role] of observed) for (const value of texts(fields[name])) found.take(type, value, role);
  return found.all();
}

function texts(value: FieldValue | undefined): string[] {
  if (value === undefined || value === null || value === "") return [];
  return typeof value === "object" ? value.flatMap((item) => texts(item)) : [String(value)];
}

function text(value: FieldValue | undefined): string | undefined {
  return texts(value)[0];
}
