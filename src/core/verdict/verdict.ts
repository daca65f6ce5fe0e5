/** What we conclude; never without evidence. `benign`: the alert was right, the activity is allowed. `insufficient-data` escalates. */
export const verdicts = ["true-positive", "benign", "false-positive", "insufficient-data"] as const;
/** One word of `verdicts`, of an alert or of a case. */
export type Verdict = (typeof verdicts)[number];
