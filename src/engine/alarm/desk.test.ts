import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { standingAlarms } from "../../core/alarm/alarm.ts";
import { weekHours } from "../../core/alarm/evolve.ts";
import { AlarmSettings } from "../../core/alarm/settings.ts";
import { slotOf } from "../../core/measure/tally.ts";
import type { SourceHealth } from "../../ports/intake.ts";
import { measureVersion } from "../../stages/measure/measuring.ts";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { sourceOf } from "../../testing/handover-findings.ts";
import { memoryMeasures } from "../../testing/memory-measures.ts";
import { eventsIn } from "../journal/read-opened.ts";
import { type AlarmDesk, openAlarmDesk, readAlarms } from "./desk.ts";

const hourMs = 3_600_000;
const startMs = Date.UTC(2026, 4, 4);

/** A service whose clock and source a test moves. */
async function ground() {
  const clock = { now: startMs, nowMs: () => clock.now, sleep: () => Promise.resolve() };
  const journal = memoryJournalStore();
  const measures = memoryMeasures();
  await measures.open(measureVersion);
  let accepted = 0;
  const health = async (): Promise<readonly SourceHealth[]> => [sourceOf("edr", { accepted })];
  const open = () => openAlarmDesk({ journal, clock, settings: AlarmSettings.parse({}), health, measures });
  const hours = async (desk: AlarmDesk, count: number, perHour: (hour: number) => number) => {
    for (let hour = 0; hour < count; hour++) {
      await desk.round();
      accepted += perHour(hour);
      clock.now += hourMs;
    }
    await desk.round();
  };
  return { clock, journal, measures, open, hours };
}

// Guarantees: one reading an hour, whoever takes it; an alarm begins once and ends once; all of it is in the record, and a new process knows it.
describe("alarms of a service", () => {
  test("a silence begins one alarm, which a new process knows, and ends it when records come again", async () => {
    const { clock, journal, open, hours } = await ground();
    const first = await open();
    await hours(first, 5 * weekHours, (hour) => 40 + (hour % 3));
    assert.deepEqual(standingAlarms(await first.state()), []);
    await hours(first, 3, () => 0);
    const [alarm, ...more] = standingAlarms(await first.state());
    assert.ok(alarm && more.length === 0);
    assert.deepEqual(
      [alarm.finding.direction, alarm.finding.observed, alarm.finding.about],
      ["falls", 0, { kind: "source", source: "edr" }],
    );
    const second = await open();
    assert.deepEqual(standingAlarms(await second.state()), [alarm]);
    assert.deepEqual(standingAlarms(await readAlarms(journal, clock)), [alarm]);
    await hours(second, 26, () => 41);
    assert.deepEqual(standingAlarms(await second.state()), []);
    const types = (await eventsIn(journal)).map((text) => (JSON.parse(text) as { type: string }).type);
    assert.deepEqual(
      types.filter((type) => type !== "HourRead"),
      ["AlarmRaised", "AlarmEnded"],
    );
  });

  test("two processes read an hour once, and a hour that nobody read in time is not known", async () => {
    const { clock, journal, open, hours } = await ground();
    const [one, other] = [await open(), await open()];
    await Promise.all([one.round(), other.round()]);
    await one.round();
    assert.equal((await eventsIn(journal)).length, 1);
    clock.now += hourMs + 20 * 60_000;
    await one.round();
    clock.now += 40 * 60_000;
    await hours(other, 2, () => 5);
    assert.deepEqual([...((await other.state()).counts.get("edr")?.values() ?? [])], [5, 5]);
  });

  test("a share of settled cases that falls is told with what was changed", async () => {
    const { clock, measures, open } = await ground();
    const tallies = Array.from({ length: 30 }, (_, day) => {
      const slot = slotOf(startMs - (30 - day) * 24 * hourMs);
      const escalated = day === 29 ? 0 : 20 + (day % 3);
      return [
        { family: "end" as const, slot, key: ["escalated", "true-positive", 1], n: escalated, sum: 0 },
        { family: "end" as const, slot, key: ["agent", "benign", 0], n: 80, sum: 0 },
      ];
    }).flat();
    const changed = { family: "change" as const, slot: slotOf(startMs - 5 * hourMs), key: ["GrantsChanged"], n: 1, sum: 0 };
    const place = { world: "watch-000001", sequence: 1, previous: "", latestMs: clock.now, plainBelow: 0 };
    await measures.put({ before: 0, place, lines: [], gone: [], tallies: [...tallies, changed] });
    const desk = await open();
    await desk.round();
    const found = standingAlarms(await desk.state()).map(({ finding, changes }) => [finding.direction, finding.about, changes]);
    assert.deepEqual(found, [
      ["falls", { kind: "share", share: "escalated" }, ["GrantsChanged"]],
      ["rises", { kind: "share", share: "closed-by-agent" }, ["GrantsChanged"]],
      ["falls", { kind: "share", share: "true-positive" }, ["GrantsChanged"]],
    ]);
  });
});
