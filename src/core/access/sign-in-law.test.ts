import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { hex, idOf, installation, obey, refuses, startMs } from "../../testing/access-law-scene.ts";
import { type Access, emptyAccess } from "./account.ts";
import type { SignIn } from "./command.ts";
import type { AccessRole } from "./right.ts";
import { hashOfSecret } from "./secret-text.ts";

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
