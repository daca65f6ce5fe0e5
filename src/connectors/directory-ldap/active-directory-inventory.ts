import { AndFilter, EqualityFilter, OrFilter } from "ldapts";
import { aliasesOf, firstOf, type InventoryDialect, known, ownRole } from "./entries.ts";
import { plainDn, sidOf } from "./members.ts";
import type { DirectoryEntry } from "./session.ts";

const is = (attribute: string, value: string) => new EqualityFilter({ attribute, value });
/** Bits of userAccountControl ([MS-ADTS] 2.2.16): a domain controller, and one that only reads. */
const [controller, readOnlyController] = [0x2000, 0x400_0000];
/** Well-known groups that rule a domain ([MS-DTYP] 2.4.2.4), by the last part of their identifier, in the domain and in BUILTIN. */
const domainGroups = /^S-1-5-21-\d+-\d+-\d+-(?:512|518|519|520|526|527)$/;
const builtinGroups = /^S-1-5-32-(?:544|548|549|550|551)$/;
const builtinPeople = /^S-1-5-21-\d+-\d+-\d+-(?:500|502)$/;
const managedAccounts = ["msDS-GroupManagedServiceAccount", "msDS-ManagedServiceAccount"] as const;
const dayMs = 86_400_000;

/** Active Directory, Microsoft's and Samba's. Groups are told by their members' own entries, as a group's list of members may be cut off. */
export const activeDirectoryInventory: InventoryDialect = {
  people: {
    filter: new OrFilter({
      filters: [
        new AndFilter({ filters: [is("objectCategory", "person"), is("objectClass", "user")] }),
        ...managedAccounts.map((each) => is("objectClass", each)),
      ],
    }),
    attributes: [
      ...["objectSid", "objectClass", "memberOf", "primaryGroupID", "sAMAccountName", "userPrincipalName", "mail"],
      ...["displayName", "department", "servicePrincipalName", "userWorkstations"],
    ],
  },
  groups: { filter: is("objectClass", "group"), attributes: ["objectSid", "memberOf", "cn", "sAMAccountName"] },
  machines: {
    filter: is("objectCategory", "computer"),
    attributes: [
      ...["cn", "sAMAccountName", "dNSHostName", "operatingSystem", "userAccountControl", "managedBy"],
      ...["lastLogonTimestamp", "whenCreated"],
    ],
  },
  hasOwnPrivileged: true,
  isPrivileged: ({ sid = "" }) => domainGroups.test(sid) || builtinGroups.test(sid),
  fromGroup: joinParents,
  fromPerson(entry, to) {
    joinParents(entry, to);
    // The primary group is no part of memberOf; whoever has Domain Admins for it would be nobody's member.
    const primary = `${sidOf(entry)?.replace(/-\d+$/, "")}-${entry.values("primaryGroupID")[0]}`;
    for (const { dn, sid } of to.groups) if (sid === primary) to.join(plainDn(entry.dn), dn);
  },
  personOf(entry, settings) {
    const name = firstOf(entry, "sAMAccountName");
    if (name === undefined) return undefined;
    const short = settings["netbios-domain"] === undefined ? undefined : `${settings["netbios-domain"]}\\${name}`;
    const [shown, department] = [firstOf(entry, "displayName"), firstOf(entry, "department")];
    const isOwn = plainDn(entry.dn) === plainDn(settings["bind-dn"]);
    const classes = entry.values("objectClass");
    const serves = entry.values("servicePrincipalName").length > 0 || managedAccounts.some((each) => classes.includes(each));
    return {
      keys: [plainDn(entry.dn)],
      identity: {
        name,
        aliases: aliasesOf(name, [...entry.values("userPrincipalName"), ...entry.values("mail"), short]),
        role: isOwn ? ownRole : serves ? "service account" : "employee",
        protected: builtinPeople.test(sidOf(entry) ?? ""),
        "usual-hosts": known((firstOf(entry, "userWorkstations") ?? "").split(",")),
        ...(shown !== undefined && { "display-name": shown }),
        ...(department !== undefined && { department }),
      },
    };
  },
  machineOf(entry, settings, nowMs) {
    const name = firstOf(entry, "cn");
    if (name === undefined || isUnused(entry, settings["unused-days"], nowMs)) return undefined;
    const account = firstOf(entry, "sAMAccountName")?.replace(/\$$/, "");
    const role = roleOf(entry);
    return {
      asset: {
        name,
        aliases: aliasesOf(name, [...entry.values("dNSHostName"), account]),
        role,
        ...(role.endsWith("domain-controller") && { criticality: "critical" as const }),
      },
      ownerDn: entry.values("managedBy")[0],
    };
  },
};

type To = Parameters<InventoryDialect["fromGroup"]>[1];

function joinParents(entry: DirectoryEntry, to: To): void {
  for (const group of entry.values("memberOf")) to.join(plainDn(entry.dn), plainDn(group));
}

function roleOf(entry: DirectoryEntry): string {
  const bits = Number(entry.values("userAccountControl")[0] ?? 0);
  if ((bits & readOnlyController) !== 0) return "read-only-domain-controller";
  if ((bits & controller) !== 0) return "domain-controller";
  const system = firstOf(entry, "operatingSystem") ?? "";
  if (/server/i.test(system)) return "server";
  return /windows|mac ?os/i.test(system) ? "workstation" : "unknown";
}

/** Machines sign in anew every two weeks or so at the latest ([MS-ADA1] lastLogonTimestamp); one that never did is as old as its account. */
function isUnused(entry: DirectoryEntry, days: number | undefined, nowMs: number): boolean {
  if (days === undefined) return false;
  const [last = "", made = ""] = [entry.values("lastLogonTimestamp")[0], entry.values("whenCreated")[0]];
  const lastMs = /^[1-9]\d{16,18}$/.test(last) ? Number(BigInt(last) / 10_000n) - 11_644_473_600_000 : generalizedMs(made);
  return lastMs !== undefined && nowMs - lastMs > days * dayMs;
}

/** A time such as 20260102030405.0Z (RFC 4517, 3.3.13). */
function generalizedMs(text: string): number | undefined {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\.\d+)?Z$/.exec(text) ?? [];
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}
