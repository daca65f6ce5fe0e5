import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { testFormat } from "../../testing/format-contract.ts";
import { limits } from "../limits.ts";
import { flatten } from "./flatten.ts";
import { parseJson } from "./parse.ts";
import type { JsonObject, JsonValue } from "./shape.ts";

testFormat(import.meta.url, { "mixed.json.txt": { format: "plain-alert", events: 1, alerts: 1, rejected: 3 } });

const fieldsOf = (record: JsonValue | undefined) => {
  const flat = flatten(record as JsonObject);
  assert.ok(flat.ok);
  return { ...flat.fields };
};

test("objects are joined by dots, lists of scalars stay, other lists are numbered", () => {
  const record = { a: { b: 1, c: { d: "x" } }, e: [1, "y", null], f: [{ g: true }, "z"], h: {}, i: [] };
  assert.deepEqual(fieldsOf(record), { "a.b": 1, "a.c.d": "x", e: [1, "y", null], "f.0.g": true, "f.1": "z" });
});

test("names that JavaScript knows are only names", () => {
  const flat = flatten(parseJson('{"__proto__":{"polluted":1},"constructor":"x","toString":2}') as JsonObject);
  assert.ok(flat.ok);
  assert.deepEqual(Object.keys(flat.fields).sort(), ["__proto__.polluted", "constructor", "toString"]);
  assert.equal(Object.getPrototypeOf(flat.fields), null);
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

test("a field named __proto__ is an own field", () => {
  const flat = flatten(parseJson('{"__proto__":"x"}') as JsonObject);
  assert.ok(flat.ok);
  assert.deepEqual(Object.entries(flat.fields), [["__proto__", "x"]]);
});

test("identifiers beyond 2^53 keep their digits", () => {
  const text =
    '{"flow_id":1234567890123456789,"small":9007199254740991,"fraction":0.1234567890123456789,"huge":1e300,"text":"12345678901234567890"}';
  assert.deepEqual(fieldsOf(parseJson(text)), {
    flow_id: "1234567890123456789",
    small: 9007199254740991,
    fraction: 0.12345678901234568,
    huge: 1e300,
    text: "12345678901234567890",
  });
});

test("of a key given twice the last counts", () => {
  assert.deepEqual(fieldsOf(parseJson('{"a":1,"a":2}')), { a: 2 });
});

test("a record beyond a limit is refused as a whole, with the reason", () => {
  const reasonOf = (record: JsonObject) => {
    const flat = flatten(record);
    return flat.ok ? "ok" : flat.reason;
  };
  let deep: JsonObject = { a: 1 };
  for (let depth = 1; depth < limits.depthMax; depth++) deep = { a: deep };
  assert.equal(reasonOf(deep), "ok");
  assert.equal(reasonOf({ a: deep }), "too-deep");
  assert.equal(reasonOf({ a: "x".repeat(limits.fieldLengthMax) }), "ok");
  assert.equal(reasonOf({ a: "x".repeat(limits.fieldLengthMax + 1) }), "too-long");
  assert.equal(reasonOf({ a: ["x".repeat(limits.fieldLengthMax), "y"] }), "too-long");
  const wide = Object.fromEntries(Array.from({ length: limits.fieldsMax }, (_, index) => [`f${index}`, index]));
  assert.equal(reasonOf(wide), "ok");
  assert.equal(reasonOf({ ...wide, more: 1 }), "too-many");
});

test("hostile nesting neither throws nor hangs", () => {
  const text = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
  const flat = flatten(parseJson(text) as JsonObject);
  assert.equal(flat.ok ? "ok" : flat.reason, "too-deep");
});

// Guarantees that flattening loses nothing and invents nothing.
test("every scalar is found once under its own path", () => {
  const leaves = (value: JsonValue): number => {
    if (typeof value !== "object" || value === null) return 1;
    return Object.values(value).reduce((sum: number, item) => sum + leaves(item as JsonValue), 0);
  };
  const keys = fc.stringMatching(/^[a-z_]{1,6}$/);
  const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom<JsonValue>("x", 1, true, null),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(keys, tie("value"), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(keys, value, { maxKeys: 4 }), (record) => {
      const fields = fieldsOf(record);
      const found = Object.values(fields).reduce((sum: number, item) => sum + (Array.isArray(item) ? item.length : 1), 0);
      assert.equal(found, leaves(record));
    }),
  );
});
