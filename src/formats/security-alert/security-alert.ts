import type { Severity } from "../../core/alert/severity.ts";
import type { RecordRef } from "../../core/event/event.ts";
import { tacticsIn, techniquesIn } from "../attack-name.ts";
import type { InputRecord } from "../format.ts";
import { alertRecord } from "../incoming.ts";
import { flatten } from "../json/flatten.ts";
import { parseJson } from "../json/parse.ts";
import { at, type JsonObject, type JsonShape, type JsonValue, objectOf, textOf } from "../json/shape.ts";
import { rejected } from "../record.ts";
import { timeMsOf } from "../time.ts";
import { entitiesOf } from "./entity.ts";

/** Rows of Microsoft's `SecurityAlert` table (Azure Monitor reference): Defender, Sentinel, Entra ID Protection and others. Entities and ExtendedProperties are JSON in a text. */
export const securityAlert: JsonShape = { name: "security-alert", looksLike, read };

function looksLike(record: JsonObject): boolean {
  if (record.SystemAlertId === undefined || record.AlertSeverity === undefined) return false;
  return record.DisplayName !== undefined || record.AlertName !== undefined;
}

const severityByName: ReadonlyMap<string, Severity> = new Map([
  ["informational", "informational"],
  ["low", "low"],
  ["medium", "medium"],
  ["high", "high"],
  ["critical", "critical"],
]);

function read(record: JsonObject, ref: RecordRef): InputRecord {
  const timeMs = timeMsOf(record.StartTime) ?? timeMsOf(record.TimeGenerated) ?? timeMsOf(record.EndTime);
  if (timeMs === undefined) return rejected(ref, "no-time", `"StartTime" is not a time: ${textOf(record.StartTime)}`);
  const opened = openTexts(record);
  const flat = flatten(opened);
  if (!flat.ok) return rejected(ref, flat.reason, flat.detail);
  const title = textOf(record.DisplayName) ?? textOf(record.AlertName) ?? "Microsoft alert without a name";
  const entities = entitiesOf(opened.Entities);
  const compromised = textOf(record.CompromisedEntity);
  return alertRecord({
    timeMs,
    product: textOf(record.ProductName)?.toLowerCase() ?? textOf(record.ProviderName)?.toLowerCase() ?? "microsoft",
    rule: textOf(record.AlertName) ?? title,
    ruleId: textOf(record.AlertType),
    givenId: textOf(record.SystemAlertId),
    title,
    description: textOf(record.Description) ?? "",
    severity: severityByName.get(String(record.AlertSeverity).toLowerCase()) ?? "medium",
    techniques: techniquesIn(textsIn(record.Techniques, record.SubTechniques, at(opened, "ExtendedProperties", "MitreTechniques"))),
    tactics: tacticsIn(textsIn(record.Tactics)),
    host: entities.host ?? (compromised && !compromised.includes("@") ? compromised : undefined),
    user: entities.user ?? (compromised?.includes("@") ? compromised : undefined),
    observables: entities.observables,
    ...(entities.sameAs.length > 0 && { sameAs: entities.sameAs }),
    ...(entities.processes.length > 0 && { processes: entities.processes }),
    fields: flat.fields,
    source: ref,
  });
}

/** The record with its JSON-in-a-text opened; a text that is not JSON stays as it is. */
function openTexts(record: JsonObject): JsonObject {
  return { ...record, ...opened(record, "Entities"), ...opened(record, "ExtendedProperties") };
}

function opened(record: JsonObject, name: string): JsonObject {
  const text = record[name];
  if (typeof text !== "string") return {};
  const value = parseJson(text);
  return typeof value === "object" && value !== null ? { [name]: value } : {};
}

/** A list as JSON in a text, as text with commas, or as a list. */
function textsIn(...values: readonly (JsonValue | undefined)[]): string[] {
  return values.flatMap((value) => {
    if (Array.isArray(value)) return value.flatMap((item) => (objectOf(item as JsonValue) ? [] : String(item)));
    const text = textOf(value);
    // Ids and names are looked for within the text, so brackets and quotes do no harm; a list of names needs them gone.
    return text === undefined ? [] : [text.replace(/[[\]"]/g, "")];
  });
}
