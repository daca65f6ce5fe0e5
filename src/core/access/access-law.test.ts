import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { hex, installation, obey, startMs } from "../../testing/access-law-scene.ts";
import { runs } from "../../testing/runs.ts";
import { SocError } from "../soc-error.ts";
import type { AccessEvent } from "./access-event.ts";
import { adminsOf, emptyAccess, grantableBy, personOf, rightsOfToken } from "./account.ts";
import type { AccessCommand } from "./command.ts";
import { decideAccess } from "./decide.ts";
import { tokenLastsMaxMs } from "./decide-token.ts";
import { evolveAccess } from "./evolve.ts";
import { accessRoles, rights } from "./right.ts";

// Guarantees: whatever is asked of it, in whatever order and by whomever, the laws hold after each step.
describe("a long history of any commands", () => {
  const people = ["person:root", "person:anna", "person:berta", "person:mara", "person:nobody", "machine", "provider:id"] as const;
  const who = fc.constantFrom(...people);
  const account = fc.constantFrom("a-000001", "a-000002", "a-000003", "a-000004", "a-000009");
  const role = fc.constantFrom(...accessRoles);
  const number = fc.nat(30);
  const wanted = fc.uniqueArray(fc.constantFrom(...rights), { maxLength: 3 });
  const command = fc.oneof(
    fc.record({ type: fc.constantFrom("GiveRole" as const, "TakeRole" as const), by: who, account, role, ask: number.map(String) }),
    fc.record({ type: fc.constant("LockAccount" as const), by: who, account, because: fc.constantFrom("b", ""), ask: number.map(String) }),
    fc.record({ type: fc.constant("UnlockAccount" as const), by: who, account, because: fc.constant("b") }),
    fc.record({
      type: fc.constant("MakeAccount" as const),
      by: who,
      name: fc.constantFrom("berta", "mara", "anna", "eve"),
      roles: fc.uniqueArray(role, { maxLength: 2 }),
    }),
    fc.record({
      type: fc.constant("MakeLink" as const),
      by: who,
      account,
      link: number.map(hex),
      endsAtMs: fc.constant(startMs + 1e9),
      ask: number.map(String),
    }),
    fc.record({ type: fc.constant("UseLink" as const), link: number.map(hex), name: fc.constant("eve"), passwordHash: fc.constant("h") }),
    fc.record({
      type: fc.constant("MakeToken" as const),
      account,
      token: number.map((id) => `t-${id}`),
      hash: number.map(hex),
      label: fc.constant("l"),
      rights: wanted,
      endsAtMs: fc.integer({ min: startMs, max: startMs + 5e6 }),
    }),
    fc.record({ type: fc.constant("RevokeToken" as const), by: who, token: number.map((id) => `t-${id}`) }),
    fc.record({
      type: fc.constant("DropAsk" as const),
      by: fc.constantFrom("person:root" as const, "person:mara" as const),
      ask: number.map(String),
    }),
    fc.record({
      type: fc.constant("SignInByProvider" as const),
      provider: fc.constant("id"),
      name: fc.record({ issuer: fc.constant("i"), subject: number.map(String) }),
      wantedName: fc.constantFrom("mara", "zoe"),
      roles: fc.uniqueArray(role, { maxLength: 2 }),
      session: fc.constant("s"),
      address: fc.constant("192.0.2.7"),
    }),
  );

  test("never loses its last administrator, gives nobody a role by their own word, and grants no right that its maker lacks", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(command, fc.nat(2_000_000)), { maxLength: 80 }), (steps) => {
        const state = installation(["anna", "admin"], ["berta", "lead"]);
        let atMs = startMs;
        for (const [given, laterMs] of steps) {
          atMs += laterMs;
          const before = adminsOf(state).length;
          let facts: readonly AccessEvent[] = [];
          try {
            facts = decideAccess({ ...given, atMs } as AccessCommand, state);
          } catch (error) {
            assert.ok(error instanceof SocError && error.code.startsWith("access/"), String(error));
            continue;
          }
          for (const fact of facts) {
            if (fact.type === "RoleGiven") {
              const subject = state.accounts.get(fact.account);
              assert.notEqual(fact.by, subject && personOf(subject));
              const isByPerson = fact.by.startsWith("person:");
              if (fact.role === "admin" && isByPerson && before >= 2) assert.ok(fact.with !== undefined && fact.with !== fact.by);
            }
            if (fact.type === "TokenMade") {
              const maker = state.accounts.get(fact.account)!;
              assert.ok(fact.rights.every((right) => grantableBy(maker).has(right)));
              assert.ok(fact.endsAtMs <= atMs + tokenLastsMaxMs);
            }
            evolveAccess(state, fact);
          }
          assert.ok(adminsOf(state).length >= 1, "nobody administers any more");
          assert.equal(state.byName.size, state.accounts.size);
          for (const [hash, id] of state.byTokenHash) assert.equal(state.tokens.get(id)?.hash, hash);
          for (const token of state.tokens.values()) {
            const maker = state.accounts.get(token.account);
            if (maker?.locked) assert.equal(rightsOfToken(token, maker).size, 0);
          }
        }
      }),
      { numRuns: runs(300) },
    );
  });

  test("is the same when its facts went through JSON, and a fact about somebody erased changes nothing", () => {
    const facts: AccessEvent[] = [];
    const state = emptyAccess();
    const record = (command: AccessCommand) => facts.push(...obey(state, command));
    record({ type: "MakeLink", by: "machine", link: hex(1), endsAtMs: startMs + 1_000, ask: "a", atMs: startMs });
    record({ type: "UseLink", link: hex(1), name: "root", passwordHash: "h", atMs: startMs });
    record({ type: "MakeAccount", by: "person:root", name: "mara", roles: ["viewer"], atMs: startMs });
    record({
      type: "MakeToken",
      account: "a-000002",
      token: "t-1",
      hash: hex(3),
      label: "l",
      rights: ["read"],
      endsAtMs: startMs + 1,
      atMs: startMs,
    });
    const again = emptyAccess();
    for (const fact of JSON.parse(JSON.stringify(facts)) as AccessEvent[]) evolveAccess(again, fact);
    assert.deepEqual(again, state);
    const erased = emptyAccess();
    for (const fact of facts) if (!("account" in fact) || fact.account !== "a-000002") evolveAccess(erased, fact);
    assert.equal(erased.byName.has("mara"), false);
    assert.equal(erased.tokens.size, 0);
    assert.equal(adminsOf(erased).length, 1);
  });
});
