import { readTrained } from "../knowledge/trained.ts";
import type { AlertScorer } from "../ports/scorer.ts";
import { readAlertModel } from "../stages/triage/alert-model.ts";
import { openTrainedScorer } from "../stages/triage/trained-scorer.ts";

/** The scorer of alerts with its shipped model; `home` is the product's folder. */
export function openScorer(home: string): AlertScorer {
  return openTrainedScorer(readAlertModel(readTrained(home, "triage")));
}
