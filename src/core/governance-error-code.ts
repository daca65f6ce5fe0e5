/** What is refused of evidence exports, the oversight roster and serious incidents. */
export type GovernanceErrorCode =
  | "governance/unknown"
  | "governance/not-a-person"
  | "governance/not-as-it-stands"
  | "governance/bad-time"
  | "governance/still-owed"
  | "governance/too-many"
  | "governance/bad-period"
  | "governance/not-verified";
