import type { z } from "zod";
import { type Asset, type Identity, Inventory } from "../../core/asset/asset.ts";
import { SocError } from "../../core/soc-error.ts";
import { quoted } from "../kit/quoted.ts";
import { activeDirectoryInventory } from "./active-directory-inventory.ts";
import type { InventoryDialect, Kind } from "./entries.ts";
import { firstOf } from "./entries.ts";
import { type Group, type Memberships, openMemberships, plainDn, sidOf } from "./members.ts";
import { openLdapInventory } from "./openldap-inventory.ts";
import type { DirectoryEntry, Session } from "./session.ts";
import type { ReadSettings } from "./settings.ts";

/** As many as an inventory takes, and the most groups. */
const [peopleMax, machinesMax, groupsMax] = [500_000, 200_000, 100_000];

export const dialectOf = ({ kind }: ReadSettings): InventoryDialect => (kind === "openldap" ? openLdapInventory : activeDirectoryInventory);

/** Everybody and every machine below the base, sorted by name. Refuses where the directory does not give everything, or a privileged group is not there. */
export async function readInventory(settings: ReadSettings, session: Session, nowMs: number): Promise<Inventory> {
  const dialect = dialectOf(settings);
  const memberships = await readGroups(settings, dialect, session);
  const roots = privilegedGroups(settings, dialect, memberships.groups);
  const identities = new Map<string, { readonly keys: readonly string[]; readonly identity: z.input<typeof Identity> }[]>();
  const logins = new Map<string, string>();
  for await (const entry of everyEntry(session, settings.base, dialect.people, peopleMax)) {
    dialect.fromPerson(entry, memberships);
    const person = dialect.personOf(entry, settings);
    if (!person) continue;
    logins.set(plainDn(entry.dn), person.identity.name);
    add(identities, person.identity.name, person);
  }
  const privileged = memberships.within(roots);
  const assets = new Map<string, z.input<typeof Asset>[]>();
  for await (const entry of everyEntry(session, settings.base, dialect.machines, machinesMax)) {
    const machine = dialect.machineOf(entry, settings, nowMs);
    if (!machine) continue;
    const owner = machine.ownerDn === undefined ? undefined : logins.get(plainDn(machine.ownerDn));
    add(assets, machine.asset.name, { ...machine.asset, ...(owner !== undefined && { owner }) });
  }
  return Inventory.parse({
    assets: sorted(assets).map(joinedMachine),
    identities: sorted(identities).map((each) => joinedPerson(each, privileged)),
    "own-domains": domainsOf(settings.base),
  });
}

/** Groups, and who is in them as far as the groups say it. */
export async function readGroups(settings: ReadSettings, dialect: InventoryDialect, session: Session): Promise<Memberships> {
  const groups: Group[] = [];
  const memberships = openMemberships(groups);
  for await (const entry of everyEntry(session, settings["groups-base"] ?? settings.base, dialect.groups, groupsMax)) {
    const names = ["cn", "sAMAccountName"].flatMap((attribute) => firstOf(entry, attribute)?.toLowerCase() ?? []);
    groups.push({ dn: plainDn(entry.dn), names, sid: sidOf(entry) });
    dialect.fromGroup(entry, memberships);
  }
  return memberships;
}

/** The groups that make whoever is in them privileged. One that is not there would make nobody so, without a word. */
export function privilegedGroups(settings: ReadSettings, dialect: InventoryDialect, groups: readonly Group[]): readonly Group[] {
  const own = groups.filter(dialect.isPrivileged);
  const named = settings["privileged-groups"].map((name) => {
    const found = groups.filter(({ dn, names }) => names.includes(name.trim().toLowerCase()) || dn === plainDn(name));
    if (found.length === 0) throw noGroup(settings.name, `the group ${quoted(name)} is not there`);
    return found;
  });
  if (dialect.hasOwnPrivileged && own.length === 0) throw noGroup(settings.name, "none of the domain's own privileged groups is there");
  return [...own, ...named.flat()];
}

const noGroup = (name: string, says: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `the settings of ${quoted(name)}: ${says}, below where groups are looked for`,
    remedy: 'set "groups-base" to where the groups are (the domain itself, in Active Directory), and see that the account may read them',
    retry: "never",
  });

async function* everyEntry(
  session: Session,
  base: string,
  { filter, attributes }: Kind,
  entriesMax: number,
): AsyncGenerator<DirectoryEntry> {
  for await (const page of session.pages({ base, scope: "sub", filter, attributes }, entriesMax)) yield* page;
}

function add<Row>(rows: Map<string, Row[]>, name: string, row: Row): void {
  const held = rows.get(name.toLowerCase());
  if (held) held.push(row);
  else rows.set(name.toLowerCase(), [row]);
}

const sorted = <Row>(rows: ReadonlyMap<string, Row>): Row[] => [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
const union = (lists: readonly (readonly string[] | undefined)[], max: number) =>
  [...new Set(lists.flatMap((each) => each ?? []))].toSorted().slice(0, max);

/** Of several entries with one name, one account: privileged and protected where any of them is. */
function joinedPerson(
  people: readonly { readonly keys: readonly string[]; readonly identity: z.input<typeof Identity> }[],
  privileged: ReadonlySet<string>,
): z.input<typeof Identity> {
  const [first] = people.map(({ identity }) => identity) as [z.input<typeof Identity>];
  const isPrivileged = people.some(({ keys }) => keys.some((key) => privileged.has(key)));
  return {
    ...first,
    role: first.role === "employee" && isPrivileged ? "administrator" : (first.role ?? "unknown"),
    aliases: union(
      people.map(({ identity }) => identity.aliases),
      32,
    ),
    privileged: isPrivileged,
    protected: people.some(({ identity }) => identity.protected === true),
  };
}

function joinedMachine(machines: readonly z.input<typeof Asset>[]): z.input<typeof Asset> {
  const [first] = machines as readonly [z.input<typeof Asset>];
  const of = (list: "aliases" | "addresses", max: number) =>
    union(
      machines.map((each) => each[list]),
      max,
    );
  return { ...first, aliases: of("aliases", 32), addresses: of("addresses", 64) };
}

/** "ou=people,dc=example,dc=test" lies in the domain example.test (RFC 2247). */
function domainsOf(base: string): readonly string[] {
  const labels = [...plainDn(base).matchAll(/(?:^|,)dc=([a-z0-9-]{1,63})(?=,|$)/g)].map(([, label]) => label);
  return labels.length >= 2 ? [labels.join(".")] : [];
}
