import type { Assessment, AssessmentCase } from "../core/assessment/assessment.ts";
import { parentTechnique } from "../core/attack/attack.ts";
import type { Play } from "./exercise.ts";
import type { PlayedAttack, PlayedTwin } from "./report/drill.ts";
import type { AttackScenario, Tape, TruthStep, Variant } from "./scenarios/scenario.ts";

/** Plays one telling of an attack and says whether its own case was brought to a person, when, and what was not seen. */
export async function playScenario(
  scenario: AttackScenario,
  told: { readonly seed: number; readonly variant: Variant },
  play: Play,
): Promise<PlayedAttack> {
  const { seed, variant } = told;
  const tape = scenario.attack(seed, variant);
  const assessment = await play(tape.world());
  const found = foundOf(assessment, tape);
  const when = found.isEscalated ? await timesOf(tape, found, play) : undefined;
  const [worst] = found.cases;
  return {
    scenario: scenario.id,
    trade: scenario.trade,
    variant,
    seed,
    escalated: found.isEscalated,
    ...(worst && { verdict: worst.verdict, severity: worst.severity }),
    ...(when && { afterFirstRecordMs: when.atMs - tape.truth.steps[0]!.fromMs, afterFirstAlertMs: when.atMs - when.firstAlertMs }),
    mapped: techniquesOf(tape, (step) => found.techniques.has(parentTechnique(step.technique))),
    missed: techniquesOf(tape, (step) => !found.techniques.has(parentTechnique(step.technique))),
    silent: tape.truth.steps.filter(({ records }) => !records.some((record) => found.alerted.has(record))).map(({ step }) => step),
    steps: tape.truth.steps.length,
    records: tape.records,
    rejected: assessment.inputs.reduce((sum, input) => sum + input.rejected, 0),
    says: endOf(assessment),
  };
}

/** Plays the ordinary work that looks like an attack; any case of it that is brought to a person counts. */
export async function playTwin({ id, trade, twin }: AttackScenario, seed: number, play: Play): Promise<PlayedTwin> {
  const tape = twin(seed);
  const assessment = await play(tape.world());
  return {
    scenario: id,
    trade,
    seed,
    escalated: assessment.cases.some(({ escalated }) => escalated),
    alerts: assessment.alerts.length,
    records: tape.records,
    says: endOf(assessment),
  };
}

/** What the product made of an attack. A case is the attack's where one of its alerts stands on a record of the attack and it names a machine or account of the truth. */
type Found = {
  readonly isEscalated: boolean;
  /** The attack's cases, escalated ones first. */
  readonly cases: readonly AssessmentCase[];
  readonly techniques: ReadonlySet<string>;
  /** Records of the attack with an alert, as `path#number`. */
  readonly alerted: ReadonlySet<string>;
};

function foundOf(assessment: Assessment, { truth }: Tape): Found {
  const own = new Set(truth.steps.flatMap(({ records }) => records));
  const alerts = assessment.alerts.filter(({ source }) => own.has(keyOf(source)));
  const caseIds = new Set(alerts.map((alert) => alert.case));
  const cases = assessment.cases
    .filter((each) => caseIds.has(each.id) && names(each, truth.names))
    .toSorted((a, b) => Number(b.escalated) - Number(a.escalated) || severityRank(b) - severityRank(a));
  const shown = cases.some(({ escalated }) => escalated) ? cases.filter(({ escalated }) => escalated) : cases;
  return {
    isEscalated: cases.some(({ escalated }) => escalated),
    cases,
    techniques: new Set(shown.flatMap(({ techniques }) => techniques.map(({ id }) => parentTechnique(id)))),
    alerted: new Set(alerts.map(({ source }) => keyOf(source))),
  };
}

const keyOf = ({ path, record }: { readonly path: string; readonly record: number }) => `${path}#${record}`;
const severityOrder = ["informational", "low", "medium", "high", "critical"];
const severityRank = ({ severity }: AssessmentCase) => severityOrder.indexOf(severity);

/** Whether a case names one of them, however a product writes it: `DOMAIN\name`, `name@domain`, `name.domain`. */
function names(each: AssessmentCase, wanted: readonly string[]): boolean {
  const said = [...each.assets.map(({ name }) => name), ...each.observables.map(({ value }) => value)].map((value) => value.toLowerCase());
  return wanted.some((name) => {
    const short = name.toLowerCase();
    return said.some(
      (value) => value === short || value.startsWith(`${short}.`) || value.startsWith(`${short}@`) || value.endsWith(`\\${short}`),
    );
  });
}

/**
 * When the case was first one for a person: the attack is played again as far as it had been written at the moment of an alert. Moments are found by
 * halving, so what is said is a moment at which it was escalated, and at the alert looked at before it was not.
 */
async function timesOf(tape: Tape, { alerted }: Found, play: Play): Promise<{ readonly atMs: number; readonly firstAlertMs: number }> {
  const moments = [...new Set([...alerted].flatMap((key) => momentOf(tape, key)))].toSorted((a, b) => a - b);
  let low = 0;
  let high = moments.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (foundOf(await play(tape.world(moments[middle]!)), tape).isEscalated) high = middle;
    else low = middle + 1;
  }
  return { atMs: moments[high]!, firstAlertMs: moments[0]! };
}

function momentOf(tape: Tape, key: string): number[] {
  const at = key.lastIndexOf("#");
  const timeMs = tape.timeOf(key.slice(0, at), Number(key.slice(at + 1)));
  return timeMs === undefined ? [] : [timeMs];
}

const techniquesOf = ({ truth }: Tape, holds: (step: TruthStep) => boolean) =>
  [...new Set(truth.steps.filter(holds).map(({ technique }) => technique))].toSorted();

function endOf({ cases }: Assessment): string {
  if (cases.length === 0) return "nothing was raised";
  return cases
    .map(({ verdict, severity, escalated, title }) => `${verdict}, ${severity}, ${escalated ? "escalated" : "closed"}: ${title}`)
    .join("; ");
}
