import assert from "node:assert/strict";
import { test } from "node:test";
import { openPlaces, streamsPerAskerMax, streamsPerTenantMax } from "./stream.ts";

test("one tenant's people cannot take the places of live views from another's, and what is given back is free again", () => {
  const places = openPlaces();
  const taken = Array.from({ length: 1_000 }, (_, index) => places.take("amber", `person:p${index}`)).filter((each) => each !== undefined);
  assert.equal(taken.length, streamsPerTenantMax);
  const own = Array.from({ length: 100 }, () => places.take("birch", "person:mara")).filter((each) => each !== undefined);
  assert.equal(own.length, streamsPerAskerMax);
  for (const giveBack of [...taken, ...taken, ...own]) giveBack();
  assert.equal(places.open(), 0);
  assert.ok(places.take("amber", "person:p0"));
});
