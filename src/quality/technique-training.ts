import { type AttackCatalogue, parentTechnique } from "../core/attack/attack.ts";
import { hashOf } from "../learning/hashing.ts";
import { pruned } from "../learning/logistic/model.ts";
import { trainLogistic } from "../learning/logistic/train.ts";
import { openRandom, shuffled } from "../learning/random.ts";
import type { SparseRow } from "../learning/sparse.ts";
import { fitInverseFrequency, wordsOf } from "../learning/text-features.ts";
import { type TechniqueModel, techniqueBits, techniqueCounts, techniqueRow } from "../stages/map-attack/technique-model.ts";
import type { ProcedureExample } from "./data/attack-prose.ts";
import { alike, type TramSentence } from "./data/tram.ts";

/** One sentence to learn from: every technique it speaks of (none for a sentence about nothing), and the report it stands in, if any. */
export type TechniqueExample = {
  readonly text: string;
  readonly counts: SparseRow;
  readonly techniques: readonly string[];
  /** The label that a report's annotator gave, as a current id. */
  readonly label: string | undefined;
  readonly report: string | undefined;
  /** The works that ATT&CK cites for it, made alike. */
  readonly sources: readonly string[];
};

/** How much a procedure example of ATT&CK counts beside a sentence of a report. */
const procedureWeight = 0.5;
const negativeWeight = 0.5;
const negativesMax = 4_000;
/** A technique with fewer sentences is left to the lexicon and to its name. */
const examplesMin = 15;
/** A piece seen in fewer sentences than this is chance. */
const sentencesOfPieceMin = 2;
const iterationsMax = 4;
const l2 = 0.3;
/** Rare techniques count for more, by this power of how rare they are. */
const rarityPower = 0.5;
const dimensions = 1 << techniqueBits;
export const shippedWeightsMax = 420_000;

/** What is read before anything is learnt. `spokenOf` names what lexicon and names find in a sentence. */
export function techniqueExamples(given: {
  readonly sentences: readonly TramSentence[];
  readonly procedures: readonly ProcedureExample[];
  readonly negatives: readonly string[];
  readonly catalogue: AttackCatalogue;
  readonly spokenOf: (text: string) => readonly string[];
  readonly seed: number;
}): TechniqueExample[] {
  const { sentences, procedures, negatives, catalogue, spokenOf, seed } = given;
  const current = (id: string) => catalogue.current(id) ?? id;
  // Annotators who worked at the level of the parent mean its children too.
  const broad = new Set(sentences.map(({ label }) => current(label)).filter((id) => !id.includes(".")));
  const withParent = (id: string) => (id.includes(".") && broad.has(parentTechnique(id)) ? [id, parentTechnique(id)] : [id]);
  const make = (text: string, techniques: readonly string[], label?: string, report?: string): TechniqueExample => ({
    text,
    sources: [],
    counts: techniqueCounts(text, spokenOf(text)),
    techniques,
    label,
    report,
  });
  return [
    ...sentences.map(({ text, label, child, report }) =>
      make(text, [...new Set([current(label), ...(child === undefined ? [] : withParent(current(child)))])], current(label), report),
    ),
    ...procedures.map(({ text, technique, sources = [] }) => ({ ...make(text, withParent(technique)), sources: sources.map(alike) })),
    ...shuffled([...negatives], openRandom(seed))
      .slice(0, negativesMax)
      .map((text) => make(text, [])),
  ];
}

/** Learns a model from examples; its calibration is left at "as the log-odds say". Same examples, same model. */
export function fitTechniques(examples: readonly TechniqueExample[], weightsMax = shippedWeightsMax): TechniqueModel {
  const counted = new Map<string, number>();
  for (const { techniques } of examples) for (const id of techniques) counted.set(id, (counted.get(id) ?? 0) + 1);
  const classes = [...counted].filter(([, count]) => count >= examplesMin).map(([id]) => id);
  const labelled = new Set(examples.flatMap(({ label }) => label ?? []));
  const learnt = [...new Set([...classes, ...labelled])].sort();
  const numberOf = new Map(learnt.map((id, at) => [id, at]));
  const inverseFrequency = tellingPieces(examples.map(({ counts }) => counts));
  const rowWeights = examples.map(({ techniques, label }) =>
    label !== undefined ? 1 : techniques.length > 0 ? procedureWeight : negativeWeight,
  );
  const linear = trainLogistic({
    rows: examples.map(({ counts }) => techniqueRow(counts, inverseFrequency)),
    labels: examples.map(({ techniques }) => techniques.flatMap((id) => numberOf.get(id) ?? [])),
    classesCount: learnt.length,
    dimensions,
    l2,
    rowWeights,
    classWeights: rarityWeights(examples, rowWeights, learnt, numberOf),
    iterationsMax,
  });
  const bias = linear.bias.map((given, at) => given - (labelled.has(learnt[at]!) ? 0 : catalogueOnlyDoubt));
  return {
    classes: learnt,
    linear: pruned({ ...linear, bias }, weightsMax),
    inverseFrequency,
    calibration: { method: "platt", slope: 1, offset: 0 },
    parentOf: parentsAmong(learnt, examples),
  };
}

/** A parent includes a child where some sentence was labelled with both. */
function parentsAmong(learnt: readonly string[], examples: readonly TechniqueExample[]): Int16Array {
  const together = new Set(examples.flatMap(({ techniques }) => techniques.filter((id) => techniques.includes(parentTechnique(id)))));
  return Int16Array.from(learnt, (id) => (id.includes(".") && together.has(id) ? learnt.indexOf(parentTechnique(id)) : -1));
}

function tellingPieces(rows: readonly SparseRow[]): Float32Array {
  const seen = new Uint32Array(dimensions);
  for (const { indices } of rows) for (const bucket of indices) seen[bucket] = seen[bucket]! + 1;
  return fitInverseFrequency(rows, dimensions).map((weight, bucket) => (seen[bucket]! < sentencesOfPieceMin ? 0 : weight));
}

function rarityWeights(
  examples: readonly TechniqueExample[],
  rowWeights: readonly number[],
  learnt: readonly string[],
  numberOf: ReadonlyMap<string, number>,
): number[] {
  const sums = new Float64Array(learnt.length);
  for (const [row, { techniques }] of examples.entries())
    for (const id of techniques) {
      const at = numberOf.get(id);
      if (at !== undefined) sums[at] = sums[at]! + rowWeights[row]!;
    }
  const mean = sums.reduce((total, sum) => total + sum, 0) / learnt.length;
  return Array.from(sums, (sum) => Math.min(rarityMax, (mean / Math.max(sum, 1)) ** rarityPower));
}
const rarityMax = 5;
/** Techniques that only the catalogue has sentences of are over-counted there: it lists every use once, reports write of few of them. Log-odds. */
const catalogueOnlyDoubt = 1;

const shingleWords = 7;

/** Runs of seven words of a text, hashed: two texts that share one were copied from one another, or from a third. */
export function shinglesOf(text: string): Set<number> {
  const words = wordsOf(text);
  const shingles = new Set<number>();
  for (let at = 0; at + shingleWords <= words.length; at++) shingles.add(hashOf(words.slice(at, at + shingleWords).join(" ")));
  return shingles;
}

/** The examples that share no run of seven words with any of the held-back texts: ATT&CK quotes the reports that are the test. */
export function withoutCopies(examples: readonly TechniqueExample[], heldBack: readonly string[]): TechniqueExample[] {
  const known = new Set(heldBack.flatMap((text) => [...shinglesOf(text)]));
  return examples.filter(({ text, report }) => report !== undefined || ![...shinglesOf(text)].some((shingle) => known.has(shingle)));
}

/** A shorter title could stand in a citation by chance. */
const titleLengthMin = 20;

/** The examples that cite none of the held-back reports, by their titles (made alike): ATT&CK tells the same report in other words. */
export function withoutCiting(examples: readonly TechniqueExample[], titles: readonly string[]): TechniqueExample[] {
  const telling = titles.filter((title) => title.length >= titleLengthMin);
  return examples.filter(({ sources }) => !sources.some((source) => telling.some((title) => source.includes(title))));
}

const sharedSentencesMin = 3;

/** For each report the group it belongs to, named by its first report: reports that share three sentences tell one story. */
export function reportGroups(sentences: readonly { readonly text: string; readonly report: string | undefined }[]): Map<string, string> {
  const groupOf = new Map<string, string>();
  const reportsOf = new Map<string, Set<string>>();
  for (const { text, report = "" } of sentences) {
    groupOf.set(report, report);
    reportsOf.set(alike(text), (reportsOf.get(alike(text)) ?? new Set()).add(report));
  }
  const shared = new Map<string, number>();
  for (const reports of reportsOf.values())
    for (const one of reports)
      for (const other of reports) if (one < other) shared.set(`${one}\n${other}`, (shared.get(`${one}\n${other}`) ?? 0) + 1);
  for (const [pair, count] of shared) {
    if (count < sharedSentencesMin) continue;
    const [kept, joined] = pair.split("\n").map((report) => groupOf.get(report)!);
    for (const [report, group] of groupOf) if (group === joined) groupOf.set(report, kept!);
  }
  return groupOf;
}
