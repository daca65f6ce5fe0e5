import { accessLog } from "./access-log/access-log.ts";
import { auditd } from "./auditd/auditd.ts";
import { cef } from "./cef/cef.ts";
import { cloudtrail } from "./cloudtrail/cloudtrail.ts";
import { elastic } from "./elastic/elastic.ts";
import { evtx } from "./evtx/evtx.ts";
import type { Format } from "./format.ts";
import { jsonFormat, jsonLinesWithin } from "./json/json.ts";
import type { JsonShape } from "./json/shape.ts";
import { leef } from "./leef/leef.ts";
import { type LineShape, lineFormat } from "./lines/lines.ts";
import { mail } from "./mail/mail.ts";
import { ocsf } from "./ocsf/ocsf.ts";
import { plainAlert } from "./plain-alert/plain-alert.ts";
import { saas, saasPart } from "./saas/saas.ts";
import { securityAlert } from "./security-alert/security-alert.ts";
import { splunkNotable } from "./splunk-notable/splunk-notable.ts";
import { suricataEve } from "./suricata-eve/suricata-eve.ts";
import { syslog } from "./syslog/syslog.ts";
import { wazuh } from "./wazuh/wazuh.ts";
import { wazuhFive } from "./wazuh/wazuh-five.ts";
import { windowsJson } from "./windows-json/windows-json.ts";
import { zeekJson } from "./zeek/zeek-json.ts";
import { zeekTsv } from "./zeek/zeek-tsv.ts";

/** How products write one record as JSON, the more specific first: the first that recognises a record reads it. */
export const shapes: readonly JsonShape[] = [
  plainAlert,
  ocsf,
  elastic,
  wazuh,
  wazuhFive,
  splunkNotable,
  securityAlert,
  windowsJson,
  suricataEve,
  cloudtrail,
  zeekJson,
  saas,
];

/** How products write one record as a line of text. Zeek's columns come first: within them a line could look like anything. */
export const lineShapes: readonly LineShape[] = [zeekTsv, cef, leef, auditd, accessLog, syslog];

const json = jsonFormat(shapes, saasPart);
/** Every kind of evidence that is read, in the order in which an input is tried. */
export const formats: readonly Format[] = [evtx, json, mail, lineFormat("lines", lineShapes), jsonLinesWithin(json)];

/** The format of an input by its first bytes (at most 64 KiB, decompressed); undefined when no format recognises it. */
export function recognise(head: Uint8Array): Format | undefined {
  return formats.find((format) => format.recognises(head));
}
