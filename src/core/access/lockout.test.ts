import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type Attempts, accountLimit, addressLimit, deviceLimit, factorLimit, failedAgain, networkOf, waitMs } from "./lockout.ts";

const startMs = Date.UTC(2026, 5, 1);
const limits = [accountLimit, addressLimit, deviceLimit, factorLimit];

describe("waits after failures", () => {
  test("begin after the free tries and double up to the longest", () => {
    for (const limit of limits) {
      let held: Attempts | undefined;
      const waits: number[] = [];
      for (let time = 0; time < 60; time++) {
        held = failedAgain(held, limit, startMs);
        waits.push(waitMs(held, limit, startMs));
      }
      assert.deepEqual(
        waits.slice(0, limit.freeMax),
        waits.slice(0, limit.freeMax).map(() => 0),
      );
      assert.equal(waits[limit.freeMax], 1_000);
      assert.equal(waits[limit.freeMax + 1], 2_000);
      assert.equal(waits.at(-1), limit.waitMaxMs);
    }
  });

  // Guarantees that nobody is locked out for ever: whatever others do, and whatever the clock does, the wait ends within its longest.
  test("end within the longest wait, however many tries failed and wherever the clock went", () => {
    fc.assert(
      fc.property(fc.constantFrom(...limits), fc.nat(2_000_000_000), fc.integer({ min: -1e12, max: 1e12 }), (limit, failures, offMs) => {
        const wait = waitMs({ failures, lastMs: startMs + offMs }, limit, startMs);
        assert.ok(wait >= 0 && wait <= limit.waitMaxMs);
        // With a clock that goes on, waiting as long as was said is enough.
        if (offMs <= 0) assert.equal(waitMs({ failures, lastMs: startMs + offMs }, limit, startMs + wait), 0);
      }),
    );
  });

  // Guarantees that six digits are not found by trying: what an attacker who knows the password gets to try in a year.
  test("let nobody try more than a few second factors in a day", () => {
    let held: Attempts | undefined;
    let tries = 0;
    for (let nowMs = startMs; nowMs < startMs + 86_400_000; tries++) {
      held = failedAgain(held, factorLimit, nowMs);
      nowMs += waitMs(held, factorLimit, nowMs);
    }
    assert.ok(tries <= 50, String(tries));
  });

  test("are forgotten after a day without a try", () => {
    const held = { failures: 40, lastMs: startMs };
    assert.equal(failedAgain(held, accountLimit, startMs + accountLimit.forgottenMs).failures, 1);
    assert.equal(failedAgain(held, accountLimit, startMs + accountLimit.forgottenMs - 1).failures, 41);
  });
});

describe("the network of an address", () => {
  test("is the address of IPv4, also within IPv6, and 64 bits of IPv6 in one spelling", () => {
    assert.equal(networkOf("192.0.2.7"), "192.0.2.7");
    assert.equal(networkOf("::ffff:192.0.2.7"), "192.0.2.7");
    assert.equal(networkOf("2001:db8:0:1:aaaa::1"), "2001:db8:0:1::/64");
    assert.equal(networkOf("2001:DB8:0000:0001:bbbb:cccc:dddd:eeee"), "2001:db8:0:1::/64");
    assert.equal(networkOf("2001:db8::1"), "2001:db8:0:0::/64");
    assert.equal(networkOf("::1"), "0:0:0:0::/64");
    assert.equal(networkOf("fe80::1%eth0"), "fe80:0:0:0::/64");
  });

  test("is bounded and one for whatever is no address", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const network = networkOf(text);
        assert.ok(network.length <= 60);
      }),
    );
    assert.equal(networkOf("somebody"), "unknown");
  });
});
