import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { z } from "zod";
import { openApiScene } from "../testing/api-scene.ts";
import { codeOf } from "../testing/route-questions.ts";
import { defaultPaces } from "./http/rate-limit.ts";
import { defineRoute, Reply } from "./route.ts";

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
