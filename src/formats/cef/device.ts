import type { Severity } from "../../core/alert/severity.ts";
import type { Fields } from "../../core/event/event.ts";
import type { LogSource } from "../../core/event/log-source.ts";
import { add, addWebFields } from "../network.ts";
import { isoMs, monthOf, timeMsOf, utcMs, zoneMinutes } from "../time.ts";

/** What sort of product speaks, as far as it matters: Sigma's categories, and whether its grave records are findings. */
export type DeviceKind = "proxy" | "firewall" | "detector" | "other";

const proxies = /proxy|proxysg|blue ?coat|zscaler|nssweblog|squid|websense|web ?gateway|web ?security|swg|netskope|iboss|umbrella/i;
// Before firewalls: an intrusion prevention blade is both.
const detectors =
  /\b(ids|ips|nips|hips|idp|edr|xdr|epp|av)\b|intrusion|threat|malware|anti-?virus|endpoint|falcon|defender|sentinelone|cylance|crowdstrike|carbon ?black|tippingpoint|sourcefire|firepower|snort|suricata|fireeye|trellix|sophos|symantec|mcafee|e-?mail|mail ?gateway|proofpoint|mimecast|ironport|deep (security|discovery)|apex/i;
const firewalls = /firewall|pan-?os|fortigate|\basa\b|vpn-1|check ?point|netscreen|\bsrx\b|sonicwall|pfsense|\bfw\b|ngfw|meraki|barracuda/i;

/** Judged by vendor and product together; a firewall that calls itself nothing else is a firewall. */
export function deviceKind(vendor: string, product: string): DeviceKind {
  if (proxies.test(product)) return "proxy";
  if (firewalls.test(product) && !/\b(ids|ips)\b|intrusion|threat/i.test(product)) return "firewall";
  if (detectors.test(`${vendor} ${product}`)) return "detector";
  if (proxies.test(vendor)) return "proxy";
  return firewalls.test(vendor) ? "firewall" : "other";
}

/** From this severity of 0 to 10 on, a detector's record asks somebody to look: it is an alert. */
export const alertSeverityMin = 7;

/** 0 to 10, or the words that some products write instead; undefined when it is neither. */
export function severityNumber(text: string | undefined): number | undefined {
  const words: ReadonlyMap<string, number> = new Map([
    ["unknown", 0],
    ["informational", 1],
    ["info", 1],
    ["low", 3],
    ["medium", 5],
    ["high", 8],
    ["very-high", 10],
    ["very high", 10],
    ["critical", 10],
  ]);
  const word = words.get(text?.trim().toLowerCase() ?? "");
  if (word !== undefined) return word;
  return text !== undefined && /^\d{1,2}$/.test(text.trim()) ? Math.min(10, Number(text)) : undefined;
}

/** ArcSight's bands: 0–3 low, 4–6 medium, 7–8 high, 9–10 very high. */
export function severityOf(number: number): Severity {
  if (number >= 9) return "critical";
  if (number >= 7) return "high";
  if (number >= 4) return "medium";
  return number >= 1 ? "low" : "informational";
}

/** Sigma's log source for such a product. */
export function deviceLogSource(kind: DeviceKind): LogSource {
  return kind === "proxy" || kind === "firewall" ? { category: kind } : {};
}

/** What both vocabularies can say, by their own names for it. */
export type DeviceNames = Readonly<
  Record<
    "client" | "clientPort" | "server" | "serverPort" | "host" | "target" | "method" | "userAgent" | "referrer" | "status" | "action",
    string
  >
>;

/** Adds Sigma's generic names beside the product's own. */
export function addDeviceFields(fields: Fields, names: DeviceNames, kind: DeviceKind): void {
  const text = (name: keyof DeviceNames) => {
    const value = fields[names[name]];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  add(fields, {
    src_ip: text("client"),
    src_port: text("clientPort"),
    dst_ip: text("server"),
    dst_port: text("serverPort"),
    action: text("action"),
  });
  if (kind !== "proxy" && text("target") === undefined) return;
  addWebFields(fields, {
    method: text("method"),
    host: text("host"),
    target: text("target"),
    userAgent: text("userAgent"),
    referrer: text("referrer"),
    status: text("status"),
    client: text("client"),
    server: text("server"),
  });
}

const wordyPattern = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{4}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?: (UTC|GMT|Z|[+-]\d\d:?\d\d))?/;

/** A device's time: epoch, ISO 8601, or "Jan 31 2024 10:11:12[.123] [zone]" (UTC where the zone is absent or only a name). */
export function deviceTimeMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const plain = timeMsOf(text) ?? isoMs(text.slice(0, 19));
  if (plain !== undefined) return plain;
  const match = wordyPattern.exec(text);
  if (!match) return undefined;
  const [, month = "", day, year, hour, minute, second, fraction = "", zone = "Z"] = match;
  const parts = {
    year: Number(year),
    month: monthOf(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  };
  return utcMs(parts, Number(`${fraction}000`.slice(0, 3)), zoneMinutes(zone));
}
