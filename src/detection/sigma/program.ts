import { literalSetOf } from "./literal-set.ts";
import { type Asks, type Expression, type FieldTexts, holds, type Predicate, predicateOf } from "./predicate.ts";
import type { View } from "./view.ts";

/** All predicates of a rule set, each once, however many rules ask it. */
export type Predicates = {
  readonly idOf: (predicate: Predicate) => number;
  readonly list: readonly Predicate[];
  /** Every field that a predicate names, sorted. */
  readonly fieldNames: () => string[];
};

/** An empty store of predicates. */
export function openPredicates(): Predicates {
  const ids = new Map<string, number>();
  const list: Predicate[] = [];
  return {
    list,
    idOf: (predicate) => {
      const known = ids.get(predicate.key);
      if (known !== undefined) return known;
      ids.set(predicate.key, list.length);
      return list.push(predicate) - 1;
    },
    fieldNames: () => [...new Set(list.flatMap(fieldsOf))].sort(),
  };
}

const fieldsOf = ({ field, asks }: Predicate): string[] => [
  ...(field === undefined ? [] : [field]),
  ...(asks.kind === "field" ? [asks.other] : []),
];

/** An expression with its predicates replaced by their ids, cheap to evaluate. */
export type Node =
  | { readonly kind: "predicate"; readonly id: number }
  | { readonly kind: "all" | "any" | "atLeast"; readonly count: number; readonly of: readonly Node[] }
  | { readonly kind: "not"; readonly of: Node };

/** Compiles an expression against a store of predicates. Parts are asked cheapest first, which changes no answer. */
export function nodeOf(expression: Expression, predicates: Predicates): Node {
  switch (expression.kind) {
    case "predicate":
      return { kind: "predicate", id: predicates.idOf(expression.predicate) };
    case "not":
      return { kind: "not", of: nodeOf(expression.of, predicates) };
    case "atLeast":
      return { kind: "atLeast", count: expression.count, of: cheapestFirst(expression.of).map((part) => nodeOf(part, predicates)) };
    case "any":
      return { kind: "any", count: 0, of: cheapestFirst(together(expression.of)).map((part) => nodeOf(part, predicates)) };
    case "all":
      return { kind: "all", count: 0, of: cheapestFirst(expression.of).map((part) => nodeOf(part, predicates)) };
  }
}

/** From this many literals on, one pass for all is cheaper than one search for each. */
const togetherMin = 48;

// A long list of texts that one field may contain becomes one predicate, so that its cost does not grow with the list.
function together(parts: readonly Expression[]): readonly Expression[] {
  const byField = new Map<string, string[]>();
  for (const part of parts) {
    const found = containedIn(part);
    const literals = found && byField.get(found.field);
    if (literals) literals.push(found.literal);
    else if (found) byField.set(found.field, [found.literal]);
  }
  const long = new Map([...byField].filter(([, literals]) => literals.length >= togetherMin));
  if (long.size === 0) return parts;
  const rest = parts.filter((part) => !long.has(containedIn(part)?.field ?? ""));
  const sets = [...long].map(([field, literals]): Expression => {
    const predicate = predicateOf(field, { kind: "literals", literals, contains: literalSetOf(literals) });
    return { kind: "predicate", predicate };
  });
  return [...rest, ...sets];
}

function containedIn(part: Expression): { field: string; literal: string } | undefined {
  if (part.kind !== "predicate") return undefined;
  const { field, asks } = part.predicate;
  if (field === undefined || asks.kind !== "text" || asks.test.how !== "contains" || asks.test.cased) return undefined;
  return { field, literal: asks.test.literal };
}

function cheapestFirst(parts: readonly Expression[]): Expression[] {
  return parts
    .map((part) => ({ part, cost: costOf(part) }))
    .sort((a, b) => a.cost - b.cost)
    .map(({ part }) => part);
}

const costsOfAsks: Readonly<Partial<Record<Asks["kind"], number>>> = { regex: 20, literals: 20 };

// In comparisons of one text; a regular expression and a look at every field cost many.
function costOf(expression: Expression): number {
  switch (expression.kind) {
    case "predicate":
      return (costsOfAsks[expression.predicate.asks.kind] ?? 1) * (expression.predicate.field === undefined ? 40 : 1);
    case "not":
      return costOf(expression.of);
    default:
      return expression.of.reduce((sum, part) => sum + costOf(part), 0);
  }
}

/** Answers nodes for the event that the view holds; each predicate is asked at most once per event. */
export function openEvaluator(list: readonly Predicate[], view: View): (node: Node) => boolean {
  const fields = Int32Array.from(list, ({ field }) => (field === undefined ? -1 : view.fieldIds.get(field)!));
  const asks: Asks[] = list.map((predicate) => predicate.asks);
  const answeredAt = new Float64Array(list.length);
  const answers = new Uint8Array(list.length);
  const other = (name: string): FieldTexts => view.texts(view.fieldIds.get(name)!);

  const answer = (id: number): boolean => {
    const epoch = view.epoch();
    if (answeredAt[id] === epoch) return answers[id] === 1;
    const field = fields[id]!;
    const result = holds(asks[id]!, field < 0 ? view.all() : view.texts(field), other);
    answeredAt[id] = epoch;
    answers[id] = result ? 1 : 0;
    return result;
  };
  const evaluate = (node: Node): boolean => {
    switch (node.kind) {
      case "predicate":
        return answer(node.id);
      case "not":
        return !evaluate(node.of);
      case "all":
        for (const part of node.of) if (!evaluate(part)) return false;
        return true;
      case "any":
        for (const part of node.of) if (evaluate(part)) return true;
        return false;
      case "atLeast": {
        let found = 0;
        for (const part of node.of) if (evaluate(part) && ++found >= node.count) return true;
        return false;
      }
    }
  };
  return evaluate;
}
