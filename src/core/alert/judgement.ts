/**
 * What a trained model says of one event or alert, by its own content alone: a calibrated probability and the reasons that moved it most.
 * `logOdds` are natural log-odds, positive towards malicious, the heaviest first.
 */
export type Judgement = {
  readonly judge: string;
  readonly maliciousness: number;
  readonly reasons: readonly { readonly says: string; readonly logOdds: number }[];
};

const rulePrefix = "judgement/";

/**
 * The rule's id on an alert that a judge raised: the judge's name without its version, and what it found. Findings are few and in our words, so
 * each has a record of its own, as a rule has.
 */
export function judgementRuleId(judge: string, title: string): string {
  const finding = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return `${rulePrefix}${judge.replace(/-\d+$/, "")}/${finding}`;
}

/** True for the id of a rule that is a judge's finding. */
export function isJudgementRule(ruleId: string | undefined): boolean {
  return ruleId?.startsWith(rulePrefix) === true;
}
