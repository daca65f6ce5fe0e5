import { digestOfName } from "../../src/redteam/records/chance.ts";
import { commandSite, mailFrom } from "./intrusion/cast.ts";
import { formerlyBadSite } from "./site.ts";

const created = "2026-03-15T06:00:00.000Z";

// An id that depends on the pattern alone.
const idOf = (kind: string, name: string) => {
  const digest = digestOfName(`${kind} ${name}`);
  return `${kind}--${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
};

const provider = idOf("identity", "Harbour Threat Exchange");

const indicator = (fields: { name: string; pattern: string; from: string; until: string; confidence: number }) => ({
  type: "indicator",
  spec_version: "2.1",
  id: idOf("indicator", fields.pattern),
  created_by_ref: provider,
  created,
  modified: created,
  name: fields.name,
  indicator_types: ["malicious-activity"],
  pattern: fields.pattern,
  pattern_type: "stix",
  pattern_version: "2.1",
  valid_from: fields.from,
  valid_until: fields.until,
  confidence: fields.confidence,
  object_marking_refs: ["marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"],
});

/** What a threat exchange published two days before: the command domain, two strangers, and an address long handed on. */
export function stixBundle(): string {
  const current = { from: "2026-03-14T00:00:00.000Z", until: "2026-06-14T00:00:00.000Z" };
  const objects = [
    {
      type: "identity",
      spec_version: "2.1",
      id: provider,
      created,
      modified: created,
      name: "Harbour Threat Exchange",
      identity_class: "organization",
    },
    indicator({
      name: "Command server of a loader campaign",
      pattern: `[domain-name:value = '${commandSite.domain}']`,
      confidence: 90,
      ...current,
    }),
    indicator({
      name: "Command server of a loader campaign",
      pattern: "[domain-name:value = 'api.sync-telemetry.invalid']",
      confidence: 85,
      ...current,
    }),
    indicator({
      name: "Stager of a loader campaign",
      pattern: `[file:hashes.'SHA-256' = '${digestOfName("a stager that nobody here has seen")}']`,
      confidence: 80,
      ...current,
    }),
    indicator({
      name: "Former scanner, since handed to a delivery network",
      pattern: `[ipv4-addr:value = '${formerlyBadSite.address}']`,
      from: "2024-05-01T00:00:00.000Z",
      until: "2025-05-01T00:00:00.000Z",
      confidence: 60,
    }),
  ];
  return `${JSON.stringify({ type: "bundle", id: idOf("bundle", "office day"), objects }, null, 2)}\n`;
}

/** The same kind of knowledge as a list kept by hand. */
export function indicatorCsv(): string {
  const rows = [
    ["domain", commandSite.domain, "known-bad", "Harbour Threat Exchange", "2026-06-14T00:00:00Z", "90", "command-and-control"],
    ["domain", mailFrom.lookAlike, "suspicious", "own watch list", "2026-12-31T00:00:00Z", "60", "look-alike"],
    ["ip", formerlyBadSite.address, "known-bad", "old block list", "2025-05-01T00:00:00Z", "50", "scanner"],
    ["ip", "203.0.113.254", "known-bad", "Harbour Threat Exchange", "2026-06-14T00:00:00Z", "80", "spam"],
  ];
  return csvOf(rows);
}

/** What is known to be in order: own services and large suppliers. */
export function allowCsv(): string {
  const rows = [
    ["domain", "*.alderbrook.example", "known-good", "own domains", "2027-12-31T00:00:00Z", "100", "own"],
    ["domain", "*.officecloud.example", "known-good", "suppliers", "2027-12-31T00:00:00Z", "90", "supplier"],
    ["domain", "*.softworks.example", "known-good", "suppliers", "2027-12-31T00:00:00Z", "90", "supplier"],
    ["domain", "*.antivirus-vendor.example", "known-good", "suppliers", "2027-12-31T00:00:00Z", "90", "supplier"],
  ];
  return csvOf(rows);
}

const csvOf = (rows: readonly (readonly string[])[]) =>
  [["type", "value", "kind", "source", "valid-until", "confidence", "labels"], ...rows].map((row) => `${row.join(",")}\n`).join("");
