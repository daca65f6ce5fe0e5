/** Rows of cells after RFC 4180: quoted cells may hold commas, quotes twice and line breaks. Whatever the text is, it gives some rows. */
export function cellsOf(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cells = /("(?:[^"]|"")*"|[^,\n]*)(,|\r?\n|$)/g;
  for (const [whole, cell = "", end = ""] of text.matchAll(cells)) {
    if (whole === "" && row.length === 0) continue;
    const plain = end === "\n" ? cell.replace(/\r$/, "") : cell;
    row.push(plain.startsWith('"') && plain.endsWith('"') && plain.length > 1 ? plain.slice(1, -1).replaceAll('""', '"') : plain);
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  return row.length > 0 ? [...rows, row] : rows;
}

/** What a spreadsheet takes for a formula: it begins with one of their signs, also behind blanks or drawn wide, and is no plain number. */
const formula = /^[\s\u200b\ufeff]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]/u;
const plainNumber = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** One phrase for the first cell that a spreadsheet would work out. */
export function formulaIn(text: string): readonly string[] {
  const found = cellsOf(text)
    .flat()
    .find((cell) => formula.test(cell) && !plainNumber.test(cell));
  return found === undefined ? [] : [`a cell that is a formula: ${JSON.stringify(found.slice(0, 40))}`];
}
