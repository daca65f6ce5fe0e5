import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { addressOf } from "../indicator/address.ts";
import { Inventory } from "./asset.ts";
import { exactName } from "./exact-names.ts";
import { indexInventory } from "./inventory-index.ts";

const namesIn = (inventory: object) => indexInventory(Inventory.parse(inventory)).exact();

const names = namesIn({
  "own-domains": ["example.test", "corp.example.test"],
  assets: [
    { name: "WS-1", addresses: ["10.0.0.5"] },
    { name: "dc-1.example.test", aliases: ["dc-1"], addresses: ["10.0.0.1", "2001:db8::1"] },
    { name: "web.a.example.test" },
    { name: "web.b.example.test" },
    { name: "twin", aliases: ["one"] },
    { name: "other", aliases: ["TWIN"] },
    { name: "branch", addresses: ["192.0.2.0/24"] },
  ],
  identities: [
    { name: "mara", aliases: ["mara.k@example.test"] },
    { name: "adm", aliases: ["CORP\\adm"] },
    { name: "joss@lab.test" },
    { name: "dup" },
    { name: "DUP", aliases: ["dup2"] },
  ],
});

describe("whom a name means when something is done to it", () => {
  const assets: [string, string[]][] = [
    ["ws-1", ["WS-1"]],
    [" WS-1. ", ["WS-1"]],
    ["ws-1.example.test", ["WS-1"]],
    ["ws-1.corp.example.test", ["WS-1"]],
    ["10.0.0.5", ["WS-1"]],
    ["::ffff:10.0.0.5", ["WS-1"]],
    ["2001:0db8:0:0::1", ["dc-1.example.test"]],
    ["DC-1", ["dc-1.example.test"]],
    // A name in a domain that is not ours, or not the one that is listed, is another machine's.
    ["ws-1.example.org", []],
    ["dc-1.corp.example.test", []],
    ["dc-1.attacker.test", []],
    ["evilexample.test", []],
    // Two machines of one name are neither.
    ["web", ["web.a.example.test", "web.b.example.test"]],
    ["twin", ["twin", "other"]],
    // A range is not a machine.
    ["192.0.2.7", []],
    ["192.0.2.0/24", []],
    ["ws", []],
    ["", []],
    [".", []],
    ["constructor", []],
    ["__proto__", []],
  ];
  for (const [name, expected] of assets)
    test(`machine "${name}": ${expected.join(" or ") || "none"}`, () =>
      assert.deepEqual(
        names.assetsNamed(name).map((asset) => asset.name),
        expected,
      ));

  const accounts: [string, string[]][] = [
    ["mara", ["mara"]],
    ["MARA", ["mara"]],
    ["EXAMPLE\\mara", ["mara"]],
    ["mara@example.test", ["mara"]],
    ["mara.k@example.test", ["mara"]],
    ["CORP\\adm", ["adm"]],
    ["joss@lab.test", ["joss@lab.test"]],
    ["joss", ["joss@lab.test"]],
    // A machine's own account, and those of domains that are not ours or not theirs, are other people.
    ["WS-1\\mara", []],
    ["ws-1\\mara", []],
    ["OTHER\\mara", []],
    ["mara@example.org", []],
    ["LAB\\joss", []],
    ["EXAMPLE\\adm", []],
    ["dup", ["dup", "DUP"]],
    ["EXAMPLE\\", []],
    ["\\mara", []],
    ["constructor", []],
  ];
  for (const [name, expected] of accounts)
    test(`account "${name}": ${expected.join(" or ") || "none"}`, () =>
      assert.deepEqual(
        names.identitiesNamed(name).map((identity) => identity.name),
        expected,
      ));

  test("an address belongs to whoever lists it or its range", () => {
    const holders = (text: string) => names.assetsHolding(addressOf(text)!).map(({ name }) => name);
    assert.deepEqual(holders("192.0.2.7"), ["branch"]);
    assert.deepEqual(holders("10.0.0.5"), ["WS-1"]);
    assert.deepEqual(holders("::ffff:10.0.0.5"), ["WS-1"]);
    assert.deepEqual(holders("198.51.100.7"), []);
  });
});

describe("another spelling of a name", () => {
  const listed = ["ws-1", "ws-10", "wsl", "vvs-1", "ws-1.example.test", "dc-1", "kate", "kite"];
  const estate = namesIn({
    "own-domains": ["example.test"],
    assets: listed.map((name, index) => ({ name: `m${index}-${name}`, aliases: [name] })),
    identities: listed.map((name, index) => ({ name: `a${index}-${name}`, aliases: [name] })),
  });
  const alike: Readonly<Record<string, readonly string[]>> = {
    k: ["\u212a", "к", "ｋ", "K"],
    a: ["а", "ａ", "ª", "A"],
    s: ["ѕ", "ſ", "ｓ", "S"],
    w: ["ԝ", "ｗ", "W"],
    i: ["і", "ｉ", "ı", "İ"],
    "1": ["１", "¹", "l", "I"],
    "-": ["\u2010", "－", "\u00ad-"],
    ".": ["。", "．", "｡"],
    e: ["е", "ｅ", "E"],
  };
  const insertions = ["\u200b", "\u200d", "\u2060", "\ufeff", "\u202e", "\u{e0041}", "\u0000", "\u0301"];
  const spelling = fc
    .tuple(fc.constantFrom(...listed), fc.array(fc.tuple(fc.nat(20), fc.nat(9), fc.boolean()), { minLength: 1, maxLength: 4 }))
    .map(([name, changes]) => {
      let text = [...name];
      for (const [at, pick, inserts] of changes) {
        const place = at % text.length;
        const swaps = alike[text[place]!.toLowerCase()] ?? [];
        if (inserts) text = text.toSpliced(place, 0, insertions[pick % insertions.length]!);
        else if (swaps.length > 0) text = text.with(place, swaps[pick % swaps.length]!);
      }
      return { name, text: text.join("") };
    });

  // Guarantees of invariants 3.2 and 3.7: homoglyphs, full width, invisible characters and case lead to the same machine or account, or to none.
  test("means the same machine or account, or none, never another", () => {
    let same = 0;
    let none = 0;
    fc.assert(
      fc.property(spelling, ({ name, text }) => {
        // "l" and "I" for "1" are other letters, so such a name may truly be listed itself.
        fc.pre(!listed.includes(text.toLowerCase()) || text.toLowerCase() === name);
        for (const named of [estate.assetsNamed, estate.identitiesNamed]) {
          const found = (named as (name: string) => readonly { readonly name: string }[])(text).map((each) => each.name);
          const meant = (named as (name: string) => readonly { readonly name: string }[])(name).map((each) => each.name);
          if (found.length === 0) none++;
          else {
            assert.deepEqual(found, meant);
            same++;
          }
        }
      }),
      { numRuns: 10_000 },
    );
    assert.ok(same > 100 && none > 1_000, `${same} the same, ${none} none`);
  });

  test("a name is compared as it is or not at all", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
        const name = exactName(text);
        if (name === undefined) return;
        assert.equal(name, text.trim().toLowerCase().replace(/\.$/, ""));
        assert.equal(text.trim().normalize("NFKC"), text.trim());
      }),
    );
  });
});
