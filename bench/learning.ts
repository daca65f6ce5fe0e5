/**
 * How long models take to learn and to score, on one core: `node bench/learning.ts`. Rows are made up: three classes (or two), 30 numbers of which
 * a third say something, two categories, a share of labels wrong; 5,000 rows are kept apart to see that speed was not bought with mistakes.
 */
import { packLogistic, unpackLogistic } from "../src/learning/logistic/file.ts";
import { pruned } from "../src/learning/logistic/model.ts";
import { logisticScores } from "../src/learning/logistic/score.ts";
import { trainLogistic } from "../src/learning/logistic/train.ts";
import { readModelFile, writeModelFile } from "../src/learning/model-file.ts";
import { openRandom } from "../src/learning/random.ts";
import { type SparseRow, sparseOf } from "../src/learning/sparse.ts";
import { packTrees, unpackTrees } from "../src/learning/trees/file.ts";
import type { TreesModel } from "../src/learning/trees/model.ts";
import { treesContributions, treesScores } from "../src/learning/trees/score.ts";
import { trainTrees } from "../src/learning/trees/train.ts";

const rowsCount = 95_000;
const keptApart = 5_000;
const columnsCount = 32;
const wordsARow = 60;
const dimensions = 2 ** 18;
const weightsMax = 300_000;

type Table = { readonly columns: Float32Array[]; readonly labels: Uint8Array };

function table(seed: number, count: number, classesCount: number): Table {
  const random = openRandom(seed);
  const columns = Array.from({ length: columnsCount }, (_, column) =>
    Float32Array.from({ length: count }, () => (column < 30 ? random() + random() + random() - 1.5 : Math.floor(random() * 12))),
  );
  const at = (column: number, row: number) => columns[column]?.[row] ?? 0;
  const labels = Uint8Array.from({ length: count }, (_, row) => {
    if (random() < 0.12) return Math.floor(random() * classesCount);
    const strange = at(0, row) * at(1, row) + Math.sin(4 * at(2, row)) + at(3, row) + (at(30, row) % 3) / 2 - (at(31, row) === 5 ? 1 : 0);
    return Math.min(classesCount - 1, Math.max(0, Math.floor(strange + at(4, row) + classesCount / 2)));
  });
  return { columns, labels };
}

/** Seconds of processor time, so that what else the machine does is not counted. */
function seconds<T>(work: () => T): [T, number] {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return [result, (user + system) / 1_000_000];
}

const rowsOf = ({ columns, labels }: Table) =>
  Array.from(labels, (_, row) => Float32Array.from(columns, (values) => values[row] ?? Number.NaN));
const best = (scores: Float64Array) => (scores.length === 1 ? Number((scores[0] ?? 0) > 0) : scores.indexOf(Math.max(...scores)));
const rate = (count: number, elapsed: number) => `${Math.round(count / elapsed).toLocaleString("en")} rows/s`;

function scored(name: string, model: TreesModel, kept: Table): void {
  const rows = rowsOf(kept);
  const [right] = seconds(() => rows.filter((row, at) => best(treesScores(model, row)) === kept.labels[at]).length);
  const rounds = 10;
  const [, scoring] = seconds(() => {
    for (let round = 0; round < rounds; round++) for (const row of rows) treesScores(model, row);
  });
  const [, explaining] = seconds(() => rows.map((row) => treesContributions(model, row)));
  const text = writeModelFile({ kind: "bench", body: packTrees(model) });
  const [, loading] = seconds(() => unpackTrees(readModelFile(text, "bench")));
  console.log(
    `${name}: accuracy ${(right / rows.length).toFixed(4)}; scoring ${rate(rows.length * rounds, scoring)}; explaining ${rate(rows.length, explaining)}; ` +
      `file ${(text.length / 1_000_000).toFixed(2)} MB, loaded in ${(loading * 1_000).toFixed(0)} ms`,
  );
}

function trees(classesCount: number, treesMax: number): void {
  const kept = table(2, keptApart, classesCount);
  const known = table(1, rowsCount, classesCount);
  const [model, elapsed] = seconds(() => trainTrees({ ...known, classesCount, options: { treesMax } }));
  const name = `trees, ${rowsCount.toLocaleString("en")} × ${columnsCount}, ${classesCount} classes, ${model.starts.length - 1} trees`;
  console.log(`${name}: trained in ${elapsed.toFixed(1)} s`);
  scored(name, model, kept);
}

function words(): void {
  const random = openRandom(3);
  const classesCount = 20;
  const labels = Uint8Array.from({ length: 15_000 }, () => Math.floor(random() * classesCount));
  const rows: SparseRow[] = Array.from(labels, (label) =>
    sparseOf(
      Array.from({ length: wordsARow }, () => {
        const word = random() < 0.1 ? label * 50 + random() * 50 : Math.exp(random() * Math.log(dimensions));
        return [Math.floor(word), 1 / Math.sqrt(wordsARow)] as const;
      }),
    ),
  );
  const [model, elapsed] = seconds(() => trainLogistic({ rows, labels, classesCount, dimensions, l2: 1 }));
  const [right, scoring] = seconds(() => rows.filter((row, at) => best(logisticScores(model, row)) === labels[at]).length);
  const text = writeModelFile({ kind: "bench", body: packLogistic(pruned(model, weightsMax)) });
  const [, loading] = seconds(() => unpackLogistic(readModelFile(text, "bench")));
  console.log(`words, 15,000 × ${wordsARow} of ${dimensions}, ${classesCount} classes: trained in ${elapsed.toFixed(1)} s`);
  console.log(
    `words: ${(right / rows.length).toFixed(3)} of its own rows; scoring ${rate(rows.length, scoring)}; ` +
      `file ${(text.length / 1_000_000).toFixed(2)} MB, loaded in ${(loading * 1_000).toFixed(0)} ms`,
  );
  const [two, twoElapsed] = seconds(() =>
    trainLogistic({ rows, labels: labels.map((label) => label % 2), classesCount: 2, dimensions, l2: 1 }),
  );
  const [, twoScoring] = seconds(() => rows.map((row) => logisticScores(two, row)));
  console.log(`words, two classes: trained in ${twoElapsed.toFixed(1)} s; scoring ${rate(rows.length, twoScoring)}`);
}

trees(3, 60);
trees(2, 300);
words();
