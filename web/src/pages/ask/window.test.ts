import assert from "node:assert/strict";
import { test } from "node:test";
import { dayOf, searchOf } from "./window.ts";

// Guarantees: a search begins where there is something to find, and an address fills it in without ever breaking it.

const toMs = Date.parse("2026-11-23T22:00:00Z");
const dayMs = 86_400_000;
const day = { fromMs: toMs - dayMs, toMs };

test("the last day where something was seen in it, or nothing ever; else the whole day of the newest event", () => {
  assert.deepEqual(dayOf("2026-11-23T01:00:00Z", toMs), day);
  assert.deepEqual(dayOf(undefined, toMs), day);
  const old = { fromMs: Date.parse("2026-03-17T00:00:00Z"), toMs: Date.parse("2026-03-18T00:00:00Z") };
  assert.deepEqual(dayOf("2026-03-17T23:59:58Z", toMs), old);
});

test("an address names entity and times, the last moment with them; what is not as the server takes it is left out", () => {
  const named = searchOf({ entity: "host:fs01", from: "2026-03-17T08:55:39.000Z", to: "2026-03-17T15:06:15.000Z" }, day);
  assert.equal(named.entity, "host:fs01");
  assert.deepEqual(named.time, { fromMs: Date.parse("2026-03-17T08:55:39Z"), toMs: Date.parse("2026-03-17T15:06:15Z") + 1 });
  assert.deepEqual(searchOf({}, day), { time: day, sort: "newest", limit: 100 });
  assert.deepEqual(searchOf({ from: "yesterday", to: "now" }, day).time, day);
  assert.deepEqual(searchOf({ from: "2026-03-18T00:00:00Z", to: "2026-03-17T00:00:00Z" }, day).time, day);
  assert.equal(searchOf({ entity: "x".repeat(10_000) }, day).entity, undefined);
});
