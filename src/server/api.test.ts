import assert from "node:assert/strict";
import { request } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import { z } from "zod";
import { accessRoles, rights, rightsOf } from "../core/access/right.ts";
import { stepUpLastsMs } from "../core/access/who.ts";
import { openApiScene } from "../testing/api-scene.ts";
import type { Operation } from "./contract/operation.ts";
import { Problem } from "./contract.ts";
import { defaultPaces } from "./http/rate-limit.ts";
import { defineRoute, Reply } from "./route.ts";

type Answered = { readonly statusCode: number; readonly headers: object; readonly body: string; json: () => unknown };
/** The code of a refusal, which is a whole problem document of that status. */
function codeOf(answer: Answered, status: number): string {
  assert.equal(answer.statusCode, status, answer.body);
  assert.match(String((answer.headers as Record<string, unknown>)["content-type"]), /^application\/problem\+json/);
  const problem = Problem.parse(answer.json());
  assert.equal(problem.status, status);
  assert.equal(problem.type, `/api/v1/errors/${problem.code.replaceAll("/", "-")}`);
  return problem.code;
}

/** An address of an operation, with something in each place. */
const urlOf = ({ path }: Operation) =>
  path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    if (name === "id" && path.includes("/actions/")) return "c-1";
    if (name === "id" && path.includes("/handovers/")) return "h-1";
    return /position|sequence|letter|number/.test(name) ? "1" : "edge";
  });
const everything = { rights, steppedUp: true } as const;

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

describe("pace", () => {
  test("429 with Retry-After: strangers by address, people and tokens each by themselves; waiting as told is enough", async () => {
    const one = { perMinute: 1, burst: 1 };
    const scene = await openApiScene({ paces: { ...defaultPaces, stranger: one, person: one, token: { perMinute: 2, burst: 2 } } });
    const as = (person: string, token?: string) =>
      scene.ask({ url: "/api/v1/alerts" }, { role: "viewer", person, ...(token && { token }) });
    assert.equal((await as("a")).statusCode, 200);
    const refused = await as("a");
    assert.equal(codeOf(refused, 429), "server/too-many-requests");
    assert.equal(refused.headers["retry-after"], "60");
    assert.equal((await as("b")).statusCode, 200, "another person is not held up");
    assert.equal((await as("a", "t-1")).statusCode, 200, "nor is a token of the same person");
    scene.clock.set(scene.clock.nowMs() + 60_000);
    assert.equal((await as("a")).statusCode, 200);
    const bad = () => scene.ask({ url: "/api/v1/alerts", headers: { authorization: "Bearer guess" } });
    assert.equal((await bad()).statusCode, 401);
    assert.equal((await bad()).statusCode, 429, "guessing is slow");
    assert.equal((await as("b")).statusCode, 200, "who is known is not held up by who guesses from the same address");
  });
});

describe("a fault of ours", () => {
  const faulty = (operation: string, handle: () => Promise<{ ok: boolean }>) =>
    defineRoute({
      method: "GET",
      path: `/api/v1/${operation}`,
      operation,
      summary: "fails",
      tag: "test",
      right: "public",
      answer: z.strictObject({ ok: z.literal(true) }),
      handle: handle as () => Promise<{ ok: true }>,
    });

  test("500 without detail: a failure, and an answer that does not fit its own shape; the log has both", async () => {
    const scene = await openApiScene({
      more: [
        faulty("throws", () => Promise.reject(new Error("secret detail"))),
        faulty("misfits", async () => ({ ok: false, secret: "leaked" }) as { ok: boolean }),
      ],
    });
    for (const operation of ["throws", "misfits"]) {
      const answer = await scene.ask({ url: `/api/v1/${operation}` });
      assert.equal(codeOf(answer, 500), "server/fault");
      assert.ok(!/secret|leaked/.test(answer.body));
      const line = scene.log.at(-1)!;
      assert.equal(line.operation, operation);
      assert.equal(line.request, answer.headers["x-request-id"]);
      assert.ok(line.fault instanceof Error);
    }
  });
});

describe("the log", () => {
  test("says how long each request took, refused ones too", async () => {
    const slow = defineRoute({
      method: "GET",
      path: "/api/v1/slow",
      operation: "slow",
      summary: "slow",
      tag: "test",
      right: "public",
      answer: z.strictObject({ ok: z.literal(true) }),
      handle: async () => {
        scene.clock.set(scene.clock.nowMs() + 40);
        return { ok: true as const };
      },
    });
    const scene = await openApiScene({ more: [slow] });
    await scene.ask({ url: "/api/v1/slow" });
    assert.equal(scene.log.at(-1)?.durationMs, 40);
    await scene.ask({ url: "/api/v1/alerts" });
    assert.deepEqual([scene.log.at(-1)?.status, scene.log.at(-1)?.durationMs], [401, 0]);
  });
});

describe("an answer that says more", () => {
  test("several cookies, another status, no body", async () => {
    const scene = await openApiScene({
      more: [
        defineRoute({
          method: "GET",
          path: "/api/v1/redirects",
          operation: "redirects",
          summary: "redirects",
          tag: "test",
          right: "public",
          answer: "nothing",
          handle: async () => new Reply(undefined, { status: 302 as number, headers: { location: "/", "set-cookie": ["a=1", "b=2"] } }),
        }),
      ],
    });
    const answer = await scene.ask({ url: "/api/v1/redirects" });
    assert.deepEqual([answer.statusCode, answer.headers.location, answer.headers["set-cookie"]], [302, "/", ["a=1", "b=2"]]);
  });
});

describe("what every answer carries", () => {
  test("nothing runs, frames, sniffs, caches or tells another origin, also in refusals; no version leaks", async () => {
    const scene = await openApiScene();
    for (const url of ["/health", "/api/v1/alerts", "/nowhere", "/api/v1/reference", "/api/v1/cases/%zz"]) {
      const { headers } = await scene.ask({ url });
      const policy = String(headers["content-security-policy"]);
      assert.match(policy, /^default-src 'none'.*frame-ancestors 'none'/, url);
      assert.ok(!/unsafe|https?:|script-src/.test(policy), url);
      assert.deepEqual(
        [headers["x-content-type-options"], headers["x-frame-options"], headers["cache-control"], headers["referrer-policy"]],
        ["nosniff", "DENY", "no-store", "no-referrer"],
      );
      assert.equal(headers["access-control-allow-origin"], undefined);
      assert.equal(headers.server ?? headers["x-powered-by"], undefined);
      assert.equal(headers["strict-transport-security"], undefined, "over plain HTTP it means nothing");
    }
  });

  test("behind a proxy that is believed: HSTS and the client's address; of a stranger these headers count for nothing", async () => {
    const forwarded = { "x-forwarded-proto": "https", "x-forwarded-for": "198.51.100.7", "x-forwarded-host": "soc.example.test" };
    const trusting = await openApiScene({ parts: { proxies: ["127.0.0.1"] } });
    const answer = await trusting.ask({ url: "/health", headers: forwarded });
    assert.match(String(answer.headers["strict-transport-security"]), /max-age=31536000/);
    assert.equal(trusting.log.at(-1)?.address, "198.51.100.7");
    const plain = await openApiScene();
    assert.equal((await plain.ask({ url: "/health", headers: forwarded })).headers["strict-transport-security"], undefined);
    assert.equal(plain.log.at(-1)?.address, "127.0.0.1");
  });
});

describe("on the wire", () => {
  async function listening(use: (port: number) => Promise<void>, parts: { readonly requestMs?: number } = {}) {
    const scene = await openApiScene({ parts });
    await scene.server.listen({ host: "127.0.0.1", port: 0 });
    try {
      await use((scene.server.server.address() as AddressInfo).port);
    } finally {
      await scene.server.close();
    }
  }
  const problemIn = (raw: string) => Problem.parse(JSON.parse(raw.slice(raw.indexOf("\r\n\r\n") + 4)));

  test("431 and 400: a flood of headers, and what is no HTTP, end in a problem and a closed connection", async () => {
    await listening(async (port) => {
      const flood = connect({ host: "127.0.0.1", port });
      flood.write(`GET /health HTTP/1.1\r\nhost: localhost\r\nx-a: ${"a".repeat(20_000)}\r\n\r\n`);
      assert.equal(problemIn(await text(flood)).code, "server/headers-too-large");
      const noise = connect({ host: "127.0.0.1", port });
      noise.write("\x16\x03\x01 this is no request\r\n\r\n");
      assert.equal(problemIn(await text(noise)).code, "server/bad-request");
    });
  });

  test("408: a body, and headers, that do not come whole in time", async () => {
    await listening(
      async (port) => {
        const as = Buffer.from(JSON.stringify({ rights: ["ingest"], token: "t" })).toString("base64");
        const head = `POST /api/v1/ingest/edge HTTP/1.1\r\nhost: localhost\r\nauthorization: Test ${as}\r\n`;
        for (const slow of [`${head}content-length: 1000\r\n\r\nx`, head]) {
          const socket = connect({ host: "127.0.0.1", port });
          socket.write(slow);
          assert.equal(problemIn(await text(socket)).code, "server/too-slow");
        }
      },
      { requestMs: 200 },
    );
  });

  test("nobody's body is read before it is known who asks", async () => {
    await listening(async (port) => {
      const answer = await new Promise<number>((resolve, reject) => {
        const headers = { "content-length": String(15 * 1_048_576), "content-type": "application/octet-stream" };
        const asking = request({ host: "127.0.0.1", port, method: "POST", path: "/api/v1/ingest/edge", headers }, (response) => {
          resolve(response.statusCode ?? 0);
          asking.destroy();
        });
        asking.on("error", reject);
        asking.write("x");
      });
      assert.equal(answer, 401);
    });
  });
});
