import { z } from "zod";
import { datasets } from "../event/event.ts";
import { meanings } from "./meaning/vocabulary.ts";

/** The most rows a search returns, and the most conditions, values and nesting a query may have. */
export const queryLimits = {
  rowsMax: 1_000,
  conditionsMax: 64,
  valuesMax: 500,
  depthMax: 8,
  valueLengthMax: 4_096,
  groupsMax: 1_000,
} as const;

const operators = ["eq", "in", "contains", "startsWith", "endsWith", "regex", "cidr", "gt", "lt", "exists"] as const;

// Control characters, NUL and lone surrogates never reach a backend.
const text = z
  .string()
  .max(queryLimits.valueLengthMax)
  .refine((value) => value.isWellFormed() && !/\p{Cc}/u.test(value), "holds a control character or a lone surrogate");
const scalar = z.union([text, z.number(), z.boolean()]);

/** A condition on one field of the normalised schema; text compares without case. `exists` takes true or false. */
export const Condition = z.strictObject({
  field: z.enum(meanings),
  op: z.enum(operators),
  value: z.union([scalar, z.array(scalar).max(queryLimits.valuesMax)]),
});
export type Condition = z.infer<typeof Condition>;

/** A tree of conditions. */
export type Where = Condition | { readonly all: readonly Where[] } | { readonly any: readonly Where[] } | { readonly not: Where };

/** The schema of `Where`. Depth is checked by `depthOf` in the compilers, since a recursive schema cannot. */
export const Where: z.ZodType<Where> = z.lazy(() =>
  z.union([
    Condition,
    z.strictObject({ all: z.array(Where).max(queryLimits.conditionsMax) }),
    z.strictObject({ any: z.array(Where).max(queryLimits.conditionsMax) }),
    z.strictObject({ not: Where }),
  ]),
);

/**
 * The typed query: all that a caller, a playbook or a model may ask of an event store. Never query text.
 * `entity` restricts to events that mention one observable (by `observableKey`), answered from the inverted index.
 * `fromMs` and `toMs` are absolute, UTC, inclusive and exclusive.
 */
export const EventQuery = z.strictObject({
  dataset: z.enum(datasets).optional(),
  entity: text.optional(),
  time: z.strictObject({ fromMs: z.int(), toMs: z.int() }),
  where: Where.optional(),
  aggregate: z.strictObject({ by: z.array(z.enum(meanings)).max(3), distinct: z.enum(meanings).optional() }).optional(),
  sort: z.enum(["oldest", "newest"]).default("oldest"),
  limit: z.int().min(1).max(queryLimits.rowsMax).default(100),
});
export type EventQuery = z.infer<typeof EventQuery>;
