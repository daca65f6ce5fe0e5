import { EqualityFilter, OrFilter } from "ldapts";
import { addressOf } from "../../core/indicator/address.ts";
import { aliasesOf, firstOf, type InventoryDialect, known, ownRole } from "./entries.ts";
import { plainDn } from "./members.ts";
import { openLdap } from "./openldap.ts";

const anyClass = (...classes: readonly string[]) =>
  new OrFilter({ filters: classes.map((value) => new EqualityFilter({ attribute: "objectClass", value })) });
/** Where a group of each schema keeps its members: RFC 4519, 2.17, 2.40 and 2.31. */
const memberAttributes = ["member", "uniqueMember", "roleOccupant"] as const;

/** OpenLDAP and its like, by the schemas of RFC 4519, 2307 and 2798. Which of its groups are privileged only the settings know. */
export const openLdapInventory: InventoryDialect = {
  people: {
    filter: openLdap.people,
    attributes: ["objectClass", "uid", "cn", "displayName", "mail", "departmentNumber"],
  },
  groups: {
    filter: anyClass("groupOfNames", "groupOfUniqueNames", "posixGroup", "organizationalRole"),
    attributes: ["cn", "memberUid", ...memberAttributes],
  },
  machines: { filter: anyClass("ipHost", "device"), attributes: ["cn", "ipHostNumber", "owner"] },
  hasOwnPrivileged: false,
  isPrivileged: () => false,
  fromGroup(entry, to) {
    const group = plainDn(entry.dn);
    // Members of groupOfUniqueNames may carry a bit string behind a # (RFC 4517, 3.3.21).
    for (const attribute of memberAttributes)
      for (const member of entry.values(attribute)) to.join(plainDn(member.replace(/#'[01]*'B$/, "")), group);
    for (const uid of entry.values("memberUid")) to.join(`uid:${uid.toLowerCase()}`, group);
  },
  fromPerson: () => {},
  personOf(entry, settings) {
    const name = firstOf(entry, "uid");
    if (name === undefined) return undefined;
    const [shown, department] = [firstOf(entry, "displayName", "cn"), firstOf(entry, "departmentNumber")];
    const isPerson = entry.values("objectClass").some((each) => /^(?:inetOrg|organizational)?person$/i.test(each));
    return {
      keys: [plainDn(entry.dn), ...entry.values("uid").map((uid) => `uid:${uid.toLowerCase()}`)],
      identity: {
        name,
        aliases: aliasesOf(name, [...entry.values("uid"), ...entry.values("mail")]),
        role: plainDn(entry.dn) === plainDn(settings["bind-dn"]) ? ownRole : isPerson ? "employee" : "unknown",
        ...(shown !== undefined && { "display-name": shown }),
        ...(department !== undefined && { department }),
      },
    };
  },
  machineOf(entry) {
    const name = firstOf(entry, "cn");
    if (name === undefined) return undefined;
    return {
      asset: {
        name,
        aliases: aliasesOf(name, entry.values("cn")),
        addresses: known(entry.values("ipHostNumber").filter((each) => addressOf(each.trim()) !== undefined)),
      },
      ownerDn: entry.values("owner")[0],
    };
  },
};
