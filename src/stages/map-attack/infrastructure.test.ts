import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { AttackCatalogue } from "../../core/attack/attack.ts";
import type { Observable } from "../../core/observable/observable.ts";
import { loadAttackCatalogue } from "../../knowledge/attack.ts";
import { fitInfrastructure, reportsOf } from "../../quality/infrastructure-training.ts";
import { type ActorInfrastructure, infrastructureText, matchInfrastructure, parseInfrastructure } from "./infrastructure.ts";
import { keyHash, keysOf, placeOf, placeOfText } from "./infrastructure-signs.ts";
import { matchActors } from "./match-actors.ts";

const domain = (value: string): Observable => ({ type: "domain", value });
const birds = ["heron", "stork", "crane", "egret", "robin", "finch", "swift", "raven"];
const [birdLands, numberLands] = [
  ["com", "net", "org"],
  ["ru", "su", "kz"],
] as const;
const trails = [
  {
    name: "apt_birds",
    reports: [0, 2, 4].map((at) => [
      `${birds[at]}-update.example.${birdLands[at / 2]}`,
      `${birds[at + 1]}-mail.example.biz`,
      "203.0.113.7",
    ]),
  },
  {
    name: "apt_numbers",
    reports: [1, 2, 3].map((at) => [`8${at}77${at}4.example.${numberLands[at - 1]}`, `90${at}21.example.by`, `198.51.100.${at}:8080`]),
  },
  { name: "apt_once", reports: [["quiet-harbour.example.io"]] },
];
const given = fitInfrastructure(reportsOf(trails), ["www.example.info", "example.co.uk"]);
const certain = { method: "platt", slope: 1, offset: 0 } as const;
const model: ActorInfrastructure = { ...given, calibrations: { single: certain, several: certain } };
const catalogue: AttackCatalogue = loadAttackCatalogue();

describe("places", () => {
  test("are read out of names, addresses and links, however they are written", () => {
    assert.deepEqual(placeOf(domain("A.Example.COM.")), {
      kind: "name",
      host: "a.example.com",
      registered: "example.com",
      suffix: "com",
      path: "",
    });
    assert.equal(placeOf({ type: "url", value: "hxxp://a[.]example[.]com:8080/x/y.php" })?.path, "/x/y.php");
    assert.equal(placeOf({ type: "email", value: "someone@mail.example.co.uk" })?.kind, "name");
    assert.deepEqual(placeOf({ type: "ip", value: "203.0.113.9" }), { kind: "address", host: "203.0.113.9", path: "" });
  });
  test("are none where a value names nothing on the internet", () => {
    for (const value of ["10.0.0.1", "192.168.3.4", "127.0.0.1", "server01", "files.internal", "", "x".repeat(5_000)])
      assert.equal(placeOf({ type: "host", value }), undefined, value);
    assert.equal(placeOf({ type: "hash", value: "example.com" }), undefined);
  });
  test("below a name that anybody can rent are told apart by who rented them", () => {
    const rented = placeOfText("example.hopto.org");
    assert.equal(rented?.kind === "name" && rented.registered, "example.hopto.org");
  });
  test("are known again by hashes that fit in 48 bits", () => {
    for (const key of keysOf(placeOfText("a.example.com")!)) assert.ok(Number.isSafeInteger(keyHash(key)) && keyHash(key) < 2 ** 48);
  });
});

describe("infrastructure", () => {
  test("that was seen before names its trail, and says that it was known", () => {
    const match = matchInfrastructure(model, [domain("quiet-harbour.example.io")]);
    assert.deepEqual(match && [match.trail, match.known], ["apt_once", true]);
    const below = matchInfrastructure(model, [domain("new.heron-update.example.com"), domain("heron-update.example.com")]);
    assert.equal(below?.trail, "apt_birds");
  });
  test("never seen before is put down to who names things so", () => {
    const match = matchInfrastructure(model, [domain("81775.example.de"), domain("90721.example.fr"), domain("82774.example.pl")]);
    assert.deepEqual(match && [match.trail, match.known], ["apt_numbers", false]);
  });
  test("of nobody fits less well", () => {
    const ordinary = matchInfrastructure(model, [domain("www.example.info")]);
    const known = matchInfrastructure(model, [domain("heron-update.example.com")]);
    assert.ok((ordinary?.chance ?? 0) < (known?.chance ?? 0));
    assert.equal(matchInfrastructure(model, []), undefined);
    assert.equal(matchInfrastructure(model, [{ type: "user", value: "alice" }]), undefined);
  });
  test("names a group to a case only when it was seen before, unless somebody singled the indicators out", () => {
    const observables = ["81775.example.de", "90721.example.fr", "82774.example.pl"].map(domain);
    const sure = { method: "platt", slope: 0, offset: 3 } as const;
    const infrastructure = { ...model, calibrations: { single: sure, several: sure } };
    assert.deepEqual(matchActors({ observables, infrastructure }, catalogue), []);
    assert.equal(matchActors({ observables, infrastructure, byNaming: true }, catalogue)[0]?.id, "maltrail:numbers");
    assert.deepEqual(matchActors({ observables, byNaming: true }, catalogue), []);
  });
  test("survives its file", () => {
    const read = parseInfrastructure(infrastructureText(model));
    for (const observables of [
      [domain("heron-update.example.com")],
      [domain("quiet-harbour.example.io")],
      [{ type: "ip", value: "203.0.113.7" } as const],
    ]) {
      assert.equal(matchInfrastructure(read, observables)?.trail, matchInfrastructure(model, observables)?.trail);
      assert.equal(matchInfrastructure(read, observables)?.known, true);
    }
    for (const key of read.owners.keys()) assert.deepEqual(read.owners.get(key), model.owners.get(key));
    assert.equal(read.owners.get(12), undefined);
  });
  test("in a damaged file is refused", () => {
    const text = infrastructureText(model);
    for (const changed of [text.replace("apt_once", "apt_else"), text.slice(0, 99), "[]"])
      assert.throws(
        () => parseInfrastructure(changed),
        (error: { code?: string }) => error.code === "model/damaged",
      );
  });
  // Guarantees that observables, which attackers choose, never break the matching, and that their order says nothing.
  test("is matched whatever the values are, in any order", () => {
    const value = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.domain(),
      fc.ipV4(),
      fc.webUrl(),
      fc.constantFrom("heron-update.example.com", "/x"),
    );
    const type = fc.constantFrom("domain", "ip", "url", "host", "email", "other" as const);
    fc.assert(
      fc.property(fc.array(fc.record({ type, value }), { maxLength: 12 }), (observables) => {
        const match = matchInfrastructure(model, observables as Observable[]);
        const back = matchInfrastructure(model, observables.toReversed() as Observable[]);
        assert.deepEqual(match && [match.trail, match.known], back && [back.trail, back.known]);
        if (match) assert.ok(match.chance >= 0 && match.chance <= 1);
      }),
      { numRuns: 40 },
    );
  });
});
