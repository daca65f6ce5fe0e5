import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ask, clock, failure, origin, web } from "../../testing/http-scene.ts";
import { openOrigin } from "./http.ts";
import { failuresMax, openPause, pauseMsMax, pauseOf, restMs } from "./pause.ts";

describe("leaving a product alone", () => {
  test("429 says when, and nothing is sent before", async () => {
    let nowMs = 0;
    let seen = 0;
    const port = await web((_request, response) => {
      seen++;
      response.writeHead(seen === 1 ? 429 : 200, { "retry-after": "7" }).end("{}");
    });
    const edge = openOrigin({ name: "edge", url: `http://127.0.0.1:${port}`, internal: true }, { clock: { ...clock, nowMs: () => nowMs } });
    const first = await edge.read(ask);
    assert.deepEqual(failure(first, "rate-limited", "connector/rate-limited").retry, { afterMs: 7_000 });
    nowMs = 6_999;
    failure(await edge.read(ask), "not-sent", "connector/rate-limited");
    assert.equal(seen, 1);
    nowMs = 7_000;
    assert.equal((await edge.read(ask)).kind, "answered");
  });

  test("503 stays an answer, and the time that it names is kept", async () => {
    let seen = 0;
    const port = await web((_request, response) => {
      seen++;
      response.writeHead(503, { "retry-after": "30" }).end();
    });
    const edge = origin(port);
    const outcome = await edge.read(ask);
    assert.ok(outcome.kind === "answered" && outcome.status === 503);
    failure(await edge.read(ask), "not-sent", "connector/rate-limited");
    assert.equal(seen, 1);
  });

  test("after several failures in a row it rests, tries once, and rests again", async () => {
    let nowMs = 0;
    let seen = 0;
    const port = await web((_request, response) => {
      seen++;
      response.writeHead(503).end();
    });
    const edge = openOrigin({ name: "edge", url: `http://127.0.0.1:${port}`, internal: true }, { clock: { ...clock, nowMs: () => nowMs } });
    for (let time = 0; time < failuresMax * 2; time++) await edge.read(ask);
    assert.equal(seen, failuresMax);
    failure(await edge.read(ask), "not-sent", "connector/resting");
    nowMs += restMs;
    await edge.read(ask);
    await edge.read(ask);
    assert.equal(seen, failuresMax + 1);
  });

  test("a product that is gone is left alone too, but a caller who stops says nothing about it", async () => {
    const gone = openOrigin(
      { name: "edge", url: "https://edge.example.test" },
      { clock, resolve: () => Promise.reject(new Error("unknown")) },
    );
    for (let time = 0; time < failuresMax; time++) failure(await gone.read(ask), "not-sent", "connector/not-reached");
    failure(await gone.read(ask), "not-sent", "connector/resting");
    const patient = origin(await web((_request, response) => void response.end("{}")));
    for (let time = 0; time <= failuresMax; time++) assert.notEqual((await patient.read(ask, AbortSignal.abort())).kind, "answered");
    assert.equal((await patient.read(ask)).kind, "answered");
  });

  test("a clock that goes back keeps nobody away for longer than was asked", () => {
    const pause = openPause();
    pause.asked(1_000_000, 5_000);
    assert.equal(pause.standing(1_001_000)?.afterMs, 4_000);
    assert.equal(pause.standing(0)?.afterMs, 5_000);
    assert.equal(pause.standing(5_000), undefined);
  });

  test("whatever a product writes, the pause is at least a second and at most an hour", () => {
    const text = fc.oneof(fc.string(), fc.nat().map(String), fc.constantFrom("Fri, 31 Dec 9999 23:59:59 GMT", "-1", "1e9", "999999999999"));
    fc.assert(
      fc.property(fc.constantFrom("retry-after", "x-ratelimit-retryafter", "x-rate-limit-reset"), text, fc.nat(), (name, value, nowMs) => {
        const pauseMs = pauseOf((asked) => (asked === name ? value : undefined), nowMs);
        assert.ok(pauseMs >= 1_000 && pauseMs <= pauseMsMax, `${pauseMs}`);
      }),
    );
    assert.equal(
      pauseOf((name) => (name === "retry-after" ? "Thu, 01 Jan 1970 00:02:00 GMT" : undefined), 60_000),
      60_000,
    );
    assert.equal(
      pauseOf((name) => (name === "x-ratelimit-retryafter" ? "90" : undefined), 60_000),
      30_000,
    );
  });
});
