import type { Assessment, AssessmentAlert, AssessmentCase } from "../../src/core/assessment/assessment.ts";
import type { Inventory } from "../../src/core/asset/asset.ts";
import { type InventoryIndex, indexInventory } from "../../src/core/asset/inventory-index.ts";
import { parentTechnique } from "../../src/core/attack/attack.ts";
import { marksOf, type Truth } from "./truth.ts";

type Part = Truth["parts"][number];
type Step = Part["chain"][number];

/** A step of the truth, and what the assessment makes of it. */
export type StepSeen = {
  readonly step: Step;
  readonly alerts: number;
  /** Where the part's case first tells of it, milliseconds; absent when its timeline does not. */
  readonly toldMs: number | undefined;
  /** The case names its technique, or there is none to name. */
  readonly isMapped: boolean;
};

/** A part of the truth beside the case that holds most of its alerts. */
export type PartSeen = {
  readonly part: Part;
  readonly alerts: number;
  readonly main: AssessmentCase | undefined;
  readonly inMain: number;
  /** Its alerts by case, most first. */
  readonly cases: readonly (readonly [caseId: string, alerts: number])[];
  readonly steps: readonly StepSeen[];
};

/** An assessment sorted by the truth of its scenario. Paths of the assessment end in those of the truth. */
export type Judged = {
  readonly parts: readonly PartSeen[];
  /** The parts whose alerts a case holds. */
  readonly partsOf: ReadonlyMap<string, readonly Part[]>;
  /** Alerts on records that no part claims. */
  readonly strangers: readonly AssessmentAlert[];
};

/** Sorts an assessment by the truth. `folder` is what the paths of the assessment have before those of the truth. */
export function judge(assessment: Assessment, truth: Truth, folder: string): Judged {
  const marks = marksOf(truth);
  const stepOf = ({ path, record }: { readonly path: string; readonly record: number }) =>
    marks.get(`${path.startsWith(folder) ? path.slice(folder.length) : path}#${record}`);
  const alertsOf = new Map<string, AssessmentAlert[]>();
  const strangers: AssessmentAlert[] = [];
  for (const alert of assessment.alerts) {
    const step = stepOf(alert.source);
    if (step === undefined) strangers.push(alert);
    else alertsOf.set(step, [...(alertsOf.get(step) ?? []), alert]);
  }
  const parts = truth.parts.map((part): PartSeen => {
    const alerts = part.chain.flatMap(({ step }) => alertsOf.get(`${part.part}/${step}`) ?? []);
    const cases = countsOf(alerts.map((alert) => alert.case));
    const main = assessment.cases.find(({ id }) => id === cases[0]?.[0]);
    const told = main ? tellingOf(main, stepOf) : new Map<string, number>();
    const named = new Set(main?.techniques.map(({ id }) => parentTechnique(id)));
    const steps = part.chain.map((step) => ({
      step,
      alerts: alertsOf.get(`${part.part}/${step.step}`)?.length ?? 0,
      toldMs: told.get(`${part.part}/${step.step}`),
      isMapped: step.technique === undefined || named.has(parentTechnique(step.technique)),
    }));
    return { part, alerts: alerts.length, main, inMain: cases[0]?.[1] ?? 0, cases, steps };
  });
  const partsOf = new Map<string, Part[]>();
  for (const { part, cases } of parts) for (const [id] of cases) partsOf.set(id, [...(partsOf.get(id) ?? []), part]);
  return { parts, partsOf, strangers };
}

function countsOf(names: readonly string[]): (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** When a case's timeline first tells of each step: the entry's evidence leads to a record of it. */
function tellingOf(
  { timeline, evidence }: AssessmentCase,
  stepOf: (record: { readonly path: string; readonly record: number }) => string | undefined,
): Map<string, number> {
  const sources = new Map(evidence.map(({ id, source }) => [id, source]));
  const told = new Map<string, number>();
  for (const entry of timeline)
    for (const id of entry.evidence) {
      const source = sources.get(id);
      const step = source?.kind === "record" ? stepOf(source) : undefined;
      if (step !== undefined && !told.has(step)) told.set(step, Date.parse(entry.time));
    }
  return told;
}

/** Steps told before one that was over when they began: the timeline has the story in another order than it happened. */
export function outOfOrder(steps: readonly StepSeen[]): string[] {
  const told = steps.filter((step): step is StepSeen & { toldMs: number } => step.toldMs !== undefined);
  return told.flatMap((later, index) =>
    told
      .slice(0, index)
      .filter((earlier) => Date.parse(earlier.step.to) <= Date.parse(later.step.from) && earlier.toldMs > later.toldMs)
      .map((earlier) => `${later.step.step} is told before ${earlier.step.step}`),
  );
}

/** Targets of a case's proposals that no part of it names, and protected ones that may be touched without breaking glass. */
export function wrongTargets(judged: AssessmentCase, part: Part, inventory: Inventory): string[] {
  const index = indexInventory(inventory);
  const named = new Set(part.entities.map(({ value }) => handleOf(value, index)));
  return judged.containment.flatMap(({ action, target, tier, blastRadius }) => {
    // Reading is never wrong.
    if (action === "collect-evidence") return [];
    const wrong = named.has(handleOf(target, index)) ? [] : [`${action} ${target}: the truth does not name it`];
    const isProtected = index.assetOf(target)?.protected === true || index.identityOf(target)?.protected === true;
    if (isProtected && tier < 4) wrong.push(`${action} ${target}: protected, but tier ${tier}`);
    if (blastRadius.protected && tier < 4) wrong.push(`${action} ${target}: says protected, but tier ${tier}`);
    return wrong;
  });
}

/** One name for a machine or account under all its names and addresses. */
function handleOf(value: string, index: InventoryIndex): string {
  return (index.assetOf(value)?.name ?? index.identityOf(value)?.name ?? value).toLowerCase();
}
