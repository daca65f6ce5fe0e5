import type { Fields } from "../../core/event/event.ts";
import { calibrated } from "../../learning/calibration.ts";
import { authenticationEvidence } from "./authentication.ts";
import type { Evidence } from "./evidence.ts";
import { featuresOf, type MailFeatures } from "./features.ts";
import type { MailModel } from "./model.ts";

/** Log-odds that a failed authentication of full strength adds. Written, not learnt: the mails that we may learn from carry no such result. */
const authenticationLogOdds = 2.5;

/** The sum behind a judgement and what it is made of; `logOdds` sum with the model's bias to `sum`. */
export type MailScore = {
  readonly sum: number;
  readonly probability: number;
  readonly features: MailFeatures;
  readonly contributions: readonly { readonly name: string; readonly logOdds: number }[];
  readonly authentication: readonly Evidence[];
};

/** Weighs one mail. */
export function scoreMail(fields: Fields, model: MailModel): MailScore {
  const features = featuresOf(fields, model.text);
  const authentication = authenticationEvidence(fields);
  const contributions = [...features.values].map(([name, value]) => ({ name, logOdds: (model.weights.get(name) ?? 0) * value }));
  for (const { name, strength } of authentication) contributions.push({ name, logOdds: authenticationLogOdds * strength });
  const sum = contributions.reduce((total, { logOdds }) => total + logOdds, model.bias);
  return {
    sum,
    probability: calibrated(model.calibration, sum),
    features,
    contributions: contributions.filter(({ logOdds }) => logOdds > 0).sort((a, b) => b.logOdds - a.logOdds || (a.name < b.name ? -1 : 1)),
    authentication,
  };
}
