import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { home, openAccessScene, root } from "../../testing/access-scene.ts";
import { softPasskey } from "../../testing/soft-passkey.ts";

describe("a passkey", () => {
  for (const algorithm of ["es256", "ed25519"] as const)
    test(`(${algorithm}) is made and lets in by itself; what is wrong with it does not`, async () => {
      const scene = await openAccessScene();
      const admin = await scene.admin();
      const passkey = softPasskey(algorithm, home);
      const begin = async () => (await admin.ask("POST", "/api/v1/account/passkeys/options")).json();
      const add = async (made: object, ticket: string) => admin.ask("POST", "/api/v1/account/passkeys", { ticket, made, label: "a key" });
      for (const lie of [{ origin: "https://evil.test" }, { host: "evil.test" }, { flags: 0x01 }, { type: "webauthn.get" }]) {
        const { ticket, options } = await begin();
        assert.equal((await add(passkey.make(options.challenge, lie), ticket)).json().code, "access/bad-proof", JSON.stringify(lie));
      }
      const { ticket, options } = await begin();
      assert.equal((await add(passkey.make((await begin()).options.challenge), ticket)).json().code, "access/bad-proof");
      const added = await add(passkey.make(options.challenge, { counter: 3 }), ticket);
      assert.equal(added.statusCode, 200);
      assert.match(added.json().approverKey, /^webauthn:/);
      const page = scene.browser({ address: "192.0.2.9" });
      const ask = async () => (await page.signIn("passkey/options", {})).json();
      const show = async (how: Parameters<typeof passkey.show>[1]) => {
        const asked = await ask();
        return page.signIn("passkey", { ticket: asked.ticket, shown: passkey.show(asked.options.challenge, how) });
      };
      const good = { counter: 4, userHandle: "a-000001" };
      for (const lie of [
        { origin: "https://evil.test" },
        { host: "evil.test" },
        { flags: 0x01 },
        { counter: 3 },
        { userHandle: "a-000002" },
        { type: "webauthn.create" },
      ])
        assert.equal((await show({ ...good, ...lie })).statusCode, 401, JSON.stringify(lie));
      const asked = await ask();
      const shown = passkey.show(asked.options.challenge, good);
      assert.equal((await page.signIn("passkey", { ticket: asked.ticket, shown })).json().step, "in");
      assert.equal((await page.signIn("passkey", { ticket: asked.ticket, shown })).statusCode, 401);
      assert.equal((await show(good)).statusCode, 401, "a counter that did not grow");
      assert.equal((await show({ ...good, counter: 5 })).statusCode, 200);
      // The account has a second factor now: a password alone does not let in any more.
      assert.equal((await scene.browser({ address: "192.0.2.10" }).signIn("password", root)).json().step, "second-factor");
    });
});

describe("an answer that was overheard", () => {
  test("of a passkey that does not count is none the second time: alone, as a second factor, and as a step-up", async () => {
    const scene = await openAccessScene();
    const admin = await scene.admin();
    const passkey = softPasskey("es256", home);
    const { ticket, options } = (await admin.ask("POST", "/api/v1/account/passkeys/options")).json();
    await admin.ask("POST", "/api/v1/account/passkeys", { ticket, made: passkey.make(options.challenge), label: "key" });
    const twice = async (work: () => Promise<{ statusCode: number }>) => [(await work()).statusCode, (await work()).statusCode];
    const alone = (await scene.browser().signIn("passkey/options", {})).json();
    const body = { ticket: alone.ticket, shown: passkey.show(alone.options.challenge) };
    assert.deepEqual(await twice(() => scene.browser().signIn("passkey", body)), [200, 401]);
    const half = (await scene.browser().signIn("password", root)).json();
    const factor = { kind: "passkey", shown: passkey.show(half.passkey.challenge) };
    assert.deepEqual(await twice(() => scene.browser().signIn("factor", { ticket: half.ticket, factor })), [200, 401]);
    const asked = (await admin.ask("POST", "/api/v1/session/step-up/options")).json();
    const shown = { kind: "passkey", shown: passkey.show(asked.options.challenge) };
    assert.deepEqual(await twice(() => admin.ask("POST", "/api/v1/session/step-up", { ticket: asked.ticket, factor: shown })), [200, 400]);
    // What was asked of one person is answered by nobody else.
    const mara = await scene.person("mara", ["viewer"]);
    const begun = (await mara.ask("POST", "/api/v1/account/passkeys/options")).json();
    const made = softPasskey("ed25519", home).make(begun.options.challenge);
    assert.equal((await mara.ask("POST", "/api/v1/account/passkeys", { ticket: begun.ticket, made, label: "key" })).statusCode, 200);
    const other = (await mara.ask("POST", "/api/v1/session/step-up/options")).json();
    const answer = { kind: "passkey", shown: passkey.show(other.options.challenge) };
    assert.equal((await admin.ask("POST", "/api/v1/session/step-up", { ticket: other.ticket, factor: answer })).statusCode, 400);
  });
});

test("where people open an address of numbers the form is told so, and what to do: a browser makes no passkey there", async () => {
  const numbers = { id: "127.0.0.1", name: "Watchkeeper", origins: ["http://127.0.0.1:8420"] };
  const admin = await (await openAccessScene({ parts: { relyingParty: numbers } })).admin();
  const answer = await admin.ask("POST", "/api/v1/account/passkeys/options");
  const { code, remedy } = answer.json() as { code: string; remedy: string };
  assert.deepEqual([answer.statusCode < 500, code], [true, "access/no-passkeys-here"]);
  assert.match(remedy, /public-url.*localhost/);
});
