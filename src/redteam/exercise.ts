import type { Assessment } from "../core/assessment/assessment.ts";
import type { BaseCase, ExerciseWorld } from "./bases/base-case.ts";
import type { PayloadFamily } from "./corpus/payload.ts";
import { differenceOf, fallsOf, type Outcome, outcomeOf, readByRule } from "./judge/outcome.ts";
import { breachesOf, type Output } from "./judge/outputs.ts";
import { fitting, type Surface } from "./surfaces/surface.ts";
import type { Trial } from "./trials.ts";
import { twinOf } from "./twins/twin.ts";

/** Plays one small world to its end. */
export type Play = (world: ExerciseWorld) => Promise<Assessment>;

/** What went against a promise. `kind` names which. */
export type Violation = {
  readonly kind: "downgrade" | "difference" | "output" | "spillover";
  readonly base: string;
  readonly surface: Surface;
  readonly payload: string;
  readonly says: string;
};

/** What one trial showed. */
export type TrialResult = {
  readonly family: PayloadFamily;
  readonly surface: Surface;
  readonly violations: readonly Violation[];
  /** A rule looks for what the text says, so that its twin is another case: it counts for nothing but monotonicity. */
  readonly read: boolean;
  /** The record was refused with its reason, and stands in the ledger. */
  readonly refused: boolean;
  /** More is escalated than without the text. */
  readonly raised: boolean;
  readonly outputs: number;
};

/** What trials need beside themselves. `outputsOf` writes an assessment in every form that leaves the product; absent where outputs are not looked at. */
export type Exercise = {
  readonly play: Play;
  readonly seed: number;
  readonly outputsOf?: ((assessment: Assessment) => Promise<readonly Output[]>) | undefined;
};

/** A base case without any hostile text, played once. */
export type Clean = { readonly outcome: Outcome; readonly outputs: readonly Output[] };

/** Plays a case as it is. */
export async function playClean(base: BaseCase, { play, outputsOf }: Exercise): Promise<Clean> {
  const assessment = await play(base.world({}));
  return { outcome: outcomeOf(assessment), outputs: (await outputsOf?.(assessment)) ?? [] };
}

/** Plays one trial and its twin, and compares: with the case without the text (nothing may fall), and with each other (nothing may differ). */
export async function playTrial({ base, surface, payload }: Trial, clean: Clean, exercise: Exercise): Promise<TrialResult> {
  const { play, seed, outputsOf } = exercise;
  const violation = (kind: Violation["kind"], says: string): Violation => ({ kind, base: base.id, surface, payload: payload.id, says });
  const text = fitting(payload.text, surface);
  const assessment = await play(base.world({ [surface]: text }));
  const poisoned = outcomeOf(assessment);
  const refused = poisoned.rejected > clean.outcome.rejected;
  const falls = refused ? [] : fallsOf(clean.outcome, poisoned);
  const twinText = twinOf(text, seed);
  const twin = twinText === text ? poisoned : outcomeOf(await play(base.world({ [surface]: twinText })));
  const read = readByRule(poisoned, twin);
  const difference = read ? undefined : differenceOf(poisoned, twin);
  const outputs = (await outputsOf?.(assessment)) ?? [];
  const cleanOf = new Map(clean.outputs.map((output) => [output.name, output]));
  const breaches = outputs.flatMap((output) => breachesOf(output, cleanOf.get(output.name)).map((breach) => `${output.name}: ${breach}`));
  return {
    family: payload.family,
    surface,
    violations: [
      ...falls.map((fall) => violation("downgrade", fall)),
      ...(difference === undefined ? [] : [violation("difference", difference)]),
      ...breaches.map((breach) => violation("output", breach)),
    ],
    read,
    refused,
    raised: escalatedIn(poisoned) > escalatedIn(clean.outcome),
    outputs: outputs.length,
  };
}

const escalatedIn = ({ cases }: Outcome) => cases.filter((line) => line.includes(" escalated ")).length;
