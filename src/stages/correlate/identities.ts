import type { Alert } from "../../core/alert/alert.ts";
import { shortHostName } from "../../core/observable/observable.ts";
import { domainOf, isOwnDomain, kindOf, rankOf, shortNameOf, strongKindOf } from "./identity-name.ts";

/** The most names that one account or machine is followed through; a thing of more names is a misunderstanding. */
export const namesPerThingMax = 64;
/** The most names that are learned; whatever comes beyond stays what it is called. */
export const namesMax = 2_000_000;

/** Which names mean the same account or machine, learned from alerts' own records of them; nothing is merged on evidence that could mean two things. */
export type Identities = {
  /** Learns what an alert says of names. Learning the same alert again changes nothing. */
  readonly learn: (alert: Pick<Alert, "id" | "host" | "observables" | "sameAs">) => void;
  /** The name that stands for all names of the thing: the fullest. A key of anything but an account or machine is itself. */
  readonly nameOf: (key: string) => string;
  /** All names of the thing, sorted. */
  readonly namesOf: (key: string) => readonly string[];
  /** Why two names are one thing, in words; undefined when they are not, or are the same name. */
  readonly because: (key: string, other: string) => string | undefined;
};

/**
 * Opens an empty table of names. `told` are pairs of keys that inventory or telemetry proved equal: they have the last word.
 *
 * Names that one record gives one thing are one. A name that records tie to two security ids, two directory objects or two devices is ambiguous: nothing
 * follows from it. A bare name stands for the full one only while there is one full name in our own domains that it can stand for.
 */
export function openIdentities(told: ReadonlyMap<string, string> = new Map()): Identities {
  const table: Table = { ties: new Map(), byShort: new Map(), ownDomains: new Set(), known: new Map() };
  const namesOf = (key: string): readonly string[] => {
    const names = table.known.get(key) ?? resolve(key, table);
    table.known.set(key, names);
    return names;
  };
  return {
    learn({ id, host, observables, sameAs = [] }) {
      if (host) note(`host:${host}`, table);
      for (const { type, value } of observables)
        if (type === "host" || type === "user") note(`${type}:${value.trim().toLowerCase()}`, table);
      for (const names of sameAs) {
        for (const name of names) note(name, table);
        for (const name of names.slice(1)) tie(names[0]!, name, `${id} names both as one`, table);
      }
    },
    nameOf(key) {
      const proven = told.get(key) ?? key;
      return kindOf(proven) === undefined ? proven : (namesOf(proven)[0] ?? proven);
    },
    namesOf: (key) => (kindOf(key) === undefined ? [key] : namesOf(key).toSorted()),
    because(key, other) {
      if (key === other) return undefined;
      if (told.get(key) === other || told.get(other) === key) return "inventory or telemetry says so";
      if (!namesOf(key).includes(other)) return undefined;
      return table.ties.get(key)?.get(other) ?? `all of ${namesOf(key).join(", ")} are one`;
    },
  };
}

/** What was learned: which names records tie, which full names a bare one could stand for, in which domains our machines are; and what was worked out from it. */
type Table = {
  readonly ties: Map<string, Map<string, string>>;
  readonly byShort: Map<string, Set<string>>;
  readonly ownDomains: Set<string>;
  readonly known: Map<string, readonly string[]>;
};

function note(key: string, { byShort, ownDomains, known }: Table): void {
  const short = shortNameOf(key);
  if (short === undefined) return;
  const full = byShort.get(short) ?? new Set<string>();
  if (full.has(key) || (byShort.size >= namesMax && full.size === 0) || full.size >= namesPerThingMax) return;
  byShort.set(short, full.add(key));
  known.clear();
  const domain = key.startsWith("host:") ? domainOf(key) : undefined;
  if (domain) ownDomains.add(domain);
}

function tie(a: string, b: string, says: string, { ties, known }: Table): void {
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    const others = ties.get(from) ?? new Map<string, string>();
    if (others.has(to) || others.size >= namesPerThingMax || (ties.size >= namesMax && others.size === 0)) continue;
    ties.set(from, others.set(to, says));
    known.clear();
  }
}

/** All names of one thing, the fullest first. */
function resolve(key: string, table: Table): readonly string[] {
  const found = new Set([key]);
  const strong = new Map<string, Set<string>>();
  for (const name of found) {
    const kind = strongKindOf(name);
    if (kind !== undefined) strong.set(kind, (strong.get(kind) ?? new Set()).add(name));
    if (isAmbiguous(name, table)) continue;
    for (const other of [...(table.ties.get(name)?.keys() ?? []), ...standsFor(name, table)])
      if (found.size < namesPerThingMax && (!isAmbiguous(other, table) || other === key)) found.add(other);
  }
  // A chain of names that ends at two different ids proves that some link of it is wrong: then only the name itself is certain.
  const contradicts = [...strong.values()].some((ids) => ids.size > 1);
  return contradicts ? [key] : [...found].toSorted((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
}

/** True for a name that records tie to two ids of one kind. */
function isAmbiguous(name: string, { ties }: Table): boolean {
  const own = strongKindOf(name);
  const seen = new Map<string, string>();
  if (own !== undefined) seen.set(own, name);
  for (const other of ties.get(name)?.keys() ?? []) {
    const kind = strongKindOf(other);
    if (kind === undefined) continue;
    if (seen.has(kind) && seen.get(kind) !== other) return true;
    seen.set(kind, other);
  }
  return false;
}

/** The full name that a bare one stands for, and the bare one of a full name; nothing where several could be meant. */
function standsFor(name: string, table: Table): string[] {
  // The address of a mailbox is the account of that name, where there is one.
  if (name.startsWith("email:")) return knownAs(`user:${name.slice("email:".length)}`, table);
  const short = shortNameOf(name);
  if (short === undefined) return [];
  const all = [...(table.byShort.get(short) ?? [])];
  const full = all.filter((each) => each !== short && isOurs(each, table));
  const domains = new Set(full.map((each) => firstLabel(domainOf(each))));
  if (domains.size !== 1) return [];
  if (name !== short && !full.includes(name)) return [];
  return [...full, ...(all.includes(short) ? [short] : [])];
}

function knownAs(name: string, { byShort }: Table): string[] {
  return byShort.get(shortNameOf(name) ?? "")?.has(name) ? [name] : [];
}

/** A machine's full name is always ours; an account's only where its domain is one in which our machines are, or a Windows domain's short name. */
function isOurs(name: string, { ownDomains }: Table): boolean {
  return name.startsWith("host:") || isOwnDomain(domainOf(name), ownDomains);
}

const firstLabel = (domain: string | undefined) => shortHostName(domain ?? "");
