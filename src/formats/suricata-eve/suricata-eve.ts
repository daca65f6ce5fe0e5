import type { Severity } from "../../core/alert/severity.ts";
import type { Fields, RecordRef } from "../../core/event/event.ts";
import type { LogSource } from "../../core/event/log-source.ts";
import { tacticsIn, techniquesIn } from "../attack-name.ts";
import type { InputRecord } from "../format.ts";
import { alertRecord, eventRecord } from "../incoming.ts";
import { flatten } from "../json/flatten.ts";
import { at, type JsonObject, type JsonShape, listOf, objectOf, textAt, textOf } from "../json/shape.ts";
import { add, addWebFields, webCategory } from "../network.ts";
import { observableSet } from "../observables.ts";
import { rejected } from "../record.ts";
import { timeMsOf } from "../time.ts";

/** Suricata's EVE JSON output (Suricata user guide, "EVE JSON Format"): alerts become alerts, everything else events. */
export const suricataEve: JsonShape = { name: "suricata-eve", looksLike, read };

function looksLike(record: JsonObject): boolean {
  if (typeof record.event_type !== "string" || typeof record.timestamp !== "string") return false;
  return ["flow_id", "src_ip", "pcap_cnt", "stats", "in_iface"].some((name) => Object.hasOwn(record, name));
}

function read(record: JsonObject, ref: RecordRef): InputRecord {
  const timeMs = timeMsOf(record.timestamp);
  if (timeMs === undefined) return rejected(ref, "no-time", `"timestamp" is not a time: ${textOf(record.timestamp)}`);
  const flat = flatten(record);
  if (!flat.ok) return rejected(ref, flat.reason, flat.detail);
  const type = String(record.event_type);
  addGenericFields(flat.fields, record, type);
  if (type === "alert" && objectOf(record.alert)) return alertOf(record, flat.fields, timeMs, ref);
  return eventRecord({
    timeMs,
    dataset: "suricata",
    channel: type,
    action: type,
    host: textOf(record.host),
    fields: flat.fields,
    source: ref,
    logSource: logSourceOf(type, textOf(record.dest_ip)),
  });
}

/** Sigma's taxonomy knows DNS and web requests by category; the other kinds of EVE events only by product. */
function logSourceOf(type: string, server: string | undefined): LogSource {
  const source = { product: "suricata", service: type };
  if (type === "dns") return { ...source, category: "dns" };
  return type === "http" ? { ...source, category: webCategory(server) } : source;
}

function addGenericFields(fields: Fields, record: JsonObject, type: string): void {
  const target = fields.dest_ip;
  const port = fields.dest_port;
  add(fields, { dst_ip: typeof target === "string" ? target : undefined, dst_port: typeof port === "number" ? port : undefined });
  if (type === "dns") {
    const dns = objectOf(record.dns);
    const question = objectOf(listOf(dns?.query)[0]) ?? objectOf(listOf(dns?.queries)[0]) ?? dns;
    add(fields, { query: textAt(question, "rrname"), record_type: textAt(question, "rrtype") });
    const answers = listOf(dns?.answers).flatMap((answer) => textAt(objectOf(answer), "rdata") ?? []);
    if (answers.length > 0 && !Object.hasOwn(fields, "answers")) fields.answers = answers;
  }
  if (objectOf(record.http))
    addWebFields(fields, {
      method: textAt(record, "http", "http_method"),
      host: textAt(record, "http", "hostname"),
      target: textAt(record, "http", "url"),
      userAgent: textAt(record, "http", "http_user_agent"),
      referrer: textAt(record, "http", "http_refer"),
      status: textAt(record, "http", "status"),
      client: textOf(record.src_ip),
      server: textOf(record.dest_ip),
    });
}

/** Suricata's priorities: 1 is the gravest. */
const severityByPriority: readonly Severity[] = ["medium", "high", "medium", "low", "informational"];

function alertOf(record: JsonObject, fields: Fields, timeMs: number, ref: RecordRef): InputRecord {
  const alert = objectOf(record.alert) ?? {};
  const signature = textOf(alert.signature) ?? "Suricata alert without a signature";
  const metadata = objectOf(alert.metadata);
  const named = ["mitre_technique_id", "mitre_tactic_id", "mitre_sub_technique_id"].flatMap((name) =>
    listOf(at(metadata, name)).map((value) => textOf(value) ?? ""),
  );
  return alertRecord({
    timeMs,
    product: "suricata",
    rule: textOf(alert.signature),
    ruleId: textOf(alert.signature_id),
    title: signature,
    description: textOf(alert.category) ?? "",
    severity: severityByPriority[Number(alert.severity)] ?? "medium",
    techniques: techniquesIn(named),
    tactics: tacticsIn(named),
    host: textOf(record.host),
    observables: observablesOf(record),
    fields,
    source: ref,
    channel: "alert",
    action: textOf(alert.action),
  });
}

function observablesOf(record: JsonObject) {
  const found = observableSet();
  found.take("ip", record.src_ip, "source");
  found.take("ip", record.dest_ip, "target");
  const host = textAt(record, "http", "hostname");
  const url = textAt(record, "http", "url");
  found.take("domain", host, "target");
  if (host && url) found.take("url", /^[a-z]+:\/\//i.test(url) ? url : `http://${host}${url}`, "target");
  found.take("user-agent", at(record, "http", "http_user_agent"), "client");
  found.take("domain", at(record, "tls", "sni"), "target");
  found.take("certificate", at(record, "tls", "fingerprint"), "server");
  const dns = objectOf(record.dns);
  for (const question of [...listOf(dns?.query), ...listOf(dns?.queries)]) found.take("domain", at(objectOf(question), "rrname"), "target");
  found.take("domain", dns?.rrname, "target");
  for (const name of ["sha256", "sha1", "md5"]) found.take("hash", at(record, "fileinfo", name), "file");
  found.take("file", at(record, "fileinfo", "filename"), "file");
  found.take("email", at(record, "smtp", "mail_from"), "sender");
  for (const recipient of listOf(at(record, "smtp", "rcpt_to"))) found.take("email", recipient, "recipient");
  return found.all();
}
