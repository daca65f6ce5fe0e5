import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { base32, codeOf, stepOfCode, totpStepMs, totpUri } from "./totp.ts";

const ascii = (text: string) => new TextEncoder().encode(text);

describe("codes of authenticator apps", () => {
  // RFC 4226, appendix D.
  test("are those of RFC 4226", () => {
    const expected = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
    const secret = ascii("12345678901234567890");
    assert.deepEqual(
      expected.map((_, counter) => codeOf(secret, counter)),
      expected,
    );
  });

  // RFC 6238, appendix B.
  const vectors = [
    [59, "94287082", "46119246", "90693936"],
    [1_111_111_109, "07081804", "68084774", "25091201"],
    [1_111_111_111, "14050471", "67062674", "99943326"],
    [1_234_567_890, "89005924", "91819424", "93441116"],
    [2_000_000_000, "69279037", "90698825", "38618901"],
    [20_000_000_000, "65353130", "77737706", "47863826"],
  ] as const;
  test("are those of RFC 6238", () => {
    for (const [seconds, sha1, sha256, sha512] of vectors) {
      const step = Math.floor(seconds / 30);
      assert.equal(codeOf(ascii("12345678901234567890"), step, 8), sha1);
      assert.equal(codeOf(ascii("12345678901234567890123456789012"), step, 8, "sha256"), sha256);
      assert.equal(codeOf(ascii("1234567890".repeat(7).slice(0, 64)), step, 8, "sha512"), sha512);
    }
  });

  test("count in their step and the one beside it, once and never after a later one", () => {
    const secret = ascii("12345678901234567890");
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 100_000_000 }),
        fc.integer({ min: -4, max: 4 }),
        fc.integer({ min: -3, max: 3 }),
        (now, off, last) => {
          const code = codeOf(secret, now + off);
          const found = stepOfCode(secret, code, now * totpStepMs + 12_345, now + last);
          // Two steps near one another may have one code by chance.
          const steps = [now - 1, now, now + 1].filter((step) => codeOf(secret, step) === code && step > now + last);
          assert.equal(found, steps[0]);
          if (Math.abs(off) <= 1 && off > last) assert.ok(found !== undefined);
          if (found !== undefined) assert.ok(found > now + last);
        },
      ),
    );
  });

  test("are six digits and nothing else", () => {
    fc.assert(
      fc.property(fc.string(), (text) =>
        assert.equal(stepOfCode(ascii("x".repeat(20)), /^\d{6}$/.test(text) ? "x" : text, 0, -1), undefined),
      ),
    );
  });
});

describe("a secret as an app takes it", () => {
  // RFC 4648, section 10.
  test("is base32", () => {
    for (const [text, expected] of [
      ["", ""],
      ["f", "MY"],
      ["fo", "MZXQ"],
      ["foo", "MZXW6"],
      ["foob", "MZXW6YQ"],
      ["fooba", "MZXW6YTB"],
      ["foobar", "MZXW6YTBOI"],
    ] as const)
      assert.equal(base32(ascii(text)), expected);
  });

  test("is in an address whose names are encoded", () => {
    const uri = new URL(totpUri(ascii("foobar"), "mara@example.test", "Watch & keep"));
    assert.equal(uri.protocol, "otpauth:");
    assert.equal(uri.searchParams.get("secret"), "MZXW6YTBOI");
    assert.equal(uri.searchParams.get("issuer"), "Watch & keep");
  });
});
