import type { Fields, RecordRef } from "../../core/event/event.ts";
import type { LogSource } from "../../core/event/log-source.ts";
import type { InputRecord } from "../format.ts";
import { eventRecord } from "../incoming.ts";
import { add, addWebFields, webCategory } from "../network.ts";
import { rejected } from "../record.ts";
import { timeMsOf } from "../time.ts";

/** Fields that only this log has (Zeek manual, "Script Reference: Logging"), the more telling logs first. */
const signatures: readonly (readonly [log: string, ...fields: readonly string[]])[] = [
  ["dns", "qtype_name"],
  ["dns", "trans_id", "query"],
  ["http", "user_agent", "method"],
  ["http", "trans_depth", "status_code"],
  ["http", "trans_depth", "method"],
  ["ssl", "cert_chain_fps"],
  ["ssl", "cipher", "curve"],
  ["ssl", "resumed", "established"],
  ["x509", "certificate.serial"],
  ["files", "fuid", "seen_bytes"],
  ["notice", "note", "msg"],
  ["dce_rpc", "endpoint", "operation"],
  ["kerberos", "request_type", "service"],
  ["ntlm", "server_nb_computer_name"],
  ["smb_mapping", "share_type"],
  ["smb_files", "action", "times.modified"],
  ["smb_files", "action", "path", "name"],
  ["smtp", "helo"],
  ["ssh", "auth_success"],
  ["ssh", "hassh"],
  ["rdp", "cookie", "result"],
  ["ftp", "command", "reply_code"],
  ["dhcp", "mac", "msg_types"],
  ["weird", "name", "notice"],
  ["software", "software_type"],
  ["conn", "conn_state"],
];

/** Which log a record with these fields is from; undefined when its fields do not say. */
export function logOf(has: (field: string) => boolean): string | undefined {
  return signatures.find(([, ...fields]) => fields.every(has))?.[0];
}

/** One Zeek record as an event: `fields` in Zeek's names, and Sigma's generic ones where its taxonomy has them. Rejected when it has no time. */
export function zeekEvent(log: string, fields: Fields, ref: RecordRef): InputRecord {
  const timeMs = timeMsOf(fields.ts);
  if (timeMs === undefined) return rejected(ref, "no-time", `a Zeek ${log} record without a time in "ts"`);
  addGenericFields(log, fields);
  const system = fields._system_name ?? fields["@system"];
  const logSource = logSourceOf(log, text(fields["id.resp_h"]));
  return eventRecord({
    timeMs,
    dataset: "zeek",
    channel: log,
    action: log,
    host: typeof system === "string" ? system : undefined,
    fields,
    source: ref,
    logSource,
  });
}

function logSourceOf(log: string, server: string | undefined): LogSource {
  const source = { product: "zeek", service: log };
  if (log === "dns") return { ...source, category: "dns" };
  if (log === "conn") return { ...source, category: "firewall" };
  return log === "http" ? { ...source, category: webCategory(server) } : source;
}

function addGenericFields(log: string, fields: Fields): void {
  const port = fields["id.resp_p"];
  const client = text(fields["id.orig_h"]);
  const server = text(fields["id.resp_h"]);
  add(fields, { src_ip: client, dst_ip: server, dst_port: typeof port === "number" ? port : undefined });
  if (log === "dns") add(fields, { record_type: text(fields.qtype_name) });
  if (log !== "http") return;
  addWebFields(fields, {
    method: text(fields.method),
    host: text(fields.host),
    target: text(fields.uri),
    userAgent: text(fields.user_agent),
    referrer: text(fields.referrer),
    status: text(fields.status_code),
    client,
    server,
  });
}

function text(value: Fields[string] | undefined): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" && value !== "-" ? value : undefined;
}
