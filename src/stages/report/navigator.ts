import type { Assessment } from "../../core/assessment/assessment.ts";
import type { AttackCatalogue } from "../../core/attack/attack.ts";
import { cut, visible } from "../../core/inert/inert.ts";
import { escapedJson } from "../../core/report/escaped-json.ts";
import { meantTactics, techniqueName } from "./attack-strip.ts";
import { counted, percent } from "./words.ts";

/** The layer format that we write, and a Navigator that reads it (github.com/mitre-attack/attack-navigator, layers/spec/v4.5). */
const layerVersion = "4.5";
const navigatorVersion = "5.1.0";
const casesNamedMax = 20;
const titleLengthMax = 120;

type Shown = {
  readonly id: string;
  readonly tactic: string;
  confidence: number;
  readonly cases: { readonly name: string; readonly value: string }[];
};

/**
 * The techniques of an assessment as an ATT&CK Navigator layer: score 0 to 100 is the highest confidence among the cases that show it, the comment and the
 * metadata name cases and evidence. Cases that were found benign or false do not light anything.
 */
export function navigatorLayer(assessment: Assessment, catalogue: AttackCatalogue): string {
  const shown = techniquesOf(assessment, catalogue);
  const layer = {
    name: "Watchkeeper investigation",
    versions: { attack: majorOf(catalogue.version), navigator: navigatorVersion, layer: layerVersion },
    domain: "enterprise-attack",
    description: `Techniques that ${counted(assessment.cases.filter(lights).length, "case")} of Watchkeeper show, with the evidence for each. ATT&CK ${catalogue.version}. The score is the confidence in percent.`,
    sorting: 3,
    layout: {
      layout: "side",
      showID: true,
      showName: true,
      showAggregateScores: false,
      countUnscored: false,
      aggregateFunction: "max",
      expandedSubtechniques: "annotated",
    },
    hideDisabled: false,
    techniques: shown.map(({ id, tactic, confidence, cases }) => ({
      techniqueID: id,
      tactic,
      score: Math.round(confidence * 100),
      comment: `${techniqueName(id, catalogue)}: ${cases.map(({ name, value }) => `${name} (${value})`).join("; ")}`,
      enabled: true,
      metadata: cases,
      showSubtechniques: false,
    })),
    gradient: { colors: ["#e8f0f7", "#8fb8d8", "#1f4e79"], minValue: 0, maxValue: 100 },
    legendItems: [],
    metadata: [
      { name: "schema", value: assessment.schema },
      { name: "rules", value: assessment.catalogues.rules },
    ],
    showTacticRowBackground: false,
    selectTechniquesAcrossTactics: true,
    selectSubtechniquesWithParent: false,
    selectVisibleTechniques: false,
  };
  return `${escapedJson(JSON.stringify(layer, undefined, 2))}\n`;
}

/** The Navigator names its data by the major number. */
const majorOf = (version: string) => version.split(".")[0] ?? version;

const lights = ({ verdict }: Assessment["cases"][number]) => verdict === "true-positive" || verdict === "insufficient-data";

function techniquesOf({ cases }: Assessment, catalogue: AttackCatalogue): Shown[] {
  const shortNames = new Map(catalogue.tactics().map(({ id, shortName }) => [id, shortName]));
  const found = new Map<string, Shown>();
  for (const each of cases.filter(lights)) {
    for (const claim of each.techniques) {
      const id = catalogue.current(claim.id);
      if (id === undefined) continue;
      for (const tacticId of meantTactics(id, new Set(each.tactics), catalogue)) {
        const tactic = shortNames.get(tacticId);
        if (tactic === undefined) continue;
        const key = `${id} ${tactic}`;
        const held = found.get(key) ?? { id, tactic, confidence: 0, cases: [] };
        held.confidence = Math.max(held.confidence, claim.confidence);
        if (held.cases.length < casesNamedMax)
          held.cases.push({
            name: `${visible(each.id)}: ${cut(visible(each.title), titleLengthMax)}`,
            value: `${percent(claim.confidence)}, evidence ${claim.evidence.slice(0, 10).map(visible).join(", ") || "none"}`,
          });
        found.set(key, held);
      }
    }
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, shown]) => shown);
}
