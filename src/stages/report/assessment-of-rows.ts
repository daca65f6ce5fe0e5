import type { Assessment, AssessmentAlert, AssessmentCase } from "../../core/assessment/assessment.ts";
import type { AlertRow } from "../../ports/views.ts";

const noDigest = `sha256:${"0".repeat(64)}`;
const lowestPriority = 5;

/**
 * The assessment of one case as lists show it, for the writers of this folder: it names the alerts that it is given, and no input. `rows` are its newest alerts;
 * of a case that has more (`total`) it counts all, names those, and says so.
 */
export function assessmentOfRows(
  whole: AssessmentCase,
  { rows, total }: { readonly rows: readonly AlertRow[]; readonly total: number },
  attack: string,
): Assessment {
  const length = Math.max(total, rows.length);
  const each = length > rows.length ? cut(whole, rows, length) : whole;
  return {
    schema: "watchkeeper/assessment@1",
    inputs: [],
    alerts: rows.map((row) => alertOf(row, each)),
    cases: [each],
    accounting: { accepted: length, closed: each.escalated ? 0 : length, escalated: each.escalated ? length : 0, open: 0, deadLettered: 0 },
    catalogues: { attack, rules: noDigest, playbooks: noDigest },
  };
}

function cut(whole: AssessmentCase, rows: readonly AlertRow[], alertsTotal: number): AssessmentCase {
  return { ...whole, alerts: rows.map(({ id }) => id), alertsTotal };
}

function alertOf(row: AlertRow, each: AssessmentCase): AssessmentAlert {
  const { record, because, tactics } = row.detail;
  const place = typeof record === "object" && record !== null ? (record as { readonly path?: unknown; readonly record?: unknown }) : {};
  return {
    id: row.id,
    source: {
      path: typeof place.path === "string" ? place.path : row.source,
      record: typeof place.record === "number" && Number.isSafeInteger(place.record) ? place.record : 0,
      product: row.product,
      ...(row.rule !== undefined && { rule: row.rule }),
      ...(row.givenId !== undefined && { givenId: row.givenId }),
    },
    time: new Date(row.timeMs).toISOString(),
    title: row.title,
    category: row.category ?? each.category,
    severity: row.severity,
    maliciousness: row.maliciousness ?? each.maliciousness,
    verdict: each.verdict,
    tactics: texts(tactics),
    // What the case shows is with the case; an alert's own claims need evidence of their own.
    techniques: [],
    priority: row.priority ?? lowestPriority,
    case: each.id,
    because: texts(because),
  };
}

const texts = (said: unknown): string[] => (Array.isArray(said) ? said.filter((each) => typeof each === "string") : []);
