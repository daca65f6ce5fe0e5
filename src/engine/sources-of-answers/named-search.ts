import type { InventoryIndex } from "../../core/asset/inventory-index.ts";
import { type ObservableType, observableKey, observableTypes, shortHostName } from "../../core/observable/observable.ts";
import type { EventQuery } from "../../core/query/query.ts";
import { inline } from "../../core/report/inline.ts";
import { SocError } from "../../core/soc-error.ts";
import type { SearchAnswer } from "../../ports/event-store.ts";
import { joined } from "./federated-events.ts";

/** Names of one thing that a search looks for, at most. */
export const namesSearchedMax = 8;

/** What is searched, and what the inventory knows of names. */
export type NamedSearch = {
  readonly search: (query: EventQuery) => Promise<SearchAnswer>;
  readonly inventory: Pick<InventoryIndex, "assetOf" | "identityOf">;
};

/**
 * A search for an entity under every name that it has, as an investigation looks for it: the inventory's, and for a machine the full names that its own events
 * give. `lookedFor` is what was looked for, where that is more than was asked. Refuses (`query/entity-without-kind`) what says no kind.
 */
export async function searchByNames(
  query: EventQuery,
  { search, inventory }: NamedSearch,
): Promise<SearchAnswer & { readonly lookedFor?: readonly string[] }> {
  if (query.entity === undefined) return search(query);
  const asked = entityIn(query.entity);
  const keys = keysOf(asked, inventory);
  const first = await searchEach(query, keys, search);
  const more = first.total === 0 && first.groups.length === 0 ? await fullNames(query, asked, search) : [];
  const found = more.length === 0 ? first : await searchEach(query, more, search);
  const all = [...new Set([...keys, ...more])];
  return all.length === 1 ? found : { ...found, lookedFor: all };
}

type Entity = { readonly type: ObservableType; readonly value: string };

function entityIn(entity: string): Entity {
  const at = entity.indexOf(":");
  const type = observableTypes.find((each) => each === entity.slice(0, at).trim().toLowerCase());
  const value = entity.slice(at + 1).trim();
  if (at > 0 && type !== undefined && value !== "") return { type, value };
  throw withoutKind(entity);
}

/** By every name that the inventory has for it, the one that was asked first. */
function keysOf({ type, value }: Entity, { assetOf, identityOf }: NamedSearch["inventory"]): string[] {
  const known = type === "host" ? assetOf(value) : type === "user" ? identityOf(value) : undefined;
  const names = [value, ...(known ? [known.name, ...known.aliases] : [])];
  return [...new Set(names.map((each) => observableKey({ type, value: each })))].slice(0, namesSearchedMax);
}

/** What machines of this short name call themselves in their own events: two that share it are both looked for. */
async function fullNames(query: EventQuery, { type, value }: Entity, search: NamedSearch["search"]): Promise<string[]> {
  if (type !== "host" || value.includes(".")) return [];
  const short = shortHostName(value);
  const where = { field: "host", op: "startsWith", value: `${short}.` } as const;
  const { groups } = await search({ time: query.time, where, aggregate: { by: ["host"] }, sort: "oldest", limit: 1 });
  const names = groups.flatMap(({ by: [host = ""] }) => (shortHostName(host) === short ? [observableKey({ type, value: host })] : []));
  return [...new Set(names)].toSorted().slice(0, namesSearchedMax);
}

async function searchEach(query: EventQuery, keys: readonly string[], search: NamedSearch["search"]): Promise<SearchAnswer> {
  const answers = [];
  for (const entity of keys) answers.push(await search({ ...query, entity }));
  const [only, ...others] = answers.filter(({ total, groups }) => total > 0 || groups.length > 0);
  // What one name finds alone is the answer as it is.
  if (only && others.length === 0) return only;
  return joined(query, answers);
}

const withoutKind = (entity: string) =>
  new SocError({
    code: "query/entity-without-kind",
    problem: `"${inline(entity, 80)}" does not say what it is the name of`,
    remedy: "write its kind before it: host:fs01, user:m.holt, ip:192.0.2.7, domain:example.com, hash:…, file:…, email:…",
    retry: "never",
  });
