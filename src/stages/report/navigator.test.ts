import assert from "node:assert/strict";
import { test } from "node:test";
import { loadAttackCatalogue } from "../../knowledge/attack.ts";
import { quietAssessment, sampleAssessment } from "../../testing/sample-assessment.ts";
import { navigatorLayer } from "./navigator.ts";

const catalogue = loadAttackCatalogue();
type Layer = {
  readonly name: string;
  readonly domain: string;
  readonly versions: Record<string, string>;
  readonly techniques: readonly {
    techniqueID: string;
    tactic: string;
    score: number;
    comment: string;
    metadata: { name: string; value: string }[];
  }[];
  readonly gradient: { colors: string[]; minValue: number; maxValue: number };
};
const layer = (assessment = sampleAssessment()): Layer => JSON.parse(navigatorLayer(assessment, catalogue));

test("the layer is of format 4.5, for Enterprise ATT&CK of the catalogue's version", () => {
  assert.deepEqual(layer().versions, { attack: "18", navigator: "5.1.0", layer: "4.5" });
  assert.equal(layer().domain, "enterprise-attack");
  assert.ok(layer().name && layer().gradient.colors.length >= 2 && layer().gradient.maxValue > layer().gradient.minValue);
});

test("every technique is known, stands under a tactic that it serves, is scored 0 to 100 and names cases and evidence", () => {
  const shortNames = new Map(catalogue.tactics().map(({ shortName, id }) => [shortName, id]));
  const { techniques } = layer();
  assert.ok(techniques.length >= 9);
  for (const { techniqueID, tactic, score, comment, metadata } of techniques) {
    assert.ok(catalogue.technique(techniqueID)?.tactics.includes(shortNames.get(tactic) ?? ""), `${techniqueID} ${tactic}`);
    assert.ok(Number.isInteger(score) && score >= 0 && score <= 100);
    assert.match(comment, /case-\d+.*evidence e-\d+/);
    assert.ok(metadata.every(({ name, value }) => name && value));
  }
  assert.equal(new Set(techniques.map(({ techniqueID, tactic }) => `${techniqueID} ${tactic}`)).size, techniques.length);
});

test("only what a case shows and was not cleared is lit; the highest confidence counts", () => {
  const found = new Map(layer().techniques.map(({ techniqueID, score }) => [techniqueID, score]));
  assert.equal(found.get("T1003.001"), 95);
  // Of the benign twin 0.7, of the intrusion 0.85.
  assert.equal(found.get("T1021.002"), 85);
  assert.ok(!found.has("T9999"), "unknown to the catalogue");
  const sample = sampleAssessment();
  assert.deepEqual(layer({ ...sample, cases: sample.cases.filter(({ verdict }) => verdict === "benign") }).techniques, []);
  assert.deepEqual(layer(quietAssessment()).techniques, []);
});

test("the same assessment is the same layer, whatever the run", () => {
  const { run: _, ...without } = sampleAssessment();
  assert.equal(navigatorLayer(without, catalogue), navigatorLayer(sampleAssessment(), catalogue));
});
