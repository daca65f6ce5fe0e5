/** Rows of one alert's detail that are shown, and how deep it is looked into. */
export const detailRowsMax = 80;
const depthMax = 4;

/** What is known of an alert as names and values, one for each value that says something; nested names are joined by a blank. */
export function detailRows(detail: Readonly<Record<string, unknown>>): readonly { readonly name: string; readonly value: string }[] {
  const rows: { name: string; value: string }[] = [];
  const walk = (name: string, value: unknown, depth: number): void => {
    if (rows.length >= detailRowsMax || value === null || value === undefined || value === "") return;
    if (Array.isArray(value)) {
      if (value.every((each) => typeof each !== "object" || each === null)) {
        if (value.length > 0) rows.push({ name, value: value.map(String).join(", ") });
      } else for (const each of value) walk(name, each, depth + 1);
    } else if (typeof value === "object") {
      const pair = pairOf(value);
      if (pair) rows.push({ name: `${name} ${pair.type}`, value: pair.value });
      else if (depth >= depthMax) rows.push({ name, value: JSON.stringify(value) });
      else for (const [each, inner] of Object.entries(value)) walk(`${name} ${words(each)}`.trim(), inner, depth + 1);
    } else rows.push({ name, value: String(value) });
  };
  walk("", detail, 0);
  return rows;
}

/** "given severity" for "givenSeverity". */
const words = (name: string) => name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** An observable says its type and its value in one row. */
function pairOf(value: object): { type: string; value: string } | undefined {
  if (!("type" in value && "value" in value)) return undefined;
  const role = "role" in value && typeof value.role === "string" ? `${value.role} ` : "";
  return { type: `${role}${String(value.type)}`, value: String(value.value) };
}
