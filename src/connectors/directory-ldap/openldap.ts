import { BerWriter, Control, EqualityFilter, type Filter, OrFilter } from "ldapts";
import { type AccountState, type Dialect, exchange } from "./dialect.ts";

const attribute = "pwdAccountLockedTime";
/** Locked until somebody unlocks it (draft-behera-ldap-password-policy, 5.3.3). Any other value is a lock that wears off. */
const lockedForGood = "000001010000Z";
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** OpenLDAP with its password policy overlay: an account is locked by the attribute `pwdAccountLockedTime`. */
export const openLdap: Dialect = {
  product: "OpenLDAP",
  attributes: ["entryUUID", attribute],
  nameAttributes: ["uid"],
  // Unix accounts need not be persons.
  people: new OrFilter({ filters: ["person", "posixAccount"].map((value) => new EqualityFilter({ attribute: "objectClass", value })) }),
  idOf: (entry) => entry.values("entryUUID").find((id) => uuid.test(id)),
  questionOf: (id, base) => ({ base, scope: "sub", filter: byId(id) }),
  aimAt: (id, { dn }) => ({ dn, controls: [new Assertion(byId(id))] }),
  whyNot: () => undefined,
  stateOf(entry) {
    const [value = null] = entry.values(attribute);
    return { locked: value === lockedForGood, value };
  },
  lock: (now) => (now.locked ? undefined : exchange(attribute, now.value, lockedForGood)),
  unlock(now: AccountState, before: AccountState) {
    if (before.locked || now.value === before.value) return undefined;
    if (!now.locked) return { notOurs: "somebody else has unlocked it since, or it was locked for a while" };
    return exchange(attribute, now.value, before.value);
  },
  survives: "connections that are signed in already stay so until they end",
};

const byId = (id: string) => new EqualityFilter({ attribute: "entryUUID", value: id });

/** The directory changes the entry only if the filter holds of it at that moment (RFC 4528). */
class Assertion extends Control {
  static oid = "1.3.6.1.1.12";
  readonly filter: Filter;
  constructor(filter: Filter) {
    super(Assertion.oid, { critical: true });
    this.filter = filter;
  }
  override writeControl(writer: BerWriter): void {
    const value = new BerWriter();
    this.filter.write(value);
    writer.writeBuffer(value.buffer, octetString);
  }
}

const octetString = 0x04;
/** Which control the directory must know (RFC 4528). */
export const assertionOid = Assertion.oid;
