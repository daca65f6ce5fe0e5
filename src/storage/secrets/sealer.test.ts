import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import { newSealingKey, openSealer } from "./sealer.ts";

const key = newSealingKey();
const purpose = "default/connector/edge/api-key";

describe("a sealed secret", () => {
  test("opens as it was, and each time looks otherwise", () => {
    const sealer = openSealer(key);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), fc.string({ maxLength: 60 }), (secret, where) => {
        const sealed = sealer.seal(secret, where);
        assert.match(sealed, /^[A-Za-z0-9._-]+$/);
        assert.equal(sealer.open(sealed, where), secret);
        assert.notEqual(sealer.seal(secret, where), sealed);
      }),
    );
  });

  test("opens nowhere else, and with no other key", () => {
    const sealed = openSealer(key).seal("canary-value", purpose);
    for (const open of [
      () => openSealer(key).open(sealed, "default/connector/edge/other"),
      () => openSealer(key).open(sealed, "other/connector/edge/api-key"),
      () => openSealer(newSealingKey()).open(sealed, purpose),
    ])
      assert.throws(open, (error: Error & { code: string }) => error.code === "secret/not-opened" && !/canary/.test(inspect(error)));
  });

  test("is noticed when any of its characters changes, is lost, or comes twice", () => {
    const sealer = openSealer(key);
    const sealed = sealer.seal("canary-value", purpose);
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.constantFrom("A", "b", "0", "_", "-", ".", "", "=", "é"), (at, other) => {
        const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
        fc.pre(changed !== sealed);
        assert.throws(() => sealer.open(changed, purpose), { code: "secret/not-opened" });
      }),
      { numRuns: 500 },
    );
    for (const text of ["", "wks1", "wks1...", `${sealed}.x`, "x".repeat(200_000), `${sealed} `])
      assert.throws(() => sealer.open(text, purpose), { code: "secret/not-opened" });
  });

  test("that an earlier key sealed opens while that key is still named, and new ones are of the new key", () => {
    const old = openSealer(key).seal("one", purpose);
    const next = newSealingKey();
    const both = openSealer(`${next}, ${key}`);
    assert.equal(both.open(old, purpose), "one");
    assert.equal(openSealer(next).open(both.seal("two", purpose), purpose), "two");
    assert.throws(() => openSealer(next).open(old, purpose), { code: "secret/not-opened" });
  });

  test("a key that is none is refused, and not shown", () => {
    for (const text of ["", "canary", "A".repeat(44), `${key},`, Buffer.alloc(31).toString("base64"), Array(9).fill(key).join(",")])
      assert.throws(
        () => openSealer(text),
        (error: Error & { code: string }) => error.code === "secret/bad-key" && !/canary|AAAA/.test(inspect(error)),
      );
  });
});
