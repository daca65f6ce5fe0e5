import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openIdentityProvider } from "../../connectors/openid-connect/provider.ts";
import { ProviderOrder } from "../../core/access/sign-in-order.ts";
import { type AccessScene, type Browser, goodPassword, openAccessScene, sceneOrigin } from "../../testing/access-scene.ts";
import { type BentProvider, startBentProvider } from "../../testing/bent-provider.ts";

describe("signing in by the company's provider", () => {
  let bent: BentProvider;
  let scene: AccessScene;
  before(async () => {
    bent = await startBentProvider("watchkeeper", () => Math.floor(Date.now() / 1_000));
    const order = ProviderOrder.parse({
      ...{ name: "company", issuer: bent.issuer, "client-id": "watchkeeper", "client-secret": { env: "EXAMPLE" }, internal: true },
      roles: { soc: ["analyst"], leads: ["lead"] },
    });
    const clock = {
      nowMs: () => Date.now(),
      sleep: (_delayMs: number, signal?: AbortSignal) => new Promise<void>((settle) => signal?.addEventListener("abort", () => settle())),
    };
    let made = 0;
    const random = { secret: (sizeBytes: number) => (++made).toString(16).padStart(2 * sizeBytes, "0") };
    const redirectUrl = `${sceneOrigin}/api/v1/sign-in/provider/callback`;
    const provider = openIdentityProvider(order, { clock, random, clientSecret: "EXAMPLE", redirectUrl });
    scene = await openAccessScene({ provider: { provider, roles: new Map(Object.entries(order.roles)) } });
    await scene.admin();
  });
  after(() => bent.close());

  const begin = async (page: Browser) => String((await page.ask("GET", "/api/v1/sign-in/provider")).headers.location);
  const comeBack = (page: Browser, address: string) =>
    page.ask("GET", `/api/v1/sign-in/provider/callback${bent.callback(address)}`, undefined, { "sec-fetch-site": "cross-site" });
  const rolesIn = async (page: Browser) => (await page.ask("GET", "/api/v1/session")).json().roles;

  test("makes an account at the first time, and its roles follow the groups", async () => {
    bent.bend = {};
    const page = scene.browser();
    const back = await comeBack(page, await begin(page));
    assert.equal(back.statusCode, 200);
    assert.match(back.body, /http-equiv="refresh" content="0;url=\/"/);
    assert.deepEqual(await rolesIn(page), ["analyst"]);
    assert.equal(page.cookies.has("wk-provider"), false);
    bent.bend = { claims: { groups: ["leads", "constructor"], preferred_username: "another name" } };
    const again = scene.browser();
    await comeBack(again, await begin(again));
    assert.deepEqual(await rolesIn(again), ["lead"]);
    assert.deepEqual(await rolesIn(page), ["lead"]);
    assert.equal((await again.ask("GET", "/api/v1/session")).json().person, "person:berta");
  });

  test("lets nobody in whose groups give no role, and takes no local account over", async () => {
    const page = scene.browser();
    bent.bend = { claims: { sub: "s-2", preferred_username: "zoe", groups: ["everybody"] } };
    assert.equal((await comeBack(page, await begin(page))).json().code, "access/sign-in-failed");
    bent.bend = { claims: { sub: "s-3", preferred_username: "ROOT", groups: ["soc"] } };
    assert.equal((await comeBack(page, await begin(page))).json().code, "access/name-taken");
    assert.equal((await page.ask("GET", "/api/v1/session")).statusCode, 401);
    assert.equal((await scene.browser().signIn("password", { name: "root", password: goodPassword })).statusCode, 200);
  });

  // Guarantees that nobody is signed in to somebody else's account by a link (login CSRF), and that what came back once is not used twice.
  test("counts in the browser that began, once, and not after five minutes", async () => {
    bent.bend = {};
    const [mine, theirs] = [scene.browser(), scene.browser()];
    const address = await begin(theirs);
    assert.equal((await comeBack(mine, address)).json().code, "access/provider-refused");
    await begin(mine);
    assert.equal((await comeBack(mine, address)).json().code, "access/provider-refused");
    const kept = theirs.cookies.get("wk-provider")!;
    assert.equal((await comeBack(theirs, address)).statusCode, 200);
    theirs.cookies.set("wk-provider", kept);
    assert.equal((await comeBack(theirs, address)).json().code, "access/provider-refused");
    const late = scene.browser();
    const lateAddress = await begin(late);
    scene.clock.pass(5 * 60_000);
    assert.equal((await comeBack(late, lateAddress)).json().code, "access/provider-refused");
  });
});
