/**
 * Builds the compact ATT&CK Enterprise catalogue from STIX objects, one JSON object a line, gzip or plain.
 *
 *   node tools/build-attack-catalogue.ts FILE [--version 18.1] [--out src/knowledge/data/attack-enterprise.json]
 *
 * Facts only: ids, names, tactics, platforms, links, replacements. The same input gives the same bytes.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { compare, serialised } from "./catalogue-text.ts";

const bytesMax = 512 * 1_048_576;
// The order of columns in the Enterprise matrix; the STIX objects of this source do not carry it.
const matrixOrder = "TA0043 TA0042 TA0001 TA0002 TA0003 TA0004 TA0005 TA0006 TA0007 TA0008 TA0009 TA0011 TA0010 TA0040".split(" ");
const notice = "© 2025 The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation.";

const StixObject = z.object({
  type: z.string(),
  id: z.string(),
  name: z.string().default(""),
  revoked: z.boolean().default(false),
  x_mitre_deprecated: z.boolean().default(false),
  x_mitre_shortname: z.string().default(""),
  x_mitre_platforms: z.array(z.string()).default([]),
  aliases: z.array(z.string()).default([]),
  x_mitre_aliases: z.array(z.string()).default([]),
  first_seen: z.string().default(""),
  last_seen: z.string().default(""),
  kill_chain_phases: z.array(z.object({ kill_chain_name: z.string(), phase_name: z.string() })).default([]),
  external_references: z.array(z.object({ source_name: z.string(), external_id: z.string().optional() })).default([]),
  relationship_type: z.string().default(""),
  source_ref: z.string().default(""),
  target_ref: z.string().default(""),
});
type StixObject = z.infer<typeof StixObject>;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { version: { type: "string", default: "18.1" }, out: { type: "string", default: "src/knowledge/data/attack-enterprise.json" } },
});
const [path] = positionals;
if (path === undefined) {
  console.error("usage: node tools/build-attack-catalogue.ts FILE [--version N] [--out FILE]");
  process.exit(2);
}
const text = plainText(readFileSync(path));
const objects = text
  .split("\n")
  .filter((line) => line.trim() !== "")
  .map((line) => StixObject.parse(JSON.parse(line)));
const catalogue = catalogueOf(objects, values.version, `sha256:${createHash("sha256").update(text).digest("hex")}`);
const out = serialised(catalogue);
writeFileSync(values.out, out);
console.log(
  `${values.out}: ${out.length} characters; ${Object.entries(catalogue)
    .filter(([, rows]) => Array.isArray(rows))
    .map(([name, rows]) => `${(rows as unknown[]).length} ${name}`)
    .join(", ")}`,
);

function plainText(bytes: Buffer): string {
  const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (zipped ? gunzipSync(bytes, { maxOutputLength: bytesMax }) : bytes).toString("utf8");
}

function catalogueOf(all: readonly StixObject[], version: string, digest: string) {
  const byRef = new Map(all.map((object) => [object.id, object]));
  const live = (object: StixObject | undefined): object is StixObject =>
    object !== undefined && !object.revoked && !object.x_mitre_deprecated;
  const ofType = (...types: string[]) => all.filter((object) => types.includes(object.type) && live(object)).sort(byAttackId);
  const links = linksOf(all, byRef, live);
  const tactics = ofType("x-mitre-tactic").sort((a, b) => matrixOrder.indexOf(attackId(a)) - matrixOrder.indexOf(attackId(b)));
  const tacticIds = new Map(tactics.map((tactic) => [tactic.x_mitre_shortname, attackId(tactic)]));
  const techniques = ofType("attack-pattern");
  const platforms = [...new Set(techniques.flatMap((technique) => technique.x_mitre_platforms))].sort();
  return {
    schema: "watchkeeper/attack-enterprise@1",
    notice,
    source: { name: "MITRE ATT&CK Enterprise (mitre/cti, STIX)", version, digest },
    platforms,
    tactics: tactics.map((tactic) => [attackId(tactic), tactic.name, tactic.x_mitre_shortname]),
    techniques: techniques.map((technique) => [
      attackId(technique),
      technique.name,
      inMatrixOrder(technique.kill_chain_phases.flatMap(({ phase_name }) => tacticIds.get(phase_name) ?? [])),
      technique.x_mitre_platforms.map((platform) => platforms.indexOf(platform)).sort((a, b) => a - b),
    ]),
    retired: retiredOf(all, byRef),
    groups: ofType("intrusion-set").map((group) => [
      attackId(group),
      group.name,
      otherNames(group, group.aliases),
      links.idsFrom(group, "T"),
      links.idsFrom(group, "S"),
    ]),
    software: ofType("malware", "tool").map((software) => [
      attackId(software),
      software.name,
      otherNames(software, software.x_mitre_aliases),
      links.idsFrom(software, "T"),
      software.type,
    ]),
    campaigns: ofType("campaign").map((campaign) => [
      attackId(campaign),
      campaign.name,
      otherNames(campaign, campaign.aliases),
      links.idsFrom(campaign, "T"),
      links.idsFrom(campaign, "S"),
      links.idsFrom(campaign, "G"),
      campaign.first_seen.slice(0, 10),
      campaign.last_seen.slice(0, 10),
    ]),
  };
}

/** Who uses what and who is behind what, by ATT&CK id, between living objects only. */
function linksOf(
  all: readonly StixObject[],
  byRef: ReadonlyMap<string, StixObject>,
  live: (object: StixObject | undefined) => object is StixObject,
) {
  const from = new Map<string, Set<string>>();
  for (const relation of all) {
    if (relation.type !== "relationship" || !live(relation) || !["uses", "attributed-to"].includes(relation.relationship_type)) continue;
    const target = byRef.get(relation.target_ref);
    if (!live(target)) continue;
    const found = from.get(relation.source_ref) ?? new Set();
    from.set(relation.source_ref, found.add(attackId(target)));
  }
  return { idsFrom: (object: StixObject, letter: string) => [...(from.get(object.id) ?? [])].filter((id) => id.startsWith(letter)).sort() };
}

/** Retired id → its living replacement, or null where ATT&CK names none. */
function retiredOf(all: readonly StixObject[], byRef: ReadonlyMap<string, StixObject>): [string, string | null][] {
  const next = new Map(
    all.filter((object) => object.relationship_type === "revoked-by").map((object) => [object.source_ref, object.target_ref]),
  );
  const living = new Set(all.filter((object) => !object.revoked && !object.x_mitre_deprecated).map(attackId));
  const retired = new Map<string, string | null>();
  for (const object of all) {
    // Old mitigations carry the ids of the techniques they were against.
    if (!["attack-pattern", "intrusion-set", "malware", "tool"].includes(object.type) || living.has(attackId(object))) continue;
    let ref: string | undefined = object.id;
    for (let hop = 0; hop < 8 && ref !== undefined && next.has(ref); hop++) ref = next.get(ref);
    const end = ref === undefined ? undefined : byRef.get(ref);
    retired.set(attackId(object), end && living.has(attackId(end)) ? attackId(end) : null);
  }
  return [...retired].sort(([a], [b]) => compare(a, b));
}

function attackId(object: StixObject): string {
  return object.external_references.find(({ source_name }) => source_name === "mitre-attack")?.external_id ?? "";
}

function otherNames(object: StixObject, names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => name !== object.name).sort(compare);
}

function inMatrixOrder(ids: readonly string[]): string[] {
  return [...new Set(ids)].sort((a, b) => matrixOrder.indexOf(a) - matrixOrder.indexOf(b));
}

function byAttackId(a: StixObject, b: StixObject): number {
  return compare(attackId(a), attackId(b));
}
