/** What we conclude; never without evidence. `benign`: the alert was right, the activity is allowed. `insufficient-data` escalates. */
export const verdicts = ["true-positive", "benign", "false-positive", "insufficient-data"] as const;
export type Verdict = (typeof verdicts)[number];
