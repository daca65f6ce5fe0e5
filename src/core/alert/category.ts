/** The fixed kinds of activity that an alert or a case is about (contract.md). */
export const categories = [
  "phishing",
  "malware",
  "credential-abuse",
  "lateral-movement",
  "data-exfiltration",
  "reconnaissance",
  "web-attack",
  "privilege-escalation",
  "persistence",
  "command-and-control",
  "defense-evasion",
  "impact",
  "policy-violation",
  "other",
] as const;
/** One word of `categories`: the kind of activity that an alert or a case is about. */
export type Category = (typeof categories)[number];
