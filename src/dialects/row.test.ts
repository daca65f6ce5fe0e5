import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { valuesOf } from "../core/query/meaning.ts";
import { ecs } from "./elastic-dsl/ecs.ts";
import { eventOfRow, flatRow, rowLimits } from "./row.ts";

describe("a product's row as an event", () => {
  const row = {
    event: { module: "sysmon", code: "1" },
    winlog: { channel: "Microsoft-Windows-Sysmon/Operational" },
    host: { name: "WS01.example.test." },
    process: { executable: "C:\\x.exe", command_line: "x.exe -a", parent: { executable: "C:\\p.exe" } },
    user: { name: "mara" },
    source: { ip: "192.0.2.7" },
  };
  const event = eventOfRow({ timeMs: 5, fields: flatRow(row).fields, place: "siem/logs/1", raw: JSON.stringify(row) }, ecs, undefined);

  test("its meanings are found under the names of its dataset, and its own names stay", () => {
    assert.equal(event.dataset, "windows");
    assert.equal(event.host, "ws01.example.test");
    assert.equal(event.action, "1");
    for (const [meaning, value] of [
      ["process.path", "C:\\x.exe"],
      ["process.command-line", "x.exe -a"],
      ["parent.path", "C:\\p.exe"],
      ["user", "mara"],
      ["src.ip", "192.0.2.7"],
    ] as const)
      assert.deepEqual(valuesOf(event, meaning), [value], meaning);
    assert.equal(event.fields["process.executable"], "C:\\x.exe");
    assert.deepEqual(event.logSource, { product: "windows", service: "sysmon", category: "process_creation" });
  });

  test("the dataset that was asked about is the row's", () => {
    const asked = eventOfRow({ timeMs: 5, fields: flatRow(row).fields, place: "p", raw: "r" }, ecs, "syslog");
    assert.equal(asked.dataset, "syslog");
  });

  test("the same row has the same digest, another row another", () => {
    const again = eventOfRow({ timeMs: 5, fields: flatRow(row).fields, place: "q", raw: JSON.stringify(row) }, ecs, undefined);
    assert.equal(again.source.digest, event.source.digest);
    const other = eventOfRow({ timeMs: 5, fields: flatRow(row).fields, place: "q", raw: "{}" }, ecs, undefined);
    assert.notEqual(other.source.digest, event.source.digest);
  });

  test("names that objects inherit are fields like any other", () => {
    const hostile = JSON.parse('{"__proto__":{"polluted":"yes"},"constructor":"a","toString":["b"]}') as unknown;
    const { fields } = flatRow(hostile);
    assert.deepEqual({ ...fields }, { "__proto__.polluted": "yes", constructor: "a", toString: ["b"] });
    assert.equal(({} as { readonly polluted?: string }).polluted, undefined);
  });

  test("what is too much is left out whole, and said", () => {
    assert.equal(flatRow({ a: "x".repeat(rowLimits.valueLengthMax + 1), b: 1 }).isWhole, false);
    const many = flatRow(Object.fromEntries(Array.from({ length: rowLimits.fieldsMax + 5 }, (_, index) => [`f${index}`, index])));
    assert.equal(many.isWhole, false);
    assert.equal(Object.keys(many.fields).length, rowLimits.fieldsMax);
    let deep: unknown = 1;
    for (let level = 0; level < 60; level++) deep = { d: deep };
    assert.deepEqual([Object.keys(flatRow(deep).fields).length, flatRow(deep).isWhole], [0, false]);
  });

  test("no row of JSON throws", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { fields } = flatRow(value);
        eventOfRow({ timeMs: 0, fields, place: "p", raw: JSON.stringify(value) }, ecs, undefined);
      }),
      { numRuns: 200 },
    );
  });
});
