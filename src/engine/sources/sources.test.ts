import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { SocError } from "../../core/soc-error.ts";
import type { Delivery, IntakeRecord } from "../../ports/intake.ts";
import type { ListeningSource, PolledSource } from "../../ports/source.ts";
import { type FakeClock, fakeClock } from "../../testing/fake-clock.ts";
import { MemoryIntake, memorySourceLeases } from "../../testing/memory-intake.ts";
import { sourceLimits } from "./limits.ts";
import { openSources } from "./open-sources.ts";
import type { NamedSource, SourceTold } from "./parts.ts";

const start = Date.UTC(2026, 0, 5);
const record = (id: string): IntakeRecord => ({ id, bytes: Buffer.from(`record ${id}`) });
const failure = (retry: SocError["retry"]) =>
  new SocError({ code: "connector/not-reached", problem: "the product is down", remedy: "start it", retry });

type Page = Awaited<ReturnType<PolledSource["page"]>>;

/** A product with numbered records that hands out pages of `size`; the cursor is the last number. */
function numbered(
  parts: {
    total?: number;
    size?: number;
    everyMs?: number;
    page?: (asked: Parameters<PolledSource["page"]>[0], honest: () => Page) => Promise<Page> | Page;
  } = {},
) {
  const { total = 10, size = 3, everyMs = 1_000 } = parts;
  const product = {
    total,
    asked: [] as (string | undefined)[],
    askedAtMs: [] as number[],
    settled: [] as string[],
    clock: undefined as FakeClock | undefined,
  };
  const source: PolledSource = {
    kind: "polled",
    guarantee: "never lost",
    everyMs,
    async page(asked) {
      product.asked.push(asked.cursor);
      product.askedAtMs.push(product.clock?.nowMs() ?? 0);
      const honest = (): Page => {
        const from = Number(asked.cursor ?? 0);
        const to = Math.min(from + size, product.total);
        return {
          records: Array.from({ length: to - from }, (_, index) => record(`${from + index + 1}`)),
          cursor: `${to}`,
          more: to < product.total,
        };
      };
      return parts.page ? parts.page(asked, honest) : honest();
    },
    settled: async (cursor) => void product.settled.push(cursor),
  };
  return { product, source };
}

/** Sources over an intake in memory, worked until the test's time is over. */
function world(intakeMax?: number) {
  const clock = fakeClock(start);
  const intake = new MemoryIntake(clock, intakeMax);
  const leases = memorySourceLeases(intake, clock);
  const told: SourceTold[] = [];
  let chances = 0;
  const random = { secret: (sizeBytes: number) => ((++chances * 2_654_435_761) % 2 ** 32).toString(16).padStart(sizeBytes * 2, "0") };
  const sourcesOf = (sources: readonly NamedSource[], parts: Partial<Parameters<typeof openSources>[0]> = {}) =>
    openSources({ sources, intake, leases, clock, random, told: (each) => told.push(each), ...parts });
  const workFor = async (sources: readonly NamedSource[], forMs: number, parts?: Partial<Parameters<typeof openSources>[0]>) => {
    const ended = new AbortController();
    const working = sourcesOf(sources, parts).work(ended.signal);
    await clock.sleep(forMs);
    ended.abort();
    await working;
  };
  const ids = async () => (await intake.read(0, 100_000)).map(({ source, id }) => `${source} ${id}`);
  return { clock, intake, leases, told, sourcesOf, workFor, ids };
}
const numbers = (source: string, total: number) => Array.from({ length: total }, (_, index) => `${source} ${index + 1}`);

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

describe("a lease", () => {
  test("lets one process at a time ask, and another within ten seconds of the first one's death", async () => {
    const { clock, sourcesOf, ids, leases } = world();
    const { product, source } = numbered({ total: 1_000, size: 1, page: (_, honest) => clock.sleep(100).then(honest) });
    product.clock = clock;
    // A process that dies gives nothing back and is never heard of again.
    const dead = await leases.take("siem");
    assert.ok(dead);
    const ended = new AbortController();
    const working = Promise.all([1, 2].map(() => sourcesOf([{ name: "siem", source }]).work(ended.signal)));
    await clock.sleep(10_000);
    assert.ok((await ids()).length > 0);
    assert.ok(product.askedAtMs[0]! - start > leases.leaseMs);
    ended.abort();
    await working;
    // Had both asked at once, pages would have been asked for twice.
    assert.equal(new Set(product.asked).size, product.asked.length);
  });

  test("that is lost ends the work, and what the zombie hands over is refused", async () => {
    const { clock, intake, leases, told, sourcesOf, ids } = world();
    let isAsleep = true;
    let wake = () => {};
    const { source } = numbered({
      page: async (_, honest) => {
        if (isAsleep) await new Promise<void>((settle) => (wake = settle));
        return honest();
      },
    });
    const ended = new AbortController();
    const zombieLeases = {
      ...leases,
      take: async (name: string) => {
        const held = await leases.take(name);
        // A suspended process gives no sign of life and does not know it.
        return held && { ...held, renew: async () => (isAsleep ? true : held.renew()) };
      },
    };
    const zombie = sourcesOf([{ name: "siem", source }], { leases: zombieLeases }).work(ended.signal);
    await clock.sleep(6_000);
    const other = await leases.take("siem");
    await other!.handOver({ source: "siem", records: [record("new")], cursor: "7" });
    isAsleep = false;
    wake();
    await clock.sleep(1);
    assert.deepEqual(await ids(), ["siem new"]);
    assert.equal(await intake.cursorOf("siem"), "7");
    assert.ok(told.some((each) => each.told === "given-up"));
    ended.abort();
    await zombie;
  });
});

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
