import type { AlertRow, CaseRow, Views } from "../../ports/views.ts";

/** New, empty views with a second door to them, as another process has one. */
export type ViewsScene = { readonly views: Views; readonly other: Views };

export const start = Date.UTC(2026, 0, 5);
export const world = "watch-000001";

/** An ordinary alert's row, for examples. */
export function exampleAlertRow(id: string, parts: Partial<AlertRow> = {}): AlertRow {
  return {
    id,
    timeMs: start,
    receivedAtMs: start,
    triagedAtMs: undefined,
    source: "siem",
    product: "example",
    rule: undefined,
    givenId: undefined,
    title: `Alert ${id}`,
    category: undefined,
    severity: "low",
    maliciousness: undefined,
    priority: undefined,
    caseId: undefined,
    verdict: undefined,
    state: "open",
    detail: {},
    ...parts,
  };
}

/** An ordinary case's row, for examples. */
export function exampleCaseRow(id: string, parts: Partial<CaseRow> = {}): CaseRow {
  return {
    id,
    title: `Case ${id}`,
    category: undefined,
    severity: "low",
    maliciousness: undefined,
    verdict: undefined,
    state: "in-progress",
    priority: 3,
    alerts: 1,
    openedAtMs: start,
    settledAtMs: undefined,
    firstMs: start,
    lastMs: start,
    assignee: undefined,
    detail: undefined,
    ...parts,
  };
}
