import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { isTechniqueId, parentTechnique } from "../core/attack/attack.ts";
import { SocError } from "../core/soc-error.ts";
import { attackCatalogueOf, loadAttackCatalogue } from "./attack.ts";
import { laterIds } from "./attack-later.ts";

const catalogue = loadAttackCatalogue();
const techniques = [...catalogue.techniques()];
const tacticIds = catalogue.tactics().map(({ id }) => id);

describe("the shipped ATT&CK catalogue", () => {
  test("lists the tactics in the order of the matrix", () => {
    assert.equal(tacticIds.join(" "), "TA0043 TA0042 TA0001 TA0002 TA0003 TA0004 TA0005 TA0006 TA0007 TA0008 TA0009 TA0011 TA0010 TA0040");
  });

  // Guarantees that every technique can be placed in the matrix and under its parent.
  test("gives every technique a name, known tactics in matrix order, and a parent that exists", () => {
    assert.ok(techniques.length > 600);
    for (const technique of techniques) {
      assert.ok(isTechniqueId(technique.id) && technique.name !== "" && technique.tactics.length > 0, technique.id);
      const places = technique.tactics.map((id) => tacticIds.indexOf(id));
      assert.ok(!places.includes(-1), technique.id);
      assert.deepEqual(
        places,
        [...places].sort((a, b) => a - b),
      );
      if (technique.parent !== undefined) assert.ok(catalogue.technique(technique.parent), technique.id);
    }
  });

  test("knows what a technique is", () => {
    assert.deepEqual(catalogue.technique("T1003.006"), {
      id: "T1003.006",
      name: "DCSync",
      tactics: ["TA0006"],
      platforms: ["Windows"],
      parent: "T1003",
    });
  });

  test("follows a retired id to its replacement, and says nothing of ids that never were or have no successor", () => {
    assert.equal(catalogue.current("T1086"), "T1059.001");
    assert.equal(catalogue.current("T1059.001"), "T1059.001");
    assert.equal(catalogue.current("T1064"), undefined);
    for (const id of ["T9999", "__proto__", "constructor", ""]) assert.equal(catalogue.current(id), undefined);
    assert.equal(catalogue.technique("constructor"), undefined);
  });

  test("reads ids of the version after it as what they were called before", () => {
    for (const [later, before] of laterIds) {
      assert.equal(catalogue.technique(later), undefined, `${later} is known now: take it out of the list`);
      assert.equal(catalogue.current(later), before);
      assert.equal(catalogue.current(before), before);
    }
  });

  test("names only techniques, software and groups that exist in what groups, software and campaigns use", () => {
    const software = new Set([...catalogue.software()].map(({ id }) => id));
    const groups = [...catalogue.groups()];
    const groupIds = new Set(groups.map(({ id }) => id));
    const users = [...groups, ...catalogue.software(), ...catalogue.campaigns()];
    for (const user of users) for (const id of user.techniques) assert.ok(catalogue.technique(id), `${user.id} ${id}`);
    for (const user of [...groups, ...catalogue.campaigns()])
      for (const id of user.software) assert.ok(software.has(id), `${user.id} ${id}`);
    for (const campaign of catalogue.campaigns()) for (const id of campaign.groups) assert.ok(groupIds.has(id), `${campaign.id} ${id}`);
  });

  test("holds one group per id, with names from others beside ATT&CK's own", () => {
    const groups = [...catalogue.groups()];
    assert.equal(new Set(groups.map(({ id }) => id)).size, groups.length);
    const apt29 = groups.find(({ id }) => id === "G0016");
    assert.ok(apt29?.aliases.includes("Midnight Blizzard") && apt29.aliases.includes("Cloaked Ursa"));
    assert.ok(groups.some(({ id }) => id.startsWith("misp:")));
  });

  test("holds facts only: no prose", () => {
    for (const { id, name } of [...techniques, ...catalogue.groups(), ...catalogue.software(), ...catalogue.campaigns()])
      assert.ok(name.length <= 90, `${id} ${name}`);
  });
});

describe("a catalogue file", () => {
  // Guarantees that a damaged file is one named error, whatever it holds.
  test("that is not the expected shape is refused by name", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        assert.throws(
          () => attackCatalogueOf(text),
          (error) => error instanceof SocError && error.code === "knowledge/damaged-catalogue",
        );
      }),
    );
  });

  test("that is missing is refused by name", () => {
    const missing = new URL("./data/no-such-file.json", import.meta.url);
    assert.throws(() => loadAttackCatalogue({ attack: missing, names: missing }), { code: "knowledge/damaged-catalogue" });
  });
});

test("parentTechnique and the catalogue agree", () => {
  for (const { id, parent } of techniques) assert.equal(parent ?? id, parentTechnique(id));
});
