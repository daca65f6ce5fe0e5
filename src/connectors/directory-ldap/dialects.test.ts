import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Change } from "ldapts";
import { activeDirectory } from "./active-directory.ts";
import type { AccountState, Dialect } from "./dialect.ts";
import { openLdap } from "./openldap.ts";
import type { DirectoryEntry } from "./session.ts";

const entryOf = (values: Record<string, string | null>, bytes: Record<string, Buffer> = {}): DirectoryEntry => ({
  dn: "cn=somebody",
  values: (attribute) => (values[attribute] == null ? [] : [values[attribute]]),
  bytes: (attribute) => bytes[attribute],
});

/** A directory of one attribute of one entry, which does what RFC 4511 4.6 says, and nothing when a value is not as expected. */
function applied(value: string | null, changes: readonly Change[]): string | null {
  let held = value;
  for (const { operation, modification } of changes) {
    const [named] = modification.values;
    if (operation === "delete") {
      if (held !== named) return value;
      held = null;
    } else {
      assert.equal(operation, "add");
      if (held !== null) return value;
      held = String(named);
    }
  }
  return held;
}

const stateOf = (dialect: Dialect, value: string | null): AccountState =>
  dialect.stateOf(entryOf(dialect === openLdap ? { pwdAccountLockedTime: value } : { userAccountControl: value }));
const changed = (value: string | null, changes: readonly Change[] | undefined) => (changes === undefined ? value : applied(value, changes));

const times = fc.constantFrom(null, "000001010000Z", "20260105101112Z", "20260105101112.123456Z");
const bits = fc.integer({ min: 0, max: 0x7fff_ffff }).map(String);

// Guarantees that undo is exact: whatever stood there, a lock and its undo leave what was, and a lock of somebody else's stays.
test("a lock and its undo leave what was, in both directories", () => {
  for (const [dialect, values] of [
    [openLdap, times],
    [activeDirectory, bits],
  ] as const) {
    fc.assert(
      fc.property(values, (value: string | null) => {
        const before = stateOf(dialect, value);
        const locked = changed(value, dialect.lock(before));
        assert.equal(stateOf(dialect, locked).locked, true);
        assert.equal(dialect.lock(stateOf(dialect, locked)), undefined);
        const back = dialect.unlock(stateOf(dialect, locked), before);
        assert.ok(back === undefined || !("notOurs" in back));
        assert.equal(changed(locked, back), value);
      }),
    );
  }
});

// Guarantees that nobody else's change is lost: between our reading and our writing, and between our lock and our undo, the value may become any other.
test("a value that changed under our hands is never overwritten", () => {
  fc.assert(
    fc.property(times, times, (read, now) => {
      const changes = openLdap.lock(stateOf(openLdap, read));
      if (read !== now) assert.equal(changed(now, changes), now);
    }),
  );
  fc.assert(
    fc.property(bits, bits, (read, now) => {
      const changes = activeDirectory.lock(stateOf(activeDirectory, read));
      if (read !== now) assert.equal(changed(now, changes), now);
    }),
  );
  fc.assert(
    fc.property(bits, bits, (first, later) => {
      const [before, now] = [stateOf(activeDirectory, first), stateOf(activeDirectory, later)];
      const back = activeDirectory.unlock(now, before);
      assert.ok(back === undefined || !("notOurs" in back));
      const after = Number(changed(later, back));
      assert.equal(after & ~0x2, Number(later) & ~0x2, "another bit than ours was changed");
      if (before.locked) assert.equal(after, Number(later));
    }),
  );
});

test("accounts that are not a person's are known by their bits and by the end of their identifier", () => {
  const sid = (last: number) => {
    const bytes = Buffer.alloc(28, 1);
    bytes.writeUInt32LE(last, 24);
    return bytes;
  };
  const why = (userAccountControl: string | null, last = 1_104) =>
    activeDirectory.whyNot(entryOf({ userAccountControl }, { objectSid: sid(last) }));
  assert.equal(why("512"), undefined);
  assert.equal(why("66050"), undefined);
  for (const machine of [0x1000, 0x2000, 0x800, 0x1000 | 0x200, 0x82000]) assert.match(why(String(machine)) ?? "", /machine/);
  for (const odd of [null, "", "abc", "5e2", "0x200", "99999999999"]) assert.match(why(odd) ?? "", /no readable/);
  assert.match(why("512", 500) ?? "", /administrator/);
  assert.match(why("514", 502) ?? "", /tickets/);
});

test("a GUID is written as the domain's own tools write it", () => {
  const bytes = Buffer.from("33221100554477668899aabbccddeeff", "hex");
  assert.equal(activeDirectory.idOf(entryOf({}, { objectGUID: bytes })), "00112233-4455-6677-8899-aabbccddeeff");
  assert.equal(activeDirectory.idOf(entryOf({}, { objectGUID: bytes.subarray(1) })), undefined);
  assert.throws(() => activeDirectory.aimAt("x>,cn=root", entryOf({})));
});
