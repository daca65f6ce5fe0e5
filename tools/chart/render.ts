import { createHash } from "node:crypto";
import { stringify } from "yaml";

/**
 * Renders the part of Helm's template language that the chart uses, so that its templates can be looked at without Helm: actions with trimming, variables,
 * `if`, `range`, `define`, `include`, and the functions below. Anything else is refused: a template that needs more is a template that nobody has tried.
 */
export function renderChart(
  files: ReadonlyMap<string, string>,
  values: object,
  release = "try",
  chart: object = {},
): ReadonlyMap<string, string> {
  const defined = new Map<string, Node[]>();
  const parsed = [...files].map(([path, text]) => [path, parse(tokensOf(text), defined)] as const);
  const root = { Values: values, Release: { Name: release, Service: "Helm" }, Chart: chart };
  return new Map(
    parsed
      .filter(([path]) => !path.endsWith(".tpl"))
      .map(([path, nodes]) => [path, write(nodes, { dot: root, variables: new Map(), defined })]),
  );
}

/** A template refused what it was given (`fail`), or uses what is not known here. */
export class ChartError extends Error {}

type Token = { readonly text: string } | { readonly action: string };
type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value"; readonly words: string }
  | { readonly kind: "set"; readonly name: string; readonly words: string }
  | { readonly kind: "if" | "range"; readonly words: string; readonly body: Node[]; readonly otherwise: Node[] };

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (const match of text.matchAll(/\{\{(-?)\s*([\s\S]*?)\s*(-?)\}\}/g)) {
    let before = text.slice(at, match.index);
    if (match[1] === "-") before = before.trimEnd();
    tokens.push({ text: before }, { action: match[2] ?? "" });
    at = match.index + match[0].length;
    if (match[3] === "-") while (/\s/.test(text[at] ?? "")) at++;
  }
  tokens.push({ text: text.slice(at) });
  return tokens;
}

type Open = {
  readonly node: { kind: "if" | "range"; words: string; body: Node[]; otherwise: Node[] } | { kind: "define"; name: string; body: Node[] };
  inElse: boolean;
};

function parse(tokens: readonly Token[], defined: Map<string, Node[]>): Node[] {
  const top: Node[] = [];
  const open: Open[] = [];
  const into = () => {
    const last = open.at(-1);
    if (!last) return top;
    return last.inElse && last.node.kind !== "define" ? last.node.otherwise : last.node.body;
  };
  for (const token of tokens) {
    if ("text" in token) {
      into().push({ kind: "text", text: token.text });
      continue;
    }
    const [word = "", rest = ""] = [token.action.split(/\s+/, 1)[0], token.action.replace(/^\S+\s*/, "")];
    const assigned = /^(\$\w+) := ([\s\S]+)$/.exec(token.action);
    if (assigned) into().push({ kind: "set", name: assigned[1] ?? "", words: assigned[2] ?? "" });
    else if (word === "if" || word === "range") open.push({ node: { kind: word, words: rest, body: [], otherwise: [] }, inElse: false });
    else if (word === "define") open.push({ node: { kind: "define", name: JSON.parse(rest) as string, body: [] }, inElse: false });
    else if (word === "else" && rest === "" && open.at(-1)) open.at(-1)!.inElse = true;
    else if (word === "end") {
      const ended = open.pop();
      if (!ended) throw new ChartError("an end without a beginning");
      if (ended.node.kind === "define") defined.set(ended.node.name, ended.node.body);
      else into().push(ended.node);
    } else into().push({ kind: "value", words: token.action });
  }
  if (open.length > 0) throw new ChartError("a block without an end");
  return top;
}

type Scope = { readonly dot: unknown; readonly variables: Map<string, unknown>; readonly defined: ReadonlyMap<string, Node[]> };

function write(nodes: readonly Node[], scope: Scope): string {
  return nodes
    .map((node) => {
      if (node.kind === "text") return node.text;
      if (node.kind === "value") return textOf(evaluate(node.words, scope));
      if (node.kind === "set") {
        scope.variables.set(node.name, evaluate(node.words, scope));
        return "";
      }
      const value = evaluate(node.words, scope);
      if (node.kind === "if") return write(isTrue(value) ? node.body : node.otherwise, scope);
      if (!Array.isArray(value)) throw new ChartError(`range over what is no list: ${node.words}`);
      return value.map((dot: unknown) => write(node.body, { ...scope, dot, variables: new Map(scope.variables) })).join("");
    })
    .join("");
}

const textOf = (value: unknown) => (value === undefined || value === null ? "" : String(value));
const isTrue = (value: unknown) =>
  !(
    value === undefined ||
    value === null ||
    value === false ||
    value === 0 ||
    value === "" ||
    (Array.isArray(value) && value.length === 0)
  );

/** A pipeline: each step's value is the last argument of the next. */
function evaluate(words: string, scope: Scope): unknown {
  let value: unknown;
  for (const [index, step] of splitPipes(words).entries()) {
    const [name = "", ...given] = splitWords(step);
    const args = given.map((word) => operand(word, scope));
    if (index > 0) args.push(value);
    value = index === 0 && given.length === 0 && !functions.has(name) ? operand(name, scope) : call(name, args, scope);
  }
  return value;
}

function call(name: string, args: readonly unknown[], scope: Scope): unknown {
  if (name === "include") {
    const body = scope.defined.get(String(args[0]));
    if (!body) throw new ChartError(`no template is called "${String(args[0])}"`);
    return write(body, { ...scope, dot: args[1] });
  }
  const found = functions.get(name);
  if (!found) throw new ChartError(`"${name}" is not known here`);
  return found(...args);
}

const indented = (count: unknown, text: unknown) => `\n${String(text).replace(/^/gm, " ".repeat(Number(count)))}`;
const functions: ReadonlyMap<string, (...args: readonly unknown[]) => unknown> = new Map<string, (...args: readonly unknown[]) => unknown>([
  ["toYaml", (value) => stringify(value, { lineWidth: 0 }).trimEnd()],
  ["nindent", indented],
  ["quote", (value) => JSON.stringify(textOf(value))],
  ["default", (otherwise, value) => (isTrue(value) ? value : otherwise)],
  ["sha256sum", (value) => createHash("sha256").update(String(value)).digest("hex")],
  ["int", (value) => Math.trunc(Number(value))],
  ["gt", (one, other) => Number(one) > Number(other)],
  ["not", (value) => !isTrue(value)],
  ["and", (...values) => values.find((value) => !isTrue(value)) ?? values.at(-1)],
  ["has", (value, list) => Array.isArray(list) && list.includes(value)],
  [
    "fail",
    (says) => {
      throw new ChartError(String(says));
    },
  ],
]);

function operand(word: string, scope: Scope): unknown {
  if (word.startsWith("(")) return evaluate(word.slice(1, -1), scope);
  if (word.startsWith('"')) return JSON.parse(word);
  if (/^-?\d+$/.test(word)) return Number(word);
  const [first = "", ...path] = word.split(".");
  if (first !== "" && !first.startsWith("$")) throw new ChartError(`"${word}" is not known here`);
  if (first !== "" && !scope.variables.has(first)) throw new ChartError(`the variable ${first} is not set`);
  let at: unknown = first === "" ? scope.dot : scope.variables.get(first);
  for (const key of path.filter((each) => each !== "")) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) throw new ChartError(`nothing is at ${word}`);
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}

function splitPipes(words: string): string[] {
  return partsOf(words, (character) => character === "|");
}
const splitWords = (step: string) => partsOf(step, (character) => /\s/.test(character)).filter((word) => word !== "");

/** Parts between separators that stand neither in quotes nor in parentheses. */
function partsOf(text: string, isSeparator: (character: string) => boolean): string[] {
  const parts = [""];
  let [depth, quoted] = [0, false];
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    if (!quoted && character === "(") depth++;
    if (!quoted && character === ")") depth--;
    if (!quoted && depth === 0 && isSeparator(character)) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}
