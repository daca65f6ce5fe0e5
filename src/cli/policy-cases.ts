import { LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { inline } from "../core/report/inline.ts";
import { SocError } from "../core/soc-error.ts";
import { type PolicyCase, PolicyCases } from "../stages/contain/policy-case.ts";

const textLengthMax = 1_048_576;
const aliasesMax = 100;
const shownMax = 200;

/** The cases of one file. Refuses (`policy/bad-case`) with the line of the first mistake. */
export function readCases({ path, text }: { readonly path: string; readonly text: string }): readonly PolicyCase[] {
  if (text.length > textLengthMax) throw badCase(path, undefined, `it is longer than ${textLengthMax} characters`);
  const lines = new LineCounter();
  const document = parseDocument(text.replace(/^\ufeff/, ""), { lineCounter: lines, uniqueKeys: true });
  const [error] = document.errors;
  if (error) throw badCase(path, lines.linePos(error.pos[0]).line, `it is not YAML (${error.code.toLowerCase().replaceAll("_", " ")})`);
  const checked = PolicyCases.safeParse(contentOf(document, path));
  if (checked.success) return checked.data.cases;
  const [issue] = checked.error.issues;
  const where = issue?.path ?? [];
  throw badCase(path, lineOf(document, where, lines), `"${where.map(String).join(".") || "the whole"}": ${sayOf(issue)}`);
}

function contentOf(document: ReturnType<typeof parseDocument>, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: aliasesMax });
  } catch {
    throw badCase(path, undefined, "its aliases unfold without end");
  }
}

function lineOf(document: ReturnType<typeof parseDocument>, where: readonly PropertyKey[], lines: LineCounter): number | undefined {
  for (let length = where.length; length > 0; length--) {
    const node = document.getIn(where.slice(0, length), true) as { range?: readonly number[] | null } | undefined;
    if (node?.range) return lines.linePos(node.range[0]!).line;
  }
  return undefined;
}

const sayOf = (issue: z.core.$ZodIssue | undefined) => {
  const says = (issue?.message ?? "not as expected").slice(0, shownMax);
  return says.charAt(0).toLowerCase() + says.slice(1);
};

const badCase = (path: string, line: number | undefined, says: string) =>
  new SocError({
    code: "policy/bad-case",
    problem: `${inline(path, shownMax)}${line === undefined ? "" : `:${line}`}: ${inline(says, shownMax)}`,
    remedy: "correct that place; docs/errors/policy-bad-case.md shows a case",
    retry: "never",
  });
