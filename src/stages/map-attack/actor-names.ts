import type { AttackCatalogue } from "../../core/attack/attack.ts";
import { findNames, indexNames, type NameIndex } from "./names.ts";
import { wordsOf } from "./words.ts";

const nameScore = 0.85;
/** Reports name other groups for comparison; each group named after the first is likelier to be one of those. */
const furtherName = 0.8;
const markScore = 0.35;
const campaignScore = 0.6;
const labelScore = 0.8;
const textsMax = 200;
const ownersMax = 4;

/** What texts, software names and labels say: a score for each group named, and the software meant. */
export type Named = { readonly groups: ReadonlyMap<string, number>; readonly software: ReadonlySet<string> };

type Mention = { readonly kind: "group" | "mark" | "campaign"; readonly groups: readonly string[] };
type Index = {
  readonly mentions: NameIndex<Mention>;
  readonly software: NameIndex<string>;
  readonly byKey: ReadonlyMap<string, readonly string[]>;
  readonly softwareByKey: ReadonlyMap<string, string>;
};

const indexes = new WeakMap<AttackCatalogue, Index>();

/** Finds groups and software by name. A name that several groups bear counts for each of them in parts. */
export function namesIn(
  input: { readonly texts: readonly string[]; readonly software: readonly string[]; readonly labels: readonly string[] },
  catalogue: AttackCatalogue,
): Named {
  const index = indexes.get(catalogue) ?? indexOf(catalogue);
  indexes.set(catalogue, index);
  const doubts = new Map<string, number>();
  const believe = (id: string, score: number) => doubts.set(id, (doubts.get(id) ?? 1) * (1 - score));
  const software = new Set<string>();
  const named: string[] = [];
  for (const text of input.texts.slice(0, textsMax)) {
    const words = wordsOf(text);
    for (const id of findNames(index.software, text, words)) software.add(id);
    for (const { kind, groups } of findNames(index.mentions, text, words)) {
      if (kind === "group") named.push(...groups.filter((id) => !named.includes(id)));
      const score =
        kind === "group"
          ? nameScore * furtherName ** Math.max(0, named.indexOf(groups[0] ?? ""))
          : kind === "mark"
            ? markScore
            : campaignScore;
      for (const id of groups) believe(id, score / groups.length);
    }
  }
  for (const label of input.labels.slice(0, textsMax)) for (const id of index.byKey.get(keyOf(label)) ?? []) believe(id, labelScore);
  for (const name of input.software.slice(0, textsMax)) {
    const id = index.softwareByKey.get(keyOf(name));
    if (id !== undefined) software.add(id);
  }
  return { groups: new Map([...doubts].map(([id, doubt]) => [id, 1 - doubt])), software };
}

function indexOf(catalogue: AttackCatalogue): Index {
  const groups = [...catalogue.groups()];
  const software = [...catalogue.software()];
  const owners = new Map<string, { kind: Mention["kind"]; groups: string[]; names: Set<string> }>();
  const claim = (kind: Mention["kind"], name: string, ids: readonly string[]) => {
    const held = owners.get(keyOf(name)) ?? { kind, groups: [], names: new Set<string>() };
    owners.set(keyOf(name), held);
    held.names.add(name);
    if (held.kind === kind) for (const id of ids) if (!held.groups.includes(id)) held.groups.push(id);
  };
  for (const { id, name, aliases } of groups) for (const each of [name, ...aliases]) claim("group", each, [id]);
  for (const { name, aliases, groups: ids } of catalogue.campaigns())
    if (ids.length > 0) for (const each of [name, ...aliases]) claim("campaign", each, ids);
  for (const { id, marks } of groups) for (const each of marks) claim("mark", each, [id]);
  const few = [...owners].filter(([, held]) => held.groups.length <= ownersMax);
  const softwareNames = software.flatMap(({ id, name, aliases }) =>
    [id, name, ...aliases].map((each): [string, string] => [keyOf(each), id]),
  );
  return {
    mentions: indexNames([
      ...few.map(([, held]) => ({ item: { kind: held.kind, groups: held.groups }, names: [...held.names] })),
      ...groups.filter(({ id }) => id.startsWith("G")).map(({ id }) => ({ item: { kind: "group" as const, groups: [id] }, names: [id] })),
    ]),
    software: indexNames(software.map(({ id, name, aliases }) => ({ item: id, names: [name, ...aliases] }))),
    byKey: new Map(few.flatMap(([key, held]): [string, readonly string[]][] => [[key, held.groups]])),
    softwareByKey: new Map(softwareNames.reverse()),
  };
}

function keyOf(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
