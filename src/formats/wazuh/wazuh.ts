import type { Severity } from "../../core/alert/severity.ts";
import type { RecordRef } from "../../core/event/event.ts";
import { tacticsIn, techniquesIn } from "../attack-name.ts";
import type { InputRecord } from "../format.ts";
import { alertRecord } from "../incoming.ts";
import { flatten } from "../json/flatten.ts";
import { at, type JsonObject, type JsonShape, listOf, objectOf, textAt, textOf } from "../json/shape.ts";
import { observableSet } from "../observables.ts";
import { rejected } from "../record.ts";
import { timeMsOf } from "../time.ts";

/** Wazuh's alerts.json (Wazuh documentation, "rules classification" for the levels): every record is an alert, however low its level. */
export const wazuh: JsonShape = { name: "wazuh", looksLike, read };

function looksLike(record: JsonObject): boolean {
  const rule = objectOf(record.rule);
  if (rule === undefined || rule.level === undefined || rule.id === undefined) return false;
  return ["agent", "manager", "decoder", "full_log"].some((name) => Object.hasOwn(record, name));
}

function read(record: JsonObject, ref: RecordRef): InputRecord {
  const timeMs = timeMsOf(record.timestamp) ?? timeMsOf(record["@timestamp"]);
  if (timeMs === undefined) return rejected(ref, "no-time", `"timestamp" is not a time: ${textOf(record.timestamp)}`);
  const flat = flatten(record);
  if (!flat.ok) return rejected(ref, flat.reason, flat.detail);
  const rule = objectOf(record.rule) ?? {};
  const mitre = objectOf(rule.mitre);
  const textsAt = (name: string) => listOf(at(mitre, name)).flatMap((value) => textOf(value) ?? []);
  const title = textOf(rule.description) ?? `Wazuh rule ${textOf(rule.id)}`;
  return alertRecord({
    timeMs,
    product: "wazuh",
    rule: title,
    ruleId: textOf(rule.id),
    givenId: textOf(record.id),
    title,
    description: textOf(record.full_log) ?? textAt(record, "data", "win", "system", "message") ?? "",
    severity: severityOf(Number(rule.level)),
    techniques: techniquesIn(textsAt("id")),
    tactics: tacticsIn(textsAt("tactic")),
    host: hostOf(record),
    user:
      textAt(record, "data", "dstuser") ??
      textAt(record, "data", "srcuser") ??
      textAt(record, "data", "win", "eventdata", "targetUserName"),
    observables: observablesOf(record),
    fields: flat.fields,
    source: ref,
    channel: textAt(record, "decoder", "name"),
    action: textOf(rule.id),
  });
}

/** Levels 0 to 15: up to 3 is noise, 4 to 6 errors, 7 to 11 "bad" events, 12 to 14 high importance, 15 an attack without doubt. */
function severityOf(level: number): Severity {
  if (level >= 15) return "critical";
  if (level >= 12) return "high";
  if (level >= 7) return "medium";
  return level >= 4 ? "low" : "informational";
}

/** Agent 000 is the manager itself: then the log line's own host name is the machine that it is about. */
function hostOf(record: JsonObject): string | undefined {
  const own = textAt(record, "predecoder", "hostname");
  return textAt(record, "agent", "id") === "000" ? (own ?? textAt(record, "agent", "name")) : (textAt(record, "agent", "name") ?? own);
}

function observablesOf(record: JsonObject) {
  const found = observableSet();
  const data = objectOf(record.data);
  const windows = objectOf(at(data, "win", "eventdata"));
  const file = objectOf(record.syscheck);
  found.take("ip", data?.srcip ?? data?.src_ip ?? windows?.ipAddress ?? windows?.sourceIp, "source");
  found.take("ip", data?.dstip ?? data?.dest_ip ?? windows?.destinationIp, "target");
  found.take("host", hostOf(record), "target");
  found.take("ip", at(record, "agent", "ip"), "target");
  found.take("user", data?.srcuser ?? windows?.subjectUserName ?? windows?.user, "actor");
  found.take("user", data?.dstuser ?? windows?.targetUserName, "target");
  found.take("url", data?.url, "target");
  found.take("domain", data?.hostname ?? windows?.queryName, "target");
  found.take("process", windows?.image ?? windows?.newProcessName, "actor");
  found.take("command-line", data?.command ?? windows?.commandLine, "actor");
  found.take("process", windows?.parentImage, "parent");
  found.take("file", file?.path ?? windows?.targetFilename, "file");
  for (const hash of [file?.sha256_after, file?.sha1_after, file?.md5_after]) found.take("hash", hash, "file");
  found.take("service", windows?.serviceName, "target");
  found.take("cve", at(data, "vulnerability", "cve"), "related");
  return found.all();
}
