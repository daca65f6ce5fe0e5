import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { ifThere } from "../../testing/real/if-there.ts";
import { type Nats, type NatsDoor, startNats } from "../../testing/real/nats.ts";
import { eventually, type Heard, hear, intakeFull, type KeptIntake, keptIntake, openConnector } from "../../testing/source-scene.ts";
import kind from "./connector.ts";
import { crcOf, signWithSeed, toBase32 } from "./nkey.ts";
import { Parser } from "./protocol.ts";

const settings = (nats: Nats, more: object = {}) => ({ url: `nats://127.0.0.1:${nats.port}`, internal: true, stream: "ALERTS", ...more });
const open = (nats: Nats, more: object = {}, secrets: Readonly<Record<string, string>> = {}) =>
  openConnector(kind, settings(nats, more), { secrets });
const numbers = (intake: KeptIntake) =>
  intake
    .texts()
    .map(Number)
    .toSorted((a, b) => a - b);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const texts = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => String(from + index));

/** Runs the body on a real server with a stream. */
async function withStream(t: TestContext, body: (nats: Nats) => Promise<void>): Promise<void> {
  await ifThere(t, await startNats(), async (nats) => {
    await nats.makeStream("ALERTS", "alerts.>");
    await body(nats);
  });
}

/** Listens as the runner of sources does: whatever ends it, it is started anew, until it is stopped. */
function listenOn(nats: Nats, intake: KeptIntake): { stop: () => Promise<void>; starts: () => number } {
  let isStopped = false;
  let starts = 0;
  let current: Heard | undefined;
  const run = (async () => {
    while (!isStopped) {
      try {
        starts++;
        current = await hear(open(nats), intake);
        await current.ended;
      } catch {
        await sleep(20);
      }
    }
  })();
  return {
    starts: () => starts,
    async stop() {
      isStopped = true;
      await current?.stop().catch(() => undefined);
      await run;
    },
  };
}

test("what a stream holds, and what comes to it, is kept once and in order, and acknowledged", async (t) => {
  await withStream(t, async (nats) => {
    await nats.send("alerts.one", texts(0, 1_200));
    const intake = keptIntake();
    const heard = await hear(open(nats), intake);
    await eventually(() => intake.records.size === 1_200, "what waited");
    await nats.send("alerts.two", texts(1_200, 1_300));
    await eventually(() => intake.records.size === 1_300, "what came");
    assert.deepEqual([intake.texts().map(Number), intake.repeated], [upTo(1_300), 0]);
    assert.ok([...intake.records.values()].every(({ sentAtMs }) => sentAtMs !== undefined && Math.abs(sentAtMs - Date.now()) < 60_000));
    await heard.stop();
    assert.deepEqual(await open(nats).check(new AbortController().signal), { says: "0 messages wait in ALERTS" });
  });
});

test("a server that is killed in the middle and comes back loses nothing", async (t) => {
  await withStream(t, async (nats) => {
    const intake = keptIntake();
    intake.before = () => sleep(5);
    const ear = listenOn(nats, intake);
    await nats.send("alerts.one", texts(0, 3_000));
    await eventually(() => intake.records.size > 100, "a part");
    await nats.kill();
    await nats.restart();
    await nats.send("alerts.one", texts(3_000, 3_500));
    await eventually(() => intake.records.size === 3_500, "all of it", 80_000);
    assert.deepEqual(numbers(intake), upTo(3_500));
    assert.ok(ear.starts() > 1);
    t.diagnostic(`${ear.starts()} starts, ${intake.repeated} repeats`);
    await ear.stop();
  });
});

test("we that are killed between the commit and the acknowledgement are given it again, and keep it once", async (t) => {
  await withStream(t, async (nats) => {
    // A consumer of the administrator's own, which gives again sooner than ours would.
    const order = JSON.stringify({
      stream_name: "ALERTS",
      config: { durable_name: "quick", ack_policy: "explicit", ack_wait: 300_000_000, max_deliver: -1 },
    });
    await nats.say(`PUB $JS.API.CONSUMER.DURABLE.CREATE.ALERTS.quick ${order.length}`, order);
    await nats.send("alerts.one", texts(0, 50));
    const intake = keptIntake();
    const { handOver } = intake;
    const dying: KeptIntake = {
      ...intake,
      handOver: async (delivery) => {
        await handOver(delivery);
        throw new Error("killed after the commit");
      },
    };
    const first = await hear(open(nats, { consumer: "quick" }), dying);
    await assert.rejects(first.ended, /killed after the commit/);
    const kept = intake.records.size;
    assert.ok(kept > 0);
    const second = await hear(open(nats, { consumer: "quick" }), intake);
    await eventually(() => intake.records.size === 50 && intake.repeated >= kept, "all of it, and the repeats");
    assert.deepEqual(numbers(intake), upTo(50));
    await second.stop();
  });
});

test("while the intake is full nothing more is pulled, and nothing is lost", async (t) => {
  await withStream(t, async (nats) => {
    const intake = keptIntake();
    let refusals = 0;
    intake.before = () => {
      if (refusals++ < 10) throw intakeFull(20);
    };
    await nats.send("alerts.one", texts(0, 800));
    const heard = await hear(open(nats), intake);
    await eventually(() => intake.records.size === 800, "all of it");
    assert.equal(intake.repeated, 0);
    await heard.stop();
  });
});

test("a message larger than a record becomes a dead letter and does not come again; the next one is kept", async (t) => {
  await withStream(t, async (nats) => {
    await nats.send("alerts.one", ["0", "x".repeat(3_000_000), "1"]);
    const intake = keptIntake();
    const heard = await hear(open(nats), intake);
    await eventually(() => intake.records.size === 2 && intake.refused.size === 1, "two records and one refused");
    await heard.stop();
    assert.deepEqual([numbers(intake), [...intake.refused.values()].map(({ reason }) => reason)], [[0, 1], ["too-large"]]);
    assert.deepEqual(await open(nats).check(new AbortController().signal), { says: "0 messages wait in ALERTS" });
  });
});

test("two that pull share a stream between them", async (t) => {
  await withStream(t, async (nats) => {
    const intake = keptIntake();
    const [one, two] = [await hear(open(nats), intake), await hear(open(nats), intake)];
    for (let turn = 0; turn < 20; turn++) await nats.send("alerts.one", texts(turn * 100, turn * 100 + 100));
    await eventually(() => intake.records.size === 2_000, "all of it");
    assert.deepEqual([numbers(intake), intake.repeated], [upTo(2_000), 0]);
    await Promise.all([one.stop(), two.stop()]);
  });
});

test("a plain subject is heard without receipts, and as best effort", async (t) => {
  await ifThere(t, await startNats(), async (nats) => {
    const intake = keptIntake();
    const connector = openConnector(kind, { url: `nats://127.0.0.1:${nats.port}`, internal: true, subject: "alerts.>" });
    assert.equal(connector.alerts?.guarantee, "best effort");
    const heard = await hear(connector, intake);
    await nats.send("alerts.one", texts(0, 500));
    await eventually(() => intake.records.size === 500, "all of it");
    await heard.stop();
  });
});

const seedOf = (bytes: Uint8Array) => {
  const body = Buffer.concat([Buffer.of((18 << 3) | ((20 << 3) >> 5), ((20 << 3) & 31) << 3), bytes]);
  const crc = Buffer.alloc(2);
  crc.writeUInt16LE(crcOf(body));
  return toBase32(Buffer.concat([body, crc]));
};
const seed = seedOf(Buffer.alloc(32, 7));

const doors: readonly (readonly [
  name: string,
  door: NatsDoor,
  settings: object,
  secrets: Record<string, string>,
  wrong: Record<string, string>,
])[] = [
  [
    "user and password",
    { user: "sensor", password: "right-EXAMPLE" },
    { user: "sensor" },
    { password: "right-EXAMPLE" },
    { password: "wrong-EXAMPLE" },
  ],
  ["a token", { token: "right-EXAMPLE" }, {}, { token: "right-EXAMPLE" }, { token: "wrong-EXAMPLE" }],
  ["an nkey", { nkey: signWithSeed(seed, "x")?.nkey ?? "" }, {}, { "nkey-seed": seed }, { "nkey-seed": seedOf(Buffer.alloc(32, 8)) }],
];
for (const [name, door, more, secrets, wrong] of doors) {
  test(`the server is signed in to with ${name}; a wrong one is told with what to do`, async (t) => {
    await ifThere(t, await startNats(door), async (nats) => {
      const subject = { url: `nats://127.0.0.1:${nats.port}`, internal: true, subject: "alerts", ...more };
      const { signal } = new AbortController();
      assert.deepEqual(await openConnector(kind, subject, { secrets }).check(signal), { says: "lets us in; hears alerts" });
      for (const each of [wrong, {}]) {
        await assert.rejects(openConnector(kind, subject, { secrets: each }).check(signal), (error: Error & { code?: string }) => {
          assert.equal(error.code, "connector/credentials");
          assert.doesNotMatch(`${error.message} ${JSON.stringify(error)}`, /EXAMPLE|SUA/);
          return true;
        });
      }
    });
  });
}

test("over TLS the server must be who it is called, and one that speaks TLS only is not spoken to plainly", async (t) => {
  await ifThere(t, await startNats({ tls: true }), async (nats) => {
    const ca = readFileSync(nats.certificates.ca, "utf8");
    const { signal } = new AbortController();
    const check = (more: object) => openConnector(kind, { internal: true, subject: "alerts", ...more }).check(signal);
    assert.deepEqual(await check({ url: `tls://127.0.0.1:${nats.port}`, ca }), { says: "lets us in; hears alerts" });
    await assert.rejects(check({ url: `tls://127.0.0.1:${nats.port}` }), { code: "connector/certificate" });
    await assert.rejects(check({ url: `nats://127.0.0.1:${nats.port}` }), { code: "connector/bad-settings" });
  });
});

test("a server that is down, a stream that is absent and settings that do not fit each say what to do", async (t) => {
  await ifThere(t, await startNats(), async (nats) => {
    const { signal } = new AbortController();
    await assert.rejects(open(nats).check(signal), { code: "connector/bad-settings" });
    await nats.kill();
    await assert.rejects(open(nats).check(signal), { code: "connector/not-reached" });
  });
  for (const wrong of [
    { url: "nats://nats.example.test", subject: "a" },
    { url: "tls://u:p@nats.example.test", subject: "a" },
    { url: "tls://nats.example.test" },
  ]) {
    assert.throws(() => openConnector(kind, wrong), { code: "connector/bad-settings" });
  }
});

// Guarantees that a hostile server neither makes us throw in the parser nor hold more than a message, and that pieces make no difference.
test("any bytes of a server come to an end", () => {
  const part = fc.oneof(
    fc.constantFrom(
      "PING\r\n",
      "+OK\r\n",
      "MSG a 1 3\r\nabc\r\n",
      "HMSG a 1 r 12 14\r\nNATS/1.0\r\n\r\nhi\r\n",
      "MSG a 1 -5\r\n",
      "MSG a 1 999999999999\r\n",
      "INFO {}\r\n",
    ),
    fc.string({ maxLength: 20 }),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 10 }), fc.integer({ min: 1, max: 9 }), (parts, size) => {
      const bytes = Buffer.from(parts.join(""));
      const parser = new Parser(1_000);
      const pieces = [];
      for (let from = 0; from < bytes.length; from += size) pieces.push(...parser.push(bytes.subarray(from, from + size)));
      assert.deepEqual(JSON.stringify(pieces), JSON.stringify(new Parser(1_000).push(bytes)));
    }),
  );
});
