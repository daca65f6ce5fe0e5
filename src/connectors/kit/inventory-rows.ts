import { csvCells } from "../../core/indicator/table.ts";

const rowsMax = 500_000;
const lists = new Set(["aliases", "addresses", "depends-on", "redundant-with", "runs-as", "usual-hosts"]);
const flags = new Set(["protected", "privileged"]);
const numbers = new Set(["users", "sessions"]);

/** Assets or identities from a CSV with a header; cells that are lists are parted by ";". Which of the two is told by the columns. */
export function csvRows(text: string, refuse: (problem: string) => Error): unknown {
  const lines = text.split(/\r\n|\n|\r/, rowsMax + 2);
  if (lines.length > rowsMax + 1) throw refuse(`it has more than ${rowsMax} rows`);
  const header = csvCells(lines[0] ?? "").map((cell) => cell.trim().toLowerCase().replaceAll("_", "-"));
  const isIdentities = ["usual-hosts", "privileged", "department", "display-name"].some((column) => header.includes(column));
  const entries: Record<string, unknown>[] = [];
  for (const [index, line] of lines.slice(1).entries()) {
    if (line.trim() === "") continue;
    const cells = csvCells(line);
    if (cells.length > header.length) throw refuse(`line ${index + 2}: it has ${cells.length} cells, the header names ${header.length}`);
    entries.push(Object.fromEntries(header.flatMap((column, at) => cellOf(column, (cells[at] ?? "").trim()))));
  }
  return isIdentities ? { identities: entries } : { assets: entries };
}

function cellOf(column: string, cell: string): [string, unknown][] {
  if (column === "" || cell === "") return [];
  if (lists.has(column))
    return [
      [
        column,
        cell
          .split(";")
          .map((item) => item.trim())
          .filter((item) => item !== ""),
      ],
    ];
  if (numbers.has(column) && /^\d{1,9}$/.test(cell)) return [[column, Number(cell)]];
  return [[column, flags.has(column) ? /^(?:true|yes|1)$/i.test(cell) : cell]];
}
