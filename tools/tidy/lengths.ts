import { parseSync, Visitor } from "oxc-parser";
import { type Finding, isSource, lineAt, type TreeFile } from "./tree.ts";

export const fileLinesMax = 300;
export const functionLinesMax = 50;

/** A file holds one idea, a function one thought. */
export function lengths(tree: readonly TreeFile[]): Finding[] {
  return tree.filter(isSource).flatMap((file) => [...longFile(file), ...(isTestMaterial(file) ? [] : longFunctions(file))]);
}

/** Builders of samples are long lists of facts, like a table. */
function isTestMaterial({ path }: TreeFile): boolean {
  return path.startsWith("src/testing/") || path.startsWith("web/tests/");
}

function longFile({ path, text }: TreeFile): Finding[] {
  const lines = text.split("\n").length - 1;
  return lines > fileLinesMax ? [{ path, line: 1, says: `${lines} lines; split it, at most ${fileLinesMax}` }] : [];
}

function longFunctions({ path, text }: TreeFile): Finding[] {
  const findings: Finding[] = [];
  const measure = (node: { start: number; end: number }) => {
    const [first, last] = [lineAt(text, node.start), lineAt(text, node.end)];
    const lines = last - first + 1;
    if (lines > functionLinesMax)
      findings.push({ path, line: first, says: `a function of ${lines} lines; move work into leaves, at most ${functionLinesMax}` });
  };
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) return [{ path, line: 1, says: `does not parse: ${errors[0]?.message}` }];
  new Visitor({ FunctionDeclaration: measure, FunctionExpression: measure, ArrowFunctionExpression: measure }).visit(program);
  return findings;
}
