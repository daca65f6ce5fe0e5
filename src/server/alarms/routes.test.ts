import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { z } from "zod";
import type { Alarm, AlarmEvent, AlarmFinding } from "../../core/alarm/alarm.ts";
import { emptyAlarms } from "../../core/alarm/alarm.ts";
import { evolveAlarms, weekHours } from "../../core/alarm/evolve.ts";
import { AlarmSettings } from "../../core/alarm/settings.ts";
import { openApiScene } from "../../testing/api-scene.ts";
import type { AlarmSimulation } from "../contract/alarms.ts";

const hourMs = 3_600_000;

/** A tenant whose source gave few records for one hour, two hours ago, after six weeks of 40. */
async function watched() {
  const scene = await openApiScene();
  const state = emptyAlarms();
  let accepted = 0;
  for (let hour = 0; hour <= 6 * weekHours; hour++) {
    const fact: AlarmEvent = { type: "HourRead", hour, onTime: true, sources: [{ source: "edr", accepted }], atMs: hour * hourMs };
    evolveAlarms(state, fact);
    accepted += hour === 6 * weekHours - 2 ? 18 : 40;
  }
  Object.assign(scene.tenant().desk, { alarms: { settings: AlarmSettings.parse({}), state: async () => state } });
  return scene;
}

// Guarantees: what is watched is said with how long a silence takes to be told; other settings are tried on what was seen, and change nothing.
describe("GET /api/v1/alarms", () => {
  test("200: what goes on, what is watched, and how it is made", async () => {
    const scene = await watched();
    const answer = await scene.ask({ url: "/api/v1/alarms" }, { role: "viewer" });
    assert.equal(answer.statusCode, 200, answer.body);
    const { sources, standing, definition, settings } = answer.json();
    assert.deepEqual(sources, [{ source: "edr", knownHours: 6 * weekHours, usualPerHour: 40, noticedWithinHours: 1 }]);
    assert.deepEqual(standing, []);
    assert.match(definition.formula, /Poisson/);
    assert.equal(settings["false-alarms-per-month"], 0.1);
  });
});

describe("an alarm", () => {
  test("200: says what is out of the ordinary, since when, below which chance it is told, and what to do", async () => {
    const scene = await watched();
    const told = (about: AlarmFinding["about"], changes: string[]): Alarm => ({
      id: `al-${changes.length + 1}`,
      finding: { about, direction: "falls", windowHours: 1, observed: 0, expected: 40, chance: 1e-9 },
      changes,
      sinceMs: hourMs,
      ended: undefined,
    });
    const alarms = [told({ kind: "source", source: "edr" }, []), told({ kind: "share", share: "escalated" }, ["SettingsChanged"])];
    const state = { ...emptyAlarms(), alarms: new Map(alarms.map((each) => [each.id, each])) };
    Object.assign(scene.tenant().desk, { alarms: { settings: AlarmSettings.parse({}), state: async () => state } });
    const { standing } = (await scene.ask({ url: "/api/v1/alarms" }, { role: "viewer" })).json();
    const [source, share] = standing;
    assert.match(source.says, /"edr" is silent/);
    assert.match(source.remedy, /Connectors .* can be reached/);
    assert.deepEqual([source.since, source.finding.chance < source.toldBelow], [new Date(hourMs).toISOString(), true]);
    assert.match(share.remedy, /journal what was changed/);
    // A share has one window a day, a source three: its bound is wider.
    assert.ok(Math.abs(share.toldBelow - 3 * source.toldBelow) < 1e-12);
  });
});

describe("GET /api/v1/alarms/simulation", () => {
  test("200: what other settings would have told of the last 500 decisions", async () => {
    const scene = await watched();
    const simulate = async (query: string) => {
      const answer = await scene.ask({ url: `/api/v1/alarms/simulation${query}` }, { role: "viewer" });
      assert.equal(answer.statusCode, 200, answer.body);
      return answer.json() as z.infer<typeof AlarmSimulation>;
    };
    const same = await simulate("");
    assert.deepEqual([same.decisions, same.toldNow, same.toldThen, same.changed.length], [500, 0, 0, 0]);
    const more = await simulate("?false-alarms-per-month=10");
    assert.ok(more.toldNow === 0 && more.toldThen > 0 && more.changed.length === more.toldThen, JSON.stringify(more));
    assert.ok(more.changed.every(({ would, told, finding }) => would && !told && finding.direction === "falls"));
    assert.equal((await simulate("?false-alarms-per-month=10&history-weeks-min=8")).toldThen, 0);
    assert.equal((await scene.ask({ url: "/api/v1/alarms/simulation?history-weeks-min=99" }, { role: "viewer" })).statusCode, 400);
  });
});
