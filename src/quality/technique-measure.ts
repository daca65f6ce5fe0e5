import type { AttackCatalogue } from "../core/attack/attack.ts";
import { bootstrapInterval } from "../learning/bootstrap.ts";
import { type Calibration, fitPlatt } from "../learning/calibration.ts";
import { logisticScores } from "../learning/logistic/score.ts";
import { expectedCalibrationError, macroF1 } from "../learning/metrics.ts";
import { openRandom, shuffled } from "../learning/random.ts";
import { groupedFolds } from "../learning/split.ts";
import type { TextMapper } from "../stages/map-attack/map-text.ts";
import { openTextMapper } from "../stages/map-attack/map-text.ts";
import { type TechniqueModel, techniqueRow } from "../stages/map-attack/technique-model.ts";
import { openTrainedTextMapper, spokenBy } from "../stages/map-attack/trained-text-mapper.ts";
import { complementBayes } from "./baselines/complement-bayes.ts";
import { readProcedureExamples } from "./data/attack-prose.ts";
import { readTram, readTramNegatives } from "./data/tram.ts";
import { type Figure, shareFigure } from "./suite.ts";
import {
  fitTechniques,
  reportGroups,
  type TechniqueExample,
  techniqueExamples,
  withoutCiting,
  withoutCopies,
} from "./technique-training.ts";

export const techniqueFolds = 5;
export const techniqueSeed = 20_261_123;
const negativesTestedMax = 1_500;

/** What is learnt from and what is only asked: sentences about nothing are split once, by the seed. */
export type TechniqueData = {
  readonly examples: readonly TechniqueExample[];
  readonly silent: readonly string[];
  /** Each report's group: reports that share sentences are held back together. */
  readonly groupOf: ReadonlyMap<string, string>;
};

/** Reads the labelled sentences, ATT&CK's procedure examples and sentences about nothing. */
export async function readTechniqueData(data: string, catalogue: AttackCatalogue): Promise<TechniqueData> {
  const negatives = shuffled(await readTramNegatives(data), openRandom(techniqueSeed));
  const sentences = await readTram(data);
  const examples = techniqueExamples({
    sentences,
    procedures: await readProcedureExamples(data, catalogue),
    negatives: negatives.slice(negativesTestedMax),
    catalogue,
    spokenOf: spokenBy(openTextMapper(catalogue)),
    seed: techniqueSeed,
  });
  return { examples, silent: negatives.slice(0, negativesTestedMax), groupOf: reportGroups(sentences) };
}

/** One fold: a model that never saw its reports, nor any example that cites one of them or shares seven words in a row with it. */
export type TechniqueFold = {
  readonly model: TechniqueModel;
  readonly tested: readonly TechniqueExample[];
  readonly baseline: (text: string) => string;
  readonly copiesLeftOut: number;
  readonly citingLeftOut: number;
};

/** Folds of whole reports, those that share sentences together; `folds` says which of them are asked. */
export function heldBackReports(
  { examples, groupOf }: TechniqueData,
  folds: readonly number[],
  say: (sentence: string) => void = () => undefined,
): TechniqueFold[] {
  const labelled = examples.filter(({ label }) => label !== undefined);
  const foldOf = groupedFolds(
    labelled.map(({ report = "" }) => groupOf.get(report) ?? report),
    techniqueFolds,
    techniqueSeed,
  );
  return folds.map((fold) => {
    const tested = labelled.filter((_, at) => foldOf[at] === fold);
    const held = new Set(tested);
    const others = examples.filter((example) => !held.has(example));
    const unciting = withoutCiting(others, [...new Set(tested.flatMap(({ report }) => report ?? []))]);
    const learnt = withoutCopies(
      unciting,
      tested.map(({ text }) => text),
    );
    const own = learnt.filter(({ label }) => label !== undefined);
    const model = fitTechniques(learnt);
    say(`fold ${fold + 1} of ${techniqueFolds}: learnt from ${learnt.length} sentences, ${tested.length} held back`);
    const baseline = complementBayes(
      own.map(({ text }) => text),
      own.map(({ label }) => label!),
    );
    const citingLeftOut = others.length - unciting.length;
    return { model, tested, baseline, citingLeftOut, copiesLeftOut: unciting.length - learnt.length };
  });
}

/** How many classes of a sentence its calibration is fitted to: what is never answered must not decide how sure answers are. */
const calibratedFirst = 3;

/** How log-odds become chances: the likeliest classes of sentences that the models never saw, and whether they were right. */
export function calibrationOf(folds: readonly TechniqueFold[]): Calibration {
  const scores: number[] = [];
  const hits: number[] = [];
  for (const { model, tested } of folds)
    for (const { counts, label } of tested) {
      const odds = logisticScores(model.linear, techniqueRow(counts, model.inverseFrequency));
      const first = [...odds.keys()].sort((a, b) => odds[b]! - odds[a]!).slice(0, calibratedFirst);
      for (const at of first) {
        scores.push(odds[at]!);
        hits.push(model.classes[at] === label ? 1 : 0);
      }
    }
  return fitPlatt(scores, hits);
}

type Answered = {
  readonly label: string;
  readonly report: string;
  readonly said: string;
  readonly sure: number;
  readonly rank: number;
  readonly trivial: string;
};

/** The figures of folds, asked through the mapper that the product uses; each fold's calibration comes from the others where there are others. */
export function techniqueFigures(
  suite: string,
  folds: readonly TechniqueFold[],
  data: TechniqueData,
  catalogue: AttackCatalogue,
): Figure[] {
  const answered: Answered[] = [];
  let spoken = 0;
  for (const [at, fold] of folds.entries()) {
    const others = folds.filter((_, other) => other !== at);
    const calibration = others.length > 0 ? calibrationOf(others) : fold.model.calibration;
    const mapText = openTrainedTextMapper(catalogue, { ...fold.model, calibration });
    answered.push(...answersOf(fold, mapText, data.groupOf));
    if (at === 0) spoken = data.silent.filter((text) => mapText(text).length > 0).length;
  }
  return figuresOf(suite, answered, { spoken, silent: data.silent.length });
}

function answersOf({ tested, baseline }: TechniqueFold, mapText: TextMapper, groupOf: TechniqueData["groupOf"]): Answered[] {
  return tested.map(({ text, label = "", report = "" }) => {
    const claims = mapText(text);
    return {
      label,
      report: groupOf.get(report) ?? report,
      said: claims[0]?.id ?? "nothing",
      sure: claims[0]?.confidence ?? 0,
      rank: claims.findIndex(({ id }) => id === label),
      trivial: baseline(text),
    };
  });
}

function figuresOf(suite: string, answered: readonly Answered[], silence: { readonly spoken: number; readonly silent: number }): Figure[] {
  const { spoken, silent } = silence;
  const ranked = answered.filter(({ rank }) => rank >= 0 && rank < 3).length;
  const share = (figure: string, right: number, of: number, floor: number) => shareFigure({ suite, figure, right, of, target: 0, floor });
  return [
    ...scoreFigures(suite, answered),
    share("technique among the first three", ranked, answered.length, 0.8),
    share("sentences about nothing that get no answer", silent - spoken, silent, 0.8),
    calibrationFigure(suite, answered),
  ];
}

type Score = (rows: readonly Answered[], of: "said" | "trivial") => number;

const groupsOf = (rows: readonly Answered[]) => [...Map.groupBy(rows, ({ report }) => report).values()];

function scoreFigures(suite: string, answered: readonly Answered[]): Figure[] {
  const classes = [...new Set(answered.map(({ label }) => label))].sort();
  const groups = groupsOf(answered);
  const micro: Score = (rows, of) => rows.filter((row) => row[of] === row.label).length / rows.length;
  const macro: Score = (rows, of) =>
    macroF1(
      rows.map(({ label }) => label),
      rows.map((row) => row[of]),
      classes,
    );
  const figure = (name: string, score: Score, goal: number, floor: number): Figure => ({
    suite,
    figure: name,
    unit: "score",
    better: "higher",
    value: score(answered, "said"),
    interval: bootstrapInterval({ groups, statistic: (sample) => score(sample.flat(), "said"), seed: techniqueSeed }),
    method: "bootstrap",
    of: answered.length,
    baseline: score(answered, "trivial"),
    goal,
    floor,
  });
  return [figure("micro-F1 of the first technique", micro, 0.76, 0.77), figure("macro-F1 of the first technique", macro, 0.66, 0.68)];
}

/** Of the first techniques answered: how far the confidence was from how often it was right. */
function calibrationFigure(suite: string, answered: readonly Answered[]): Figure {
  const given = answered.filter(({ said }) => said !== "nothing");
  const error = (rows: readonly Answered[]) =>
    expectedCalibrationError(
      rows.map((row) => row.sure),
      rows.map((row) => (row.said === row.label ? 1 : 0)),
    );
  return {
    suite,
    figure: "calibration error of the first technique's confidence",
    unit: "score",
    better: "lower",
    value: error(given),
    interval: bootstrapInterval({ groups: groupsOf(given), statistic: (sample) => error(sample.flat()), seed: techniqueSeed }),
    method: "bootstrap",
    of: given.length,
    goal: undefined,
    floor: undefined,
  };
}
