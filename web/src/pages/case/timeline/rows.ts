import type { Line } from "./model.ts";

/** A row of the list beside the chart. */
export type Row =
  | { readonly kind: "day"; readonly key: string; readonly day: string }
  | { readonly kind: "silence"; readonly key: string; readonly lengthMs: number }
  | { readonly kind: "line"; readonly key: string; readonly line: Line };

/** A silence of at least this has a row of its own, milliseconds. */
const silenceMs = 30 * 60_000;

/** Lines as rows: the day where a day begins, and every long silence between two of them. Lines are oldest first. */
export function rowsOf(lines: readonly Line[]): Row[] {
  const rows: Row[] = [];
  let day = "";
  let untilMs: number | undefined;
  for (const line of lines) {
    if (untilMs !== undefined && line.fromMs - untilMs >= silenceMs)
      rows.push({ kind: "silence", key: `silence ${line.at}`, lengthMs: line.fromMs - untilMs });
    if (line.time.slice(0, 10) !== day) {
      day = line.time.slice(0, 10);
      rows.push({ kind: "day", key: `day ${day}`, day });
    }
    rows.push({ kind: "line", key: `line ${line.at}`, line });
    untilMs = Math.max(untilMs ?? line.toMs, line.toMs);
  }
  return rows;
}
