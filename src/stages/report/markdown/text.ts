import { escapeMarkdown, inert, inertObservable } from "../../../core/inert/inert.ts";

/** Text from outside within a line or a table cell. Empty text is a dash, so that no cell is lost. */
export function cell(text: string, lengthMax?: number): string {
  return escapeMarkdown(inert(text, lengthMax)) || "–";
}

/** An observable within a line or a table cell. */
export function observedCell(observable: { readonly type: string; readonly value: string }, lengthMax: number = 200): string {
  return escapeMarkdown(inertObservable(observable, lengthMax)) || "–";
}

/** One row of cells that are Markdown already. */
export function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** A table with its heads, and the empty line after it. */
export function table(heads: readonly string[], rows: readonly string[]): string[] {
  return [row(heads), row(heads.map(() => "---")), ...rows, ""];
}
