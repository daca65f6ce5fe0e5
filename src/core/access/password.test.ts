import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { passwordLengthMax, requireStrongPassword, weaknessOf } from "./password.ts";

describe("a password", () => {
  const weak = [
    "",
    "short-of-12",
    "Password1234",
    "P@ssw0rd2026!",
    "passwordpassword",
    "Watchkeeper2026",
    "welcome12345678",
    "Summer2026!!!!",
    "qwertyuiopas",
    "123456789012",
    "abcdefghijklm",
    "aaaaaaaaaaaaa",
    "abababababab",
    "iloveyou1234!",
    "Mara.Mara.2026",
    "admin-admin-123",
    "changeme12345",
  ];
  for (const text of weak)
    test(`that is "${text}" is refused`, () => {
      assert.notEqual(weaknessOf(text, "mara"), undefined);
      assert.throws(() => requireStrongPassword(text, "mara"), { code: "access/weak-password" });
    });

  const strong = [
    "correct horse battery staple",
    "violet-tractor-under-moss",
    "tr0ub4dor&3xkcd",
    "Zürich im Regen um halb vier",
    "k7!wPq02-nnVx",
  ];
  for (const text of strong) test(`that is "${text}" is taken`, () => assert.equal(weaknessOf(text, "mara"), undefined));

  test("out of chance is taken, whatever kinds of characters it has; never longer than the most", () => {
    const letters = fc.constantFrom(..."bcdfghjkmnpqrvwxz2689");
    fc.assert(
      fc.property(fc.array(letters, { minLength: 20, maxLength: 40 }), (text) => {
        const why = weaknessOf(text.join(""), "somebody");
        const isOdd = new Set(text).size < 5 || why === "is a row of neighbours";
        assert.ok(isOdd || why === undefined, `${text.join("")} ${why}`);
      }),
    );
    assert.match(weaknessOf("violet tractor ".repeat(40), "mara") ?? "", /more than/);
    assert.equal(weaknessOf(`${"v".repeat(passwordLengthMax - 20)}iolet tractor moss 7`, "mara"), undefined);
  });

  test("never makes the check throw, and a message never holds it", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.string({ maxLength: 20 }), (text, name) => {
        const why = weaknessOf(text, name);
        if (why !== undefined && text.length > 3) assert.ok(!why.includes(text));
      }),
    );
  });
});
