/** How bad it would be if true; ordered from mild to grave (OCSF severity_id 1 to 5). */
export const severities = ["informational", "low", "medium", "high", "critical"] as const;
/** One word of `severities`; compare by `severityRank`, never as text. */
export type Severity = (typeof severities)[number];

/** 0 for informational to 4 for critical. */
export function severityRank(severity: Severity): number {
  return severities.indexOf(severity);
}

/** The graver of two. */
export function graverOf(a: Severity, b: Severity): Severity {
  return severityRank(a) >= severityRank(b) ? a : b;
}
