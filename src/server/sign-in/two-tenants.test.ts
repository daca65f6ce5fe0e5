import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { OpenStore } from "../../cli/system.ts";
import { accessRoles } from "../../core/access/right.ts";
import { SignInOrder } from "../../core/access/sign-in-order.ts";
import { type Browser, goodPassword, openBrowser, sceneOrigin } from "../../testing/access-scene.ts";
import { type ApiScene, openApiScene } from "../../testing/api-scene.ts";
import { type FakeClock, fakeClock } from "../../testing/fake-clock.ts";
import { exampleAlertRow, exampleCaseRow } from "../../testing/views-contract.ts";
import { type OpenAccess, openAccess } from "../../wiring/access.ts";
import { openStore } from "../../wiring/store.ts";
import type { Route } from "../route.ts";

const tenants = ["default", "other"] as const;
type Tenant = (typeof tenants)[number];
/** A word that stands in every field of one tenant and nowhere else. */
const canary = { default: "CanaryOfDefault", other: "CanaryOfOther" } as const;

// Two tenants in one real database, with real sign-in before every route of the API. What has no store of its own is the scene's, made for each tenant.
describe("every route × two tenants in one database", () => {
  let folder: string;
  let access: OpenAccess;
  let scene: ApiScene;
  let clock: FakeClock;
  const stores = new Map<Tenant, OpenStore>();
  const pages = new Map<Tenant, Browser>();
  const ids = new Map<Tenant, Set<string>>();

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "wk-tenants-"));
    clock = fakeClock(Date.UTC(2026, 4, 5, 9));
    for (const tenant of tenants)
      stores.set(tenant, await openStore({ dataDir: folder, join: true, tenant }, { environment: {}, clock, witnesses: [] }));
    access = await openAccess({
      tenants: new Map([...stores].map(([tenant, store]) => [tenant, { store, signIn: SignInOrder.parse({}) }])),
      publicUrl: sceneOrigin,
      places: { folder, environment: {} },
      clock,
      random: { secret: (sizeBytes) => randomBytes(sizeBytes).toString("hex") },
      trouble: (error) => assert.fail(String(error)),
    });
    const pace = { perMinute: 1_000_000, burst: 1_000_000 };
    const paces = { stranger: pace, publicRead: pace, publicWrite: pace, machine: pace, person: pace, token: pace };
    scene = await openApiScene({ tenants, more: access.routes, paces, parts: { authenticate: access.authenticate, nowMs: clock.nowMs } });
    for (const { tenant, link } of await access.firstLinks()) await settle(tenant as Tenant, link);
  });
  after(async () => {
    for (const store of [...stores.values()].toReversed()) await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Fills a tenant: every text that can hold the canary does. */
  async function settle(tenant: Tenant, link: string): Promise<void> {
    const store = stores.get(tenant)!;
    const word = canary[tenant];
    const { desk } = scene.tenant(tenant);
    const { views, intake, keptAnswers: answers, worldNames, hasWorld, world } = store;
    Object.assign(desk, { views, intake, answers, journal: { worldNames, hasWorld, world } });
    const page = openBrowser(scene.server, {});
    pages.set(tenant, page);
    const token = new URLSearchParams(new URL(link).hash.slice(1)).get("token");
    await page.signIn("link", { tenant, link: token, name: word, password: goodPassword });
    await page.enrolTotp(clock);
    const account = (await page.ask("GET", "/api/v1/people")).json().people[0].id as string;
    const made = (
      await page.ask("POST", "/api/v1/people", { name: `second.${word}`, roles: accessRoles.filter((role) => role !== "admin") })
    ).json();
    await page.ask("POST", `/api/v1/people/${made.id}/link`);
    const endsAt = new Date(clock.nowMs() + 1e9).toISOString();
    const robot = (await page.ask("POST", "/api/v1/tokens", { label: `robot ${word}`, rights: ["read"], endsAt })).json();
    const alert = exampleAlertRow(`alert-${tenant}`, {
      title: word,
      product: word,
      rule: word,
      givenId: word,
      source: "edge",
      detail: { word },
    });
    await views.put({
      alerts: [alert],
      cases: [exampleCaseRow(`case-${tenant}`, { title: word, assignee: word })],
      world: `watch-${tenant}`,
      sequence: 1,
    });
    await intake.handOver({
      source: "edge",
      records: [{ id: `record-${tenant}`, bytes: Buffer.from(word) }],
      refused: [{ id: word, reason: "too-large", says: word, bytes: Buffer.from(word) }],
    });
    const session = (await page.ask("GET", "/api/v1/session")).json().session as string;
    ids.set(
      tenant,
      new Set([
        account,
        made.id,
        robot.id,
        alert.id,
        `case-${tenant}`,
        `record-${tenant}`,
        session,
        "1",
        "2",
        "3",
        "edge",
        "c-1",
        "access",
        "containment",
      ]),
    );
  }

  const stand = { because: "b", name: "n", roles: [], label: "l", rights: ["read"], query: {}, text: "t", from: 0 };
  const addressesOf = (route: Route, words: readonly string[]): string[] =>
    route.path.includes("{") ? words.map((word) => route.path.replaceAll(/\{\w+\}/g, encodeURIComponent(word))) : [route.path];

  for (const tenant of tenants) {
    const other = tenants.find((each) => each !== tenant)!;
    test(`nothing of "${other}" is in any answer to "${tenant}", whichever ids it names`, async () => {
      const page = pages.get(tenant)!;
      const words = [...ids.get(other)!, ...ids.get(tenant)!, canary[other]];
      let asked = 0;
      let own = 0;
      for (const route of scene.routes) {
        // These end the session, or never end themselves.
        if (route.answer === "events" || ["signOut", "endSession", "removeTotp", "changePassword"].includes(route.operation)) continue;
        for (const address of addressesOf(route, words)) {
          const isSafe = route.method === "GET";
          // What would change this tenant is asked in a shape that is refused late: the ids are looked up first.
          const answer = await page.ask(route.method as "GET", address, isSafe ? undefined : route.body === "bytes" ? undefined : stand);
          const said = `${answer.body}${JSON.stringify(answer.headers)}`;
          if (!address.includes(canary[other]))
            assert.ok(!said.includes(canary[other]), `${route.operation} ${address}: ${said.slice(0, 300)}`);
          if (said.includes(canary[tenant])) own++;
          asked++;
        }
      }
      assert.ok(asked > 300, `${asked} requests`);
      // The canaries do come out where they may: otherwise this would prove nothing.
      assert.ok(own >= 10, `${own} answers hold what is one's own`);
      assert.equal((await page.ask("GET", "/api/v1/session")).statusCode, 200, "still signed in");
    });
  }

  test("a session and a token of one are nobody in the other", async () => {
    const text = pages.get("default")!.cookies.get("wk-session")!;
    const crossed = openBrowser(scene.server, {});
    crossed.cookies.set("wk-session", text.replace(/^default\./, "other."));
    assert.equal((await crossed.ask("GET", "/api/v1/alerts")).statusCode, 401);
  });
});
