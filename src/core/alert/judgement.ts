/**
 * What a trained model says of one event or alert, by its own content alone: a calibrated probability and the reasons that moved it most.
 * `logOdds` are natural log-odds, positive towards malicious, the heaviest first.
 */
export type Judgement = {
  readonly judge: string;
  readonly maliciousness: number;
  readonly reasons: readonly { readonly says: string; readonly logOdds: number }[];
};
