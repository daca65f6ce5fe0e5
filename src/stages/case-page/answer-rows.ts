import { cut, inert, visible } from "../../core/inert/inert.ts";

/** Rows that are told of one kept answer, and the longest value of one. */
export const answerRowsMax = 500;
const valueLengthMax = 1_000;
const depthMax = 6;

/** What a tool told, as rows of name and value; both are inert. `truncated` says that the tool told more than is kept. */
export type AnswerRows = {
  readonly rows: readonly { readonly name: string; readonly value: string }[];
  readonly rowsTotal: number;
  readonly truncated: boolean;
};

/** The facts in a kept answer (`answerText`), each value by the path to it, in the order in which they were kept. What is no kept answer gives no row. */
export function answerRows(kept: string): AnswerRows {
  const parts = parsed(kept);
  const facts: unknown = Array.isArray(parts) ? parts[4] : undefined;
  const cutOff = isCut(facts);
  const rows: { name: string; value: string }[] = [];
  let rowsTotal = 0;
  const walk = (value: unknown, path: string, depth: number): void => {
    if (typeof value === "object" && value !== null && depth < depthMax) {
      for (const [name, inner] of Object.entries(value)) walk(inner, path === "" ? name : `${path} ${name}`, depth + 1);
      return;
    }
    rowsTotal++;
    if (rows.length < answerRowsMax) rows.push({ name: cut(visible(path), 200), value: inert(textOf(value), valueLengthMax) });
  };
  if (facts !== undefined) walk(cutOff ? { beginning: facts.text } : facts, "", 0);
  return { rows, rowsTotal, truncated: cutOff };
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

function isCut(facts: unknown): facts is { readonly truncated: true; readonly text: string } {
  return (
    typeof facts === "object" &&
    facts !== null &&
    "truncated" in facts &&
    facts.truncated === true &&
    "text" in facts &&
    typeof facts.text === "string"
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
