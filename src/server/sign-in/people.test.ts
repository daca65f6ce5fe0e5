import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { accessRoles } from "../../core/access/right.ts";
import { type Browser, goodPassword, openAccessScene } from "../../testing/access-scene.ts";

async function steppedUpAdmin(name?: string) {
  const scene = await openAccessScene();
  const admin = await scene.admin();
  await admin.enrolTotp(scene.clock);
  return { scene, admin, ...(name !== undefined && { name }) };
}

const secretOf = (link: string) => new URLSearchParams(new URL(link).hash.slice(1)).get("token") ?? "";
const idOf = async (admin: Browser, name: string): Promise<string> =>
  (await admin.ask("GET", "/api/v1/people")).json().people.find((each: { name: string }) => each.name === name).id;

describe("people", () => {
  test("are made with roles and come in by a link, once", async () => {
    const { scene, admin } = await steppedUpAdmin();
    const made = await admin.ask("POST", "/api/v1/people", { name: "mara", roles: ["analyst"] });
    assert.equal(made.statusCode, 201);
    const { link, outcome } = (await admin.ask("POST", `/api/v1/people/${made.json().id}/link`)).json();
    assert.equal(outcome, "done");
    assert.ok(link.startsWith("http://localhost:8420/setup#token="));
    const mara = scene.browser({ address: "192.0.2.9" });
    assert.equal((await mara.signIn("link", { link: secretOf(link), password: goodPassword })).statusCode, 200);
    assert.deepEqual((await mara.ask("GET", "/api/v1/session")).json().rights, ["read", "triage", "propose"]);
    assert.equal((await mara.signIn("link", { link: secretOf(link), password: goodPassword })).json().code, "access/bad-link");
    assert.equal((await admin.ask("POST", "/api/v1/people", { name: "MARA", roles: [] })).statusCode, 409);
  });

  test("know the names of those they can give work to, themselves first, and nothing else of them", async () => {
    const { scene, admin } = await steppedUpAdmin();
    const comeIn = async (name: string, roles: readonly string[]) => {
      const { id } = (await admin.ask("POST", "/api/v1/people", { name, roles })).json();
      const { link } = (await admin.ask("POST", `/api/v1/people/${id}/link`)).json();
      const browser = scene.browser({ address: "192.0.2.9" });
      assert.equal((await browser.signIn("link", { link: secretOf(link), password: goodPassword })).statusCode, 200);
      return { id, browser };
    };
    const mara = await comeIn("mara", ["analyst"]);
    const zoe = await comeIn("zoe", ["lead"]);
    await comeIn("anna", ["responder"]);
    const vic = await comeIn("vic", ["viewer"]);
    const asked = async (browser: Browser) => (await browser.ask("GET", "/api/v1/colleagues")).json();
    assert.deepEqual(await asked(zoe.browser), {
      colleagues: [
        { name: "zoe", isSelf: true },
        { name: "anna", isSelf: false },
        { name: "mara", isSelf: false },
      ],
      more: false,
    });
    assert.equal((await vic.browser.ask("GET", "/api/v1/colleagues")).statusCode, 403);
    assert.equal((await admin.ask("POST", `/api/v1/people/${mara.id}/lock`, { because: "left" })).statusCode, 200);
    assert.deepEqual(
      (await asked(zoe.browser)).colleagues.map(({ name }: { name: string }) => name),
      ["zoe", "anna"],
    );
  });

  test("of another tenant get a link that names it, since nobody else knows the link", async () => {
    const scene = await openAccessScene({ tenants: ["default", "other"] });
    const admin = await scene.admin("other");
    await admin.enrolTotp(scene.clock);
    const { id } = (await admin.ask("POST", "/api/v1/people", { name: "mara", roles: ["analyst"] })).json();
    const { link } = (await admin.ask("POST", `/api/v1/people/${id}/link`)).json();
    const said = new URLSearchParams(new URL(link).hash.slice(1));
    assert.equal(said.get("tenant"), "other");
    const mara = scene.browser({ address: "192.0.2.9" });
    const given = { tenant: said.get("tenant"), link: said.get("token"), password: goodPassword };
    assert.equal((await mara.signIn("link", given)).statusCode, 200);
  });

  test("are for administrators in person who showed a second factor lately, by every role", async () => {
    const scene = await openAccessScene();
    const admin = await scene.admin();
    const asks: [Parameters<Browser["ask"]>[0], string, object?][] = [
      ["POST", "/api/v1/people", { name: "eve", roles: ["lead"] }],
      ["PUT", "/api/v1/people/a-000001/roles/lead"],
      ["DELETE", "/api/v1/people/a-000001/roles/admin"],
      ["POST", "/api/v1/people/a-000001/lock", { because: "b" }],
      ["POST", "/api/v1/people/a-000001/unlock", { because: "b" }],
      ["POST", "/api/v1/people/a-000001/link"],
      ["DELETE", "/api/v1/people-asks/ask-1"],
    ];
    for (const [method, path, body] of asks) assert.equal((await admin.ask(method, path, body)).json().code, "server/step-up", path);
    await admin.enrolTotp(scene.clock);
    const token = (
      await admin.ask("POST", "/api/v1/tokens", {
        label: "t",
        rights: ["administer"],
        endsAt: new Date(scene.clock.nowMs() + 1e6).toISOString(),
      })
    ).json().token;
    for (const [method, path, body] of [...asks, ["GET", "/api/v1/people"] as const]) {
      const answer = await scene.browser().ask(method as "GET", path, body as object | undefined, { authorization: `Bearer ${token}` });
      assert.equal(answer.json().code, "access/not-allowed", path);
      assert.equal((await scene.browser().ask(method as "GET", path, body as object | undefined)).statusCode, 401);
    }
    for (const role of accessRoles.filter((each) => each !== "admin")) {
      const other = await scene.person(`person-${role}`, [role]);
      await other.enrolTotp(scene.clock);
      for (const [method, path, body] of [...asks, ["GET", "/api/v1/people"] as const])
        assert.equal((await other.ask(method as "GET", path, body as object | undefined)).statusCode, 403, `${role} ${path}`);
    }
  });

  test("who administer are changed by two of them, and it shows what waits", async () => {
    const { scene, admin } = await steppedUpAdmin();
    const anna = await scene.person("anna", ["admin"]);
    await anna.enrolTotp(scene.clock);
    const mara = await scene.person("mara", ["viewer"]);
    const id = await idOf(admin, "mara");
    const give = (page: Browser) => page.ask("PUT", `/api/v1/people/${id}/roles/admin`);
    assert.equal((await give(admin)).json().outcome, "waits");
    assert.equal((await give(admin)).json().outcome, "waits");
    const { asks } = (await anna.ask("GET", "/api/v1/people")).json();
    assert.deepEqual(
      asks.map(({ what, name, by }: Record<string, string>) => [what, name, by]),
      [["give-admin", "mara", "person:root"]],
    );
    assert.equal((await mara.ask("GET", "/api/v1/people")).statusCode, 403);
    assert.equal((await give(anna)).json().outcome, "done");
    assert.equal((await mara.ask("GET", "/api/v1/people")).statusCode, 200);
    // Rights are those of now: taken away, they are gone with the next request.
    const take = (page: Browser) => page.ask("DELETE", `/api/v1/people/${id}/roles/admin`);
    await take(anna);
    assert.equal((await take(admin)).json().outcome, "done");
    assert.equal((await mara.ask("GET", "/api/v1/people")).statusCode, 403);
    const reset = await anna.ask("POST", `/api/v1/people/${await idOf(admin, "root")}/link`);
    assert.deepEqual(reset.json(), { outcome: "waits", link: null, endsAt: null });
  });

  test("nobody gives themselves a role, and the last administrator stays", async () => {
    const { admin } = await steppedUpAdmin();
    assert.equal((await admin.ask("PUT", "/api/v1/people/a-000001/roles/lead")).json().code, "access/self-role");
    const left = await admin.ask("DELETE", "/api/v1/people/a-000001/roles/admin");
    assert.deepEqual([left.statusCode, left.json().code], [409, "access/last-admin"]);
    assert.equal((await admin.ask("PUT", "/api/v1/people/a-999999/roles/lead")).statusCode, 404);
    assert.equal((await admin.ask("PUT", "/api/v1/people/a-000001/roles/emperor")).statusCode, 400);
  });

  test("locked out are out at once, with their tokens, and no answer tells a hash, key or secret", async () => {
    const { scene, admin } = await steppedUpAdmin();
    const mara = await scene.person("mara", ["analyst"]);
    await mara.enrolTotp(scene.clock);
    const endsAt = new Date(scene.clock.nowMs() + 1e6).toISOString();
    const { token } = (await mara.ask("POST", "/api/v1/tokens", { label: "t", rights: ["read"], endsAt })).json();
    const id = await idOf(admin, "mara");
    assert.equal((await admin.ask("POST", `/api/v1/people/${id}/lock`, { because: "left" })).json().outcome, "done");
    assert.equal((await mara.ask("GET", "/api/v1/session")).statusCode, 401);
    assert.equal((await scene.browser().ask("GET", "/api/v1/account", undefined, { authorization: `Bearer ${token}` })).statusCode, 401);
    assert.equal((await scene.browser().signIn("password", { name: "mara", password: goodPassword })).statusCode, 401);
    const shown = (await admin.ask("GET", "/api/v1/people")).body + (await admin.ask("GET", "/api/v1/account")).body;
    assert.ok(!/argon2|[0-9a-f]{64}|"hash"|sealed|publicKey/.test(shown), shown);
    await admin.ask("POST", `/api/v1/people/${id}/unlock`, { because: "came back" });
    assert.equal((await mara.ask("GET", "/api/v1/session")).statusCode, 401, "what ended does not begin again");
    assert.equal((await scene.browser().signIn("password", { name: "mara", password: goodPassword })).statusCode, 200);
  });
});

describe("tenants", () => {
  test("have their own people: a session, a token, a link and a ticket of one are nothing in another", async () => {
    const scene = await openAccessScene({ tenants: ["default", "other"] });
    const here = await scene.admin();
    const there = await scene.admin("other");
    assert.equal((await here.ask("GET", "/api/v1/session")).json().tenant, "default");
    assert.equal((await there.ask("GET", "/api/v1/session")).json().tenant, "other");
    const crossed = scene.browser();
    crossed.cookies.set("wk-session", here.cookies.get("wk-session")!.replace(/^default/, "other"));
    assert.equal((await crossed.ask("GET", "/api/v1/session")).statusCode, 401);
    await here.enrolTotp(scene.clock);
    const endsAt = new Date(scene.clock.nowMs() + 1e6).toISOString();
    const { token } = (await here.ask("POST", "/api/v1/tokens", { label: "t", rights: ["read"], endsAt })).json();
    const asked = await scene
      .browser()
      .ask("GET", "/api/v1/account", undefined, { authorization: `Bearer ${token.replace("wk_default", "wk_other")}` });
    assert.equal(asked.statusCode, 401);
    await there.ask("POST", "/api/v1/people", { name: "mara", roles: [] });
    const page = scene.browser();
    const { ticket } = (await page.signIn("password", { name: "root", password: goodPassword })).json();
    assert.equal((await page.signIn("factor", { tenant: "other", ticket, factor: { kind: "code", code: "123456" } })).statusCode, 401);
    assert.ok(!(await here.ask("GET", "/api/v1/people")).body.includes("mara"));
  });
});
