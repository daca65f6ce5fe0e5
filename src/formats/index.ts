import { cloudtrail } from "./cloudtrail/cloudtrail.ts";
import { elastic } from "./elastic/elastic.ts";
import { evtx } from "./evtx/evtx.ts";
import type { Format } from "./format.ts";
import { jsonFormat } from "./json/json.ts";
import type { JsonShape } from "./json/shape.ts";
import { mail } from "./mail/mail.ts";
import { ocsf } from "./ocsf/ocsf.ts";
import { plainAlert } from "./plain-alert/plain-alert.ts";
import { securityAlert } from "./security-alert/security-alert.ts";
import { suricataEve } from "./suricata-eve/suricata-eve.ts";
import { wazuh } from "./wazuh/wazuh.ts";
import { zeekJson } from "./zeek/zeek-json.ts";

/** How products write one record as JSON, the more specific first: the first that recognises a record reads it. */
export const shapes: readonly JsonShape[] = [plainAlert, ocsf, elastic, wazuh, securityAlert, suricataEve, cloudtrail, zeekJson];

/** Every kind of evidence that is read, in the order in which an input is tried. */
export const formats: readonly Format[] = [evtx, jsonFormat(shapes), mail];

/** The format of an input by its first bytes (at most 64 KiB, decompressed); undefined when no format recognises it. */
export function recognise(head: Uint8Array): Format | undefined {
  return formats.find((format) => format.recognises(head));
}
