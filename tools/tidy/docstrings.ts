import { parseSync, type Statement } from "oxc-parser";
import { type Finding, isSource, lineAt, type TreeFile } from "./tree.ts";

const where = /^src\/(core|ports|formats|detection|learning|stages)\//;

/** What other folders may call says above itself what it is: shapes, units, errors, source. */
export function docstrings(tree: readonly TreeFile[]): Finding[] {
  return tree.filter((file) => where.test(file.path) && isSource(file)).flatMap(bareExports);
}

/** A statement that hands on names declared elsewhere needs none; of overloads, the first speaks for all. */
function bareExports({ path, text }: TreeFile): Finding[] {
  const { program, comments } = parseSync(path, text);
  const docstringEnds = comments.filter(({ type, value }) => type === "Block" && /^\*\s*\S/.test(value)).map(({ end }) => end);
  const told = new Set<string>();
  return program.body.flatMap((statement) => {
    const names = exportedNames(statement);
    const above = docstringEnds.some((end) => end <= statement.start && text.slice(end, statement.start).trim() === "");
    const bare = names.filter((name) => !above && !told.has(name));
    for (const name of names) told.add(name);
    return bare.map((name) => ({
      path,
      line: lineAt(text, statement.start),
      says: `"${name}" needs a /** docstring */ directly above it`,
    }));
  });
}

function exportedNames(statement: Statement): string[] {
  if (statement.type === "ExportDefaultDeclaration") return ["default"];
  if (statement.type !== "ExportNamedDeclaration" || !statement.declaration) return [];
  const { declaration } = statement;
  if (declaration.type === "VariableDeclaration")
    return declaration.declarations.map(({ id }) => (id.type === "Identifier" ? id.name : "a pattern"));
  return "id" in declaration && declaration.id?.type === "Identifier" ? [declaration.id.name] : ["a declaration"];
}
