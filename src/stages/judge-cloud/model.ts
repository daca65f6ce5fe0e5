import { z } from "zod";
import { type Calibration, calibrated } from "../../learning/calibration.ts";
import { packLogistic, unpackLogistic } from "../../learning/logistic/file.ts";
import type { LogisticModel } from "../../learning/logistic/model.ts";
import { damagedModel, Packed, packFloats, readModelFile, unpackFloats, writeModelFile } from "../../learning/model-file.ts";
import { dimensions, wordBits } from "./features.ts";

/** What `trained/cloud/model.json` holds: a linear model over `rowOf`, the rarity of words, and the curve from its score to a probability. */
export type CloudModel = {
  readonly logistic: LogisticModel;
  readonly inverseFrequency: Float32Array;
  readonly calibration: Extract<Calibration, { method: "platt" }>;
  /** From this maliciousness on an alert is raised. */
  readonly alertsFrom: number;
};

const kind = "judge-cloud";
const Body = z.strictObject({
  logistic: z.unknown(),
  inverseFrequency: Packed,
  slope: z.number(),
  offset: z.number(),
  alertsFrom: z.number().min(0).max(1),
});

/** The text of a model file. */
export function writeCloudModel({ logistic, inverseFrequency, calibration, alertsFrom }: CloudModel): string {
  const { slope, offset } = calibration;
  return writeModelFile({
    kind,
    body: { logistic: packLogistic(logistic), inverseFrequency: packFloats(inverseFrequency, "int8"), slope, offset, alertsFrom },
  });
}

/** The model in a model file's text. Throws model/damaged or model/other-kind where it is none that fits this code. */
export function readCloudModel(text: string): CloudModel {
  const body = Body.safeParse(readModelFile(text, kind));
  if (!body.success) throw damagedModel("a cloud judge's model has another shape");
  const logistic = unpackLogistic(body.data.logistic);
  const inverseFrequency = Float32Array.from(unpackFloats(body.data.inverseFrequency));
  if (logistic.dimensions !== dimensions || inverseFrequency.length !== 2 ** wordBits)
    throw damagedModel("the table of features has another size");
  const { slope, offset, alertsFrom } = body.data;
  return { logistic, inverseFrequency, calibration: { method: "platt", slope, offset }, alertsFrom };
}

/** The probability behind a score in log-odds. */
export function probabilityOfScore({ calibration }: Pick<CloudModel, "calibration">, score: number): number {
  return calibrated(calibration, score);
}
