import { createHash } from "node:crypto";
import { type Document, isCollection, isMap, isScalar, LineCounter, type Node, parseDocument } from "yaml";
import type { z } from "zod";
import { SocError } from "../soc-error.ts";
import { Playbook, playbookLimits } from "./playbook.ts";

/** What is wrong with a playbook file, and where; line and column count from 1. `where` is the place in words, as `investigate[2].answers.covered`. */
export type Problem = {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly where: string;
  readonly says: string;
};

/** A playbook with the digest of the exact text it was read from: a case says which words it followed. */
export type PlaybookFile = { readonly playbook: Playbook; readonly digest: string; readonly path: string };

const problemsMax = 100;

/** Everything wrong with a playbook's text, in the order of the text; empty when it may be used. Never throws. */
export function lintPlaybook(text: string, path: string): Problem[] {
  return read(text, path).problems;
}

/** Reads a playbook, or throws `playbook/malformed` naming the first problem with its line. */
export function parsePlaybook(text: string, path: string): PlaybookFile {
  const { playbook, problems } = read(text, path);
  if (!playbook) throw malformed(problems);
  return { playbook, path, digest: `sha256:${createHash("sha256").update(text).digest("hex")}` };
}

function read(text: string, path: string): { playbook?: Playbook; problems: Problem[] } {
  const at = (line: number, column: number, where: string, says: string): Problem => ({ path, line, column, where, says });
  if (text.length > playbookLimits.bytesMax) return { problems: [at(1, 1, "", `longer than ${playbookLimits.bytesMax} characters`)] };
  const lines = new LineCounter();
  let document: Document.Parsed;
  let data: unknown;
  try {
    // The failsafe against a nest of brackets is the depth at which the parser gives up: that is one of the errors here.
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true, uniqueKeys: true });
    data = document.errors.length === 0 ? document.toJS({ maxAliasCount: 0 }) : undefined;
  } catch (cause) {
    return {
      problems: [
        at(1, 1, "", `cannot be read as YAML: ${cause instanceof RangeError ? "nested too deep" : "anchors and aliases are not allowed"}`),
      ],
    };
  }
  if (document.errors.length > 0)
    return {
      problems: document.errors.slice(0, problemsMax).map((error) => {
        const { line, col } = lines.linePos(error.pos[0]);
        return at(line, col, "", error.message);
      }),
    };
  const parsed = Playbook.safeParse(data);
  if (parsed.success) return { playbook: parsed.data, problems: [] };
  const problems = parsed.error.issues.flatMap(unfold).map(({ path: keys, says }) => {
    const { line, col } = lines.linePos(offsetOf(document, keys));
    return at(line, col, wordsOf(keys), says);
  });
  return { problems: distinct(problems).slice(0, problemsMax) };
}

type Found = { readonly path: readonly PropertyKey[]; readonly says: string };

/** One complaint per issue; of a choice, the complaints of the branch that came furthest; of unknown keys, one per key. */
function unfold(issue: z.core.$ZodIssue): Found[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ path: [...issue.path, key], says: `there is no "${key}" here` }));
  if (issue.code === "invalid_union") {
    const branches = issue.errors.map((errors) => errors.flatMap(unfold)).filter((found) => found.length > 0);
    const [best] = branches.sort((a, b) => depthOf(b) - depthOf(a) || a.length - b.length);
    return best ? best.map(({ path, says }) => ({ path: [...issue.path, ...path], says })) : [{ path: issue.path, says: issue.message }];
  }
  return [{ path: issue.path, says: lowerFirst(issue.message) }];
}

const depthOf = (found: readonly Found[]) => Math.max(...found.map(({ path }) => path.length));
const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
const wordsOf = (keys: readonly PropertyKey[]) =>
  keys.map((key, index) => (typeof key === "number" ? `[${key}]` : `${index ? "." : ""}${String(key)}`)).join("");

/** Where in the text a path points: the key of a pair where there is one, else the nearest thing around it that was written. */
function offsetOf(document: Document.Parsed, keys: readonly PropertyKey[]): number {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const key of keys) {
    if (!isCollection(node)) return offset;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (!pair || !isScalar(pair.key)) return offset;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value as Node | null;
    } else {
      node = (node.items[Number(key)] as Node | undefined) ?? null;
      offset = node?.range?.[0] ?? offset;
    }
  }
  return offset;
}

function distinct(problems: readonly Problem[]): Problem[] {
  const sorted = [...problems].sort((a, b) => a.line - b.line || a.column - b.column || (a.says < b.says ? -1 : a.says > b.says ? 1 : 0));
  return sorted.filter((problem, index) => index === 0 || JSON.stringify(problem) !== JSON.stringify(sorted[index - 1]));
}

const malformed = (problems: readonly Problem[]) => {
  const [first] = problems;
  const more = problems.length > 1 ? ` and ${problems.length - 1} more` : "";
  return new SocError({
    code: "playbook/malformed",
    problem: `the playbook "${first?.path}" cannot be used: line ${first?.line}, column ${first?.column}: ${first?.where ? `${first.where}: ` : ""}${first?.says}${more}`,
    remedy: "correct the line; docs/guides/writing-playbooks.md shows the form of every field",
    retry: "never",
  });
};
