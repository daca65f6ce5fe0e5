import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sampleAssessment } from "../../testing/sample-assessment.ts";
import { entityMark, isMarkable, marksOf, rarityOf } from "./case-marks.ts";
import { gradeOfRarity } from "./rarity.ts";

const sample = sampleAssessment().cases[0]!;
const asset = { criticality: "high", role: "server", known: true } as const;
const host = (value: string) => ({ type: "host", value }) as const;

describe("what a case is known by", () => {
  test("a machine goes by its name in the inventory, once, whatever alerts call it, and also where no alert's own name is listed", () => {
    const marks = marksOf({
      ...sample,
      techniques: [],
      evidence: [],
      assets: [
        { ...asset, name: "srv-1", observables: [host("SRV-1.example.test"), host("srv-1"), { type: "ip", value: "192.0.2.1" }] },
        { ...asset, name: "srv-2", observables: [] },
      ],
      observables: [host("srv-1.example.test"), host("SRV-1"), host("ws-9")],
    });
    assert.deepEqual(
      marks.map(({ mark, value }) => [mark, value]),
      [
        [entityMark("host:srv-1"), "srv-1"],
        [entityMark("host:ws-9"), "ws-9"],
        [entityMark("host:srv-2"), "srv-2"],
      ],
    );
  });

  test("every entity of a kind that is counted has its mark, names that are given anew have none", () => {
    const marks = new Set(marksOf(sample).map(({ mark }) => mark));
    for (const { name } of sample.assets.filter(({ known }) => known)) assert.ok(marks.has(entityMark(`host:${name}`)), name);
    assert.equal(isMarkable("session", "session:s-1"), false);
    assert.equal(isMarkable("host", "host:srv-1"), true);
  });

  test("how rare it is in a word", () => {
    assert.deepEqual([null, rarityOf(1, 50), rarityOf(2, 50), rarityOf(40, 50)].map(gradeOfRarity), ["uncounted", "alone", "few", "many"]);
  });
});
