import { type Severity, severities } from "../../core/alert/severity.ts";
import type { RecordRef } from "../../core/event/event.ts";
import { tacticsIn, techniquesIn } from "../attack-name.ts";
import { ecsObservables } from "../elastic/elastic.ts";
import type { InputRecord } from "../format.ts";
import { alertRecord } from "../incoming.ts";
import { flatten } from "../json/flatten.ts";
import { at, type JsonObject, type JsonShape, listOf, textAt, textOf } from "../json/shape.ts";
import { rejected } from "../record.ts";
import { timeMsOf } from "../time.ts";

/**
 * Findings of Wazuh 5 (`wazuh-findings-v5*`): the fields of ECS, with the rule and the agent under `wazuh` (Wazuh's guide for moving dashboards from 4.x: `wazuh.rule.level` is a
 * word, `wazuh.rule.title`, `.id`, `.tags`, `wazuh.agent.name`, `.id`).
 */
export const wazuhFive: JsonShape = { name: "wazuh", looksLike, read };

function looksLike(record: JsonObject): boolean {
  return at(record, "wazuh", "rule", "id") !== undefined && at(record, "wazuh", "rule", "level") !== undefined;
}

function read(record: JsonObject, ref: RecordRef): InputRecord {
  const timeMs = timeMsOf(record["@timestamp"]);
  if (timeMs === undefined) return rejected(ref, "no-time", `"@timestamp" is not a time: ${textOf(record["@timestamp"])}`);
  const flat = flatten(record);
  if (!flat.ok) return rejected(ref, flat.reason, flat.detail);
  const rule = (name: string) => textAt(record, "wazuh", "rule", name);
  const title = rule("title") ?? `Wazuh rule ${rule("id")}`;
  const attack = [at(record, "wazuh", "rule", "mitre"), at(record, "threat")].flatMap(textsIn);
  return alertRecord({
    timeMs,
    product: "wazuh",
    rule: title,
    ruleId: rule("id"),
    givenId: textAt(record, "event", "id") ?? textOf(record._id),
    title,
    description: textAt(record, "event", "original") ?? rule("description") ?? "",
    severity: severityOf(rule("level")),
    techniques: techniquesIn(attack),
    tactics: tacticsIn(attack),
    host: textAt(record, "wazuh", "agent", "name") ?? textAt(record, "host", "name"),
    user: textAt(record, "user", "name"),
    observables: ecsObservables(flat.fields),
    fields: flat.fields,
    source: ref,
    dataset: textAt(record, "event", "dataset"),
    action: textAt(record, "event", "action"),
  });
}

const severityOf = (level: string | undefined): Severity => severities.find((severity) => severity === level?.toLowerCase()) ?? "medium";

const textsMax = 100;
/** Every text within, wherever a version keeps its ids: names that are none of ATT&CK are left out by whoever reads them. */
function textsIn(value: ReturnType<typeof at>): string[] {
  if (typeof value !== "object" || value === null) return textOf(value) === undefined ? [] : [String(value)];
  const parts = Array.isArray(value) ? listOf(value) : Object.values(value);
  return parts.flatMap(textsIn).slice(0, textsMax);
}
