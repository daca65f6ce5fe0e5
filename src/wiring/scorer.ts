import { modelDigest, readTrained } from "../knowledge/trained.ts";
import type { AlertScorer } from "../ports/scorer.ts";
import { readAlertModel } from "../stages/triage/alert-model.ts";
import { openTrainedScorer } from "../stages/triage/trained-scorer.ts";

/** The scorer of alerts with its shipped model; `home` is the product's folder. Its name holds the model's digest: with other weights it is another scorer. */
export function openScorer(home: string): AlertScorer {
  const text = readTrained(home, "triage");
  const model = readAlertModel(text);
  return openTrainedScorer({ ...model, name: `${model.name}:${modelDigest(text)}` });
}
