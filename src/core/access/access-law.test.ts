import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { runs } from "../../testing/runs.ts";
import { SocError } from "../soc-error.ts";
import type { AccessEvent } from "./access-event.ts";
import { type Access, adminsOf, emptyAccess, grantableBy, personOf, rightsOfToken } from "./account.ts";
import type { AccessCommand, SignIn } from "./command.ts";
import { decideAccess } from "./decide.ts";
import { linkLastsMs } from "./decide-link.ts";
import { tokenLastsMaxMs } from "./decide-token.ts";
import { evolveAccess } from "./evolve.ts";
import { askLastsMs } from "./four-eyes.ts";
import { type AccessRole, accessRoles, type Right, rights } from "./right.ts";
import { hashOfSecret } from "./secret-text.ts";

const startMs = Date.UTC(2026, 5, 1);
const hex = (number: number) => number.toString(16).padStart(64, "0");

function obey(state: Access, command: AccessCommand): readonly AccessEvent[] {
  const facts = decideAccess(command, state);
  for (const fact of facts) evolveAccess(state, fact);
  return facts;
}

/** An installation with its first administrator, and others with roles. */
function installation(...others: readonly (readonly [name: string, ...roles: AccessRole[]])[]): Access {
  const state = emptyAccess();
  obey(state, { type: "MakeLink", by: "machine", link: hex(1), endsAtMs: startMs + linkLastsMs, ask: "ask-0", atMs: startMs });
  obey(state, { type: "UseLink", link: hex(1), name: "root", passwordHash: "h", atMs: startMs });
  for (const [name, ...roles] of others) {
    const made = obey(state, {
      type: "MakeAccount",
      by: "person:root",
      name,
      roles: roles.filter((role) => role !== "admin"),
      atMs: startMs,
    });
    const account = (made[0] as { account: string }).account;
    if (roles.includes("admin")) {
      obey(state, { type: "GiveRole", by: "machine", account, role: "admin", ask: `ask-${name}`, atMs: startMs });
    }
  }
  return state;
}

const idOf = (state: Access, name: string) => state.byName.get(name) ?? "";
const refuses = (code: string, work: () => unknown) => assert.throws(work, { code });

describe("laws of accounts", () => {
  test("the first administrator comes by a link of the machine, once, while nobody is there", () => {
    const state = emptyAccess();
    refuses("access/not-allowed", () =>
      obey(state, { type: "MakeLink", by: "person:root", link: hex(1), endsAtMs: startMs + 1, ask: "a", atMs: startMs }),
    );
    obey(state, { type: "MakeLink", by: "machine", link: hex(1), endsAtMs: startMs + 10 * linkLastsMs, ask: "a", atMs: startMs });
    obey(state, { type: "MakeLink", by: "machine", link: hex(2), endsAtMs: startMs + linkLastsMs, ask: "a", atMs: startMs });
    refuses("access/bad-link", () =>
      obey(state, { type: "UseLink", link: hex(1), name: "root", passwordHash: "h", atMs: startMs + linkLastsMs }),
    );
    refuses("access/bad-link", () => obey(state, { type: "UseLink", link: hex(3), name: "root", passwordHash: "h", atMs: startMs }));
    obey(state, { type: "UseLink", link: hex(1), name: "root", passwordHash: "h", atMs: startMs });
    assert.deepEqual(
      adminsOf(state).map(({ name }) => name),
      ["root"],
    );
    refuses("access/bad-link", () => obey(state, { type: "UseLink", link: hex(1), name: "eve", passwordHash: "h", atMs: startMs }));
    refuses("access/bad-link", () => obey(state, { type: "UseLink", link: hex(2), name: "eve", passwordHash: "h", atMs: startMs }));
    refuses("access/not-allowed", () =>
      obey(state, { type: "MakeLink", by: "machine", link: hex(4), endsAtMs: startMs, ask: "a", atMs: startMs }),
    );
  });

  test("one name is one account, in capitals and compatibility forms too, and never a word of JavaScript", () => {
    const state = installation(["mara", "viewer"]);
    for (const name of ["Mara", "MARA", "ｍara"])
      refuses("access/name-taken", () => obey(state, { type: "MakeAccount", by: "person:root", name, roles: [], atMs: startMs }));
    for (const name of ["", " mara", "a/b", "-a", "a".repeat(101), "ma\u202era"])
      refuses("access/bad-name", () => obey(state, { type: "MakeAccount", by: "person:root", name, roles: [], atMs: startMs }));
    for (const id of ["constructor", "__proto__", "toString"])
      refuses("access/unknown-account", () =>
        obey(state, { type: "GiveRole", by: "person:root", account: id, role: "viewer", ask: "a", atMs: startMs }),
      );
    obey(state, { type: "MakeAccount", by: "person:root", name: "constructor", roles: [], atMs: startMs });
    assert.equal(state.accounts.get(idOf(state, "constructor"))?.roles.size, 0);
  });

  test("nobody gives themselves a role, and only administrators give any", () => {
    const state = installation(["mara", "lead"]);
    for (const role of accessRoles) {
      refuses("access/not-allowed", () =>
        obey(state, { type: "GiveRole", by: "person:mara", account: idOf(state, "mara"), role, ask: "a", atMs: startMs }),
      );
      refuses("access/self-role", () =>
        obey(state, { type: "GiveRole", by: "person:root", account: idOf(state, "root"), role, ask: "a", atMs: startMs }),
      );
    }
  });

  test("what concerns an administrator takes two once there are two, and each once", () => {
    const state = installation(["anna", "admin"], ["mara", "viewer"]);
    const give = (by: "person:root" | "person:anna" | "person:mara", ask: string, atMs = startMs) =>
      obey(state, { type: "GiveRole", by, account: idOf(state, "mara"), role: "admin", ask, atMs });
    assert.deepEqual(
      give("person:root", "ask-1").map(({ type }) => type),
      ["ChangeAsked"],
    );
    assert.deepEqual(give("person:root", "ask-2"), []);
    refuses("access/not-allowed", () => give("person:mara", "ask-3"));
    // A day later it is asked anew.
    assert.equal(give("person:anna", "ask-4", startMs + askLastsMs)[0]?.type, "ChangeAsked");
    const [given] = give("person:root", "ask-5", startMs + askLastsMs);
    assert.deepEqual(given, {
      type: "RoleGiven",
      account: idOf(state, "mara"),
      role: "admin",
      origin: "given",
      by: "person:root",
      with: "person:anna",
      atMs: startMs + askLastsMs,
    });
    assert.equal([...state.asks.values()].filter(({ account }) => account === idOf(state, "mara")).length, 0);
  });

  test("the word of somebody who does not administer any more is none", () => {
    const state = installation(["anna", "admin"], ["berta", "admin"], ["mara", "viewer"]);
    const give = (by: "person:root" | "person:anna") =>
      obey(state, { type: "GiveRole", by, account: idOf(state, "mara"), role: "admin", ask: `ask-${by}`, atMs: startMs })[0]?.type;
    assert.equal(give("person:anna"), "ChangeAsked");
    obey(state, { type: "TakeRole", by: "machine", account: idOf(state, "anna"), role: "admin", ask: "x", atMs: startMs });
    assert.equal(give("person:root"), "ChangeAsked");
    refuses("access/not-allowed", () => give("person:anna"));
  });

  test("a link lets nobody in whose account is locked", () => {
    const state = installation(["mara", "viewer"]);
    const account = idOf(state, "mara");
    obey(state, { type: "MakeLink", by: "person:root", account, link: hex(8), endsAtMs: startMs + 10_000, ask: "a", atMs: startMs });
    obey(state, { type: "LockAccount", by: "person:root", account, because: "left", ask: "b", atMs: startMs });
    refuses("access/bad-link", () => obey(state, { type: "UseLink", link: hex(8), passwordHash: "h", atMs: startMs }));
  });

  test("a link for an administrator and a lock of one take two as well; one's own resignation does not", () => {
    const state = installation(["anna", "admin"], ["berta", "admin"]);
    const link = (by: "person:root" | "person:anna", secret: number) =>
      obey(state, {
        type: "MakeLink",
        by,
        account: idOf(state, "berta"),
        link: hex(secret),
        endsAtMs: startMs + 1_000,
        ask: `ask-${secret}`,
        atMs: startMs,
      });
    assert.equal(link("person:root", 5)[0]?.type, "ChangeAsked");
    assert.equal(state.links.size, 0);
    assert.equal(link("person:anna", 6)[0]?.type, "OneTimeLinkMade");
    const lock = (by: "person:root" | "person:berta") =>
      obey(state, { type: "LockAccount", by, account: idOf(state, "anna"), because: "left", ask: `lock-${by}`, atMs: startMs });
    assert.equal(lock("person:root")[0]?.type, "ChangeAsked");
    assert.equal(lock("person:berta")[0]?.type, "AccountLocked");
    assert.equal(
      obey(state, { type: "TakeRole", by: "person:berta", account: idOf(state, "berta"), role: "admin", ask: "x", atMs: startMs })[0]?.type,
      "RoleTaken",
    );
    refuses("access/last-admin", () =>
      obey(state, { type: "TakeRole", by: "person:root", account: idOf(state, "root"), role: "admin", ask: "y", atMs: startMs }),
    );
    refuses("access/last-admin", () =>
      obey(state, { type: "LockAccount", by: "machine", account: idOf(state, "root"), because: "b", ask: "z", atMs: startMs }),
    );
  });

  test("a link dies with the role of whoever made it, and takes every other proof and token of its account along", () => {
    const state = installation(["anna", "admin"], ["mara", "analyst"]);
    const mara = idOf(state, "mara");
    obey(state, { type: "AddPasskey", account: mara, passkey: "pk", publicKey: "k", counter: 0, label: "l", atMs: startMs });
    obey(state, {
      type: "MakeToken",
      account: mara,
      token: "t-1",
      hash: hex(77),
      label: "l",
      rights: ["read"],
      endsAtMs: startMs + 1_000,
      atMs: startMs,
    });
    const make = (secret: number) =>
      obey(state, {
        type: "MakeLink",
        by: "person:anna",
        account: mara,
        link: hex(secret),
        endsAtMs: startMs + 10_000,
        ask: "a",
        atMs: startMs,
      });
    make(8);
    make(9);
    obey(state, { type: "UseLink", link: hex(8), passwordHash: "new", atMs: startMs });
    const account = state.accounts.get(mara)!;
    assert.deepEqual([account.passwordHash, account.passkeys.size, state.tokens.size, state.byPasskey.size], ["new", 0, 0, 0]);
    assert.deepEqual([...account.roles.keys()], ["analyst"]);
    obey(state, { type: "TakeRole", by: "person:anna", account: idOf(state, "anna"), role: "admin", ask: "b", atMs: startMs });
    refuses("access/bad-link", () => obey(state, { type: "UseLink", link: hex(9), passwordHash: "new", atMs: startMs }));
  });
});

describe("links for the first administrator", () => {
  test("are made by any number of starts; the newest ones are good", () => {
    const state = emptyAccess();
    for (let start = 1; start <= 300; start++)
      obey(state, { type: "MakeLink", by: "machine", link: hex(start), endsAtMs: startMs + linkLastsMs, ask: "a", atMs: startMs });
    assert.equal(state.links.size, 5);
    refuses("access/bad-link", () => obey(state, { type: "UseLink", link: hex(295), name: "root", passwordHash: "h", atMs: startMs }));
    obey(state, { type: "UseLink", link: hex(296), name: "root", passwordHash: "h", atMs: startMs });
  });
});

describe("laws of signing in", () => {
  const signIn = (state: Access, proof: SignIn["proof"]) =>
    obey(state, {
      type: "SignIn",
      account: idOf(state, "root"),
      session: "s-1",
      proof,
      password: hashOfSecret("h"),
      address: "192.0.2.7",
      atMs: startMs,
    });

  test("whoever has a second factor shows it; a code, a recovery code and a counter count once", () => {
    const state = installation();
    const root = idOf(state, "root");
    signIn(state, { kind: "password" });
    obey(state, { type: "EnrolTotp", account: root, sealed: "s", step: 100, atMs: startMs });
    obey(state, { type: "MakeRecoveryCodes", account: root, hashes: [hex(1), hex(2)], atMs: startMs });
    obey(state, { type: "AddPasskey", account: root, passkey: "pk", publicKey: "k", counter: 5, label: "l", atMs: startMs });
    refuses("access/sign-in-failed", () => signIn(state, { kind: "password" }));
    refuses("access/sign-in-failed", () => signIn(state, { kind: "link" }));
    refuses("access/sign-in-failed", () => signIn(state, { kind: "password-and-code", step: 100 }));
    signIn(state, { kind: "password-and-code", step: 101 });
    refuses("access/sign-in-failed", () => signIn(state, { kind: "password-and-code", step: 101 }));
    refuses("access/bad-proof", () =>
      obey(state, { type: "StepUp", account: root, session: "s-1", proof: { kind: "code", step: 101 }, atMs: startMs }),
    );
    signIn(state, { kind: "password-and-recovery-code", code: hex(1) });
    refuses("access/sign-in-failed", () => signIn(state, { kind: "password-and-recovery-code", code: hex(1) }));
    refuses("access/sign-in-failed", () => signIn(state, { kind: "passkey", passkey: "pk", counter: 5 }));
    refuses("access/sign-in-failed", () => signIn(state, { kind: "passkey", passkey: "pk", counter: 0 }));
    signIn(state, { kind: "passkey", passkey: "pk", counter: 6 });
    refuses("access/sign-in-failed", () => signIn(state, { kind: "passkey", passkey: "pk", counter: 6 }));
    refuses("access/sign-in-failed", () => signIn(state, { kind: "passkey", passkey: "other", counter: 9 }));
  });

  test("a password that is not the account's any more lets nobody in, and overwrites none", () => {
    const state = installation();
    const root = idOf(state, "root");
    obey(state, { type: "SetPassword", account: root, hash: "n", instead: hashOfSecret("h"), atMs: startMs });
    refuses("access/sign-in-failed", () => signIn(state, { kind: "password" }));
    refuses("access/bad-proof", () =>
      obey(state, { type: "SetPassword", account: root, hash: "h", instead: hashOfSecret("h"), atMs: startMs }),
    );
    obey(state, { type: "EnrolTotp", account: root, sealed: "s", step: 100, atMs: startMs });
    refuses("access/sign-in-failed", () => signIn(state, { kind: "password-and-code", step: 101 }));
  });

  test("who comes by the provider alone makes no other way in: neither a password nor a passkey outlives the provider's yes", () => {
    const state = emptyAccess();
    const name = { issuer: "https://idp.example.test", subject: "u1" };
    const by = { provider: "idp", name, wantedName: "root", roles: ["lead"] as const, session: "s-1", address: "192.0.2.7" };
    obey(state, { type: "SignInByProvider", ...by, atMs: startMs });
    const root = idOf(state, "root");
    refuses("access/not-allowed", () => obey(state, { type: "SetPassword", account: root, hash: "h", instead: undefined, atMs: startMs }));
    obey(state, { type: "AddPasskey", account: root, passkey: "pk", publicKey: "k", counter: 5, label: "l", atMs: startMs });
    refuses("access/sign-in-failed", () => signIn(state, { kind: "passkey", passkey: "pk", counter: 6 }));
    obey(state, { type: "StepUp", account: root, session: "s-1", proof: { kind: "passkey", passkey: "pk", counter: 6 }, atMs: startMs });
  });

  test("who is locked does not come in by anything", () => {
    const state = installation(["anna", "admin"]);
    obey(state, { type: "LockAccount", by: "machine", account: idOf(state, "root"), because: "b", ask: "a", atMs: startMs });
    refuses("access/sign-in-failed", () => signIn(state, { kind: "password" }));
    refuses("access/not-allowed", () =>
      obey(state, { type: "SetPassword", account: idOf(state, "root"), hash: "n", instead: hashOfSecret("h"), atMs: startMs }),
    );
  });

  test("a setting is on the record when it changed, and an export always", () => {
    const state = installation();
    const note = (digest: string) =>
      obey(state, { type: "NoteSetting", setting: "watchkeeper.yaml", digest, by: "machine", atMs: startMs }).length;
    assert.deepEqual([note("a"), note("a"), note("b"), note("a")], [1, 0, 1, 1]);
    const taken = () => obey(state, { type: "NoteExport", what: "pack", digest: "d", by: "person:root", atMs: startMs }).length;
    assert.deepEqual([taken(), taken()], [1, 1]);
    const [byToken] = obey(state, {
      type: "NoteExport",
      what: "x".repeat(2_000),
      digest: "d",
      by: "person:root",
      token: "t-1",
      atMs: startMs,
    });
    assert.ok(byToken?.type === "ExportMade" && byToken.token === "t-1" && byToken.by === "person:root" && byToken.what.length === 1_000);
  });

  test("failures leave about log2(n) facts", () => {
    const state = installation();
    const facts = Array.from({ length: 10_000 }, (_, index) =>
      obey(state, { type: "NoteFailure", subject: "unknown", count: index + 1, address: "192.0.2.7", atMs: startMs }),
    ).flat();
    assert.equal(facts.length, 14);
  });

  test("a provider's person is one account by issuer and subject, takes no local account over, and follows the claim but for what people gave", () => {
    const state = installation(["mara", "lead"]);
    const byProvider = (subject: string, wantedName: string, roles: AccessRole[], issuer = "https://id.example.test") =>
      obey(state, {
        type: "SignInByProvider",
        provider: "id",
        name: { issuer, subject },
        wantedName,
        roles,
        session: "s",
        address: "192.0.2.7",
        atMs: startMs,
      });
    refuses("access/name-taken", () => byProvider("1", "Mara", ["admin"]));
    refuses("access/sign-in-failed", () => byProvider("2", "berta", []));
    byProvider("2", "berta", ["analyst"]);
    const berta = idOf(state, "berta");
    obey(state, { type: "GiveRole", by: "person:root", account: berta, role: "viewer", ask: "a", atMs: startMs });
    byProvider("2", "renamed", ["responder"]);
    assert.deepEqual([...(state.accounts.get(berta)?.roles.keys() ?? [])].toSorted(), ["responder", "viewer"]);
    refuses("access/name-taken", () => byProvider("2", "berta", ["admin"], "https://evil.example.test"));
    obey(state, { type: "LockAccount", by: "person:root", account: berta, because: "left", ask: "a", atMs: startMs });
    refuses("access/sign-in-failed", () => byProvider("2", "berta", ["analyst"]));
  });
});

describe("laws of tokens", () => {
  test("carry some of their maker's rights for a year at most, and lose what the maker loses", () => {
    const state = installation(["mara", "responder"]);
    const mara = idOf(state, "mara");
    const make = (wanted: readonly Right[], lastsMs = 1_000, id = "t") =>
      obey(state, {
        type: "MakeToken",
        account: mara,
        token: id,
        hash: hex(50 + state.tokens.size),
        label: "l",
        rights: wanted,
        endsAtMs: startMs + lastsMs,
        atMs: startMs,
      });
    for (const wanted of [["lead"], ["administer"], ["ingest"], ["audit"], ["read", "lead"], []] as Right[][])
      refuses("access/bad-token", () => make(wanted));
    for (const lastsMs of [0, -1, tokenLastsMaxMs + 1, Number.NaN, Number.POSITIVE_INFINITY])
      refuses("access/bad-token", () => make(["read"], lastsMs));
    make(["respond", "read"], tokenLastsMaxMs, "t-1");
    obey(state, { type: "TakeRole", by: "person:root", account: mara, role: "responder", ask: "a", atMs: startMs });
    assert.deepEqual([...rightsOfToken(state.tokens.get("t-1")!, state.accounts.get(mara)!)], []);
    refuses("access/unknown-token", () => obey(state, { type: "RevokeToken", by: "person:eve", token: "t-1", atMs: startMs }));
    refuses("access/unknown-token", () => obey(state, { type: "RevokeToken", by: "person:root", token: "constructor", atMs: startMs }));
    obey(state, { type: "RevokeToken", by: "person:mara", token: "t-1", atMs: startMs });
    assert.equal(state.byTokenHash.size, 0);
  });
});

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
