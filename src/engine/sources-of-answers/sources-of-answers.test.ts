import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { eventTools } from "../../connectors/event-tools/connector.ts";
import { lookUpTool } from "../../connectors/indicator-files/connector.ts";
import { Inventory } from "../../core/asset/asset.ts";
import { emptyFields, type TelemetryEvent } from "../../core/event/event.ts";
import { indexOf } from "../../core/indicator/index.ts";
import type { Observable } from "../../core/observable/observable.ts";
import { EventQuery } from "../../core/query/query.ts";
import { SocError } from "../../core/soc-error.ts";
import type { EventSearch, Reputation } from "../../ports/connector.ts";
import type { EventStore, SearchAnswer } from "../../ports/event-store.ts";
import type { InvestigatorTool } from "../../ports/tool.ts";
import { federatedTools, joined } from "./federated-events.ts";
import { openInventoryKeeper } from "./inventory-keeper.ts";
import { type AskedSource, answerLifeMs, answersHeldMax, joinedLookUp, joinedWord, openReputationCache } from "./joined-reputation.ts";
import { mergeInventories } from "./merge-inventories.ts";

// Guarantees: whoever investigates hears of everything that is connected, of what did not answer too; nothing is concluded from silence; and no service learns
// of the organisation's own, or of what it may not be told.

/** Time passes only when a test says so. */
function clockOf() {
  let nowMs = Date.UTC(2026, 10, 23);
  const waiting = new Set<{ atMs: number; wake: () => void }>();
  return {
    nowMs: () => nowMs,
    sleep: (delayMs: number, signal?: AbortSignal) =>
      new Promise<void>((wake, refuse) => {
        const each = { atMs: nowMs + delayMs, wake };
        waiting.add(each);
        signal?.addEventListener("abort", () => {
          waiting.delete(each);
          refuse(new Error("stopped"));
        });
      }),
    async pass(byMs: number) {
      nowMs += byMs;
      for (const each of [...waiting].filter(({ atMs }) => atMs <= nowMs)) {
        waiting.delete(each);
        each.wake();
      }
      for (let turn = 0; turn < 20; turn++) await new Promise((settle) => setImmediate(settle));
    },
  };
}

const eventAt = (timeMs: number, path = "kept", host = "web01"): TelemetryEvent => ({
  timeMs,
  dataset: "syslog",
  channel: "sshd",
  action: "login",
  host,
  fields: Object.assign(emptyFields(), { at: timeMs }),
  source: { path, record: 1, digest: `sha256:${"0".repeat(64)}` },
  logSource: {},
});
const answerOf = (rows: readonly TelemetryEvent[], total = rows.length): SearchAnswer => ({ rows, total, groups: [] });
const storeOf = (answer: SearchAnswer): EventStore => ({
  append: async () => {},
  finishLoading: async () => {},
  search: async () => answer,
  prevalence: async (keys) => keys.map((key) => ({ key, events: 0, hosts: 0, users: 0, firstMs: undefined, lastMs: undefined })),
  totals: async () => ({ events: 1_000, hosts: 10, firstMs: 0, lastMs: 1 }),
  deadLetters: async () => [],
});
const searchOf = (name: string, search: EventSearch["search"]): EventSearch => ({
  name,
  datasets: ["syslog"],
  search,
  shown: () => `FROM ${name}`,
});
const query = EventQuery.parse({ dataset: "syslog", time: { fromMs: 0, toMs: 1e15 } });
const unreached = new SocError({ code: "connector/not-reached", problem: '"siem" was not reached', remedy: "look", retry: "never" });
type Facts = { total: number; sources: { source: string; total: number; failed: boolean; lacks: string | null; query: string }[] };

describe("a question about events", () => {
  const ask = async (local: SearchAnswer, sources: readonly EventSearch[], clock = clockOf()) => {
    const [tool] = federatedTools({ local: storeOf(local), sources, clock, answerMs: 10_000 }, eventTools);
    const answer = await tool!.ask(query);
    return { ...answer, facts: answer.facts as Facts };
  };

  test("goes to all that is connected; rows come in order of time, and totals are added", async () => {
    const siem = searchOf("siem", async () => answerOf([eventAt(5, "siem:a"), eventAt(1, "siem:b")], 2));
    const { answer, facts, records, says } = await ask(answerOf([eventAt(3)]), [siem]);
    assert.equal(answer, "few");
    assert.equal(facts.total, 3);
    assert.deepEqual(
      records.map(({ path }) => path),
      ["siem:b", "kept", "siem:a"],
    );
    assert.deepEqual(facts.sources, [{ source: "siem", total: 2, lacks: null, failed: false, query: "FROM siem" }]);
    assert.ok(!says.includes("Without"));
  });

  test("an event that both hold is counted once", async () => {
    const siem = searchOf("siem", async () => answerOf([eventAt(3, "siem:a")]));
    const { answer, facts } = await ask(answerOf([eventAt(3)]), [siem]);
    assert.deepEqual([answer, facts.total], ["one", 1]);
  });

  test("finding nothing is not said while somebody who might know did not answer, or answered in part", async () => {
    const failing = searchOf("siem", async () => Promise.reject(unreached));
    const partial = searchOf("siem", async () => ({ ...answerOf([]), note: "the field is not mapped" }));
    const rude = searchOf("siem", async () => Promise.reject(new Error("payload of a vendor")));
    for (const source of [failing, partial, rude]) {
      const { answer, says } = await ask(answerOf([]), [source]);
      assert.equal(answer, "not-observed");
      assert.match(says, /siem (?:did not answer|answered in part)/);
      assert.ok(!says.includes("payload"));
    }
  });

  test("what others found stands although one failed, and the sentence names who", async () => {
    const { answer, says, facts } = await ask(answerOf([eventAt(1)]), [searchOf("siem", async () => Promise.reject(unreached))]);
    assert.equal(answer, "one");
    assert.match(says, /Without all of it: siem did not answer: "siem" was not reached\./);
    assert.equal(facts.sources[0]?.failed, true);
  });

  test("one that never answers holds nobody up beyond its time, and is told to stop", async () => {
    const clock = clockOf();
    let told = false;
    const hanging = searchOf("slow", (_query, signal) => {
      signal.addEventListener("abort", () => {
        told = true;
      });
      return new Promise(() => {});
    });
    const asked = ask(answerOf([eventAt(1)]), [hanging], clock);
    await clock.pass(0);
    await clock.pass(10_001);
    const { answer, says } = await asked;
    assert.equal(answer, "one");
    assert.ok(told);
    assert.match(says, /slow did not answer/);
  });

  test("a source without such events is not asked, and a world without sources is as it was", async () => {
    let asked = 0;
    const mail: EventSearch = { ...searchOf("mail", async () => answerOf([eventAt(1)])), datasets: ["mail"] };
    const counted = async () => {
      asked++;
      return answerOf([]);
    };
    const counting = { ...mail, search: counted };
    assert.equal((await ask(answerOf([eventAt(1)]), [counting])).answer, "one");
    assert.equal(asked, 0);
    const local = storeOf(answerOf([]));
    const tools = federatedTools({ local, sources: [], clock: clockOf(), answerMs: 1 }, eventTools);
    assert.deepEqual(await tools[0]!.ask(query), await eventTools(local)[0]!.ask(query));
  });

  test("joining is the same whoever answered first, and never shows more than there is", () => {
    const answers = fc.array(
      fc
        .array(fc.integer({ min: 0, max: 20 }), { maxLength: 10 })
        .map((times) => answerOf([...new Set(times)].map((time) => eventAt(time)))),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(answers, fc.integer({ min: 1, max: 30 }), (given, limit) => {
        const asked = { ...query, limit };
        const one = joined(asked, given);
        const other = joined(asked, given.toReversed());
        assert.deepEqual(
          one.rows.map(({ timeMs }) => timeMs),
          other.rows.map(({ timeMs }) => timeMs),
        );
        assert.equal(one.total, new Set(given.flatMap(({ rows }) => rows.map(({ timeMs }) => timeMs))).size);
        assert.ok(one.rows.length <= limit);
      }),
    );
  });
});

describe("a question about an observable", () => {
  const outside: Observable = { type: "ip", value: "198.51.100.7", role: "source" };
  const isOwn = ({ type, value }: Observable) => value.startsWith("10.") || (type === "email" && value.endsWith("@corp.test"));
  const serviceOf = (said: Reputation["answer"] | Error, mayReceive: AskedSource["mayReceive"] = "green") => {
    const asked: string[] = [];
    const lookUp: AskedSource["lookUp"] = async ({ value }) => {
      asked.push(value);
      if (said instanceof Error) throw said;
      return { answer: said, says: "reported by many", facts: { reports: 3 } };
    };
    const service: AskedSource = {
      name: `service-${mayReceive}`,
      types: ["ip", "domain", "url", "email", "user", "host"],
      mayReceive,
      lookUp,
    };
    return { asked, service };
  };
  const parts = (sources: readonly AskedSource[], clock = clockOf()) => ({
    sources,
    isOwn,
    clock,
    answerMs: 10_000,
    cache: openReputationCache(),
  });
  const lists = lookUpTool(indexOf([])) as InvestigatorTool;
  const ask = (tool: typeof lists, observable: Observable) => tool.ask({ observable, atMs: 0 });

  test("each service is an answer of its own in the facts, and the worst of them is the word", async () => {
    const [bad, good, failing] = [serviceOf("known-bad"), serviceOf("known-good", "amber"), serviceOf(unreached, "red")];
    const { answer, facts, says } = await ask(joinedLookUp(lists, parts([bad.service, good.service, failing.service])), outside);
    assert.equal(answer, "known-bad");
    const services = facts.services as { source: string; answer?: string; failed?: string }[];
    assert.deepEqual(
      services.map((each) => each.answer ?? each.failed),
      ["known-bad", "known-good", '"siem" was not reached'],
    );
    assert.match(says, /service-green: reported by many/);
    assert.match(says, /No answer from service-red/);
  });

  test("nobody outside learns of the organisation's own, of people and machines, or of a link that names one of them", async () => {
    const { asked, service } = serviceOf("unknown", "red");
    const tool = joinedLookUp(lists, parts([service]));
    const kept: Observable[] = [
      { type: "ip", value: "10.1.2.3", role: "source" },
      { type: "email", value: "mara@corp.test", role: "sender" },
      { type: "user", value: "mara", role: "actor" },
      { type: "host", value: "web01", role: "source" },
      { type: "url", value: "https://phish.example.test/?to=mara@corp.test", role: "related" },
      { type: "url", value: "https://phish.example.test/?to=mara%40corp.test", role: "related" },
    ];
    for (const observable of kept) await ask(tool, observable);
    assert.deepEqual(asked, []);
    await ask(tool, { type: "url", value: "https://phish.example.test/", role: "related" });
    assert.equal(asked.length, 1);
  });

  test("what a list marks is told only to those that may receive it", async () => {
    for (const marking of ["TLP:AMBER", "amber", "TLP:RED", "unheard-of"] as const) {
      const [low, high] = [serviceOf("unknown", "green"), serviceOf("unknown", "red")];
      const marked: typeof lists = {
        ...lists,
        ask: async (input) => ({ ...(await lists.ask(input)), facts: { sightings: [{ marking }] } }),
      };
      await ask(joinedLookUp(marked, parts([low.service, high.service])), outside);
      assert.deepEqual([low.asked.length, high.asked.length], [0, 1], marking);
    }
    const clear = serviceOf("unknown", "clear");
    await ask(joinedLookUp(lists, parts([clear.service])), outside);
    assert.deepEqual(clear.asked, [], "what nobody marked is green");
  });

  test("an answer is asked for once an hour, a failure is asked again, and what is held is bounded", async () => {
    const clock = clockOf();
    const [service, failing] = [serviceOf("suspicious"), serviceOf(unreached, "amber")];
    const tool = joinedLookUp(lists, parts([service.service, failing.service], clock));
    await ask(tool, outside);
    await ask(tool, outside);
    assert.deepEqual([service.asked.length, failing.asked.length], [1, 2]);
    await clock.pass(answerLifeMs);
    await ask(tool, outside);
    assert.equal(service.asked.length, 2);
    const cache = openReputationCache();
    const reputation: Reputation = { answer: "unknown", says: "", facts: {} };
    for (let index = 0; index <= answersHeldMax; index++) cache.hold(`k${index}`, { reputation, atMs: 0 });
    assert.equal(cache.held("k0", 0), undefined);
    assert.ok(cache.held("k1", 0));
  });

  test("what somebody adds never makes an observable look better than the worst that was said, but for our own list of ordinary things", () => {
    const word = fc.constantFrom("known-bad", "suspicious", "known-good", "unknown") as fc.Arbitrary<Reputation["answer"]>;
    const rank = ["known-bad", "suspicious", "expired", "known-good", "unknown"];
    fc.assert(
      fc.property(fc.constantFrom(...rank.filter((each) => each !== "known-good")), fc.array(word), word, (own, others, more) => {
        assert.ok(rank.indexOf(joinedWord(own, [...others, more])) <= rank.indexOf(joinedWord(own, others)));
        assert.equal(joinedWord("known-good", others), "known-good");
      }),
    );
  });
});

describe("the inventory of several sources", () => {
  const part = (given: object) => Inventory.parse(given);

  test("one machine that two know is one machine, and nothing that one protects is freed by another", () => {
    const files = part({ assets: [{ name: "dc01", criticality: "low", addresses: ["192.0.2.1"] }], "own-domains": ["corp.test"] });
    const directory = part({
      assets: [
        {
          name: "DC01.corp.test",
          criticality: "critical",
          role: "domain-controller",
          protected: true,
          addresses: ["192.0.2.1", "192.0.2.2"],
        },
      ],
      identities: [{ name: "Mara", privileged: true }],
      "own-domains": ["Corp.test"],
    });
    for (const merged of [mergeInventories([files, directory]), mergeInventories([directory, files])]) {
      assert.equal(merged.assets.length, 1);
      const [asset] = merged.assets;
      assert.deepEqual([asset?.criticality, asset?.protected, asset?.role], ["critical", true, "domain-controller"]);
      assert.deepEqual(asset?.addresses, ["192.0.2.1", "192.0.2.2"]);
      assert.equal(merged["own-domains"].length, 1);
    }
  });

  test("merging more protects no less", () => {
    const asset = fc.record({
      name: fc.constantFrom("a", "b", "A.corp.test"),
      protected: fc.boolean(),
      criticality: fc.constantFrom("low", "critical"),
    });
    const given = fc.array(asset, { maxLength: 4 }).map((assets) => part({ assets }));
    const key = (name: string) => name.toLowerCase().split(".")[0];
    fc.assert(
      fc.property(given, given, (one, other) => {
        const merged = mergeInventories([one, other]);
        for (const each of [...one.assets, ...other.assets]) {
          const found = merged.assets.find(({ name }) => key(name) === key(each.name));
          assert.ok(found && (!each.protected || found.protected) && (each.criticality !== "critical" || found.criticality === "critical"));
        }
      }),
    );
  });

  test("a source is read on its schedule; one that fails leaves what it said, is tried again, and is shown as stale", async () => {
    const clock = clockOf();
    let says: () => Promise<Inventory> = async () => part({ assets: [{ name: "web01" }] });
    let reads = 0;
    const read = () => {
      reads++;
      return says();
    };
    const source = { name: "cmdb", everyMs: 60_000, read };
    const load = ({ assets }: Inventory) => assets.map(({ name }) => name);
    const keeper = await openInventoryKeeper({ files: async () => part({ assets: [{ name: "dc01" }] }), sources: [source], clock, load });
    assert.deepEqual(keeper.current(), ["dc01"]);
    const stop = new AbortController();
    const working = keeper.work(stop.signal);
    await clock.pass(0);
    assert.deepEqual(keeper.current(), ["dc01", "web01"]);
    assert.equal(keeper.health()[0]?.stale, false);
    says = () => Promise.reject(unreached);
    for (let minute = 0; minute < 4; minute++) await clock.pass(60_000);
    assert.deepEqual(keeper.current(), ["dc01", "web01"], "the last good reading stays");
    assert.equal(keeper.health()[0]?.stale, true);
    assert.equal(keeper.health()[0]?.problem, '"siem" was not reached');
    assert.ok(reads >= 3);
    says = async () => part({ assets: [{ name: "web02" }] });
    for (let minute = 0; minute < 3; minute++) await clock.pass(60_000);
    assert.deepEqual(keeper.current(), ["dc01", "web02"]);
    assert.equal(keeper.health()[0]?.problem, undefined);
    stop.abort();
    await working;
  });

  test("what a source says in a shape that is none is a failure, and nothing is taken over", async () => {
    const clock = clockOf();
    const source = { name: "cmdb", everyMs: 60_000, read: async () => ({ assets: [{ nome: "x" }] }) as unknown as Inventory };
    const keeper = await openInventoryKeeper({
      files: async () => part({}),
      sources: [source],
      clock,
      load: ({ assets }) => assets.length,
    });
    await keeper.readAll(new AbortController().signal);
    assert.equal(keeper.current(), 0);
    assert.equal(keeper.health()[0]?.problem, "it failed without saying why");
  });
});
