import { AndFilter, EqualityFilter, PresenceFilter } from "ldapts";
import { type AccountState, type Dialect, exchange } from "./dialect.ts";

const attribute = "userAccountControl";
/** Bits of userAccountControl ([MS-ADTS] 2.2.16). */
const disabled = 0x2;
const ordinaryAccount = 0x200;
const machinesAndTrusts = 0x800 | 0x1000 | 0x2000;
const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Active Directory, Microsoft's and Samba's: an account is disabled by one bit, and every other bit stays as it is. */
export const activeDirectory: Dialect = {
  product: "Active Directory",
  attributes: ["objectGUID", "objectSid", attribute],
  nameAttributes: ["sAMAccountName", "userPrincipalName"],
  people: new AndFilter({
    filters: [
      new EqualityFilter({ attribute: "objectClass", value: "user" }),
      new EqualityFilter({ attribute: "objectCategory", value: "person" }),
    ],
  }),
  idOf(entry) {
    const bytes = entry.bytes("objectGUID");
    return bytes?.length === 16 ? guidOf(bytes) : undefined;
  },
  // The name by GUID is good wherever the entry moves to ([MS-ADTS] 3.1.1.3.1.2.4); ids that are none never get into a name.
  questionOf: (id) => ({ base: `<GUID=${checked(id)}>`, scope: "base", filter: new PresenceFilter({ attribute: "objectClass" }) }),
  aimAt: (id) => ({ dn: `<GUID=${checked(id)}>`, controls: [] }),
  whyNot(entry) {
    const bits = bitsOf(entry.values(attribute)[0]);
    if (bits === undefined) return "has no readable userAccountControl";
    if ((bits & machinesAndTrusts) !== 0 || (bits & ordinaryAccount) === 0) return "is a machine or a trust, not a person's account";
    const last = relativeId(entry.bytes("objectSid"));
    if (last === 500) return "is the built-in administrator, which opens the door when all others are shut";
    if (last === 502) return "is the account that signs the domain's tickets";
    return undefined;
  },
  stateOf(entry) {
    const [value = null] = entry.values(attribute);
    return { locked: ((bitsOf(value) ?? 0) & disabled) !== 0, value };
  },
  lock: (now) => (now.locked ? undefined : exchange(attribute, now.value, String((bitsOf(now.value) ?? 0) | disabled))),
  unlock(now: AccountState, before: AccountState) {
    if (before.locked || !now.locked) return undefined;
    return exchange(attribute, now.value, String((bitsOf(now.value) ?? 0) & ~disabled));
  },
  survives:
    "Kerberos tickets that were given out before go on until they expire (10 hours by default), and connections that are signed in stay so",
};

/** A signed 32-bit number in decimal, as the directory writes it. */
function bitsOf(value: string | null | undefined): number | undefined {
  return typeof value === "string" && /^-?\d{1,10}$/.test(value) ? Number(value) | 0 : undefined;
}

/** The last part of a security identifier ([MS-DTYP] 2.4.2.2), little-endian. */
function relativeId(sid: Buffer | undefined): number | undefined {
  return sid !== undefined && sid.length >= 12 && sid.length <= 68 ? sid.readUInt32LE(sid.length - 4) : undefined;
}

/** Sixteen bytes as people write them: the first three groups are little-endian ([MS-DTYP] 2.3.4). */
function guidOf(bytes: Buffer): string {
  const part = (from: number, to: number) => bytes.subarray(from, to).toString("hex");
  const turned = (from: number, to: number) => Buffer.from(bytes.subarray(from, to)).reverse().toString("hex");
  return [turned(0, 4), turned(4, 6), turned(6, 8), part(8, 10), part(10, 16)].join("-");
}

function checked(id: string): string {
  if (!guid.test(id)) throw new Error("not the id of an account in this directory");
  return id;
}
