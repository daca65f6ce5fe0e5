import type { TelemetryEvent } from "../core/event/event.ts";
import { fitPlatt } from "../learning/calibration.ts";
import { logisticScores } from "../learning/logistic/score.ts";
import { trainLogistic } from "../learning/logistic/train.ts";
import { groupedFolds } from "../learning/split.ts";
import { fitInverseFrequency } from "../learning/text-features.ts";
import { dimensions, isFreeColumn, rowOf, wordBits, wordColumns } from "../stages/judge-cloud/features.ts";
import { type CloudModel, probabilityOfScore } from "../stages/judge-cloud/model.ts";
import { type Reading, readingOf } from "../stages/judge-cloud/reading.ts";
import { type Values, valuesOf } from "../stages/judge-cloud/values.ts";
import { ordinaryEvents } from "./data/ordinary-cloud.ts";
import { readPanther } from "./data/panther.ts";
import { readSigmaActions } from "./data/sigma-actions.ts";

/** One labelled event as training sees it. Rows of one group are never on both sides of a split; only "judged" rows are scored. */
export type CloudRow = {
  readonly group: string;
  readonly source: "panther" | "sigma" | "ordinary";
  readonly malicious: boolean;
  readonly weight: number;
  readonly reading: Reading;
  /** All that the event says, whoever wrote it, for the trivial way beside ours. */
  readonly values: Values;
};

/** What rows of each source count beside the labelled events, which count 1: found by cross-validation over rules. */
const weights = { sigma: 0.3, ordinary: 0.25 } as const;
const ordinaryCount = 1_300;
const l2 = 1 / 30;
const innerFolds = 4;
const iterationsMax = 20;
/** From this probability on an alert is raised: more likely malicious than not. */
export const alertsFrom = 0.5;

/** Every row that may teach the cloud judge, in a fixed order. */
export async function readCloudRows(data: string, seed: number): Promise<CloudRow[]> {
  const rows: CloudRow[] = [];
  const take = (event: TelemetryEvent, row: Omit<CloudRow, "reading" | "values">) => {
    const { structural, free } = valuesOf(event.fields, event.action);
    rows.push({ ...row, reading: readingOf(event), values: [...structural, ...free] });
  };
  for (const { rule, malicious, event } of (await readPanther(data)).events)
    take(event, { group: rule, source: "panther", malicious, weight: 1 });
  for (const { malicious, event } of await readSigmaActions(data))
    take(event, { group: "sigma", source: "sigma", malicious, weight: weights.sigma });
  for (const event of await ordinaryEvents(seed, ordinaryCount))
    take(event, { group: "ordinary", source: "ordinary", malicious: false, weight: weights.ordinary });
  return rows;
}

/** Learns a judge from rows; its calibration is learnt from scores of rows that its fold did not see, those of labelled events alone. */
export function trainCloud(rows: readonly CloudRow[], seed: number): CloudModel {
  const folds = groupedFolds(
    rows.map(({ group }) => group),
    innerFolds,
    seed,
  );
  const scores: number[] = [];
  const labels: number[] = [];
  for (let fold = 0; fold < innerFolds; fold++) {
    const inner = fitted(rows.filter((row, at) => folds[at] !== fold || !isScored(row)));
    for (const [at, row] of rows.entries()) {
      if (folds[at] !== fold || !isScored(row)) continue;
      scores.push(scoreOf(inner, row.reading));
      labels.push(row.malicious ? 1 : 0);
    }
  }
  const calibration = fitPlatt(scores, labels);
  if (calibration.method !== "platt") throw new Error("a curve was asked for");
  return { ...fitted(rows), calibration, alertsFrom };
}

type Fitted = Pick<CloudModel, "logistic" | "inverseFrequency">;
const isScored = ({ source }: CloudRow) => source === "panther";

function fitted(rows: readonly CloudRow[]): Fitted {
  const inverseFrequency = fitInverseFrequency(
    rows.map(({ reading }) => wordColumns(reading)),
    2 ** wordBits,
  );
  const logistic = trainLogistic({
    rows: rows.map(({ reading }) => rowOf(reading, inverseFrequency)),
    labels: rows.map(({ malicious }) => (malicious ? 1 : 0)),
    classesCount: 2,
    dimensions,
    l2,
    iterationsMax,
    nonNegative: isFreeColumn,
    rowWeights: rows.map(({ weight }) => weight),
  });
  return { logistic, inverseFrequency };
}

function scoreOf({ logistic, inverseFrequency }: Fitted, reading: Reading): number {
  return logisticScores(logistic, rowOf(reading, inverseFrequency))[0] ?? 0;
}

/** The calibrated probability that a model gives a reading. */
export function probabilityOf(model: CloudModel, reading: Reading): number {
  return probabilityOfScore(model, scoreOf(model, reading));
}
