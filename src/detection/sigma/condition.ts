import { sigmaLimits } from "./limits.ts";
import { parsePattern, passes, textTestOf } from "./pattern.ts";
import { allOf, anyOf, type Expression } from "./predicate.ts";
import { quoted, Refusal } from "./problem.ts";

/**
 * Reads a condition (Sigma specification 2.0, "condition"): `not` binds tighter than `and`, that tighter than `or`; parentheses;
 * `1 of x*`, `all of x*`, `any of`, `N of`, `them`. Selections whose names begin with "_" are not among `them`.
 */
export function conditionOf(text: string, selections: ReadonlyMap<string, Expression>, offset: number): Expression {
  const tokens = tokensOf(text, offset);
  const cursor: Cursor = { tokens, at: 0, selections, end: offset + text.length };
  const expression = orOf(cursor, 0);
  const rest = tokens[cursor.at];
  if (rest) throw badCondition(`${quoted(rest.text)} stands where the condition should end`, rest.offset);
  return expression;
}

type Token = { readonly text: string; readonly word: string; readonly offset: number };
type Cursor = { readonly tokens: readonly Token[]; at: number; readonly selections: ReadonlyMap<string, Expression>; readonly end: number };

function tokensOf(text: string, offset: number): Token[] {
  const tokens: Token[] = [];
  for (const { 0: found, index } of text.matchAll(/[()|]|[^\s()|]+/g)) {
    if (found === "|") throw aggregation(text.slice(index), offset + index);
    tokens.push({ text: found, word: found.toLowerCase(), offset: offset + index });
    if (tokens.length > sigmaLimits.conditionTokensMax)
      throw new Refusal({
        code: "rule/too-large",
        problem: `the condition has more than ${sigmaLimits.conditionTokensMax} words`,
        remedy: "name selections alike and use 1 of name_*",
        offset,
      });
  }
  return tokens;
}

function orOf(cursor: Cursor, depth: number): Expression {
  const parts = [andOf(cursor, depth)];
  while (cursor.tokens[cursor.at]?.word === "or") {
    cursor.at++;
    parts.push(andOf(cursor, depth));
  }
  return anyOf(parts);
}

function andOf(cursor: Cursor, depth: number): Expression {
  const parts = [notOf(cursor, depth)];
  while (cursor.tokens[cursor.at]?.word === "and") {
    cursor.at++;
    parts.push(notOf(cursor, depth));
  }
  return allOf(parts);
}

function notOf(cursor: Cursor, depth: number): Expression {
  let negations = 0;
  while (cursor.tokens[cursor.at]?.word === "not") {
    cursor.at++;
    negations++;
  }
  const operand = operandOf(cursor, depth);
  return negations % 2 === 1 ? { kind: "not", of: operand } : operand;
}

function operandOf(cursor: Cursor, depth: number): Expression {
  const token = cursor.tokens[cursor.at];
  if (!token) throw badCondition("the condition ends where a selection should stand", cursor.end);
  if (depth > sigmaLimits.depthMax) throw badCondition(`parentheses nest deeper than ${sigmaLimits.depthMax}`, token.offset);
  cursor.at++;
  if (token.text === "(") {
    const inner = orOf(cursor, depth + 1);
    const closing = cursor.tokens[cursor.at];
    if (closing?.text !== ")") throw badCondition("a parenthesis is not closed", token.offset);
    cursor.at++;
    return inner;
  }
  const selection = cursor.selections.get(token.text);
  if (cursor.tokens[cursor.at]?.word === "of" && /^(?:\d{1,4}|all|any)$/.test(token.word)) return quantified(token, cursor);
  if (selection) return selection;
  throw badCondition(`${quoted(token.text)} names no selection`, token.offset);
}

function quantified(count: Token, cursor: Cursor): Expression {
  cursor.at++;
  const target = cursor.tokens[cursor.at];
  if (!target) throw badCondition(`"of" must be followed by a name or "them"`, cursor.end);
  cursor.at++;
  const parts = [...cursor.selections].filter(([name]) => covers(target, name)).map(([, selection]) => selection);
  if (parts.length === 0) throw badCondition(`${quoted(target.text)} names no selection`, target.offset);
  if (count.word === "all") return allOf(parts);
  const least = count.word === "any" ? 1 : Number(count.word);
  if (least === 0) throw badCondition('"0 of" says nothing; write "not 1 of"', count.offset);
  if (least === 1) return anyOf(parts);
  if (least > parts.length) throw badCondition(`${least} of ${parts.length} selections can never hold`, count.offset);
  return least === parts.length ? allOf(parts) : { kind: "atLeast", count: least, of: parts };
}

function covers(target: Token, name: string): boolean {
  if (target.word === "them") return !name.startsWith("_");
  return passes(textTestOf(parsePattern(target.text), true), name);
}

const badCondition = (problem: string, offset: number) =>
  new Refusal({
    code: "rule/bad-condition",
    problem,
    remedy: "correct the condition; it may only name selections of the same rule",
    offset,
  });

const aggregation = (text: string, offset: number) =>
  new Refusal({
    code: "rule/unsupported",
    problem: `the aggregation ${quoted(text)} is of the old form`,
    remedy: "write it as a Sigma correlation rule (type event_count or value_count) beside this rule",
    offset,
  });
