import type { AlertRow, CaseRow } from "../../ports/views.ts";
import { isStorable, unstorable } from "../world.ts";

const idLengthMax = 200;

/** An id of ours as a key of a table. */
export function requireId(id: string): string {
  if (id.length === 0 || id.length > idLengthMax || !isStorable(id)) throw unstorable("the id of a row");
  return id;
}

// What JSON leaves out comes back as undefined, so that a row is the same object that was put.
const noAlert = {
  triagedAtMs: undefined,
  rule: undefined,
  givenId: undefined,
  category: undefined,
  maliciousness: undefined,
  priority: undefined,
  caseId: undefined,
  verdict: undefined,
};
const noCase = {
  category: undefined,
  maliciousness: undefined,
  verdict: undefined,
  settledAtMs: undefined,
  assignee: undefined,
  detail: undefined,
};

/** An alert's row from the text that is kept of it. */
export function readAlert(shown: string): AlertRow {
  return { ...noAlert, ...(JSON.parse(shown) as AlertRow) };
}

/** A case's row, whole where its detail is given. */
export function readCase(shown: string, detail: string | null): CaseRow {
  const row = { ...noCase, ...(JSON.parse(shown) as CaseRow) };
  return detail === null ? row : { ...row, detail: JSON.parse(detail) as CaseRow["detail"] };
}

/** A case's row without its detail, and the detail, as they are kept. */
export function writeCase({ detail, ...row }: CaseRow): { readonly shown: string; readonly detail: string | null } {
  return { shown: JSON.stringify(row), detail: detail === undefined ? null : JSON.stringify(detail) };
}
