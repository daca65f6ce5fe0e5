import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { watchByHand, watchGround } from "../../testing/watch-by-hand.ts";

const event = JSON.stringify({
  timestamp: "2026-05-04T08:00:00.000000+0000",
  event_type: "dns",
  src_ip: "192.0.2.1",
  src_port: 53_001,
  dest_ip: "192.0.2.2",
  dest_port: 53,
  proto: "UDP",
  dns: { type: "query", rrname: "a.example.test", rrtype: "A" },
});

describe("reading the intake", () => {
  for (const durable of [true, false])
    test(`stores events and letters once where the database broke off while it committed (${durable ? "" : "not "}recorded)`, async () => {
      const bare = watchGround();
      const stored = new Map<number, number>();
      const { events } = bare.parts;
      const append: typeof events.append = async (batch) => {
        stored.set(batch.batch, batch.events.length);
        return events.append(batch);
      };
      const ground = { ...bare, parts: { ...bare.parts, events: { ...events, append } } };
      const watch = await watchByHand(ground, { lookMs: 0 });
      await watch.round();
      // Names are looked for aside; that is recorded first.
      for (let looks = 0; looks < 500 && !watch.state().run.loaded; looks++) await sleep(2);
      for (const text of [event, "\u0001\u0002 nobody reads this"]) {
        const position = ground.records.length + 1;
        ground.records.push({ position, source: "sensor", id: `r-${position}`, bytes: Buffer.from(text), receivedAtMs: ground.nowMs });
      }
      const name = [...ground.journals.keys()].find((each) => each.startsWith("watch")) ?? assert.fail("no journal");
      const journal = ground.journals.get(name) ?? assert.fail("no journal");
      const whole = journal.append.bind(journal);
      let broken = false;
      const breaking: typeof journal.append = async (entries) => {
        if (broken) return whole(entries);
        broken = true;
        if (durable) await whole(entries);
        throw new Error("Connection terminated unexpectedly");
      };
      Object.assign(journal, { append: breaking });
      await assert.rejects(watch.round(), /terminated/);
      await watch.round();
      await watch.round();
      const { counts } = watch.state();
      assert.deepEqual([counts.records, counts.events, counts.buried], [2, 1, 1]);
      assert.deepEqual([...stored.values()], [1], "the event is searched by the tools");
      assert.deepEqual([...new Set(ground.buried)], [2]);
    });

  test("a record with more alerts than one may hold is a dead letter beside those that were taken", async () => {
    const ground = watchGround();
    const watch = await watchByHand(ground, { lookMs: 0, alertsPerRecordMax: 3 });
    const alert = (at: number) => ({ alert: 1, time: "2026-05-04T08:00:00Z", source: "sensor", title: `Odd logon ${at}`, severity: "low" });
    for (const count of [3, 5]) {
      const bytes = Buffer.from(Array.from({ length: count }, (_, at) => `${JSON.stringify(alert(at))}\n`).join(""));
      const position = ground.records.length + 1;
      ground.records.push({ position, source: "sensor", id: `r-${position}`, bytes, receivedAtMs: ground.nowMs });
    }
    await watch.round();
    const { counts } = watch.state();
    assert.deepEqual([counts.alerts, counts.refused, counts.buried], [6, 2, 1]);
    assert.deepEqual(ground.buried, [2]);
  });
});
