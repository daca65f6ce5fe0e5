import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import fc from "fast-check";
import { answerOf } from "../../core/indicator/answer.ts";
import { indexOf, joinedIndex } from "../../core/indicator/index.ts";
import type { Indicator, IndicatorKind } from "../../core/indicator/indicator.ts";
import { SocError } from "../../core/soc-error.ts";
import type { IndicatorReading, IndicatorSource } from "../../ports/connector.ts";
import type { KeptFeed, KeptIndicators } from "../../ports/kept-indicators.ts";
import { openKeptIndicators } from "../../storage/indicators/kept-indicators.ts";
import { hurriedClock } from "../../testing/hurried-clock.ts";
import { openIndicatorFeeds } from "./indicator-feeds.ts";
import { joinIndicators } from "./join-indicators.ts";

// Guarantees: what was read of a feed stays over outages, restarts and feeds that suddenly say nothing, and is shown as stale; what a feed takes back is gone;
// lists and feeds answer as one.

const indicator = (value: string, kind: IndicatorKind = "known-bad"): Indicator => ({
  kind,
  match: "value",
  type: "domain",
  value,
  source: "a feed",
  validFromMs: undefined,
  validUntilMs: undefined,
  confidence: 0.5,
  labels: [],
  marking: undefined,
});
const item = (id: string, ...values: string[]) => ({ id, indicators: values.map((value) => indicator(value)), leftOut: 0 });
const reading = (more: Partial<IndicatorReading>): IndicatorReading => ({ cursor: "1", items: [], gone: [], more: false, ...more });
const outage = () => new SocError({ code: "connector/not-reached", problem: "nobody answers", remedy: "look", retry: "never" });
const still = () => new AbortController().signal;

/** A feed that says one thing after another; what is no reading is thrown. */
function feedOf(...said: (IndicatorReading | Error)[]) {
  const asked: { readonly cursor: string | undefined; readonly ids: ReadonlySet<string> }[] = [];
  const source: IndicatorSource = {
    name: "feed",
    everyMs: 60_000,
    read: async (before) => {
      asked.push(before);
      const next = said.shift() ?? outage();
      if (next instanceof Error) throw next;
      return next;
    },
  };
  return { source, asked };
}
function memory(): KeptIndicators & { readonly feeds: Map<string, KeptFeed> } {
  const feeds = new Map<string, KeptFeed>();
  return { feeds, load: async (source) => feeds.get(source), save: async (source, feed) => void feeds.set(source, feed) };
}
let nowMs = 1_000_000;
const clock = { nowMs: () => nowMs, sleep: hurriedClock(1).sleep };
const says = (feeds: { current: () => { index: ReturnType<typeof indexOf> } }, value: string) =>
  answerOf(feeds.current().index.lookUp({ type: "domain", value }, nowMs));

describe("feeds", () => {
  test("an outage and a restart leave what was read, and it grows stale in sight", async () => {
    const kept = memory();
    const before = feedOf(reading({ items: [item("a", "a.example.test")] }), outage());
    const feeds = await openIndicatorFeeds({ sources: [before.source], kept, clock });
    await feeds.readAll(still());
    await feeds.readAll(still());
    assert.equal(says(feeds, "a.example.test"), "known-bad");
    const again = await openIndicatorFeeds({ sources: [feedOf(outage()).source], kept, clock });
    assert.equal(says(again, "a.example.test"), "known-bad");
    assert.equal(again.health()[0]?.stale, false);
    nowMs += 200_000;
    await again.readAll(still());
    assert.deepEqual(
      again.health().map(({ stale, problem, indicators, ageMs }) => ({ stale, problem, indicators, ageMs })),
      [{ stale: true, problem: "nobody answers", indicators: 1, ageMs: 200_000 }],
    );
    assert.equal(again.current().digest, feeds.current().digest);
  });

  test("readings follow each other by cursor; an item takes the place of its older self, and what is taken back is gone", async () => {
    const { source, asked } = feedOf(
      reading({ cursor: "1", items: [item("a", "a.example.test"), item("b", "b.example.test")], more: true }),
      reading({ cursor: "2", items: [item("a", "c.example.test")] }),
      reading({ cursor: "3", gone: ["b"] }),
    );
    const feeds = await openIndicatorFeeds({ sources: [source], kept: memory(), clock });
    await feeds.readAll(still());
    assert.deepEqual(
      ["a", "b", "c"].map((name) => says(feeds, `${name}.example.test`)),
      ["unknown", "known-bad", "known-bad"],
    );
    await feeds.readAll(still());
    assert.equal(says(feeds, "b.example.test"), "unknown");
    assert.deepEqual(
      asked.map(({ cursor, ids }) => [cursor, [...ids]]),
      [
        [undefined, []],
        ["1", ["a", "b"]],
        ["2", ["a", "b"]],
      ],
    );
  });

  test("parts that were read before a failure are kept, once, and the next reading goes on behind them", async () => {
    const kept = memory();
    let saved = 0;
    const counting: KeptIndicators = {
      ...kept,
      save: (name, feed) => {
        saved++;
        return kept.save(name, feed);
      },
    };
    const parts = ["a", "b", "c"].map((name, index) =>
      reading({ cursor: String(index), items: [item(name, `${name}.example.test`)], more: true }),
    );
    const { source, asked } = feedOf(...parts, outage(), reading({ cursor: "9", items: [item("d", "d.example.test")] }));
    const feeds = await openIndicatorFeeds({ sources: [source], kept: counting, clock });
    await feeds.readAll(still());
    assert.deepEqual([saved, says(feeds, "c.example.test"), feeds.health()[0]?.problem], [1, "known-bad", "nobody answers"]);
    assert.equal(kept.feeds.get("feed")?.cursor, "2");
    await feeds.readAll(still());
    assert.equal(asked.at(-1)?.cursor, "2");
    assert.deepEqual([saved, says(feeds, "d.example.test"), feeds.health()[0]?.problem], [2, "known-bad", undefined]);
  });

  test("a feed that says that everything is gone is not believed, and says so", async () => {
    const { source } = feedOf(reading({ items: [item("a", "a.example.test")] }), reading({ gone: ["a"] }));
    const feeds = await openIndicatorFeeds({ sources: [source], kept: memory(), clock });
    await feeds.readAll(still());
    await feeds.readAll(still());
    assert.equal(says(feeds, "a.example.test"), "known-bad");
    assert.match(feeds.health()[0]?.problem ?? "", /everything it held is gone/);
  });

  test("a reading that says nothing new leaves the very same value, so that nothing is made again", async () => {
    const { source } = feedOf(reading({ items: [item("a", "a.example.test")] }), reading({ items: [item("a", "a.example.test")] }));
    const feeds = await openIndicatorFeeds({ sources: [source], kept: memory(), clock });
    await feeds.readAll(still());
    const current = feeds.current();
    await feeds.readAll(still());
    assert.equal(feeds.current(), current);
  });

  test("one feed that fails keeps no other away", async () => {
    const bad = { ...feedOf(outage()).source, name: "bad" };
    const good = feedOf(reading({ items: [item("a", "a.example.test")] })).source;
    const feeds = await openIndicatorFeeds({ sources: [bad, good], kept: memory(), clock });
    await feeds.readAll(still());
    assert.equal(says(feeds, "a.example.test"), "known-bad");
    assert.deepEqual(
      feeds.health().map(({ problem }) => problem === undefined),
      [false, true],
    );
  });
});

describe("copies of feeds", () => {
  const folder = mkdtempSync(join(tmpdir(), "feeds-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const feed = (text: string): KeptFeed => ({ readAtMs: 5, cursor: text, items: [{ ...item("a", "a.example.test"), leftOut: 2 }] });

  test("come back as they were saved, each under its own name, readable by nobody else", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 20 }), fc.string({ unit: "grapheme" }), async (name, cursor) => {
        const kept = openKeptIndicators(join(folder, "some"));
        await kept.save(name, feed(cursor));
        assert.deepEqual(JSON.parse(JSON.stringify(await kept.load(name))), JSON.parse(JSON.stringify(feed(cursor))));
        assert.equal(await kept.load(`${name} other`), undefined);
      }),
      { numRuns: 20 },
    );
    for (const name of readdirSync(join(folder, "some"))) assert.equal(statSync(join(folder, "some", name)).mode & 0o077, 0);
  });

  test("that are damaged anywhere are no copies", async () => {
    const kept = openKeptIndicators(join(folder, "one"));
    await kept.save("feed", feed("1"));
    const path = join(folder, "one", readdirSync(join(folder, "one"))[0]!);
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length; at += 7) {
      const damaged = Buffer.from(whole);
      damaged[at] = damaged[at]! ^ 1;
      writeFileSync(path, damaged);
      assert.equal(await kept.load("feed"), undefined, `byte ${at}`);
    }
    writeFileSync(path, whole.subarray(0, whole.length - 1));
    assert.equal(await kept.load("feed"), undefined);
  });
});

describe("lists and feeds together", () => {
  const names = fc.constantFrom("a.example.test", "b.example.test", "c.example.test");
  const some = fc.array(fc.tuple(names, fc.constantFrom<IndicatorKind>("known-bad", "suspicious", "known-good")), { maxLength: 8 });

  test("answer as one list of everything would", () => {
    fc.assert(
      fc.property(some, some, names, (lists, feeds, value) => {
        const [one, other] = [lists, feeds].map((each) => each.map(([name, kind]) => indicator(name, kind))) as [Indicator[], Indicator[]];
        const all = indexOf([...one, ...other]).lookUp({ type: "domain", value }, 0);
        assert.deepEqual(joinedIndex([indexOf(one), indexOf(other)]).lookUp({ type: "domain", value }, 0), all);
      }),
    );
  });

  test("a list of ordinary things corrects a feed; without feeds the lists are as they were", () => {
    const files = {
      index: indexOf([indicator("a.example.test", "known-good")]),
      digest: "sha256:1",
      count: 1,
      sightingOf: () => undefined,
    };
    const none = { index: indexOf([]), digest: "sha256:0", count: 0 };
    assert.equal(joinIndicators(files, none), files);
    const both = joinIndicators(files, {
      index: indexOf([indicator("a.example.test"), indicator("b.example.test")]),
      digest: "sha256:2",
      count: 2,
    });
    assert.equal(both.sightingOf({ type: "domain", value: "a.example.test" }, 0), "known-good");
    assert.equal(both.sightingOf({ type: "domain", value: "b.example.test" }, 0), "known-bad");
    assert.equal(both.sightingOf({ type: "domain", value: "c.example.test" }, 0), undefined);
    assert.equal(both.count, 3);
    assert.notEqual(both.digest, files.digest);
  });
});
