import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { hex, idOf, installation, obey, refuses, startMs } from "../../testing/access-law-scene.ts";
import { adminsOf, emptyAccess } from "./account.ts";
import { linkLastsMs } from "./decide-link.ts";
import { askLastsMs } from "./four-eyes.ts";
import { accessRoles } from "./right.ts";

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
