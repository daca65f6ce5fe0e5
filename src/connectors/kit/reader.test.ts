import assert from "node:assert/strict";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { SocError } from "../../core/soc-error.ts";
import { still } from "../../testing/connector-contract/scene.ts";
import { type Double, type Said, startDouble } from "../../testing/doubles/double.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { hurriedClock } from "../../testing/hurried-clock.ts";
import type { Call } from "./connector-kind.ts";
import { openReader, type ReaderOrder } from "./reader.ts";
import { openRetries, retriesHeldMax, triesMax } from "./retry.ts";
import { clientCredentials } from "./token.ts";
import { openToldOrigin } from "./told-origin.ts";

const doubles: Double[] = [];
after(async () => void (await Promise.all(doubles.map((each) => each.close()))));
const random = { secret: (sizeBytes: number) => "80".repeat(sizeBytes) };

async function scene(answer: () => Said = () => ({ status: 200, json: { ok: true } }), more: Partial<ReaderOrder> = {}, times = 100) {
  const double = await startDouble(answer);
  doubles.push(double);
  const calls: Call[] = [];
  const parts = { clock: hurriedClock(times), random, told: (call: Call) => void calls.push(call) };
  const reader = openReader({ name: "edge", url: double.url, internal: true, ...more }, parts);
  return { double, calls, reader, parts };
}

const question = { method: "GET", path: ["alerts"] } as const;
const change = { method: "POST", path: ["notes"], body: { json: { text: "x" } } } as const;

describe("a question", () => {
  test("is put again after a trouble that passes, and each time is told", async () => {
    const { double, calls, reader } = await scene();
    double.fault = () => (double.seen.length < triesMax ? "server-error" : undefined);
    assert.deepEqual(await reader.json(question, z.object({ ok: z.boolean() }), still()), { ok: true });
    assert.deepEqual(
      calls.map(({ status }) => status),
      [503, 503, 200],
    );
  });

  test("is put so often and no oftener, and ends in what the last time said", async () => {
    for (const [fault, code, tries] of [
      ["server-error", "connector/unavailable", triesMax],
      ["lose", "connector/not-reached", triesMax],
      ["internal-error", "connector/unavailable", 1],
      ["unauthorized", "connector/credentials", 1],
      ["forbidden", "connector/not-allowed", 1],
      ["not-found", "connector/unexpected-answer", 1],
      ["silent", "connector/too-late", 1],
      ["elsewhere", "connector/unexpected-answer", 1],
    ] as const) {
      const { double, reader } = await scene();
      double.fault = () => fault;
      await assert.rejects(reader.ask(question, still()), { code }, fault);
      assert.equal(double.seen.length, tries, fault);
    }
  });

  test("waits for as long as the product asks when that is short, and does not when it is long", async () => {
    const { double, reader } = await scene();
    double.fault = () => (double.seen.length < 2 ? "rate-limit" : undefined);
    assert.equal((await reader.ask(question, still())).status, 200);
    const far = await scene();
    const late = await startDouble(
      () => ({ status: 200, json: {} }),
      () => ({ status: 429, json: {}, headers: { "retry-after": "600" } }),
    );
    doubles.push(late);
    late.fault = () => "rate-limit";
    const patient = openReader({ name: "edge", url: late.url, internal: true }, far.parts);
    await assert.rejects(patient.ask(question, still()), { code: "connector/rate-limited", retry: { afterMs: 600_000 } });
    assert.equal(late.seen.length, 1);
  });

  test("that waits for its turn ends in a named error when somebody stops", async () => {
    const { double, reader } = await scene(undefined, { limits: { atOnce: 1 } });
    double.fault = () => "silent";
    const stop = new AbortController();
    const waiting = [reader.ask(question, stop.signal), reader.ask(question, stop.signal)];
    stop.abort(new Error("stopped"));
    for (const each of waiting) await assert.rejects(each, { code: /^connector\/too-late$|^connector\/not-reached$/ });
  });

  test("may have a status that is an answer", async () => {
    const { double, reader } = await scene();
    double.fault = () => "not-found";
    assert.equal((await reader.ask(question, still(), [404])).status, 404);
  });

  // Guarantees that a product in trouble is not asked thrice as much for ever.
  test("is put again only while the budget lasts", async () => {
    const clock = fakeClock(0);
    const retries = openRetries({ clock, random });
    let asked = 0;
    const once = async () => {
      asked++;
      return { kind: "answered", status: 502, header: () => undefined, bytes: new Uint8Array() } as const;
    };
    const questions = 100;
    for (let turn = 0; turn < questions; turn++) await retries.asking(still(), once);
    assert.equal(asked, questions + retriesHeldMax);
  });

  test("is not put again once somebody stops", async () => {
    const retries = openRetries({
      clock: { nowMs: () => 0, sleep: (delayMs, signal) => sleep(delayMs * 100, undefined, { signal }) },
      random,
    });
    const stop = new AbortController();
    let asked = 0;
    const outcome = retries.asking(stop.signal, async () => {
      asked++;
      return { kind: "answered", status: 502, header: () => undefined, bytes: new Uint8Array() } as const;
    });
    setTimeout(() => stop.abort(), 20);
    assert.equal((await outcome).kind, "answered");
    assert.equal(asked, 1);
  });
});

describe("a change", () => {
  test("is sent once, whatever becomes of it", async () => {
    for (const [fault, code] of [
      ["server-error", "connector/unavailable"],
      ["lose", "connector/not-reached"],
      ["silent", "connector/too-late"],
      ["elsewhere", "connector/unexpected-answer"],
      ["unauthorized", "sink/refused"],
      ["forbidden", "sink/refused"],
      ["not-found", "sink/refused"],
      ["rate-limit", "sink/refused"],
    ] as const) {
      const { double, reader } = await scene();
      double.fault = () => fault;
      await assert.rejects(reader.write(change, still()), { code }, fault);
      assert.equal(double.seen.length, 1, fault);
    }
  });

  test("that nobody heard is a clear no, to be tried again", async () => {
    const { double, reader } = await scene();
    await double.close();
    await assert.rejects(reader.write(change, still()), (error: SocError) => error.code === "sink/refused" && error.retry !== "never");
    const stopped = await scene();
    await assert.rejects(stopped.reader.write(change, AbortSignal.abort()), { code: "sink/refused" });
    assert.equal(stopped.double.seen.length, 0);
  });
});

describe("what is told of a request", () => {
  test("its kind without ids, digests and no more", async () => {
    const { calls, reader, parts, double } = await scene();
    await reader.ask(
      { method: "GET", path: ["api", "v2", "users", "mara@example.test", "_search", "7f3"], query: { q: "secret words" } },
      still(),
    );
    await reader.ask({ method: "GET", path: ["users", "jdoe"], kind: "/users/*" }, still());
    assert.deepEqual(
      calls.map(({ path }) => path),
      ["/api/v2/users/*/_search/*", "/users/*"],
    );
    assert.doesNotMatch(JSON.stringify(calls), /mara|secret words|jdoe/);
    const one = await reader.ask(question, still());
    assert.equal(
      calls.at(-1)!.answerDigest,
      `sha256:${Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.from(one.bytes))).toString("hex")}`,
    );
    const origin = openToldOrigin({ name: "edge", url: double.url, internal: true }, parts);
    await clientCredentials(origin, ["token"], { client_secret: "one" })(undefined).catch(() => undefined);
    await clientCredentials(origin, ["token"], { client_secret: "two" })(undefined).catch(() => undefined);
    const [first, second] = calls.slice(-2);
    assert.equal(first!.sentDigest, second!.sentDigest, "a digest tells one secret from another");
    assert.equal(first!.answerDigest, undefined);
  });
});

describe("the one door, once more", () => {
  test("200 MB are not read, and what drips for ever is left", async () => {
    const { double, reader } = await scene(undefined, {}, 10);
    double.fault = () => "flood";
    await assert.rejects(reader.ask(question, still()), { code: "connector/unexpected-answer" });
    assert.ok(double.flooded < 24 * 1_048_576);
    double.fault = () => "drip";
    await assert.rejects(reader.ask(question, still()), { code: "connector/too-late" });
    double.fault = () => "gzip";
    await assert.rejects(reader.ask(question, still()), { code: "connector/unexpected-answer" });
  });

  test("an answer in another charset is no JSON, and is not guessed at", async () => {
    const { double, reader } = await scene();
    double.fault = () => "wrong-charset";
    await assert.rejects(reader.json(question, z.object({ ok: z.boolean() }), still()), { code: "connector/unexpected-answer" });
  });

  test("a name that leads to this machine, to metadata or to a mapped private address is refused before anybody is connected to", async () => {
    let connections = 0;
    const server = createTcpServer(() => void connections++);
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const { port } = server.address() as AddressInfo;
    for (const address of ["127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1", "::1", "10.0.0.1", "0.0.0.0"]) {
      const parts = { clock: hurriedClock(100), random, resolve: async () => [address] };
      const reader = openReader({ name: "edge", url: `https://edge.example.test:${port}` }, parts);
      await assert.rejects(reader.ask(question, still()), { code: "connector/address-not-allowed" }, address);
    }
    assert.equal(connections, 0);
    server.close();
  });

  test("a name that leads elsewhere between the look-up and the connection leads nowhere else", async () => {
    let asked = 0;
    const server = createServer((_request, response) => void response.end("{}"));
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const { port } = server.address() as AddressInfo;
    const resolve = async () => (asked++ % 2 === 0 ? ["127.0.0.1"] : ["169.254.169.254"]);
    const reader = openReader(
      { name: "edge", url: `http://localhost:${port}`, internal: true },
      { clock: hurriedClock(100), random, resolve },
    );
    assert.equal((await reader.ask(question, still())).status, 200);
    await assert.rejects(reader.ask(question, still()), { code: "connector/address-not-allowed" });
    server.close();
  });
});
