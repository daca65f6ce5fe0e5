import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { zoneOffsetMs } from "./zone.ts";

// Guarantees: what is remembered of a zone is what the machine's own time zones say, on both sides of every change of clocks.

const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Monrovia", "America/Sao_Paulo"];

/** What a zone is ahead of UTC, by another way of asking: the text of the offset. */
function told(zone: string, timeMs: number): number {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(timeMs);
  const text = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours = "0", minutes = "0", seconds = "0"] = /^GMT([+-])?(\d{2})?:?(\d{2})?:?(\d{2})?$/.exec(text) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1_000) + 0;
}

test("an offset that was asked for before is the one that another way of asking gives", () => {
  const moments = fc.oneof(
    fc.integer({ min: Date.UTC(1971, 0, 1), max: Date.UTC(2038, 0, 1) }),
    // The quarters of an hour around changes of clocks.
    fc
      .tuple(
        fc.constantFrom(
          "2026-03-29T01:00:00Z",
          "2026-10-25T01:00:00Z",
          "2026-03-08T07:00:00Z",
          "2026-04-04T15:00:00Z",
          "1972-01-07T00:44:30Z",
        ),
        fc.integer({ min: -2_000_000, max: 2_000_000 }),
      )
      .map(([text, more]) => Date.parse(text) + more),
  );
  fc.assert(
    fc.property(fc.constantFrom(...zones), moments, fc.integer({ min: 0, max: 899_999 }), (zone, timeMs, more) => {
      for (const each of [timeMs, timeMs + more, timeMs]) assert.equal(zoneOffsetMs(zone, each), told(zone, each), `${zone} ${each}`);
    }),
    { numRuns: 3_000 },
  );
});
