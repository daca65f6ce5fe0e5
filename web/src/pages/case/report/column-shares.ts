import { cited, type TableBlock } from "./queries.ts";

const lengthMin = 14;
/** Characters across a line, of all columns together. */
const lineLength = 240;

/** How much of a table's width each column gets, of 1 in all: by how long its texts are, so that no column is crushed and none takes all. What is cited stands in the last. */
export function columnShares({ columns, rows }: Pick<TableBlock, "columns" | "rows">): readonly number[] {
  const lengthMax = Math.max(lengthMin, lineLength / Math.max(1, columns.length));
  const lengths = columns.map((title, column) => {
    const isLast = column === columns.length - 1;
    const lengthOf = (row: TableBlock["rows"][number]) => (row.cells[column]?.length ?? 0) + (isLast ? cited(row.evidence).length : 0);
    const longest = rows.reduce((most, row) => Math.max(most, lengthOf(row)), title.length);
    return Math.min(lengthMax, Math.max(lengthMin, longest));
  });
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  return lengths.map((length) => length / whole);
}
