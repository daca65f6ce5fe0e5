import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { makeLink } from "../../engine/access/people.ts";
import { codeNow, goodPassword, home, openAccessScene, root, sceneOrigin } from "../../testing/access-scene.ts";
import { softPasskey } from "../../testing/soft-passkey.ts";

describe("the first start", () => {
  test("the link makes the administrator, once; nothing is there before, and no default password", async () => {
    const scene = await openAccessScene();
    const stranger = scene.browser();
    for (const password of ["", "admin", "password", "watchkeeper", goodPassword])
      assert.ok((await stranger.signIn("password", { name: "root", password: password || " " })).statusCode === 401);
    const admin = await scene.admin();
    const session = (await admin.ask("GET", "/api/v1/session")).json();
    assert.deepEqual([session.person, session.roles, session.rights], ["person:root", ["admin"], ["read", "administer"]]);
    assert.equal(
      (await stranger.signIn("link", { link: "0".repeat(64), name: "eve", password: goodPassword })).json().code,
      "access/bad-link",
    );
  });

  test("a weak password is refused and the link stays good", async () => {
    const scene = await openAccessScene();
    const link = await makeLink(scene.parts(), "machine", undefined);
    const page = scene.browser();
    const asked = { link: link!.secret, name: "root" };
    assert.equal((await page.signIn("link", { ...asked, password: "Password2026" })).json().code, "access/weak-password");
    assert.equal((await page.signIn("link", { ...asked, password: goodPassword })).statusCode, 200);
    assert.equal((await page.signIn("link", { ...asked, password: goodPassword })).json().code, "access/bad-link");
  });
});

describe("a password", () => {
  test("lets in, and every failure has one and the same answer", async () => {
    const scene = await openAccessScene();
    await scene.admin();
    await scene.person("mara", ["analyst"]);
    const state = await scene.parts().record.state();
    await scene.parts().record.obey({
      type: "LockAccount",
      by: "machine",
      account: state.byName.get("mara")!,
      because: "left",
      ask: "a",
      atMs: scene.clock.nowMs(),
    });
    const page = scene.browser({ address: "192.0.2.9" });
    const bodies = new Set<string>();
    for (const wrong of [
      { ...root, password: "another tractor moss" },
      { ...root, name: "nobody-here" },
      { ...root, name: "mara" },
      { ...root, name: "constructor" },
      { ...root, tenant: "elsewhere" },
      { ...root, password: `${goodPassword}${"x".repeat(400)}` },
    ]) {
      const answer = await page.signIn("password", wrong);
      assert.equal(answer.statusCode, 401);
      const { request: _request, ...body } = answer.json();
      bodies.add(JSON.stringify(body));
      assert.equal(answer.cookies.length, 0);
    }
    assert.equal(bodies.size, 1, [...bodies].join("\n"));
    assert.equal((await page.signIn("password", root)).json().step, "in");
    assert.deepEqual(scene.troubles, []);
  });

  test("may be tried a few times, then after waits; a device that is known and a passkey are not held up", async () => {
    const scene = await openAccessScene();
    const known = await scene.admin();
    const passkey = softPasskey("es256", home);
    const begun = (await known.ask("POST", "/api/v1/account/passkeys/options")).json();
    await known.ask("POST", "/api/v1/account/passkeys", {
      ticket: begun.ticket,
      made: passkey.make(begun.options.challenge),
      label: "key",
    });
    const attacker = scene.browser({ address: "198.51.100.1" });
    const seen: number[] = [];
    for (let time = 0; time < 9; time++)
      seen.push((await attacker.signIn("password", { ...root, password: `wrong wrong ${time}` })).statusCode);
    assert.deepEqual(seen, [401, 401, 401, 401, 401, 401, 429, 429, 429]);
    const refusal = await attacker.signIn("password", root);
    assert.deepEqual([refusal.statusCode, refusal.json().code, refusal.headers["retry-after"]], [429, "access/too-soon", "1"]);
    // Elsewhere the account waits too, with the right password as well, but not for long.
    assert.equal((await scene.browser({ address: "203.0.113.4" }).signIn("password", root)).statusCode, 429);
    const back = await known.signIn("password", root);
    assert.equal(back.json().step, "second-factor");
    const elsewhere = scene.browser({ address: "203.0.113.5" });
    const asked = (await elsewhere.signIn("passkey/options", {})).json();
    const shown = passkey.show(asked.options.challenge, { userHandle: "a-000001" });
    assert.equal((await elsewhere.signIn("passkey", { ticket: asked.ticket, shown })).json().step, "in");
    scene.clock.pass(60_000);
    assert.equal((await scene.browser({ address: "203.0.113.6" }).signIn("password", root)).statusCode, 200);
  });

  test("a device of one account is no device of another, and none that somebody made up", async () => {
    const scene = await openAccessScene();
    await scene.admin();
    const mara = await scene.person("mara", ["viewer"]);
    for (let time = 0; time < 8; time++)
      await scene.browser({ address: "198.51.100.1" }).signIn("password", { ...root, password: "wrong wrong wrong" });
    assert.equal((await mara.signIn("password", root)).statusCode, 429);
    mara.cookies.set("wk-device", `${"0".repeat(32)}.${"0".repeat(64)}`);
    assert.equal((await mara.signIn("password", root)).statusCode, 429);
  });
});

describe("a second factor", () => {
  test("is asked for once it is there; a code counts once, and wrong ones are few", async () => {
    const scene = await openAccessScene();
    const admin = await scene.admin();
    const secret = await admin.enrolTotp(scene.clock);
    const page = scene.browser({ address: "192.0.2.9" });
    const half = (await page.signIn("password", root)).json();
    assert.deepEqual([half.step, half.ways], ["second-factor", ["code"]]);
    assert.equal((await page.ask("GET", "/api/v1/session")).statusCode, 401);
    const used = codeNow(secret, scene.clock);
    assert.equal((await page.signIn("factor", { ticket: half.ticket, factor: { kind: "code", code: used } })).statusCode, 401);
    scene.clock.pass(30_000);
    const code = codeNow(secret, scene.clock);
    assert.equal((await page.signIn("factor", { ticket: half.ticket, factor: { kind: "code", code } })).json().step, "in");
    assert.equal((await page.signIn("factor", { ticket: half.ticket, factor: { kind: "code", code } })).statusCode, 401);
    const again = (await page.signIn("password", root)).json();
    assert.equal((await page.signIn("factor", { ticket: again.ticket, factor: { kind: "code", code } })).statusCode, 401);
    const tries: number[] = [];
    const other = scene.browser({ address: "192.0.2.10" });
    for (let time = 0; time < 9; time++)
      tries.push((await other.signIn("factor", { ticket: again.ticket, factor: { kind: "code", code: "000000" } })).statusCode);
    assert.ok(tries.includes(429), String(tries));
  });

  test("a ticket is of its account, kind and time, and none that somebody made", async () => {
    const scene = await openAccessScene();
    const admin = await scene.admin();
    const secret = await admin.enrolTotp(scene.clock);
    const page = scene.browser({ address: "192.0.2.9" });
    const half = (await page.signIn("password", root)).json();
    const other = (await page.signIn("passkey/options", {})).json();
    scene.clock.pass(30_000);
    const factor = { kind: "code", code: codeNow(secret, scene.clock) };
    for (const ticket of [other.ticket, `${half.ticket}A`, half.ticket.slice(2), "AAAA"])
      assert.equal((await page.signIn("factor", { ticket, factor })).statusCode, 401);
    scene.clock.pass(5 * 60_000);
    const late = { kind: "code", code: codeNow(secret, scene.clock) };
    assert.equal((await page.signIn("factor", { ticket: half.ticket, factor: late })).statusCode, 401);
  });

  test("a recovery code lets in once, however it is spelled", async () => {
    const scene = await openAccessScene();
    const admin = await scene.admin();
    await admin.enrolTotp(scene.clock);
    const { codes } = (await admin.ask("POST", "/api/v1/account/recovery-codes")).json() as { codes: string[] };
    assert.equal(new Set(codes).size, 10);
    const page = scene.browser({ address: "192.0.2.9" });
    const use = async (code: string) => {
      const { ticket } = (await page.signIn("password", root)).json();
      return (await page.signIn("factor", { ticket, factor: { kind: "recovery-code", code } })).statusCode;
    };
    assert.equal(await use(codes[0]!.toUpperCase().replaceAll("-", " ")), 200);
    assert.equal(await use(codes[0]!), 401);
    assert.equal(await use(codes[1]!), 200);
  });

  test("one whose code was right is used up when two processes take it at once", async () => {
    const scene = await openAccessScene();
    const admin = await scene.admin();
    const secret = await admin.enrolTotp(scene.clock);
    scene.clock.pass(30_000);
    const pages = await Promise.all(
      Array.from({ length: 4 }, async (_, index) => {
        const page = scene.browser({ address: `192.0.2.${20 + index}` });
        return { page, ticket: (await page.signIn("password", root)).json().ticket };
      }),
    );
    const factor = { kind: "code", code: codeNow(secret, scene.clock) };
    const answers = await Promise.all(pages.map(({ page, ticket }) => page.signIn("factor", { ticket, factor })));
    assert.equal(answers.filter(({ statusCode }) => statusCode === 200).length, 1);
  });
});

describe("the ways in", () => {
  test("are said to everybody, whatever tenant they name; no passkey where the page has an address of numbers", async () => {
    const waysAt = async (id: string) => {
      const scene = await openAccessScene({ parts: { relyingParty: { id, name: "Watchkeeper", origins: [sceneOrigin] } } });
      return [
        (await scene.browser().ask("GET", "/api/v1/sign-in")).json(),
        (await scene.browser().ask("GET", "/api/v1/sign-in?tenant=nowhere")).json(),
      ];
    };
    const here = { password: true, passkey: true, provider: null };
    assert.deepEqual(await waysAt("localhost"), [here, here]);
    assert.deepEqual((await waysAt("127.0.0.1"))[0], { ...here, passkey: false });
    assert.deepEqual((await waysAt("[::1]"))[0], { ...here, passkey: false });
  });
});

describe("what is on the record", () => {
  test("who came in and how, what failed, what was changed; and no secret", async () => {
    const scene = await openAccessScene();
    const admin = await scene.admin();
    await admin.enrolTotp(scene.clock);
    const { codes } = (await admin.ask("POST", "/api/v1/account/recovery-codes")).json();
    const token = await admin.ask("POST", "/api/v1/tokens", {
      label: "robot",
      rights: ["read"],
      endsAt: new Date(scene.clock.nowMs() + 1e6).toISOString(),
    });
    await scene.browser({ address: "198.51.100.1" }).signIn("password", { ...root, password: "wrong wrong wrong" });
    await admin.ask("DELETE", "/api/v1/session");
    await scene.parts().background.settled();
    const whole = JSON.stringify(scene.facts);
    assert.deepEqual(
      scene.facts.map(({ type }) => type),
      [
        ...[
          "OneTimeLinkMade",
          "AccountMade",
          "RoleGiven",
          "PasswordSet",
          "OneTimeLinkUsed",
          "SignedIn",
          "TotpEnrolled",
          "RecoveryCodesMade",
        ],
        ...["TokenMade", "SignInFailed", "SignedOut"],
      ],
    );
    for (const secret of [goodPassword, codes[0], token.json().token, ...admin.cookies.values()])
      assert.ok(!whole.includes(secret), secret);
  });
});
