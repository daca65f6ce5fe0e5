import { readFileSync } from "node:fs";
import { z } from "zod";
import type { AttackCatalogue, CampaignFacts, GroupFacts, SoftwareFacts, TacticFacts, TechniqueFacts } from "../core/attack/attack.ts";
import { parentTechnique } from "../core/attack/attack.ts";
import { SocError } from "../core/soc-error.ts";
import { laterIds } from "./attack-later.ts";

// One row per fact, as tools/build-attack-catalogue.ts and tools/build-actor-names.ts write them.
const names = z.array(z.string());
const AttackFile = z.object({
  schema: z.literal("watchkeeper/attack-enterprise@1"),
  notice: z.string(),
  source: z.object({ name: z.string(), version: z.string(), digest: z.string() }),
  platforms: names,
  tactics: z.array(z.tuple([z.string(), z.string(), z.string()])),
  techniques: z.array(z.tuple([z.string(), z.string(), names, z.array(z.int())])),
  retired: z.array(z.tuple([z.string(), z.string().nullable()])),
  groups: z.array(z.tuple([z.string(), z.string(), names, names, names])),
  software: z.array(z.tuple([z.string(), z.string(), names, names, z.string()])),
  campaigns: z.array(z.tuple([z.string(), z.string(), names, names, names, names, z.string(), z.string()])),
});
type AttackFile = z.infer<typeof AttackFile>;

const NamesFile = z.object({
  schema: z.literal("watchkeeper/actor-names@1"),
  notice: names,
  source: z.object({ digest: z.string() }),
  aliases: z.array(z.tuple([z.string(), names])),
  actors: z.array(z.tuple([z.string(), z.string(), names])),
  trails: z.array(z.tuple([z.string(), z.string()])),
  marks: z.array(z.tuple([z.string(), names])),
});
type NamesFile = z.infer<typeof NamesFile>;

/** The shipped catalogue files: where they are is this folder's business. */
export const catalogueFiles = {
  attack: new URL("./data/attack-enterprise.json", import.meta.url),
  names: new URL("./data/actor-names.json", import.meta.url),
} as const;

/** Reads the shipped ATT&CK catalogue and group names from disk, about 20 ms. Throws `knowledge/damaged-catalogue` when a file is missing or altered. */
export function loadAttackCatalogue(files: { readonly attack: URL; readonly names: URL } = catalogueFiles): AttackCatalogue {
  return attackCatalogueOf(textOf(files.attack), textOf(files.names));
}

/**
 * The catalogue over the JSON text of an ATT&CK file and, optionally, of a names file. Techniques and tactics are indexed at once,
 * groups, software and campaigns when first asked for. Throws `knowledge/damaged-catalogue` when a text does not have the expected shape.
 */
export function attackCatalogueOf(attackText: string, namesText?: string): AttackCatalogue {
  const file = parsed(AttackFile, attackText, "the ATT&CK catalogue");
  const tactics: readonly TacticFacts[] = file.tactics.map(([id, name, shortName]) => ({ id, name, shortName }));
  const techniques = new Map(file.techniques.map((row) => [row[0], techniqueOf(row, file)]));
  const retired = new Map(file.retired);
  const living = new Set([...techniques.keys(), ...file.tactics.map(first), ...file.groups.map(first), ...file.software.map(first)]);
  const names = once(() => (namesText === undefined ? undefined : parsed(NamesFile, namesText, "the names of groups")));
  const groups = once(() => groupsOf(file, names()));
  const trails = once(() => new Map(names()?.trails));
  const software = once(() => file.software.map(softwareOf));
  const campaigns = once(() => file.campaigns.map(campaignOf));
  return {
    version: file.source.version,
    technique: (id) => techniques.get(id),
    techniques: () => techniques.values(),
    tactics: () => tactics,
    current: (id) => (living.has(id) ? id : (retired.get(id) ?? laterIds.get(id))),
    groups,
    software,
    campaigns,
    groupOfTrail: (trail) => trails().get(trail),
  };
}

function techniqueOf([id, name, tactics, platforms]: AttackFile["techniques"][number], file: AttackFile): TechniqueFacts {
  const parent = id.includes(".") ? parentTechnique(id) : undefined;
  return { id, name, tactics, platforms: platforms.flatMap((index) => file.platforms[index] ?? []), parent };
}

function groupsOf(file: AttackFile, namesFile: NamesFile | undefined): readonly GroupFacts[] {
  const aliases = new Map(namesFile?.aliases);
  const marks = new Map(namesFile?.marks);
  const ofAttack = file.groups.map(([id, name, own, techniques, software]) => ({
    id,
    name,
    aliases: [...own, ...(aliases.get(id) ?? [])],
    marks: marks.get(id) ?? [],
    techniques,
    software,
  }));
  const others = (namesFile?.actors ?? []).map(([id, name, own]) => ({
    id,
    name,
    aliases: own,
    marks: marks.get(id) ?? [],
    techniques: [],
    software: [],
  }));
  return [...ofAttack, ...others];
}

function softwareOf([id, name, aliases, techniques]: AttackFile["software"][number]): SoftwareFacts {
  return { id, name, aliases, techniques };
}

function campaignOf([
  id,
  name,
  aliases,
  techniques,
  software,
  groups,
  firstSeen,
  lastSeen,
]: AttackFile["campaigns"][number]): CampaignFacts {
  return { id, name, aliases, techniques, software, groups, firstSeen, lastSeen };
}

function first(row: readonly [string, ...unknown[]]): string {
  return row[0];
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function textOf(url: URL): string {
  try {
    return readFileSync(url, "utf8");
  } catch (cause) {
    throw damaged(`the file ${url.pathname.split("/").at(-1)}`, cause);
  }
}

function parsed<T>(schema: z.ZodType<T>, text: string, what: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw damaged(what, cause);
  }
}

const damaged = (what: string, cause: unknown) =>
  new SocError({
    code: "knowledge/damaged-catalogue",
    problem: `${what} cannot be read`,
    remedy: "install the package again, or rebuild the file with the tools named in src/knowledge/README.md",
    retry: "never",
    cause,
  });
