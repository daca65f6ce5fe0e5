import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Observable } from "../../core/observable/observable.ts";
import { alertOf } from "../../testing/alerts.ts";
import { openIdentities } from "./identities.ts";
import { strongKindOf } from "./identity-name.ts";

const sid = (last: number) => `sid:s-1-5-21-1-2-3-${last}`;
const object = (last: number) => `user:00000000-0000-4000-8000-${String(last).padStart(12, "0")}`;
const device = (last: number) => `host:${String(last).padStart(40, "a")}`;
const seen = (...names: string[]): { observables: Observable[] } => ({
  observables: names.map((name) => ({
    type: name.slice(0, name.indexOf(":")) as Observable["type"],
    value: name.slice(name.indexOf(":") + 1),
  })),
});

describe("names of one thing", () => {
  test("an account known by its address, its domain name, its security id and its directory object is one, and says why", () => {
    const names = openIdentities();
    names.learn(alertOf(1, { sameAs: [["user:alice@north.example.test", "user:north\\alice", sid(1001), object(7)]] }));
    names.learn(alertOf(2, { sameAs: [["email:alice@north.example.test", "user:alice@north.example.test"]] }));
    for (const name of ["user:north\\alice", sid(1001), object(7), "email:alice@north.example.test"])
      assert.equal(names.nameOf(name), "user:alice@north.example.test");
    assert.match(names.because("user:alice@north.example.test", object(7)) ?? "", /a-1 names both as one/);
    assert.match(names.because(sid(1001), object(7)) ?? "", /are one/);
    assert.equal(names.because(object(7), object(8)), undefined);
  });

  test("a machine by its short name is the only one that bears it; of two, neither", () => {
    const names = openIdentities();
    names.learn(alertOf(1, { host: "ws-1.north.example.test" }));
    names.learn(alertOf(2, { host: "ws-1" }));
    assert.equal(names.nameOf("host:ws-1"), "host:ws-1.north.example.test");
    names.learn(alertOf(3, { host: "ws-1.south.example.test" }));
    assert.equal(names.nameOf("host:ws-1"), "host:ws-1");
    assert.notEqual(names.nameOf("host:ws-1.north.example.test"), names.nameOf("host:ws-1.south.example.test"));
  });

  test("two people of one name in two domains stay two, and the bare name is neither", () => {
    const names = openIdentities();
    names.learn(alertOf(1, seen("user:NORTH\\alice", "user:alice")));
    assert.equal(names.nameOf("user:alice"), "user:north\\alice");
    names.learn(alertOf(2, seen("user:SOUTH\\alice")));
    assert.deepEqual(["user:alice", "user:north\\alice", "user:south\\alice"].map(names.nameOf), [
      "user:alice",
      "user:north\\alice",
      "user:south\\alice",
    ]);
  });

  test("an account outside our domains, and a name that is everywhere, stand for nobody else", () => {
    const names = openIdentities();
    names.learn(
      alertOf(1, { host: "ws-1.north.example.test", ...seen("user:alice@example.com", "user:alice", "user:root", "user:NORTH\\root") }),
    );
    assert.equal(names.nameOf("user:alice"), "user:alice");
    assert.equal(names.nameOf("user:root"), "user:root");
    names.learn(alertOf(2, seen("user:bob@north.example.test", "user:bob", "user:NORTH\\bob")));
    for (const name of ["user:bob", "user:north\\bob"]) assert.equal(names.nameOf(name), "user:bob@north.example.test");
  });

  test("one name tied to two devices is ambiguous, and the devices stay two", () => {
    const names = openIdentities();
    names.learn(alertOf(1, { sameAs: [["host:ws-1.north.example.test", device(1)]] }));
    assert.equal(names.nameOf(device(1)), "host:ws-1.north.example.test");
    names.learn(alertOf(2, { sameAs: [["host:ws-1.north.example.test", device(2)]] }));
    assert.deepEqual([device(1), device(2), "host:ws-1.north.example.test"].map(names.nameOf), [
      device(1),
      device(2),
      "host:ws-1.north.example.test",
    ]);
  });

  test("what inventory or telemetry proved has the last word, and other things keep their keys", () => {
    const names = openIdentities(new Map([["ip:10.0.0.7", "host:ws-1.north.example.test"]]));
    assert.equal(names.nameOf("ip:10.0.0.7"), "host:ws-1.north.example.test");
    assert.equal(names.nameOf("hash:aa11"), "hash:aa11");
    assert.equal(names.because("ip:10.0.0.7", "host:ws-1.north.example.test"), "inventory or telemetry says so");
  });
});

describe("whatever is learned", () => {
  const name = fc.constantFrom(
    "user:alice",
    "user:north\\alice",
    "user:south\\alice",
    "user:alice@north.example.test",
    "user:bob@north.example.test",
    sid(1),
    sid(2),
    object(1),
    object(2),
    "host:ws-1",
    "host:ws-1.north.example.test",
    "host:ws-1.south.example.test",
    device(1),
    device(2),
  );
  const records = fc.array(fc.uniqueArray(name, { minLength: 1, maxLength: 3 }), { maxLength: 10 });
  const learned = (given: readonly (readonly string[])[]) => {
    const names = openIdentities();
    for (const [index, record] of given.entries()) {
      const accounts = record.filter((each) => !each.startsWith("host:"));
      const machines = record.filter((each) => each.startsWith("host:"));
      names.learn(alertOf(index + 1, { sameAs: [accounts, machines].filter(({ length }) => length > 0) }));
    }
    return names;
  };
  const all = [
    "user:alice",
    "user:north\\alice",
    "user:alice@north.example.test",
    sid(1),
    sid(2),
    object(1),
    object(2),
    "host:ws-1",
    device(1),
    device(2),
  ];

  // Guarantees that nothing is merged on evidence that could mean two things.
  test("no thing has two ids of one kind, and an account is no machine", () => {
    fc.assert(
      fc.property(records, (given) => {
        const names = learned(given);
        for (const each of all) {
          const kinds = names
            .namesOf(each)
            .map(strongKindOf)
            .filter((kind) => kind !== undefined);
          assert.equal(new Set(kinds).size, kinds.length, names.namesOf(each).join(" "));
          assert.equal(new Set(names.namesOf(each).map((other) => other.startsWith("host:"))).size, 1);
        }
      }),
    );
  });

  test("names of one thing have one canonical name, which is one of them; learning in another order, or twice, changes nothing", () => {
    fc.assert(
      fc.property(records, (given) => {
        const [names, others] = [learned(given), learned([...given.toReversed(), ...given])];
        for (const each of all) {
          assert.ok(names.namesOf(each).includes(names.nameOf(each)));
          for (const other of names.namesOf(each)) assert.equal(names.nameOf(other), names.nameOf(each));
          assert.equal(others.nameOf(each), names.nameOf(each));
        }
      }),
    );
  });
});
