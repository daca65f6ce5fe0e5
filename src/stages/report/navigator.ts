import type { Assessment } from "../../core/assessment/assessment.ts";
import type { AttackCatalogue } from "../../core/attack/attack.ts";

/** The techniques as an ATT&CK Navigator layer. */
export function navigatorLayer(assessment: Assessment, catalogue: AttackCatalogue): string {
  const techniques = assessment.cases.flatMap((each) =>
    each.techniques.map(({ id, confidence }) => ({ techniqueID: id, score: Math.round(confidence * 100) })),
  );
  return `${JSON.stringify({ name: "Watchkeeper", versions: { attack: catalogue.version, navigator: "5.1.0", layer: "4.5" }, domain: "enterprise-attack", techniques }, undefined, 2)}\n`;
}
