import { type Severity, severities, severityRank } from "../../core/alert/severity.ts";
import type { AssessmentCase } from "../../core/assessment/assessment.ts";
import type { AttackCatalogue } from "../../core/attack/attack.ts";
import { attackStrip, type LitTechnique } from "../report/attack-strip.ts";

/** The strongest fact of one stage of an attack: the technique that it shows, the item that says so, and how grave the alert behind it is by its own rating. */
export type AttackStage = {
  readonly tactic: string;
  readonly technique: Pick<LitTechnique, "id" | "name" | "confidence">;
  readonly evidence: string;
  /** null where the item is no alert's own. */
  readonly severity: Severity | null;
};

type Told = Pick<AssessmentCase, "techniques" | "tactics"> & {
  readonly evidence: readonly Pick<AssessmentCase["evidence"][number], "id" | "answer" | "weight">[];
};

/**
 * What happened in each stage that a case shows, in the order of the matrix: of the items that its techniques rest on the gravest, then the one whose technique
 * is surest, then what weighs most. Weights alone would tell the loudest rule; an item that tells one stage already tells another only where nothing else does.
 */
export function attackStages(each: Told, catalogue: AttackCatalogue): AttackStage[] {
  const items = new Map(each.evidence.map((item) => [item.id, item]));
  const told = new Set<string>();
  const stages: AttackStage[] = [];
  for (const { name, seen, techniques } of attackStrip(each, catalogue).columns) {
    if (!seen) continue;
    const found = techniques.flatMap((technique) =>
      technique.evidence.flatMap((id) => {
        const item = items.get(id);
        return item ? [{ technique, item, severity: ratingOf(item.answer) }] : [];
      }),
    );
    const [best] = found.toSorted(
      (a, b) =>
        Number(told.has(a.item.id)) - Number(told.has(b.item.id)) ||
        rankOf(b.severity) - rankOf(a.severity) ||
        b.technique.confidence - a.technique.confidence ||
        b.item.weight - a.item.weight,
    );
    if (!best) continue;
    told.add(best.item.id);
    const { id, name: called, confidence } = best.technique;
    stages.push({ tactic: name, technique: { id, name: called, confidence }, evidence: best.item.id, severity: best.severity });
  }
  return stages;
}

/** An alert's item answers with the severity of its alert. */
const ratingOf = (answer: string): Severity | null => severities.find((each) => each === answer) ?? null;
const rankOf = (severity: Severity | null) => (severity === null ? -1 : severityRank(severity));
