import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { hostOf } from "../../testing/containment-story.ts";
import { by, handle, wide } from "../../testing/protected-scene.ts";
import { runs } from "../../testing/runs.ts";
import { unreadableProtection } from "./protected.ts";

/** Every way that a program may write this IPv4 address. */
function spellingsOf(bytes: readonly number[]): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  const plain = bytes.join(".");
  const number = ((a * 256 + b) * 256 + c) * 256 + d;
  const group = (high: number, low: number) => (high * 256 + low).toString(16);
  const six = `${group(a, b)}:${group(c, d)}`;
  const octal = bytes.map((byte) => `0${byte.toString(8)}`).join(".");
  const hexadecimal = bytes.map((byte) => `0x${byte.toString(16)}`).join(".");
  const padded = bytes.map((byte) => String(byte).padStart(3, "0")).join(".");
  const shorter = [`${a}.${b * 65_536 + c * 256 + d}`, `${a}.${b}.${c * 256 + d}`];
  const mapped = [`::ffff:${plain}`, `::FFFF:${six}`, `0:0:0:0:0:ffff:${six}`, `[::ffff:${plain}]`, `::ffff:${plain}%eth0`];
  return [
    plain,
    `${plain}.`,
    wide(plain),
    String(number),
    `0x${number.toString(16)}`,
    octal,
    hexadecimal,
    padded,
    ...shorter,
    ...mapped,
    `64:ff9b::${plain}`,
    `2002:${six}::1`,
  ];
}

describe("a protected address", () => {
  test("is found in every spelling, alone and in its range, on either side", () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.integer({ min: 1, max: 223 }), fc.nat(255), fc.nat(255), fc.integer({ min: 1, max: 254 })),
        fc.nat(32),
        (bytes, prefix) => {
          fc.pre(bytes[0] !== 127 && !(bytes[0] === 169 && bytes[1] === 254));
          const plain = bytes.join(".");
          for (const spelling of spellingsOf(bytes)) {
            assert.ok(by(handle("address", spelling), { addresses: [plain] }), spelling);
            assert.ok(by(handle("address", plain), { addresses: [spelling] }), spelling);
            assert.ok(by(handle("address", spelling), { addresses: [`${plain}/${prefix}`] }), `${spelling} in ${plain}/${prefix}`);
            assert.ok(by(handle("address", spelling), { hosts: [plain] }), spelling);
            // And not because nobody could read it. With leading zeros it has a second reading, and both count.
            if (/(^|\.)0\d/.test(spelling)) continue;
            const neighbour = [...bytes.slice(0, 3), bytes[3] ^ 1].join(".");
            assert.equal(by(handle("address", spelling), { addresses: [neighbour], hosts: [neighbour] }), undefined, spelling);
            assert.equal(by(handle("address", neighbour), { addresses: [spelling], hosts: [spelling] }), undefined, spelling);
          }
        },
      ),
      { numRuns: runs(50) },
    );
  });

  test("is not its neighbour", () => {
    for (const name of ["198.51.100.8", "198.51.100.207", "2001:db8::7", "::198.51.100.8"])
      assert.equal(by(handle("address", name), { addresses: ["198.51.100.7", "203.0.113.0/24", "2001:db8::/127"] }), undefined, name);
    assert.ok(by(handle("address", "2001:db8::1"), { addresses: ["2001:db8::/127"] }));
    assert.ok(by(handle("address", "2001:DB8:0:0::1"), { addresses: ["2001:db8::1"] }));
    // Compatible and reserved are not confused: ::1:2 is no IPv4 address, ::a.b.c.d is.
    assert.equal(by(handle("address", "2001:db8::203.0.113.9"), { addresses: ["203.0.113.0/24"] }), undefined);
    assert.ok(by(handle("address", "::203.0.113.9"), { addresses: ["203.0.113.0/24"] }));
  });

  test("that is nobody's, or cannot be read as one address, is not blocked", () => {
    const nobodys = [
      "0.0.0.0",
      "127.0.0.1",
      "127.1",
      "::1",
      "::",
      "fe80::1",
      "fe80::1%eth0",
      "ff02::1",
      "224.0.0.1",
      "255.255.255.255",
      "240.0.0.1",
      "169.254.1.1",
      "::ffff:127.0.0.1",
      "017700000001",
    ];
    for (const name of [...nobodys, "", "example.test", "198.51.100.0/24", "198.51.100.7-9", "1.2.3.4.5", "*", "198.51.100.256", "::g"])
      assert.ok(by(handle("address", name), {}), name);
    for (const name of ["198.51.100.7", "2001:db8::7", "10.1.2.3"]) assert.equal(by(handle("address", name), {}), undefined, name);
  });

  test("whose handle says two things is not blocked by the better one", () => {
    const lists = { addresses: ["203.0.113.9"], hosts: ["gw-1"] };
    assert.ok(by(handle("address", "198.51.100.7", { id: "address:203.0.113.9" }), lists));
    assert.ok(by(handle("address", "203.0.113.9", { id: "address:198.51.100.7" }), { hosts: ["203.0.113.9"] }));
    assert.ok(by(handle("address", "198.51.100.7", { id: "address:203.0.113.9" }), { hosts: ["203.0.113.9"] }));
    assert.ok(by(handle("address", "198.51.100.7", { id: "address:some" }), {}));
    assert.ok(by(handle("address", "198.51.100.7", { aliases: ["127.0.0.1"] }), {}));
    assert.ok(by(handle("address", "198.51.100.7", { aliases: ["gw-2", "gw-1"] }), lists));
    assert.ok(by(handle("address", "198.51.100.7", { aliases: ["203.0.113.9"] }), lists));
    assert.ok(by(handle("address", "198.51.100.7", { aliases: ["GW-1.example.test"] }), lists));
    assert.equal(by(handle("address", "198.51.100.7", { aliases: ["gw-2"] }), lists), undefined);
  });

  test("on a line that nobody can read protects everything, and such a line is told", () => {
    for (const line of ["198.51.100.0/33", "the firewall", "198.51.100.*", "198.51.100.0/24/1"]) {
      assert.ok(by(handle("address", "192.0.2.9"), { addresses: [line] }), line);
      assert.equal(unreadableProtection({ addresses: ["192.0.2.1", line] }), line);
      // It protects addresses, and no machine that has none.
      assert.equal(by(hostOf("ws-1"), { addresses: [line] }), undefined);
      assert.ok(by(hostOf("ws-1", { aliases: ["192.0.2.9"] }), { addresses: [line] }));
    }
    assert.equal(
      unreadableProtection({ addresses: ["192.0.2.1", "192.0.2.0/24", "2001:db8::/32", "192.0.2.01", "::ffff:192.0.2.1"] }),
      undefined,
    );
  });
});
