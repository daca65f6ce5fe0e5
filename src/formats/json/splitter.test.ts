import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { limits } from "../limits.ts";
import { parseJson } from "./parse.ts";
import type { JsonObject, JsonValue } from "./shape.ts";
import { jsonSplitter } from "./splitter.ts";

type Found = { readonly value: JsonObject; readonly text: string } | { readonly broken: string };

/** What is found when the text comes in pieces of the given size. An object with the key "is" is a known record. */
function split(text: string | Uint8Array, pieceBytes = 65_536): Found[] {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  const found: Found[] = [];
  const splitter = jsonSplitter({
    record: (value, own) => found.push({ value, text: Buffer.from(own).toString() }),
    broken: (reason) => found.push({ broken: reason }),
    isRecord: (value) => Object.hasOwn(value, "is"),
  });
  for (let at = 0; at < bytes.length; at += pieceBytes) splitter.push(bytes.subarray(at, at + pieceBytes));
  splitter.end();
  return found;
}

const values = (found: readonly Found[]) => found.map((one) => ("value" in one ? one.value : one.broken));
const json = (value: JsonValue, indent?: number) => JSON.stringify(value, null, indent);
const a = { is: 1, name: 'a {["\\' } as const;
const b = { is: 2, list: [{ x: [] }, {}] } as const;

describe("ways of writing many objects", () => {
  const ways: Record<string, string> = {
    lines: `${json(a)}\n${json(b)}\n`,
    "lines ended by CR LF, with blank lines": `${json(a)}\r\n\r\n${json(b)}\r\n`,
    "lines with commas between": `${json(a)},\n${json(b)},\n`,
    concatenated: `${json(a)}${json(b)}`,
    "pretty-printed": `${json(a, 2)}\n${json(b, 2)}\n`,
    "a compact array": json([a, b]),
    "a pretty array": json([a, b], 4),
    "an array with one element a line": `[\n${json(a)},\n${json(b)}\n]`,
    "a wrapper": json({ Records: [a, b] }),
    "a pretty wrapper with other fields around": json({ "@context": "x", value: [a, b], next: null, more: { is: 9 } }, 2),
    "search hits": json({ took: 1, hits: { total: { value: 2 }, hits: [a, b] } }),
    "two wrappers": `${json({ Records: [a] })}\n${json({ Records: [b] })}`,
    "two lists in one wrapper": json({ alerts: [a], others: [b] }),
  };
  for (const [name, text] of Object.entries(ways))
    test(name, () => {
      for (const pieceBytes of [1, 2, 7, 64, 65_536]) assert.deepEqual(values(split(text, pieceBytes)), [a, b]);
    });

  test("a record that holds a list of objects is no wrapper", () => {
    assert.deepEqual(values(split(json({ ...a, list: [a, b] }))), [{ ...a, list: [a, b] }]);
    assert.deepEqual(values(split(json({ evidence: [{ x: 1 }, { x: 2 }] }, 2))), [{ evidence: [{ x: 1 }, { x: 2 }] }]);
  });

  test("an empty wrapper and an empty array hold nothing", () => {
    assert.deepEqual(split('{"Records":[]}'), []);
    assert.deepEqual(split("[]\n"), []);
  });
});

describe("damage", () => {
  test("a broken line costs that line only", () => {
    const broken = ['{"is":', '{"is":1,', '{"is":1', '{"is":"open', '{"is":1]', "junk", '{"a" "b"}', '{"a":[1}', "}", "]", "{"];
    for (const line of broken) {
      const found = split(`${json(a)}\n${line}\n${json(b)}\n${json(a)}\n`);
      assert.deepEqual(
        values(found).filter((one) => one !== "malformed"),
        [a, b, a],
        line,
      );
      assert.equal(found.filter((one) => "broken" in one).length, 1, line);
    }
  });

  test("a broken pretty-printed object costs that object only", () => {
    const broken = json(b, 2).replace("]", "}");
    assert.deepEqual(values(split(`${json(a, 2)}\n${broken}\n${json(a, 2)}\n`)), [a, "malformed", a]);
  });

  test("a broken element of an array costs that element only", () => {
    assert.deepEqual(values(split(`[${json(a)},{"x":},7,${json(b)}]`)), [a, "malformed", "malformed", b]);
  });

  test("an input that ends within an object says so", () => {
    assert.deepEqual(values(split(`${json(a)}\n{"is":1,"x":[`)), [a, "truncated"]);
    assert.deepEqual(values(split(json([a, b]).slice(0, -4))), [a, "truncated"]);
  });

  test("an object longer than a record may be is followed to its end and not held", () => {
    const long = `{"is":3,"x":"${"y".repeat(limits.recordBytesMax)}"}`;
    assert.deepEqual(values(split(`${json(a)}\n${long}\n${json(b)}\n`)), [a, "too-long", b]);
    assert.deepEqual(values(split(`[${json(a)},${long},${json(b)}]`)), [a, "too-long", b]);
  });

  test("a line of 100 MB costs no memory", () => {
    const found: string[] = [];
    const splitter = jsonSplitter({ record: () => found.push("record"), broken: (reason) => found.push(reason), isRecord: () => false });
    const piece = Buffer.alloc(1_048_576, "x");
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    splitter.push(Buffer.from('{"x":"'));
    for (let pieces = 0; pieces < 100; pieces++) {
      splitter.push(piece);
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    splitter.push(Buffer.from('"}\n{}\n'));
    splitter.end();
    assert.deepEqual(found, ["too-long", "record"]);
    assert.ok(most < 64 * 1_048_576, `held ${most} bytes`);
  });
});

// A search for the line's end per element would make this take minutes.
test("an array of many small elements on one line costs its length, not its square", { timeout: 30_000 }, () => {
  assert.equal(split(`[${"{},".repeat(300_000)}{}]`, 262_144).length, 300_001);
});

// Guarantees that how the bytes arrive decides nothing, and that no bytes whatever make it throw or hang.
test("pieces of any size give the same records", () => {
  const fragment = fc.oneof(
    fc.constantFrom("{", "}", "[", "]", ",", ":", '"', "\\", "\n", "\r\n", "{}", '{"is":1}\n', '{"Records":[', "null", "[{", "\n{", " "),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc.string({ maxLength: 8 }),
  );
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 40 }), fc.integer({ min: 1, max: 9 }), (fragments, pieceBytes) => {
      const text = fragments.join("");
      assert.deepEqual(split(text, pieceBytes), split(text));
    }),
    { numRuns: 3_000 },
  );
});

test("every object written in lines comes back, whatever it holds", () => {
  fc.assert(
    fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), { maxLength: 8 }), (objects) => {
      const known = objects.map((object) => parseJson(JSON.stringify({ ...object, is: 1 })) as JsonObject);
      for (const text of [known.map((object) => json(object)).join("\n"), json(known), json(known, 1), json({ Records: known })]) {
        assert.deepEqual(values(split(text, 13)), known);
      }
    }),
  );
});
