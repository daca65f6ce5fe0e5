import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { accessRoles, rights, rightsOf } from "../core/access/right.ts";
import { stepUpLastsMs } from "../core/access/who.ts";
import { openApiScene } from "../testing/api-scene.ts";
import { codeOf, everything, urlOf } from "../testing/route-questions.ts";

describe("who may ask what", () => {
  test("every route × every role: what a role does not give is refused, and what it gives is let in", async () => {
    const scene = await openApiScene();
    let asked = 0;
    for (const route of scene.routes.filter(({ answer }) => answer !== "events")) {
      const { method, right } = route;
      const nobody = await scene.ask({ method, url: urlOf(route) });
      if (right === "public") assert.notEqual(nobody.statusCode, 401, route.operation);
      else assert.equal(codeOf(nobody, 401), "server/not-signed-in", route.operation);
      for (const role of accessRoles) {
        scene.clock.set(scene.clock.nowMs() + 60_000);
        const answer = await scene.ask({ method, url: urlOf(route) }, { role, steppedUp: true });
        const may = right === "public" || right === "self" || rightsOf(role).has(right);
        if (may) assert.notEqual(answer.statusCode, 403, `${role} ${route.operation}: ${answer.body}`);
        else assert.equal(codeOf(answer, 403), "server/no-right", `${role} ${route.operation}`);
        asked++;
      }
    }
    assert.ok(asked >= 200, `${asked}`);
  });

  test("what needs a second factor is refused without one, with an old one, and with one from the future", async () => {
    const scene = await openApiScene();
    const guarded = scene.routes.filter(({ stepUp }) => stepUp);
    assert.ok(guarded.some(({ operation }) => operation === "approveAction"));
    for (const route of guarded) {
      const answer = await scene.ask({ method: route.method, url: urlOf(route) }, { rights });
      assert.equal(codeOf(answer, 403), "server/step-up", route.operation);
      // A token carries its rights without.
      const token = await scene.ask({ method: route.method, url: urlOf(route) }, { rights, token: "t-1" });
      assert.notEqual(token.statusCode, 403, route.operation);
    }
    assert.ok(stepUpLastsMs <= 5 * 60_000);
  });

  test("a tenant that is not there leads nowhere, and another tenant's things are not there", async () => {
    const scene = await openApiScene({ tenants: ["a", "b"] });
    await scene.tenant("b").intake.handOver({ source: "s", records: [{ id: "1", bytes: Buffer.from("of b") }] });
    assert.equal(codeOf(await scene.ask({ url: "/api/v1/alerts" }, { ...everything, tenant: "c" }), 401), "server/not-signed-in");
    assert.equal((await scene.ask({ url: "/api/v1/evidence/records/1" }, { ...everything, tenant: "b" })).statusCode, 200);
    const other = await scene.ask({ url: "/api/v1/evidence/records/1" }, { ...everything, tenant: "a" });
    assert.equal(codeOf(other, 404), "server/no-such-thing");
  });
});

describe("what every route refuses", () => {
  const body = "x".repeat(20 * 1_048_576);
  test("413: a body beyond its limit; 400: a body where none is taken, unknown fields, wrong types; 415: what is no JSON", async () => {
    const scene = await openApiScene();
    for (const route of scene.routes.filter(({ method }) => method !== "GET")) {
      scene.clock.set(scene.clock.nowMs() + 60_000);
      const ask = (payload: string, type = "application/json") =>
        scene.ask({ method: route.method, url: urlOf(route), payload, headers: { "content-type": type } }, { ...everything, token: "t" });
      const about = route.operation;
      const limit = route.bodyBytesMax ?? 65_536;
      assert.equal(codeOf(await ask(body.slice(0, limit + 1)), 413), "server/too-large", about);
      if (route.body === "bytes") continue;
      if (route.body === undefined) {
        assert.equal(codeOf(await ask("{}"), 400), "server/bad-request", about);
        continue;
      }
      assert.equal(codeOf(await ask("{}", "text/plain"), 415), "server/not-json", about);
      assert.equal(codeOf(await ask("{", "application/json; charset=utf-8"), 400), "server/bad-request", about);
      assert.equal(codeOf(await ask('{"__proto__":{"x":1}}'), 400), "server/bad-request", about);
      for (const wrong of ['{"surprise":1}', "[]", "7", '"x"', "null"]) {
        assert.equal(codeOf(await ask(wrong), 400), "server/malformed", `${about} ${wrong}`);
      }
    }
  });

  test("400: a query that is not known, on every route", async () => {
    const scene = await openApiScene();
    for (const route of scene.routes.filter(({ answer }) => answer !== "events")) {
      scene.clock.set(scene.clock.nowMs() + 60_000);
      const answer = await scene.ask({ method: route.method, url: `${urlOf(route)}?surprise=1` }, everything);
      assert.equal(codeOf(answer, 400), "server/malformed", route.operation);
      assert.ok(!answer.body.includes("surprise"), "what came is not quoted");
    }
  });

  test("400: a body that is JSON in no UTF-8", async () => {
    const scene = await openApiScene();
    const payload = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
    const answer = await scene.ask(
      { method: "POST", url: "/api/v1/stop", payload, headers: { "content-type": "application/json" } },
      everything,
    );
    assert.equal(codeOf(answer, 400), "server/bad-request");
  });

  test("403: a page of another origin, on every route that changes something; webhooks have no page", async () => {
    const scene = await openApiScene();
    for (const route of scene.routes.filter(({ method, pace }) => method !== "GET" && pace === undefined))
      for (const headers of [
        { origin: "https://attacker.example" },
        { origin: "null" },
        { origin: "http://127.0.0.1:9999" },
        { "sec-fetch-site": "cross-site" },
        { "sec-fetch-site": "same-site" },
      ] as Record<string, string>[])
        assert.equal(codeOf(await scene.ask({ method: route.method, url: urlOf(route), headers }, everything), 403), "server/other-origin");
    const own = await scene.ask(
      { method: "POST", url: "/api/v1/stop", payload: { because: "x" }, headers: { origin: "http://127.0.0.1:8420" } },
      everything,
    );
    assert.equal(own.statusCode, 200);
  });

  test("421: a host that this server is not, also with its name in it", async () => {
    const scene = await openApiScene();
    for (const host of ["attacker.example", "soc.example.test.attacker.example", "soc.example.test@attacker.example", "192.0.2.1"])
      assert.equal(codeOf(await scene.ask({ url: "/health", headers: { host } }), 421), "server/unknown-host", host);
    for (const host of ["soc.example.test", "SOC.example.test:443", "localhost:1", "[::1]:8420"])
      assert.equal((await scene.ask({ url: "/health", headers: { host } })).statusCode, 200, host);
  });

  test("404 and 400: other addresses, methods and broken escapes, each as a problem", async () => {
    const scene = await openApiScene();
    assert.equal(codeOf(await scene.ask({ url: "/api/v2/cases" }), 404), "server/no-such-page");
    assert.equal(codeOf(await scene.ask({ method: "DELETE", url: "/api/v1/cases" }), 404), "server/no-such-page");
    assert.equal(codeOf(await scene.ask({ url: "/api/v1/cases/%zz" }), 400), "server/bad-request");
    for (const id of ["constructor", "__proto__", "toString"])
      assert.equal(codeOf(await scene.ask({ url: `/api/v1/cases/${id}` }, everything), 404), "server/no-such-thing");
  });
});
