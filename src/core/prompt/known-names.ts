import type { Inventory } from "../asset/asset.ts";
import type { Observable } from "../observable/observable.ts";
import type { Hit } from "./personal.ts";

/** Whose names stand under stand-ins, all lower-case: what the inventory or directory lists, and what the case itself names. Built once for many prompts. */
export type KnownNames = {
  readonly accounts: ReadonlySet<string>;
  /** The words of a name, by its first one; and single words of names. */
  readonly people: ReadonlyMap<string, readonly (readonly string[])[]>;
  readonly hosts: ReadonlySet<string>;
  readonly ownDomains: readonly string[];
  readonly isOwnAddress: (address: string) => boolean;
};

/** Nobody and nothing is known: what has a shape is found all the same. */
export const noNames: KnownNames = { accounts: new Set(), people: new Map(), hosts: new Set(), ownDomains: [], isOwnAddress: () => false };

/** Shorter ones are words and parts of words. */
const nameLengthMin = 3;
const nameWordsMax = 5;
/** Accounts that every installation has: nobody's. */
const nobodys: ReadonlySet<string> = new Set(
  "administrator,admin,root,system,guest,user,users,public,default,all,everyone,anonymous,nobody,daemon,service,local,network,unknown,none,null,test".split(
    ",",
  ),
);

/** Names of an inventory (its machines, accounts and people) as stand-ins need them. */
export function knownNamesOf(
  inventory: Pick<Inventory, "assets" | "identities" | "own-domains">,
  isOwnAddress: (address: string) => boolean,
): KnownNames {
  const people = new Map<string, (readonly string[])[]>();
  const namings = new Map<string, readonly string[]>();
  for (const { "display-name": name } of inventory.identities) if (name !== undefined) addNamings(namings, name);
  for (const { owner } of inventory.assets) if (owner !== undefined && /\s/.test(owner)) addNamings(namings, owner);
  for (const naming of namings.values()) {
    const [first = ""] = naming;
    const held = people.get(first);
    if (held) held.push(naming);
    else people.set(first, [naming]);
  }
  return {
    accounts: new Set(inventory.identities.flatMap(({ name, aliases }) => [name, ...aliases].flatMap(accountNames))),
    people,
    hosts: new Set(inventory.assets.flatMap(({ name, aliases }) => [name, ...aliases].flatMap(hostNames))),
    ownDomains: inventory["own-domains"].map((domain) => domain.toLowerCase().replace(/^\*?\./, "")),
    isOwnAddress,
  };
}

/** The same with the accounts and machines that a case names, whether the inventory knows them or not; of a mail address the part that reads like somebody's name. */
export function withObservables(known: KnownNames, observables: readonly Observable[]): KnownNames {
  const of = (...types: readonly string[]) => observables.filter(({ type }) => types.includes(type)).map(({ value }) => value);
  return {
    ...known,
    accounts: new Set([
      ...known.accounts,
      ...of("user", "access-key").flatMap(accountNames),
      ...of("email")
        .flatMap(accountNames)
        .filter((name) => /^[^@]+[._][^@]+$/.test(name)),
    ]),
    hosts: new Set([...known.hosts, ...of("host").flatMap(hostNames)]),
  };
}

/** The names of a case's accounts and machines, lower-case, as a sentence may have them. */
export function namesOf(observables: readonly Observable[]): ReadonlySet<string> {
  const { accounts, hosts } = withObservables(noNames, observables);
  return new Set([...accounts, ...hosts]);
}

const plain = (name: string) => name.normalize("NFKC").trim().toLowerCase();
const isName = (name: string) => name.length >= nameLengthMin && !nobodys.has(name) && !/^\d+$/.test(name);

/** `corp\alice` and `alice@corp.test` are alice. */
function accountNames(name: string): string[] {
  const account = plain(name);
  const bare = account.slice(account.lastIndexOf("\\") + 1);
  return [bare, bare.split("@")[0] ?? ""].filter(isName);
}

function hostNames(name: string): string[] {
  const host = plain(name).replace(/\.$/, "");
  if (/^[\d.]+$|:/.test(host)) return [];
  return [host, host.split(".")[0] ?? ""].filter(isName);
}

/** "Rhea Kapoor", "Kapoor, Rhea" and each word of it alone. */
function addNamings(namings: Map<string, readonly string[]>, name: string): void {
  const words = plain(name)
    .split(/[\s,]+/)
    .filter((word) => word !== "")
    .slice(0, nameWordsMax);
  const whole = words.length > 1 ? [words, words.toReversed()] : [];
  for (const naming of [...whole, ...words.filter(isName).map((word) => [word])]) namings.set(naming.join(" "), naming);
}

type Word = { readonly from: number; readonly to: number; readonly text: string; readonly isCapital: boolean };

/** Where a text names a known account, machine or person, and accounts that nobody listed where a text says that they are some. */
export function namesIn(text: string, known: KnownNames): readonly Hit[] {
  const words = [...text.matchAll(/[\p{L}\p{M}\p{N}_](?:[\p{L}\p{M}\p{N}_.$-]*[\p{L}\p{M}\p{N}_$])?/gu)].map(({ index, 0: word }) => ({
    from: index,
    to: index + word.length,
    text: word.toLowerCase(),
    isCapital: /^\p{Lu}/u.test(word),
  }));
  return [
    ...words.flatMap((word) => thing(word, known)),
    ...words.flatMap((_, at) => person(words, at, text, known)),
    ...saidAccounts(text),
  ];
}

function thing(word: Word, known: KnownNames): Hit[] {
  const { from, to, text } = word;
  const isOwnHost = known.ownDomains.some((own) => text === own || text.endsWith(`.${own}`));
  if (isOwnHost || known.hosts.has(text) || (text.endsWith("$") && known.hosts.has(text.slice(0, -1)))) return [{ from, to, kind: "host" }];
  if (known.accounts.has(text)) return [{ from, to, kind: "user" }];
  // A known machine under a domain that nobody said is ours: its own part of the name.
  const label = text.split(".")[0] ?? "";
  return label !== text && known.hosts.has(label) ? [{ from, to: from + label.length, kind: "host" }] : [];
}

function person(words: readonly Word[], at: number, text: string, known: KnownNames): Hit[] {
  const first = words[at];
  if (!first?.isCapital) return [];
  const fitting = (known.people.get(first.text) ?? []).filter((naming) =>
    naming.every((part, place) => {
      const word = words[at + place];
      const before = words[at + place - 1];
      if (word?.text !== part) return false;
      return place === 0 || before === undefined || /^[ ,\n]{1,2}$/.test(text.slice(before.to, word.from));
    }),
  );
  const longest = Math.max(0, ...fitting.map((naming) => naming.length));
  const last = words[at + longest - 1];
  return longest === 0 || !last ? [] : [{ from: first.from, to: last.to, kind: "person" }];
}

const saidShapes: readonly RegExp[] = [
  /[\\/](?:users|home|documents and settings)[\\/](?<name>[\p{L}\p{N}._$-]{2,64})/dgiu,
  /(?<![\p{L}\p{N}])(?:(?:subject|target)?user(?:name)?|account(?:name)?|acct|uid|login|logon|ruser)["']?\s{0,2}[=:]\s{0,2}["']?(?:[\p{L}\p{N}.-]{1,64}\\)?(?<name>[\p{L}\p{N}._$-]{2,64})/dgiu,
  /(?<![\p{L}\p{N}\\:._-])(?!HK)[A-Z][A-Z0-9-]{1,14}\\(?<name>[\p{L}\p{N}._-]{2,64}\$?)(?![\\\p{L}\p{N}])/dgu,
];

/** `C:\Users\alice`, `user=alice`, `CORP\alice`. */
function saidAccounts(text: string): Hit[] {
  return saidShapes.flatMap((shape) =>
    [...text.matchAll(shape)].flatMap(({ indices }) => {
      const [from, to] = indices?.groups?.name ?? [0, 0];
      return isName(text.slice(from, to).toLowerCase()) ? [{ from, to, kind: "user" as const }] : [];
    }),
  );
}
