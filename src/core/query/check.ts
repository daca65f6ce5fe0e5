import { SocError } from "../soc-error.ts";
import { addressRange } from "./address.ts";
import { numberOf, operandsOf } from "./matches.ts";
import { parsePattern } from "./pattern.ts";
import { type Condition, EventQuery, queryLimits, type Where } from "./query.ts";

/**
 * A query that every store can answer, or a refusal (`query/malformed`): its shape, its depth, the number of all its conditions,
 * and operands that mean something to their operator. Safe on values of any depth.
 */
export function checkQuery(query: unknown): EventQuery {
  requireShallow((query as { where?: unknown } | null)?.where);
  const { success, data, error } = EventQuery.safeParse(query);
  if (!success) throw malformed(`does not have the shape of a query: ${error.issues[0]?.message ?? "unknown"}`);
  if (data.time.fromMs > data.time.toMs) throw malformed("ends before it begins");
  const conditions = conditionsOf(data.where);
  if (conditions.length > queryLimits.conditionsMax) throw malformed(`has more than ${queryLimits.conditionsMax} conditions`);
  for (const condition of conditions) requireMeaningful(condition);
  return data;
}

// Walked without recursion, because the depth is what is being checked.
function requireShallow(where: unknown): void {
  const waiting: { part: unknown; depth: number }[] = [{ part: where, depth: 1 }];
  let parts = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next.part !== "object" || next.part === null) continue;
    const { all, any, not } = next.part as { all?: unknown; any?: unknown; not?: unknown };
    if (next.depth > queryLimits.depthMax) throw malformed(`is nested deeper than ${queryLimits.depthMax}`);
    if (++parts > partsMax) throw malformed(`has more than ${queryLimits.conditionsMax} conditions`);
    for (const inner of [all, any, not])
      for (const part of Array.isArray(inner) ? inner.slice(0, partsMax + 1) : [inner])
        if (part !== undefined) waiting.push({ part, depth: next.depth + 1 });
  }
}

/** All conditions together with the groups that hold them. */
const partsMax = queryLimits.conditionsMax * 2;

/** Every condition of a tree that has been checked for depth. */
export function conditionsOf(where: Where | undefined): Condition[] {
  if (where === undefined) return [];
  if ("all" in where) return where.all.flatMap(conditionsOf);
  if ("any" in where) return where.any.flatMap(conditionsOf);
  return "not" in where ? conditionsOf(where.not) : [where];
}

function requireMeaningful(condition: Condition): void {
  for (const operand of operandsOf(condition)) {
    if (condition.op === "regex") parsePattern(operand);
    if (condition.op === "cidr" && !addressRange(operand)) throw malformed(`names "${operand.slice(0, 80)}", which is no address range`);
    if ((condition.op === "gt" || condition.op === "lt") && numberOf(operand) === undefined)
      throw malformed(`compares with "${operand.slice(0, 80)}", which is no number`);
  }
}

const malformed = (why: string) =>
  new SocError({
    code: "query/malformed",
    problem: `the query ${why}`,
    remedy: "correct the playbook question or the request that it comes from",
    retry: "never",
  });
