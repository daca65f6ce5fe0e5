import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Packed, packFloats, packIntegers, readModelFile, unpackFloats, unpackIntegers, writeModelFile } from "./model-file.ts";

const body = { bias: -0.25, weights: packFloats([1, -2.5, 0.125]) };
const code = (expected: string) => (error: { code?: string }) => error.code === expected;

test("a body comes back as it was written, in the same bytes", () => {
  const text = writeModelFile({ kind: "trees", body });
  assert.deepEqual(readModelFile(text, "trees"), body);
  assert.equal(writeModelFile({ kind: "trees", body: readModelFile(text, "trees") }), text);
});

test("a changed weight, another kind, a newer format and nonsense are refused", () => {
  const text = writeModelFile({ kind: "trees", body });
  assert.throws(() => readModelFile(text.replace("-0.25", "-0.26"), "trees"), code("model/damaged"));
  assert.throws(() => readModelFile(text, "logistic"), code("model/other-kind"));
  assert.throws(() => readModelFile(text.replace('"version":1', '"version":2'), "trees"), code("model/other-kind"));
  for (const nonsense of ["", "{", "null", "[]", '{"format":"watchkeeper-model"}', text.slice(0, 90)])
    assert.throws(() => readModelFile(nonsense, "trees"), code("model/damaged"));
});

// Guarantees that what a card measured is what the product scores with: packing whole floats loses nothing.
test("floats survive packing, quantised ones within half a step", () => {
  fc.assert(
    fc.property(fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })), (values) => {
      assert.deepEqual(unpackFloats(packFloats(values)), Float32Array.from(values));
      const largest = Math.max(0, ...values.map(Math.abs));
      for (const [stored, steps] of [
        ["int16", 32_767],
        ["int8", 127],
      ] as const) {
        const list = Packed.parse(JSON.parse(JSON.stringify(packFloats(values, stored))));
        const back = unpackFloats(list);
        for (const [at, value] of values.entries()) assert.ok(Math.abs((back[at] as number) - value) <= (largest / steps) * 0.51);
      }
    }),
  );
});

test("whole numbers survive packing in as few bytes as they need", () => {
  for (const [largest, stored] of [
    [255, "uint8"],
    [256, "uint16"],
    [70_000, "uint32"],
  ] as const) {
    const list = packIntegers([0, 1, largest]);
    assert.equal(list.stored, stored);
    assert.deepEqual([...unpackIntegers(list)], [0, 1, largest]);
  }
});

test("a list cut short, or one that holds no number, is damaged", () => {
  assert.throws(() => unpackFloats({ ...packFloats([1, 2]), length: 3 }), code("model/damaged"));
  assert.throws(() => unpackIntegers(packFloats([1])), code("model/damaged"));
  assert.throws(() => unpackFloats(packFloats([Number.NaN])), code("model/damaged"));
});
