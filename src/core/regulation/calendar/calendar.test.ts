import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, type TestContext, test } from "node:test";
import fc from "fast-check";
import { shippedBook } from "../../../testing/regulation-scene.ts";
import { memberStates } from "../member-states.ts";
import { dayNamed, dayOf, dayText, partsOf, weekdayOf } from "./day.ts";
import { endOf, noonOfNextWorkingDay } from "./deadline.ts";
import { easterOf } from "./easter.ts";
import { HolidayCalendar, holidayOn, isWorkingDay, nextWorkingDay } from "./holidays.ts";
import { momentOf, wallAt } from "./wall.ts";

// Guarantees: a deadline depends on nothing but its facts and the calendar; a later beginning never has an earlier end; clocks that are changed lose no hour.

const at = (text: string) => Date.parse(text);
const iso = (ms: number) => new Date(ms).toISOString();
const calendar = (place: string) => {
  const found = shippedBook().calendars.get(place);
  assert.ok(found, place);
  return found;
};
const day = (text: string) => dayNamed(text) ?? Number.NaN;
const holidays = (place: string, year: number) => {
  const found: string[] = [];
  for (let each = dayOf(year, 1, 1); each < dayOf(year + 1, 1, 1); each++) if (holidayOn(calendar(place), each)) found.push(dayText(each));
  return found;
};

/** What a program that has the oracle answers; undefined and one line where there is none. */
function python(context: TestContext, code: string): unknown {
  const run = spawnSync("python3", ["-c", code], { encoding: "utf8", timeout: 60_000 });
  if (run.status === 0) return JSON.parse(run.stdout);
  context.diagnostic("python3 with dateutil is not here: its calendar is not compared");
  return undefined;
}

describe("the calendar", () => {
  test("days are what every calendar says they are", () => {
    assert.equal(dayText(day("2028-02-29")), "2028-02-29");
    for (const no of ["2026-02-29", "2026-13-01", "1900-02-29", "26-1-1", ""]) assert.equal(dayNamed(no), undefined, no);
    assert.equal(weekdayOf(day("2026-11-23")), 1);
    fc.assert(
      fc.property(fc.integer({ min: -30_000, max: 60_000 }), (each) => {
        const { year, month, day: ofMonth } = partsOf(each);
        assert.equal(dayOf(year, month, ofMonth), each);
        assert.equal(weekdayOf(each), new Date(each * 86_400_000).getUTCDay() || 7);
      }),
    );
  });

  test("Easter of both churches is that of dateutil, 1900 to 2099", (context) => {
    const code =
      "import json\nfrom dateutil.easter import easter\nprint(json.dumps([[easter(y,3).isoformat(),easter(y,2).isoformat()] for y in range(1900,2100)]))";
    const ours = Array.from({ length: 200 }, (_, index) => [
      dayText(easterOf(1900 + index, "western")),
      dayText(easterOf(1900 + index, "orthodox")),
    ]);
    assert.deepEqual(
      [ours[126], ours[127]],
      [
        ["2026-04-05", "2026-04-12"],
        ["2027-03-28", "2027-05-02"],
      ],
    );
    const theirs = python(context, code);
    if (theirs !== undefined) assert.deepEqual(ours, theirs);
  });

  test("business days and months are those of dateutil, over the same holidays", (context) => {
    const us = calendar("US");
    const off = Array.from({ length: 7 }, (_, index) => holidays("US", 2024 + index)).flat();
    const code = `import json\nfrom datetime import date,timedelta\nfrom dateutil.relativedelta import relativedelta\noff=set(${JSON.stringify(off)})\nout=[]\nd=date(2025,1,1)\nwhile d<date(2030,1,1):\n  e=d;n=0\n  while n<4:\n    e+=timedelta(days=1)\n    if e.weekday()<5 and e.isoformat() not in off:n+=1\n  out.append([e.isoformat(),(d+relativedelta(months=1)).isoformat()]);d+=timedelta(days=1)\nprint(json.dumps(out))`;
    const ours: string[][] = [];
    for (let each = day("2025-01-01"); each < day("2030-01-01"); each++) {
      const start = momentOf({ day: each, ofDayMs: 36_000_000 }, us.zone);
      const business = wallAt(endOf(start, { businessDays: 4, endsAtMinute: 1_050 }, us), us.zone);
      assert.equal(business.ofDayMs, 63_000_000);
      ours.push([dayText(business.day), dayText(wallAt(endOf(start, { months: 1 }, us), us.zone).day)]);
    }
    const theirs = python(context, code);
    if (theirs !== undefined) assert.deepEqual(ours, theirs);
  });

  test("every member state and the United States have a calendar in a zone that exists", () => {
    for (const place of [...memberStates, "US"]) {
      const each = calendar(place);
      assert.ok(each.rules.length >= 6, place);
      assert.ok(holidayOn(each, day("2026-12-25")), `${place} keeps Christmas`);
      assert.ok(holidayOn(each, day("2026-01-01")), `${place} keeps New Year`);
      assert.equal(wallAt(at("2026-01-01T00:00:00Z"), each.zone).day >= day("2025-12-31"), true);
    }
    assert.equal(shippedBook().calendars.size, 28);
  });

  test("holidays of years that a table of their own says", () => {
    assert.deepEqual(holidays("DE", 2026), [
      ..."2026-01-01 2026-04-03 2026-04-06 2026-05-01 2026-05-14 2026-05-25 2026-10-03 2026-12-25 2026-12-26".split(" "),
    ]);
    assert.deepEqual(
      holidays("US", 2026),
      "2026-01-01 2026-01-19 2026-02-16 2026-05-25 2026-06-19 2026-07-03 2026-07-04 2026-09-07 2026-10-12 2026-11-11 2026-11-26 2026-12-25".split(
        " ",
      ),
    );
    // A New Year's Day on a Saturday is kept on the last day of the year before.
    assert.equal(holidayOn(calendar("US"), day("2027-12-31")), "New Year's Day");
    assert.equal(holidayOn(calendar("GR"), day("2026-02-23")), "Clean Monday");
    assert.equal(holidayOn(calendar("GR"), day("2026-04-10")), "Good Friday");
    assert.equal(holidayOn(calendar("SE"), day("2026-06-20")), "Midsummer Day");
    assert.equal(holidayOn(calendar("FI"), day("2026-10-31")), "All Saints' Day");
    assert.equal(holidayOn(calendar("IE"), day("2026-10-26")), "October Holiday");
    assert.equal(holidayOn(calendar("LV"), day("2025-05-05")), "Restoration of Independence");
  });

  test("rules hold in their years alone", () => {
    assert.ok(holidayOn(calendar("DK"), day("2023-05-05")));
    assert.equal(holidayOn(calendar("DK"), day("2024-04-26")), undefined);
    assert.equal(holidayOn(calendar("PL"), day("2024-12-24")), undefined);
    assert.ok(holidayOn(calendar("PL"), day("2025-12-24")));
    assert.ok(holidayOn(calendar("US"), day("2021-06-18")));
    assert.equal(holidayOn(calendar("US"), day("2020-06-19")), undefined);
  });

  test("a calendar without a working day is refused, not searched for ever", () => {
    const rules = Array.from({ length: 31 }, (_, index) => [
      { name: "closed", month: 1, day: index + 1 },
      ...(index < 28 ? [{ name: "closed", month: 2, day: index + 1 }] : []),
    ]).flat();
    const closed = HolidayCalendar.parse({ title: "closed", zone: "UTC", rules: rules.slice(0, 59) });
    assert.throws(() => nextWorkingDay(closed, day("2026-01-02")), RangeError);
  });
});

describe("deadlines", () => {
  const berlin = calendar("DE");

  test("hours pass as they pass when clocks are set forward and back", () => {
    assert.equal(iso(endOf(at("2026-03-28T12:00:00+01:00"), { hours: 24 }, berlin)), "2026-03-29T11:00:00.000Z");
    assert.equal(iso(endOf(at("2026-10-24T12:00:00+02:00"), { hours: 24 }, berlin)), "2026-10-25T10:00:00.000Z");
  });

  test("a month ends at the same time on the wall; on a day that is not there, with the last day of the month", () => {
    const month = (from: string) => iso(endOf(at(from), { months: 1 }, berlin));
    assert.equal(month("2026-03-10T09:00:00+01:00"), "2026-04-10T07:00:00.000Z");
    assert.equal(month("2028-01-31T09:00:00+01:00"), "2028-02-29T22:59:59.999Z");
    assert.equal(month("2026-01-31T09:00:00+01:00"), "2026-02-28T22:59:59.999Z");
    assert.equal(month("2028-01-29T09:00:00+01:00"), "2028-02-29T08:00:00.000Z");
    assert.equal(month("2026-12-15T09:00:00+01:00"), "2027-01-15T08:00:00.000Z");
    // 02:30 does not exist on 29 March: the moment at which clocks were set forward.
    assert.equal(iso(momentOf({ day: day("2026-03-29"), ofDayMs: 9_000_000 }, "Europe/Berlin")), "2026-03-29T01:00:00.000Z");
    // 02:30 exists twice on 25 October: the first.
    assert.equal(iso(momentOf({ day: day("2026-10-25"), ofDayMs: 9_000_000 }, "Europe/Berlin")), "2026-10-25T00:30:00.000Z");
  });

  test("weekends and bank holidays move to noon of the next working day; other days stay", () => {
    const noon = (due: string) => {
      const { dueMs, moved } = noonOfNextWorkingDay(at(due), berlin);
      return [iso(dueMs), moved];
    };
    assert.deepEqual(noon("2026-11-21T10:00:00Z"), ["2026-11-23T11:00:00.000Z", "2026-11-21 is a weekend"]);
    assert.deepEqual(noon("2026-04-03T10:00:00Z"), ["2026-04-07T10:00:00.000Z", "2026-04-03 is a bank holiday (Good Friday)"]);
    assert.deepEqual(noon("2026-12-25T10:00:00Z"), ["2026-12-28T11:00:00.000Z", "2026-12-25 is a bank holiday (Christmas Day)"]);
    assert.deepEqual(noon("2026-11-23T06:00:00Z"), ["2026-11-23T06:00:00.000Z", undefined]);
    // The day is that of the place: a Friday in Berlin is a Saturday in UTC only for an hour.
    assert.equal(noon("2026-11-20T23:30:00Z")[1], "2026-11-21 is a weekend");
    assert.equal(noonOfNextWorkingDay(at("2026-11-20T23:30:00Z"), calendar("PT")).moved, undefined);
  });

  const moments = fc.integer({ min: at("2024-01-01T00:00:00Z"), max: at("2035-01-01T00:00:00Z") });
  // Nights in which clocks change, and ends of months, are where an hour or a day could be lost.
  const delicate = fc
    .tuple(
      fc.constantFrom("2026-03-29", "2026-10-25", "2026-02-28", "2028-02-29", "2026-01-31", "2026-09-25", "2027-02-28"),
      fc.integer({ min: -90_000_000, max: 90_000_000 }),
    )
    .map(([text, more]) => at(`${text}T00:00:00Z`) + more);
  const durations = fc.oneof(
    fc.integer({ min: 0, max: 200 }).map((hours) => ({ hours })),
    fc.integer({ min: 1, max: 14 }).map((months) => ({ months })),
    fc.integer({ min: 1, max: 12 }).map((businessDays) => ({ businessDays, endsAtMinute: 1_050 })),
  );
  const places = fc.constantFrom(...memberStates, "US");

  test("the same input gives the same deadline, and a later beginning never an earlier one", () => {
    const gaps = fc.integer({ min: 0, max: 5_000_000 });
    fc.assert(
      fc.property(fc.oneof(moments, delicate), gaps, durations, places, (start, gap, duration, place) => {
        const first = endOf(start, duration, calendar(place));
        assert.equal(endOf(start, duration, calendar(place)), first);
        assert.ok(endOf(start + gap, duration, calendar(place)) >= first);
        assert.ok("businessDays" in duration || first >= start);
      }),
      { numRuns: 2_000 },
    );
  });

  test("noon never takes time away, and turns the order round only on the morning to which it moved", () => {
    fc.assert(
      fc.property(fc.oneof(moments, delicate), fc.integer({ min: 0, max: 200_000_000 }), places, (due, gap, place) => {
        const each = calendar(place);
        const first = noonOfNextWorkingDay(due, each);
        const second = noonOfNextWorkingDay(due + gap, each);
        assert.ok(first.dueMs >= due);
        assert.ok(isWorkingDay(each, wallAt(first.dueMs, each.zone).day));
        if (second.dueMs >= first.dueMs) return;
        // Art. 5(4) gives until noon to what fell due before that day, and nothing to what falls due on its morning.
        assert.ok(first.moved !== undefined && second.moved === undefined);
        assert.equal(wallAt(first.dueMs, each.zone).day, wallAt(second.dueMs, each.zone).day);
      }),
      { numRuns: 2_000 },
    );
  });
});
