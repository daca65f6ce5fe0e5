import type { Assessment } from "../../core/assessment/assessment.ts";
import { escapedJson } from "../../core/report/escaped-json.ts";
import { namedBy } from "./mention.ts";
import { detectionFinding, incidentFinding } from "./ocsf/findings.ts";
import { readingsOf } from "./reading.ts";

/** Alerts whose words are searched for the values they name; those after them carry none of their own. */
const alertsReadMax = 5_000;

/**
 * OCSF 1.6.0 JSON lines: one Detection Finding (class 2004) per alert in the assessment's order, then one Incident Finding (class 2005) per case in the
 * order of work. Every value is the assessment's own; nothing depends on the run.
 */
export function ocsfFindings(assessment: Assessment): string {
  const readings = readingsOf(assessment);
  const byCase = new Map(readings.map((reading) => [reading.case.id, { reading, named: namedBy(reading.case) }]));
  const { attack } = assessment.catalogues;
  const detections = assessment.alerts.map((alert, index) => {
    const held = byCase.get(alert.case);
    return detectionFinding(alert, held?.reading, attack, held && index < alertsReadMax ? held.named(alert) : []);
  });
  const incidents = readings.map((reading) => incidentFinding(reading, attack));
  return [...detections, ...incidents].map((finding) => `${escapedJson(JSON.stringify(finding))}\n`).join("");
}
