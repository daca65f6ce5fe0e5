import type { Assessment, AssessmentAlert } from "../../core/assessment/assessment.ts";
import { detectionFinding, incidentFinding } from "./ocsf/findings.ts";
import { readingsOf } from "./reading.ts";

/**
 * OCSF 1.6.0 JSON lines: one Detection Finding (class 2004) per alert in the assessment's order, then one Incident Finding (class 2005) per case in the
 * order of work. Every value is the assessment's own; nothing depends on the run.
 */
export function ocsfFindings(assessment: Assessment): string {
  const readings = readingsOf(assessment);
  const byCase = new Map(readings.map((reading) => [reading.case.id, reading]));
  const { attack } = assessment.catalogues;
  const detections = assessment.alerts.map((alert: AssessmentAlert) => detectionFinding(alert, byCase.get(alert.case), attack));
  const incidents = readings.map((reading) => incidentFinding(reading, attack));
  return [...detections, ...incidents].map((finding) => `${JSON.stringify(finding)}\n`).join("");
}
