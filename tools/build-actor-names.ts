/**
 * Builds the names under which groups are known, from MISP galaxy clusters and Maltrail's trail headers.
 *
 *   node tools/build-actor-names.ts GALAXY_CLUSTERS_DIR MALTRAIL_DIR [--catalogue FILE] [--out FILE]
 *
 * Names only: no description, no country, no indicator. What ATT&CK says about a name wins over what others say.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { compare, serialised } from "./catalogue-text.ts";

const headerLinesMax = 20;
const notice = [
  "MISP galaxy clusters (threat-actor, microsoft-activity-group): CC0 1.0 Universal.",
  "Maltrail trail names: Copyright (c) 2014-2026 Maltrail developers, MIT licence.",
];

const Cluster = z.object({
  uuid: z.string(),
  value: z.string(),
  meta: z.object({ synonyms: z.array(z.string()).default([]) }).default({ synonyms: [] }),
  related: z.array(z.object({ "dest-uuid": z.string(), type: z.string() })).default([]),
});
type Cluster = z.infer<typeof Cluster>;
const Galaxy = z.object({ values: z.array(Cluster) });
const MitreGalaxy = z.object({ values: z.array(z.object({ uuid: z.string(), meta: z.object({ external_id: z.string() }) })) });
const Catalogue = z.object({
  groups: z.array(z.tuple([z.string(), z.string(), z.array(z.string())], z.unknown())),
  retired: z.array(z.tuple([z.string(), z.string().nullable()])),
});

type Actor = { readonly id: string; readonly name: string; readonly names: Map<string, string> };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    catalogue: { type: "string", default: "src/knowledge/data/attack-enterprise.json" },
    out: { type: "string", default: "src/knowledge/data/actor-names.json" },
  },
});
const [galaxyDir, maltrailDir] = positionals;
if (galaxyDir === undefined || maltrailDir === undefined) {
  console.error("usage: node tools/build-actor-names.ts GALAXY_CLUSTERS_DIR MALTRAIL_DIR [--catalogue FILE] [--out FILE]");
  process.exit(2);
}
const digest = createHash("sha256");
const text = serialised(namesOf(galaxyDir, maltrailDir));
writeFileSync(values.out, text);
console.log(`${values.out}: ${text.length} characters`);

function read(path: string): string {
  const content = readFileSync(path, "utf8");
  digest.update(content);
  return content;
}

function namesOf(galaxy: string, maltrail: string) {
  const catalogue = Catalogue.parse(JSON.parse(readFileSync(values.catalogue, "utf8")));
  const attack = new Map(catalogue.groups.map(([id, name, aliases]) => [id, actorOf(id, name, aliases)]));
  const ofAttack = ownersOf(attack.values());
  const current = (id: string) => (attack.has(id) ? id : (catalogue.retired.find(([old]) => old === id)?.[1] ?? undefined));
  const mitre = MitreGalaxy.parse(JSON.parse(read(join(galaxy, "mitre-intrusion-set.json")))).values;
  const groupOfUuid = new Map(mitre.map(({ uuid, meta }) => [uuid, meta.external_id]));
  const others = new Map<string, Actor>();
  for (const file of ["threat-actor.json", "microsoft-activity-group.json"])
    for (const cluster of Galaxy.parse(JSON.parse(read(join(galaxy, file)))).values) {
      const names = [cluster.value, ...cluster.meta.synonyms].map((name) => name.trim()).filter(isName);
      const id = groupOf(cluster, names, ofAttack, groupOfUuid, current);
      const known = id === undefined ? sharedBy(names, others) : attack.get(id);
      const actor = known ?? actorOf(`misp:${cluster.uuid}`, cluster.value, []);
      if (known === undefined) others.set(actor.id, actor);
      // A name that ATT&CK gives to another group stays with that group.
      for (const name of names) if ((ofAttack.get(keyOf(name)) ?? actor.id) === actor.id) addName(actor, name);
    }
  const { trails, marks } = trailsOf(maltrail, new Map([...attack, ...others]));
  return {
    schema: "watchkeeper/actor-names@1",
    notice,
    source: { digest: `sha256:${digest.digest("hex")}` },
    aliases: catalogue.groups
      .map(([id, name, aliases]): [string, string[]] => [id, added(attack.get(id)!, [name, ...aliases])])
      .filter(([, names]) => names.length > 0),
    actors: [...others.values()].map((actor) => [actor.id, actor.name, added(actor, [actor.name])]).sort(byFirst),
    trails,
    marks,
  };
}

/** The ATT&CK group that a cluster is about: by its own name, by a reference, by most of its other names; undefined when it is none. */
function groupOf(
  cluster: Cluster,
  names: readonly string[],
  ofAttack: ReadonlyMap<string, string>,
  groupOfUuid: ReadonlyMap<string, string>,
  current: (id: string) => string | undefined,
): string | undefined {
  const byName = ofAttack.get(keyOf(cluster.value));
  if (byName !== undefined) return byName;
  const references = cluster.related.filter(({ type }) => type === "similar").map((related) => groupOfUuid.get(related["dest-uuid"]));
  const cited = [...references, ...cluster.meta.synonyms.filter((name) => /^G\d{4}$/.test(name))].flatMap((id) =>
    id === undefined ? [] : (current(id) ?? []),
  );
  const votes = [...cited, ...names.flatMap((name) => ofAttack.get(keyOf(name)) ?? [])];
  const counted = [...new Set(votes)].sort().map((id) => ({ id, count: votes.filter((vote) => vote === id).length }));
  return counted.sort((a, b) => b.count - a.count)[0]?.id;
}

function trailsOf(folder: string, actors: ReadonlyMap<string, Actor>) {
  const owners = ownersOf(actors.values());
  const trails: [string, string][] = [];
  const marks = new Map<string, Set<string>>();
  for (const file of readdirSync(folder).sort()) {
    if (!/^apt_[\w-]+\.txt$/.test(file)) continue;
    const trail = file.replace(/\.txt$/, "");
    const header = read(join(folder, file)).split("\n").slice(0, headerLinesMax);
    const aliases = header.flatMap((line) => /^# Aliases:(.*)$/.exec(line)?.[1]?.split(",") ?? []).map((name) => name.trim());
    const short = trail.replace(/^apt_/, "").replace(/-\d$/, "");
    const votes = [`apt${short}`, short, short, ...aliases].flatMap((name) => owners.get(keyOf(name)) ?? []);
    const counted = [...new Set(votes)].sort().map((id) => ({ id, count: votes.filter((vote) => vote === id).length }));
    const id = counted.sort((a, b) => b.count - a.count)[0]?.id;
    if (id === undefined) continue;
    trails.push([trail, id]);
    const fresh = aliases.filter((name) => isName(name) && name.length >= 5 && !owners.has(keyOf(name)));
    for (const name of fresh) marks.set(id, (marks.get(id) ?? new Set()).add(name.toLowerCase()));
  }
  return { trails, marks: [...marks].map(([id, names]): [string, string[]] => [id, [...names].sort(compare)]).sort(byFirst) };
}

function actorOf(id: string, name: string, aliases: readonly string[]): Actor {
  const actor = { id, name, names: new Map<string, string>() };
  for (const each of [name, ...aliases]) addName(actor, each);
  return actor;
}

function addName(actor: Actor, name: string): void {
  if (!actor.names.has(keyOf(name))) actor.names.set(keyOf(name), name);
}

function ownersOf(actors: Iterable<Actor>): Map<string, string> {
  const owners = new Map<string, string>();
  for (const actor of actors) for (const key of actor.names.keys()) if (!owners.has(key)) owners.set(key, actor.id);
  return owners;
}

function sharedBy(names: readonly string[], others: ReadonlyMap<string, Actor>): Actor | undefined {
  const keys = new Set(names.map(keyOf));
  return [...others.values()].find((actor) => [...actor.names.keys()].some((key) => keys.has(key)));
}

function added(actor: Actor, own: readonly string[]): string[] {
  const known = new Set(own.map(keyOf));
  return [...actor.names]
    .filter(([key]) => !known.has(key))
    .map(([, name]) => name)
    .sort(compare);
}

/** Ids, numbers and scraps are no names. */
function isName(name: string): boolean {
  return name.length <= 60 && keyOf(name).length >= 4 && /\p{L}/u.test(name) && !/^G\d{4}$/.test(name);
}

function keyOf(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

function byFirst(a: readonly unknown[], b: readonly unknown[]): number {
  return compare(String(a[0]), String(b[0]));
}
