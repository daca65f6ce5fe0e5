import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { eventTools } from "../../connectors/event-tools/connector.ts";
import { emptyFields, type TelemetryEvent } from "../../core/event/event.ts";
import { EventQuery } from "../../core/query/query.ts";
import type { EventSearch } from "../../ports/connector.ts";
import type { EventStore, SearchAnswer } from "../../ports/event-store.ts";
import { heldClock, unreached } from "../../testing/answering-sources.ts";
import { federatedTools, joined } from "./federated-events.ts";

// Guarantees: whoever investigates hears of everything that is connected, of what did not answer too; and nothing is concluded from silence.

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

type Facts = { total: number; sources: { source: string; total: number; failed: boolean; lacks: string | null; query: string }[] };

describe("a question about events", () => {
  const ask = async (local: SearchAnswer, sources: readonly EventSearch[], clock = heldClock()) => {
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
    const clock = heldClock();
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
    const tools = federatedTools({ local, sources: [], clock: heldClock(), answerMs: 1 }, eventTools);
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
