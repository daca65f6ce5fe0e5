import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { detailRows, detailRowsMax } from "./detail-rows.ts";

// Guarantees: what is known of an alert is shown whatever its shape, without end to neither its rows nor its depth.

test("observables, lists and nested names become rows; what says nothing is left out", () => {
  const rows = detailRows({
    description: "",
    host: null,
    observables: [{ type: "ip", value: "192.0.2.1", role: "source" }],
    because: ["a", "b"],
    record: { path: "edge", record: 7 },
  });
  assert.deepEqual(rows, [
    { name: "observables source ip", value: "192.0.2.1" },
    { name: "because", value: "a, b" },
    { name: "record path", value: "edge" },
    { name: "record record", value: "7" },
  ]);
});

test("any detail gives text, at most as many rows as are shown", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (detail) => {
      const rows = detailRows(detail);
      assert.ok(rows.length <= detailRowsMax);
      for (const { name, value } of rows) assert.ok(typeof name === "string" && typeof value === "string");
    }),
  );
});
