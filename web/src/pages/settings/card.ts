/** A piece of a model's card. */
export type Block =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** The pieces of a card in their order. It is written by us as headings, sentences, lists and tables of Markdown; whatever else stands in it stays text. */
export function blocksOf(card: string): readonly Block[] {
  const groups = card.split(/\r?\n\s*\r?\n/).map((group) => group.split(/\r?\n/).filter((line) => line.trim() !== ""));
  return groups.flatMap((lines) => (lines.length === 0 ? [] : blockOf(lines)));
}

function blockOf(lines: readonly string[]): readonly Block[] {
  const [first = "", ...rest] = lines;
  const isTitle = first.startsWith("# ");
  const isComment = first.startsWith("<!--") && lines.at(-1)?.endsWith("-->");
  if (isComment || (isTitle && rest.length === 0)) return [];
  if (first.startsWith("## ")) return [{ kind: "heading", text: first.slice(3) }, ...(rest.length === 0 ? [] : blockOf(rest))];
  if (lines.every((line) => line.startsWith("- "))) return [{ kind: "list", items: lines.map((line) => line.slice(2)) }];
  const [head, ruler, ...rows] = lines.map(cellsOf);
  if (
    head &&
    head.length > 0 &&
    ruler?.length === head.length &&
    ruler.every((cell) => /^:?-+:?$/.test(cell)) &&
    rows.every((row) => row.length === head.length)
  )
    return [{ kind: "table", head, rows }];
  return [{ kind: "text", text: lines.join("\n") }];
}

const cellsOf = (line: string) =>
  /^\|.*\|$/.test(line)
    ? line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim())
    : [];
