import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Delivery } from "../../ports/intake.ts";
import type { PolledSource } from "../../ports/source.ts";
import { failure, numbered, numbers, type Page, record, start, world } from "../../testing/polled-scene.ts";
import { sourceLimits } from "./limits.ts";

describe("a polled source", () => {
  test("is read page by page from the kept cursor on, and goes on where another run ended", async () => {
    const { workFor, ids, intake } = world();
    const { product, source } = numbered();
    await workFor([{ name: "siem", source }], 5_000);
    assert.deepEqual(await ids(), numbers("siem", 10));
    product.total = 12;
    await workFor([{ name: "siem", source }], 5_000);
    assert.deepEqual(await ids(), numbers("siem", 12));
    assert.equal(await intake.cursorOf("siem"), "12");
    assert.equal(product.asked.filter((cursor) => cursor === undefined).length, 1);
    assert.deepEqual([...new Set(product.settled)], ["3", "6", "9", "10", "12"]);
  });

  test("is asked first for what is not older than it should look back", async () => {
    const { workFor } = world();
    const since: number[] = [];
    const { source } = numbered({
      page: ({ sinceMs, cursor }, honest) => {
        if (cursor === undefined) since.push(sinceMs);
        return honest();
      },
    });
    await workFor([{ name: "siem", source, lookBackMs: 60_000 }], 1);
    assert.deepEqual(since, [start - 60_000]);
  });

  // Guarantees: whenever the process ends - before, within or after keeping a page - no record is lost and none is kept twice.
  test("loses nothing and keeps nothing twice, whenever the process is killed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(14), { maxLength: 6 }), fc.integer({ min: 1, max: 5 }), async (kills, size) => {
        const { workFor, ids, intake } = world();
        const { product, source } = numbered({ total: 11, size });
        for (const moment of kills) {
          let touched = 0;
          const dead = new AbortController();
          const touch = () => {
            if (touched++ === moment) dead.abort();
            if (dead.signal.aborted) throw new Error("power cut");
          };
          const mortal: PolledSource = {
            ...source,
            page: async (asked) => {
              touch();
              return source.page(asked);
            },
            settled: async (cursor, signal) => {
              touch();
              await source.settled!(cursor, signal);
            },
          };
          const mortalIntake = {
            handOver: async (delivery: Delivery) => {
              touch();
              const received = await intake.handOver(delivery);
              touch();
              return received;
            },
            cursorOf: intake.cursorOf,
            heard: async () => {},
            health: intake.health,
          };
          const leases = {
            leaseMs: 4_000,
            take: async () => ({ handOver: mortalIntake.handOver, renew: async () => true, release: async () => {} }),
          };
          await workFor([{ name: "siem", source: mortal }], 500, { intake: mortalIntake, leases });
        }
        await workFor([{ name: "siem", source }], 60_000);
        assert.deepEqual(await ids(), numbers("siem", 11));
        // What was durable was told to the source, also when the process ended between the two.
        assert.equal(product.settled.at(-1), "11");
      }),
      { numRuns: 60 },
    );
  });

  test("that repeats pages adds nothing", async () => {
    const { workFor, ids, intake } = world();
    const { source } = numbered({
      page: (asked, honest) => (asked.cursor === undefined ? honest() : { ...honest(), records: [record("1"), ...honest().records] }),
    });
    await workFor([{ name: "siem", source }], 5_000);
    assert.deepEqual(await ids(), numbers("siem", 10));
    assert.ok((await intake.health())[0]!.repeated > 0);
  });

  for (const [what, cursors] of [
    ["the same place", ["x"]],
    ["places in a circle", ["x", "y", "z"]],
  ] as const) {
    test(`that gives ${what} for ever is asked seldom, and shown as failing`, async () => {
      const { workFor, intake, clock } = world();
      let turn = 0;
      const { product, source } = numbered({
        page: () => ({ records: [record("1")], cursor: cursors[turn++ % cursors.length]!, more: true }),
      });
      product.clock = clock;
      let shown: string | undefined;
      const watch = {
        name: "watch",
        source: numbered({
          page: async () => {
            const { problem } = (await intake.health()).find(({ source: each }) => each === "siem") ?? {};
            shown ??= problem;
            return { records: [], cursor: "0", more: false };
          },
        }).source,
      };
      await workFor([{ name: "siem", source }, watch], 600_000);
      assert.ok(product.asked.length < 100, `${product.asked.length}`);
      assert.match(shown ?? "", /gives the place that it gave before/);
    });
  }

  test("that says there is more for ever, with new places and nothing new, is bounded in each round", async () => {
    const { workFor, told } = world();
    let turn = 0;
    const { product, source } = numbered({ everyMs: 60_000, page: () => ({ records: [record("1")], cursor: `${turn++}`, more: true }) });
    await workFor([{ name: "siem", source }], 1);
    assert.ok(product.asked.length >= sourceLimits.pagesMax);
    assert.ok(told.some((each) => each.told === "running"));
  });

  test("that throws is shown with what to do, asked again ever less often, and well again when it answers", async () => {
    const { workFor, intake, clock } = world();
    let isDown = true;
    const { product, source } = numbered({
      page: (_, honest) => {
        if (isDown) throw failure({ afterMs: 0 });
        return honest();
      },
    });
    product.clock = clock;
    await workFor([{ name: "siem", source }], 300_000);
    const waits = product.askedAtMs.slice(1).map((atMs, index) => atMs - product.askedAtMs[index]!);
    assert.ok(product.askedAtMs.length < 20);
    for (const [index, waitMs] of waits.entries()) {
      const wholeMs = Math.min(sourceLimits.retryMs * 2 ** index, sourceLimits.retryMsMax);
      assert.ok(waitMs >= wholeMs / 2 && waitMs <= wholeMs, `${index}: ${waitMs}`);
    }
    isDown = false;
    await workFor([{ name: "siem", source }], 1_000);
    assert.equal((await intake.health())[0]?.problem, undefined);
  });

  test("whose password is wrong is not asked often enough to lock the account", async () => {
    const { workFor } = world();
    const { product, source } = numbered({
      page: () => {
        throw failure("never");
      },
    });
    await workFor([{ name: "siem", source }], 3_600_000);
    assert.ok(product.asked.length <= 25, `${product.asked.length}`);
  });

  test("that is slow, or never answers at all, delays no other", async () => {
    const { workFor, ids, clock } = world();
    const never = numbered({ page: () => new Promise<Page>(() => {}) });
    const slow = numbered({ page: (_, honest) => clock.sleep(30_000).then(honest) });
    const quick = numbered({ total: 30 });
    const sources = { never, slow, quick };
    await workFor(
      Object.entries(sources).map(([name, { source }]) => ({ name, source })),
      10_000,
    );
    assert.deepEqual(await ids(), numbers("quick", 30));
  });

  test("that never answers is given up after its time, and asked again", async () => {
    const { workFor, told } = world();
    const { product, source } = numbered({ page: () => new Promise<Page>(() => {}) });
    await workFor([{ name: "siem", source }], 600_000);
    assert.ok(product.asked.length > 1);
    assert.ok(told.some((each) => each.told === "failing" && each.problem.code === "source/too-late"));
  });

  test("waits with its page while the intake is full, and loses nothing", async () => {
    const { workFor, ids, intake, clock } = world(4);
    const { product, source } = numbered({ total: 12 });
    const reader = async () => {
      for (let position = 1; position <= 12; position++) {
        await clock.sleep(5_000);
        await intake.processed(position);
      }
    };
    await Promise.all([workFor([{ name: "siem", source }], 120_000), reader()]);
    assert.deepEqual(await ids(), numbers("siem", 12));
    assert.ok(product.asked.length < 200);
  });

  test("may hand over more at once than one delivery holds; what is too large becomes a dead letter", async () => {
    const { workFor, intake } = world();
    const many = Array.from({ length: 2_500 }, (_, index) => record(`${index}`));
    const large = { id: "large", bytes: new Uint8Array(1_048_577) };
    const named = record("n".repeat(500));
    const { source } = numbered({ page: ({ cursor }) => ({ records: cursor ? [] : [...many, large, named], cursor: "end", more: false }) });
    await workFor([{ name: "siem", source }], 1_000);
    assert.equal((await intake.health())[0]?.accepted, 2_501);
    assert.deepEqual(
      (await intake.deadLetters({ limit: 5 })).map(({ recordId, reason }) => [recordId, reason]),
      [["large", "too-large"]],
    );
    assert.equal(await intake.cursorOf("siem"), "end");
  });
});
