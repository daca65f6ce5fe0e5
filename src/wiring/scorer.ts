import { createHash } from "node:crypto";
import { readTrained } from "../knowledge/trained.ts";
import type { AlertScorer } from "../ports/scorer.ts";
import { readAlertModel } from "../stages/triage/alert-model.ts";
import { openTrainedScorer } from "../stages/triage/trained-scorer.ts";

const digestLength = 12;

/** The scorer of alerts with its shipped model; `home` is the product's folder. Its name holds the model's digest: with other weights it is another scorer. */
export function openScorer(home: string): AlertScorer {
  const text = readTrained(home, "triage");
  const model = readAlertModel(text);
  const digest = createHash("sha256").update(text).digest("hex").slice(0, digestLength);
  return openTrainedScorer({ ...model, name: `${model.name}:${digest}` });
}
