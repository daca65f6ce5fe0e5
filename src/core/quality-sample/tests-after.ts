import { sampleLimits } from "./limits.ts";
import {
  type ClosedUnit,
  outcomeOf,
  type QualityFact,
  type QualitySample,
  type QualitySamples,
  type SampledClass,
} from "./quality-sample.ts";
import { afterJudgement, newTest, sequentialLaw } from "./sequential-test.ts";

/** A class of which nothing was judged. */
export const newClass: SampledClass = { test: newTest, judged: 0, missed: 0, stopped: undefined };

/** The classes that a judgement of a case counts for: every class that is in it. */
export const classesOf = ({ units, samples }: QualitySamples, caseId: string): readonly string[] =>
  units.get(caseId)?.classes ??
  [...samples.values()]
    .filter((each) => each.caseId === caseId)
    .map((each) => each.class)
    .slice(0, 1);

/** What a further judgement of a sample settles of it: that it was missed, that it is clean, or nothing yet. A gold alert settles nothing of any class. */
export function settledBy(before: QualitySample, after: QualitySample): "missed" | "clean" | undefined {
  const outcome = outcomeOf(after);
  return before.kind === "closure" && outcomeOf(before) !== outcome && (outcome === "missed" || outcome === "clean") ? outcome : undefined;
}

/** Whether something became known to be missed that nobody had found before: a judgement found it first, it counts once. */
export function isNews(unit: ClosedUnit, samples: QualitySamples["samples"]): boolean {
  const sample = unit.sample === null ? undefined : samples.get(unit.sample);
  return unit.truth === undefined && (sample === undefined || outcomeOf(sample) !== "missed");
}

/** The classes that one more result stops, with the closed cases of theirs that are opened again, newest first. */
export function stoppedBy(state: QualitySamples, caseId: string, atMs: number): QualityFact<"ClassStopped">[] {
  return classesOf(state, caseId).flatMap((name): QualityFact<"ClassStopped">[] => {
    const held = state.classes.get(name) ?? newClass;
    const test = afterJudgement(held.test, true);
    if (held.stopped || !test.stopped) return [];
    const { reopen, left } = toReopen(state, name);
    const because = `${test.missed} missed threats in ${test.judged} judgements: more than ${sequentialLaw.good * 100} % are missed, as the stop rule finds`;
    return [
      { type: "ClassStopped", class: name, score: test.score, judged: test.judged, missed: test.missed, because, reopen, left, atMs },
    ];
  });
}

/** Cases of a class that nobody has looked at since the agent closed them. */
function toReopen({ units, samples, reopening }: QualitySamples, name: string): { readonly reopen: string[]; readonly left: number } {
  const unseen = [...units.values()].filter(
    (unit) =>
      unit.classes.includes(name) &&
      unit.truth === undefined &&
      !reopening.has(unit.caseId) &&
      !(unit.sample !== null && (samples.get(unit.sample)?.judged.length ?? 0) > 0),
  );
  const newest = unseen.toReversed().slice(0, sampleLimits.reopenedMax);
  return { reopen: newest.map(({ caseId }) => caseId), left: unseen.length - newest.length };
}
