import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";

/** A token of a query language as its reader sees it. A pattern is what stands between slashes. */
export type Token = { readonly kind: "literal" | "name" | "pattern" | "other"; readonly text: string };

/** How a language writes literals, names and patterns, by its published grammar. */
export type Lexis = {
  readonly literal: { readonly quote: string; readonly inside: "doubled" | "escaped" };
  readonly name?: { readonly quote: string };
  readonly hasPatterns?: boolean;
};

/** Splits a query as its language does; whatever is no literal, name or pattern must be of the plain characters that a compiler writes itself. */
export function tokensOf(query: string, { literal, name, hasPatterns }: Lexis): Token[] {
  const tokens: Token[] = [];
  let other = "";
  const flush = () => {
    if (other.trim() !== "") tokens.push({ kind: "other", text: other.trim() });
    assert.match(other, /^[\w\s.,()=<>!?#@*|:+\-[\]$]*$/, "outside literals stands only what we wrote");
    other = "";
  };
  for (let at = 0; at < query.length; ) {
    const character = query[at]!;
    const kind =
      character === literal.quote ? "literal" : character === name?.quote ? "name" : hasPatterns && character === "/" ? "pattern" : "other";
    if (kind === "other") {
      other += character;
      at++;
      continue;
    }
    flush();
    const { text, next } = quotedAt(
      query,
      at,
      kind === "literal" ? literal.inside : kind === "pattern" ? "escaped" : "doubled",
      kind === "pattern",
    );
    tokens.push({ kind, text });
    at = next;
  }
  flush();
  return tokens;
}

function quotedAt(query: string, from: number, inside: "doubled" | "escaped", isPattern: boolean): { text: string; next: number } {
  const quote = query[from]!;
  let text = "";
  for (let at = from + 1; at < query.length; at++) {
    const character = query[at]!;
    if (inside === "escaped" && character === "\\") {
      text += isPattern ? query.slice(at, at + 2) : query[at + 1];
      at++;
    } else if (character !== quote) text += character;
    else if (inside === "doubled" && query[at + 1] === quote) {
      text += quote;
      at++;
    } else return { text, next: at + 1 };
  }
  return assert.fail("a literal that never ends");
}

/** What a pattern made of one text alone matches; undefined for a pattern that a person wrote. */
export function plainTextOf(pattern: string): string | undefined {
  const inner = /^(?:\(\?i\))?(?:\\A)?((?:\\x\{[0-9a-f]+\})*)(?:\\z)?$/.exec(pattern)?.[1];
  return inner === undefined
    ? undefined
    : inner.replace(/\\x\{([0-9a-f]+)\}/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));
}

type KustoNode = {
  readonly LiteralValue: unknown;
  readonly ChildCount: number;
  GetChild(at: number): KustoNode | null;
  ToString(): string;
};
type Kusto = {
  readonly Language: {
    readonly KustoCode: { Parse(query: string): { readonly Syntax: KustoNode; GetDiagnostics(): { readonly Count: number } } };
  };
};

/** Microsoft's own parser of KQL: gives the string literals in the order in which they stand, and fails on a query that it cannot read. */
export function openKusto(): (query: string) => string[] {
  const folder = new URL("../../node_modules/@kusto/language-service-next/", import.meta.url);
  const context = createContext({}) as { Kusto?: Kusto };
  for (const file of ["bridge.min.js", "Kusto.Language.Bridge.min.js"]) runInContext(readFileSync(new URL(file, folder), "utf8"), context);
  return (query) => {
    const code = context.Kusto!.Language.KustoCode.Parse(query);
    assert.equal(code.GetDiagnostics().Count, 0, query);
    const found: string[] = [];
    const visit = (node: KustoNode | null): void => {
      if (!node) return;
      if (typeof node.LiteralValue === "string") found.push(node.LiteralValue);
      else for (let at = 0; at < node.ChildCount; at++) visit(node.GetChild(at));
    };
    visit(code.Syntax);
    return found;
  };
}
