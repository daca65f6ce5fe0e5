/** Order by code units, the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A catalogue as JSON with one row a line, so that a new version reads as a difference. */
export function serialised(value: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(value).map(([name, rows]) =>
    Array.isArray(rows) && rows.some(Array.isArray)
      ? `${JSON.stringify(name)}:[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]`
      : `${JSON.stringify(name)}:${JSON.stringify(rows)}`,
  );
  return `{\n${lines.join(",\n")}\n}\n`;
}
