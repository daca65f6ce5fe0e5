import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { hashOfSecret } from "../../core/access/secret-text.ts";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { codeNow, goodPassword, openAccessScene, root, sceneOrigin } from "../../testing/access-scene.ts";
import { memoryAccessStore } from "../../testing/memory-access-store.ts";

const minuteMs = 60_000;

describe("a session", () => {
  test("is a cookie that no script reads and no other site sends, and over TLS one that no other host can set", async () => {
    const scene = await openAccessScene({ server: { proxies: ["127.0.0.1"] } });
    await scene.admin();
    const page = scene.browser();
    const plain = String((await page.signIn("password", root)).headers["set-cookie"]);
    assert.match(plain, /wk-session=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200(,|$)/);
    assert.ok(!plain.includes("Secure"));
    const secure = scene.browser({ address: "127.0.0.1", host: "soc.example.test", origin: "https://soc.example.test" });
    const answer = await secure.ask("POST", "/api/v1/sign-in/password", root, {
      "x-forwarded-proto": "https",
      "x-forwarded-for": "192.0.2.7",
    });
    assert.match(
      String(answer.headers["set-cookie"]),
      /__Host-wk-session=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Secure; Max-Age=43200/,
    );
    // Without TLS and not on this machine nobody signs in, and no session counts.
    const open = scene.browser({ host: "soc.example.test", origin: "http://soc.example.test" });
    assert.equal((await open.signIn("password", root)).json().code, "access/not-allowed");
    for (const [name, value] of page.cookies) open.cookies.set(name, value);
    assert.equal((await open.ask("GET", "/api/v1/session")).statusCode, 401);
  });

  test("ends after half an hour without a request and after twelve hours in any case", async () => {
    const scene = await openAccessScene();
    const page = await scene.admin();
    const alive = async () => (await page.ask("GET", "/api/v1/session")).statusCode === 200;
    scene.clock.pass(30 * minuteMs);
    assert.ok(await alive());
    scene.clock.pass(30 * minuteMs + 1);
    assert.ok(!(await alive()));
    await page.signIn("password", root);
    for (let minutes = 0; minutes < 12 * 60; minutes += 20) {
      assert.ok(await alive(), String(minutes));
      scene.clock.pass(20 * minuteMs);
    }
    assert.ok(await alive());
    scene.clock.pass(1);
    assert.ok(!(await alive()));
  });

  test("has another secret after each sign-in and each step-up, and the old one is none", async () => {
    const scene = await openAccessScene();
    const page = await scene.admin();
    const before = page.cookies.get("wk-session")!;
    const secret = await page.enrolTotp(scene.clock);
    const after = page.cookies.get("wk-session")!;
    assert.notEqual(after, before);
    const old = scene.browser();
    old.cookies.set("wk-session", before);
    assert.equal((await old.ask("GET", "/api/v1/session")).statusCode, 401);
    scene.clock.pass(30_000);
    const { ticket } = (await page.ask("POST", "/api/v1/session/step-up/options")).json();
    const stepped = await page.ask("POST", "/api/v1/session/step-up", {
      ticket,
      factor: { kind: "code", code: codeNow(secret, scene.clock) },
    });
    assert.equal(stepped.statusCode, 200);
    assert.notEqual(page.cookies.get("wk-session"), after);
  });

  test("is listed and ended by its own person, and by nobody else", async () => {
    const scene = await openAccessScene();
    const admin = await scene.admin();
    const mara = await scene.person("mara", ["viewer"]);
    const second = scene.browser({ address: "192.0.2.55" });
    await second.signIn("password", { name: "mara", password: goodPassword });
    const { sessions } = (await mara.ask("GET", "/api/v1/sessions")).json() as {
      sessions: { id: string; here: boolean; address: string }[];
    };
    assert.deepEqual(sessions.map(({ here }) => here).toSorted(), [false, true]);
    const other = sessions.find(({ here }) => !here)!;
    assert.equal(other.address, "192.0.2.55");
    assert.equal((await admin.ask("DELETE", `/api/v1/sessions/${other.id}`)).json().code, "access/unknown-session");
    assert.equal((await mara.ask("DELETE", `/api/v1/sessions/${other.id}`)).statusCode, 204);
    assert.equal((await second.ask("GET", "/api/v1/session")).statusCode, 401);
    await mara.ask("DELETE", "/api/v1/session");
    assert.equal(mara.cookies.has("wk-session"), false);
    assert.equal((await mara.ask("GET", "/api/v1/session")).statusCode, 401);
  });

  test("ends at once when its account is locked, its password changed elsewhere, or a link of it used", async () => {
    const scene = await openAccessScene();
    await scene.admin();
    const mara = await scene.person("mara", ["viewer"]);
    const second = scene.browser({ address: "192.0.2.55" });
    await second.signIn("password", { name: "mara", password: goodPassword });
    const next = "another violet tractor";
    assert.equal((await mara.ask("PUT", "/api/v1/account/password", { now: "not it at all", next })).json().code, "access/bad-proof");
    assert.equal((await mara.ask("PUT", "/api/v1/account/password", { now: goodPassword, next })).statusCode, 204);
    assert.equal((await second.ask("GET", "/api/v1/session")).statusCode, 401);
    assert.equal((await mara.ask("GET", "/api/v1/session")).statusCode, 200);
    const { record, clock } = scene.parts();
    const account = (await record.state()).byName.get("mara")!;
    await record.obey({ type: "LockAccount", by: "machine", account, because: "left", ask: "a", atMs: clock.nowMs() });
    assert.equal((await mara.ask("GET", "/api/v1/session")).statusCode, 401);
  });

  // Guarantees: whoever can write every row of the database gains no session, nobody else's account, and no step-up.
  test("is none when rows were written, copied or changed in the database", async () => {
    const store = memoryAccessStore();
    const scene = await openAccessScene({ stores: () => ({ store, journal: memoryJournalStore() }) });
    await scene.admin();
    const mara = await scene.person("mara", ["viewer"]);
    const text = mara.cookies.get("wk-session")!;
    const [, secret = "", seal = ""] = text.split(".");
    const own = (await store.sessions.find(hashOfSecret(secret)))!;
    const tampered = async (row: Partial<typeof own>, cookie = text) => {
      await store.sessions.end("a-000001", {});
      await store.sessions.end("a-000002", {});
      await store.sessions.begin({ ...own, ...row });
      const page = scene.browser();
      page.cookies.set("wk-session", cookie);
      return (await page.ask("GET", "/api/v1/session")).statusCode;
    };
    assert.equal(await tampered({}), 200);
    assert.equal(await tampered({ account: "a-000001" }), 401, "another account");
    assert.equal(await tampered({ steppedUpAtMs: scene.clock.nowMs() }), 401, "a step-up");
    assert.equal(await tampered({ madeAtMs: own.madeAtMs + 1 }), 401, "a longer life");
    const forged = "ab".repeat(32);
    assert.equal(await tampered({ hash: hashOfSecret(forged) }, `default.${forged}.${seal}`), 401, "a secret of their own");
    assert.equal(await tampered({}, `other.${secret}.${seal}`), 401);
  });
});

describe("what changes something in a session", () => {
  test("needs the code of this very session, and a browser that names our own page", async () => {
    const scene = await openAccessScene();
    const admin = await scene.admin();
    const mara = await scene.person("mara", ["viewer"]);
    const ask = async (headers: Record<string, string | undefined>) =>
      (await admin.ask("POST", "/api/v1/session/step-up/options", undefined, headers)).json().code;
    const csrf = "x-watchkeeper-csrf";
    assert.equal(await ask({ [csrf]: undefined }), "access/forged-request");
    assert.equal(await ask({ [csrf]: mara.csrf }), "access/forged-request");
    assert.equal(await ask({ [csrf]: "0".repeat(64) }), "access/forged-request");
    assert.equal(await ask({ origin: undefined, "sec-fetch-site": undefined }), "access/forged-request");
    for (const headers of [
      { origin: "https://evil.test" },
      { origin: "null" },
      { origin: undefined, "sec-fetch-site": "cross-site" },
      { origin: undefined, "sec-fetch-site": "same-site" },
      { origin: sceneOrigin.replace("8420", "8421") },
    ] as Record<string, string | undefined>[])
      assert.ok(["access/forged-request", "server/other-origin"].includes(await ask(headers)), JSON.stringify(headers));
    assert.equal(await ask({}), "access/no-second-factor");
    // A code does not outlive the secret that it was made for.
    const before = admin.csrf;
    await admin.enrolTotp(scene.clock);
    assert.notEqual(admin.csrf, before);
    assert.equal(await ask({ [csrf]: before }), "access/forged-request");
  });

  test("is not done because of two cookies of one name, or a cookie in another's name", async () => {
    const scene = await openAccessScene();
    const admin = await scene.admin();
    const text = admin.cookies.get("wk-session");
    const answer = (cookie: string) => admin.ask("GET", "/api/v1/session", undefined, { cookie });
    assert.equal((await answer(`wk-session=${text}`)).statusCode, 200);
    assert.equal((await answer(`wk-session=${text}; wk-session=${text}`)).statusCode, 401);
    assert.equal((await answer(`__Host-wk-session=${text}`)).statusCode, 401);
    assert.equal((await answer(`wk-session="${text}"`)).statusCode, 401);
    assert.equal((await answer(`x=1; wk-session=${text}; y=${"z".repeat(20_000)}`)).statusCode >= 400, true);
  });
});

describe("a token", () => {
  async function withToken() {
    const scene = await openAccessScene();
    const admin = await scene.admin();
    await admin.enrolTotp(scene.clock);
    const make = (rights: readonly string[], lastsMs = 1e6) =>
      admin.ask("POST", "/api/v1/tokens", { label: "robot", rights, endsAt: new Date(scene.clock.nowMs() + lastsMs).toISOString() });
    return { scene, admin, make };
  }

  test("says who asks without a cookie and without a page, and is never taken from a cookie or an address", async () => {
    const { scene, make } = await withToken();
    const { id, token } = (await make(["read", "ingest"])).json();
    assert.match(token, /^wk_default_[0-9a-f]{64}$/);
    const who = await scene.parts().record.state();
    assert.ok(who.tokens.has(id));
    const machine = scene.browser();
    const by = (headers: Record<string, string | undefined>) => machine.ask("GET", "/api/v1/session", undefined, headers);
    // Signed in, but no session: what is about one's own account takes a person.
    assert.equal((await by({ authorization: `Bearer ${token}` })).json().code, "access/not-allowed");
    for (const authorization of [
      `Bearer ${token}x`,
      `Bearer wk_default_${"0".repeat(64)}`,
      `Basic ${token}`,
      token,
      "Bearer",
      `Bearer wk_other_${token.slice(-64)}`,
    ])
      assert.equal((await by({ authorization })).statusCode, 401, authorization);
    machine.cookies.set("wk-session", token);
    assert.equal((await by({})).statusCode, 401);
    assert.equal((await machine.ask("GET", `/api/v1/session?token=${token}`)).statusCode, 401);
  });

  test("a bad token is not made good by a good cookie beside it", async () => {
    const { admin } = await withToken();
    assert.equal((await admin.ask("GET", "/api/v1/session", undefined, { authorization: "Bearer wk_default_x" })).statusCode, 401);
  });

  test("takes a step-up, rights of one's own and an end; ends then, when revoked, and when its maker goes", async () => {
    const { scene, admin, make } = await withToken();
    assert.equal((await make(["respond"])).json().code, "access/bad-token");
    assert.equal((await make(["read"], 400 * 86_400_000)).json().code, "access/bad-token");
    const first = (await make(["read"])).json();
    const second = (await make(["read"], 100 * 86_400_000)).json();
    const asks = async (token: string) =>
      (await scene.browser().ask("GET", "/api/v1/account", undefined, { authorization: `Bearer ${token}` })).statusCode;
    assert.deepEqual([await asks(first.token), await asks(second.token)], [403, 403]);
    assert.equal((await admin.ask("DELETE", `/api/v1/tokens/${first.id}`)).statusCode, 204);
    assert.deepEqual([await asks(first.token), await asks(second.token)], [401, 403]);
    const { tokens } = (await admin.ask("GET", "/api/v1/tokens")).json();
    assert.deepEqual(
      tokens.map(({ id, usedAt }: { id: string; usedAt: string | null }) => [id, usedAt !== null]),
      [[second.id, true]],
    );
    scene.clock.pass(5 * minuteMs + 1);
    assert.equal((await make(["read"])).json().code, "server/step-up");
    scene.clock.pass(100 * 86_400_000);
    assert.equal(await asks(second.token), 401);
  });
});
