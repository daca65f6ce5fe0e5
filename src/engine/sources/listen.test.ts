import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ListeningSource } from "../../ports/source.ts";
import { failure, record, world } from "../../testing/polled-scene.ts";
import { sourceLimits } from "./limits.ts";

describe("a listening source", () => {
  const listener = (listen: ListeningSource["listen"], alone = false): ListeningSource => ({
    kind: "listening",
    guarantee: "best effort",
    alone,
    listen,
  });
  const untilAborted = (signal: AbortSignal) =>
    new Promise<void>((settle) => signal.addEventListener("abort", () => settle(), { once: true }));

  test("hands over under its own name, and is running once it is ready", async () => {
    const { clock, sourcesOf, ids, intake, told } = world();
    const source = listener(async ({ handOver, ready, signal }) => {
      ready("udp 127.0.0.1:514");
      await handOver({ records: [record("1")] });
      await untilAborted(signal);
    });
    const ended = new AbortController();
    const sources = sourcesOf([{ name: "syslog", source }]);
    assert.deepEqual(
      (await sources.health()).map(({ source: name, state }) => [name, state]),
      [["syslog", "off"]],
    );
    const working = sources.work(ended.signal);
    await clock.sleep(10);
    assert.equal((await sources.health())[0]?.state, "running");
    ended.abort();
    await working;
    assert.deepEqual(await ids(), ["syslog 1"]);
    assert.equal((await intake.health())[0]?.state, "off");
    assert.deepEqual(
      told.filter((each) => each.told === "listening"),
      [{ source: "syslog", told: "listening", where: "udp 127.0.0.1:514" }],
    );
  });

  test("that fails or ends by itself is started again after a pause that grows", async () => {
    const { clock, workFor, told } = world();
    const starts: number[] = [];
    const source = listener(async () => {
      starts.push(clock.nowMs());
      if (starts.length % 2 === 0) throw failure({ afterMs: 0 });
    });
    await workFor([{ name: "syslog", source }], 120_000);
    assert.ok(starts.length >= 4 && starts.length < 15, `${starts.length}`);
    assert.ok(starts[3]! - starts[2]! > starts[1]! - starts[0]!);
    assert.deepEqual(
      new Set(told.flatMap((each) => (each.told === "failing" ? [each.problem.code] : []))),
      new Set(["source/ended", "connector/not-reached"]),
    );
  });

  test("that does not stop when told to is left behind, and can hand nothing over any more", async () => {
    const { clock, sourcesOf, ids } = world();
    let late: Promise<unknown> | undefined;
    const source = listener(async ({ handOver, signal }) => {
      await untilAborted(signal);
      await clock.sleep(60_000);
      late = handOver({ records: [record("late")] });
      await late;
    });
    const ended = new AbortController();
    const working = sourcesOf([{ name: "syslog", source }]).work(ended.signal);
    await clock.sleep(10);
    ended.abort();
    const beforeMs = clock.nowMs();
    await working;
    assert.ok(clock.nowMs() - beforeMs <= sourceLimits.stopMs + 1_000);
    await clock.sleep(120_000);
    await assert.rejects(late!);
    assert.deepEqual(await ids(), []);
  });

  test("that must be alone stops when its lease is another's", async () => {
    const { clock, sourcesOf, leases, told } = world();
    let listening = 0;
    let most = 0;
    const source = listener(async ({ handOver, signal }) => {
      most = Math.max(most, ++listening);
      for (let turn = 0; !signal.aborted; turn++) {
        await handOver({ records: [record(`${turn}`)] });
        await clock.sleep(500, signal).catch(() => {});
      }
      listening--;
    }, true);
    const ended = new AbortController();
    const broken = {
      ...leases,
      take: async (name: string) => {
        const held = await leases.take(name);
        return held && { ...held, renew: async () => Promise.reject(new Error("no way to the store")) };
      },
    };
    const working = Promise.all([
      sourcesOf([{ name: "mail", source }], { leases: broken }).work(ended.signal),
      sourcesOf([{ name: "mail", source }]).work(ended.signal),
    ]);
    await clock.sleep(30_000);
    ended.abort();
    await working;
    assert.equal(most, 1);
    assert.ok(told.filter((each) => each.told === "taken").length >= 2);
  });
});
