import { z } from "zod";
import { Calibration } from "../../learning/calibration.ts";
import { LogisticFile, packLogistic, unpackLogistic } from "../../learning/logistic/file.ts";
import type { LogisticModel } from "../../learning/logistic/model.ts";
import { damagedModel, readModelFile, writeModelFile } from "../../learning/model-file.ts";
import { intents } from "./intent.ts";

/** The kind of model file that `readMailModel` reads. */
export const mailModelKind = "mail-judge";
const namesMax = 500;

/**
 * What the judge of mail has learnt: a text model (output 0: is it after anything; then one output per intent), one weight per named feature,
 * and how the sum becomes a probability. No weight is below zero, so that nothing that is added to a mail lowers its score.
 */
export type MailModel = {
  readonly version: number;
  readonly text: LogisticModel;
  readonly bias: number;
  readonly weights: ReadonlyMap<string, number>;
  readonly calibration: Calibration;
  /** The probability from which an alert is raised. */
  readonly alertsFrom: number;
};

const Body = z.strictObject({
  version: z.int().min(1),
  text: LogisticFile,
  bias: z.number(),
  weights: z.array(z.tuple([z.string().max(100), z.number().min(0)])).max(namesMax),
  calibration: Calibration,
  alertsFrom: z.number().min(0).max(1),
});

/** The text of `trained/mail/model.json`. The same model gives the same text. */
export function writeMailModel({ text, weights, ...rest }: MailModel): string {
  const named = [...weights].sort(([a], [b]) => (a < b ? -1 : 1));
  return writeModelFile({ kind: mailModelKind, body: { ...rest, text: packLogistic(text, "int8"), weights: named } });
}

/** Reads what `writeMailModel` wrote. Throws model/damaged or model/other-kind; a weight below zero is damage, since it could be argued with. */
export function readMailModel(file: string): MailModel {
  const body = Body.safeParse(readModelFile(file, mailModelKind));
  if (!body.success) throw damagedModel("it is not shaped like a judge of mail");
  const text = unpackLogistic(body.data.text);
  if (text.outputs !== intents.length + 1) throw damagedModel("its text model has other outputs than there are intents");
  if (text.weights.some((weight) => weight < 0)) throw damagedModel("a word speaks for a mail");
  return { ...body.data, text, weights: new Map(body.data.weights) };
}
