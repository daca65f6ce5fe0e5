import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type AlarmEvent, emptyAlarms, standingAlarms } from "../../core/alarm/alarm.ts";
import { evolveAlarms, weekHours } from "../../core/alarm/evolve.ts";
import { AlarmSettings } from "../../core/alarm/settings.ts";
import { chanceOfSoFew, chanceOfSoMany, dispersionOf } from "../../learning/alarm/counts.ts";
import { openRandom } from "../../learning/random.ts";
import { alarmSays, decideAlarms, findingsNow } from "./decide.ts";
import { shareFindings } from "./shares.ts";
import { monthHours, noticedWithinHours, rateWindows, toldBelow } from "./usual.ts";

const usual = AlarmSettings.parse({});
const hourMs = 3_600_000;

/** A Poisson count: how many gaps of an exponential clock fit. */
function poisson(mean: number, random: () => number): number {
  let count = -1;
  for (let spent = 0; spent <= mean; count++) spent -= Math.log(1 - random());
  return count;
}

/** By day and night, working days and week ends. */
const rateAt = (hour: number, scale: number) =>
  scale * (hour % 24 >= 7 && hour % 24 < 19 ? 3 : 1) * (Math.floor((hour % weekHours) / 24) < 5 ? 1 : 0.5);

type Stream = (hour: number) => number;

/** Plays hours, as the service takes them: one reading an hour, then the decision. Gives the alarms that were raised, and the hour of each. */
function play(hours: number, stream: Stream, settings: AlarmSettings = usual) {
  const state = emptyAlarms();
  const raised: { readonly hour: number; readonly fact: Extract<AlarmEvent, { type: "AlarmRaised" }> }[] = [];
  let accepted = 0;
  for (let hour = 0; hour <= hours; hour++) {
    evolveAlarms(state, { type: "HourRead", hour, onTime: true, sources: [{ source: "edr", accepted }], atMs: hour * hourMs });
    const its = { findings: findingsNow(state, settings), settings, changes: [], nowMs: hour * hourMs };
    for (const fact of decideAlarms(state, its)) {
      evolveAlarms(state, fact);
      if (fact.type === "AlarmRaised") raised.push({ hour, fact });
    }
    accepted += stream(hour);
  }
  return { raised, state };
}

// Guarantees: a stream that does not change is told no more often than is asked; a silence is told within the time that is stated; nothing is told of what is
// not known long enough.
describe("alarms on sources", () => {
  test("a steady Poisson stream gives no more false alarms a month than the bound, at every rate", () => {
    const settings = AlarmSettings.parse({ "false-alarms-per-month": 2 });
    const random = openRandom(3);
    const months = 3;
    const counts = [0.4, 5, 40].map((scale) => {
      const runs = 6;
      let raised = 0;
      for (let run = 0; run < runs; run++) {
        const history = settings["history-weeks-min"] * weekHours;
        raised += play(history + months * monthHours, (hour) => poisson(rateAt(hour, scale), random), settings).raised.length;
      }
      return raised / (runs * months);
    });
    for (const perMonth of counts) assert.ok(perMonth <= 2, `${perMonth} a month`);
    // A bound that is never used would find nothing either.
    assert.ok(
      counts.some((perMonth) => perMonth > 0),
      JSON.stringify(counts),
    );
  });

  test("counts that scatter more than by chance do not raise more", () => {
    const random = openRandom(4);
    // Three times the variance of a Poisson stream.
    const { raised } = play(12 * weekHours, (hour) => 3 * poisson(rateAt(hour, 8) / 3, random));
    assert.ok(raised.length <= 1, JSON.stringify(raised));
  });

  test("a silence is told within the time that is stated for the source", () => {
    for (const [scale, seed] of [
      [1, 5],
      [6, 6],
      [30, 7],
    ] as const) {
      const random = openRandom(seed);
      // A Tuesday at ten, after six weeks.
      const from = 6 * weekHours + 34;
      const { raised, state } = play(from + 25, (hour) => (hour < from ? poisson(rateAt(hour, scale), random) : 0));
      const hours = new Map([...(state.counts.get("edr") ?? [])].filter(([hour]) => hour < from));
      const within = noticedWithinHours(rateWindows(hours, from, usual), usual);
      const found = raised.find(({ fact }) => fact.finding.direction === "falls");
      assert.ok(within !== undefined && found, `nothing was told at ${scale}`);
      assert.ok(found.hour - from <= within, `${found.hour - from} hours, stated ${within}`);
      assert.match(alarmSays(found.fact), /is silent|fewer records/);
    }
  });

  test("what rises is told too, and what is as usual again ends by itself", () => {
    const random = openRandom(8);
    const from = 6 * weekHours + 34;
    const { raised, state } = play(from + 2 * weekHours, (hour) =>
      poisson(rateAt(hour, 10) * (hour >= from && hour < from + 3 ? 6 : 1), random),
    );
    assert.deepEqual(
      raised.map(({ fact }) => fact.finding.direction),
      ["rises"],
    );
    assert.deepEqual(standingAlarms(state), []);
    assert.equal([...state.alarms.values()][0]?.ended?.because, "it is as usual again");
  });

  test("nothing is told before the history that is asked for, nor of hours that were not read", () => {
    const until = 4 * weekHours - 1;
    assert.deepEqual(play(until, (hour) => (hour > until - 30 ? 0 : 500)).raised, []);
    const state = emptyAlarms();
    for (let hour = 0; hour < 5; hour++)
      evolveAlarms(state, {
        type: "HourRead",
        hour,
        onTime: hour !== 2,
        sources: [{ source: "edr", accepted: hour === 4 ? 0 : hour * 10 }],
        atMs: 0,
      });
    // Around the reading that came late, and where the count went back, nothing is known.
    assert.deepEqual([...(state.counts.get("edr") ?? [])], [[0, 10]]);
  });

  test("every setting has an effect", () => {
    const random = openRandom(9);
    const counts = Array.from({ length: 5 * weekHours + 30 }, (_, hour) => poisson(rateAt(hour, 6), random));
    // One hour of few records at ten in the morning.
    const stream: Stream = (hour) => Math.round((counts[hour] ?? 0) * (hour === 5 * weekHours + 10 ? 0.2 : 1));
    const alarms = (more: object) => play(counts.length, stream, AlarmSettings.parse(more)).raised.length;
    assert.ok(alarms({ "false-alarms-per-month": 10 }) > alarms({ "false-alarms-per-month": 0.001 }));
    assert.ok(alarms({ "false-alarms-per-month": 10, "history-weeks-min": 5 }) > 0);
    assert.equal(alarms({ "false-alarms-per-month": 10, "history-weeks-min": 6 }), 0);
  });
});

const dayOf = (handed: number, of: number) => [
  { key: ["escalated", "true-positive", 1], n: handed },
  { key: ["agent", "benign", 0], n: of - handed },
  { key: ["open", "none", 0], n: 7 },
];

describe("alarms on shares", () => {
  test("a share that falls is told with what was changed before it, one that stays is not", () => {
    const before = Array.from({ length: 28 }, (_, day) => dayOf(18 + (day % 5), 100));
    const state = emptyAlarms();
    const decided = (today: ReturnType<typeof dayOf>, changes: string[]) =>
      decideAlarms(state, { findings: shareFindings(today, before, usual), settings: usual, changes, nowMs: 0 });
    assert.deepEqual(decided(dayOf(19, 100), []), []);
    const told = decided(dayOf(1, 100), ["GrantsChanged"]).filter((fact) => fact.type === "AlarmRaised");
    const escalated = told.find(({ finding: { about } }) => about.kind === "share" && about.share === "escalated");
    assert.ok(escalated && escalated.finding.direction === "falls");
    assert.match(alarmSays(escalated), /falls: 1\.0 % .* what the agent may close changed shortly before/);
    assert.match(alarmSays({ ...escalated, changes: [] }), /nothing was changed that explains it/);
  });

  test("days and cases that are too few say nothing, and the setting of days has an effect", () => {
    const before = (days: number) => Array.from({ length: days }, () => dayOf(20, 100));
    assert.deepEqual(shareFindings(dayOf(0, 100), before(13), usual), []);
    assert.ok(shareFindings(dayOf(0, 100), before(14), usual).length > 0);
    assert.ok(shareFindings(dayOf(0, 100), before(13), AlarmSettings.parse({ "history-days-min": 13 })).length > 0);
    assert.deepEqual(
      shareFindings(
        dayOf(0, 100),
        Array.from({ length: 20 }, () => dayOf(1, 4)),
        usual,
      ),
      [],
    );
  });

  test("a steady share gives no more false alarms a month than the bound", () => {
    const settings = AlarmSettings.parse({ "false-alarms-per-month": 2 });
    const random = openRandom(10);
    const day = () => dayOf(Array.from({ length: 60 }, random).filter((each) => each < 0.2).length, 60);
    let told = 0;
    const days = 400;
    const held = Array.from({ length: 28 }, day);
    for (let at = 0; at < days; at++) {
      const today = day();
      const findings = shareFindings(today, held, settings).filter(({ chance }) => chance < toldBelow(settings, 1));
      if (findings.length > 0) told++;
      held.shift();
      held.push(today);
    }
    assert.ok(told / (days / 30.4) <= 2, `${told} in ${days} days`);
  });
});

describe("chances", () => {
  const counted = { windows: 6, dispersion: 1 };
  test("are those of the exact test, add up, and fewer records are never less out of the ordinary", () => {
    // Of 10 in all, none in one of seven windows: (6 / 7) ** 10.
    assert.ok(Math.abs(chanceOfSoFew({ ...counted, observed: 0, before: 10 }) - (6 / 7) ** 10) < 1e-12);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 2_000 }), (observed, before) => {
        const few = chanceOfSoFew({ ...counted, observed: observed - 1, before: before + 1 });
        const many = chanceOfSoMany({ ...counted, observed, before });
        assert.ok(Math.abs(few + many - 1) < 1e-9);
        assert.ok(chanceOfSoFew({ ...counted, observed, before }) >= chanceOfSoFew({ ...counted, observed: observed - 1, before }));
      }),
    );
  });

  test("where counts scatter more, the same count is less out of the ordinary", () => {
    assert.equal(dispersionOf([[5, 5, 5, 5]]), 1);
    const dispersion = dispersionOf([
      [0, 20, 0, 20],
      [1, 30, 2, 25],
    ]);
    assert.ok(dispersion > 5);
    const few = { observed: 0, before: 60, windows: 6 };
    assert.ok(chanceOfSoFew({ ...few, dispersion }) > chanceOfSoFew({ ...few, dispersion: 1 }));
  });
});
