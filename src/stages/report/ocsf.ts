import type { Assessment } from "../../core/assessment/assessment.ts";

/** The findings as OCSF JSON lines. */
export function ocsfFindings(assessment: Assessment): string {
  return assessment.alerts
    .map((alert) => `${JSON.stringify({ class_uid: 2004, category_uid: 2, finding_info: { uid: alert.id, title: alert.title } })}\n`)
    .join("");
}
