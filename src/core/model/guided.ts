import { z } from "zod";
import { categories } from "../alert/category.ts";
import { severities } from "../alert/severity.ts";
import { checkQuery } from "../query/check.ts";
import { EventQuery } from "../query/query.ts";
import { SocError } from "../soc-error.ts";
import { verdicts } from "../verdict/verdict.ts";
import { type ReadResult, readShape, unparseable } from "./read-result.ts";

// What hides is nothing that a person searches for, or could see in what they are shown.
const text = z
  .string()
  .min(1)
  .max(200)
  .refine((value) => !/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u.test(value), "holds a character that cannot be seen");
const texts = z.array(text).min(1).max(20);
const timeMs = z.int().min(0).max(8_640_000_000_000_000);

/** A search of cases or alerts in the words of the queue's filter: all that is given must hold, of several values of one kind any. Times from inclusive, to exclusive. */
export const CaseSearch = z.strictObject({
  of: z.enum(["cases", "alerts"]),
  state: z
    .array(z.enum(["in-progress", "open", "closed", "escalated", "waiting", "merged"]))
    .min(1)
    .max(6)
    .optional(),
  severity: z.array(z.enum(severities)).min(1).max(severities.length).optional(),
  category: z.array(z.enum(categories)).min(1).max(categories.length).optional(),
  verdict: z
    .array(z.enum([...verdicts, "none"]))
    .min(1)
    .max(verdicts.length + 1)
    .optional(),
  source: texts.optional(),
  host: texts.optional(),
  account: texts.optional(),
  rule: texts.optional(),
  technique: texts.optional(),
  priority: z.array(z.int().min(1).max(5)).min(1).max(5).optional(),
  fromMs: timeMs.optional(),
  toMs: timeMs.optional(),
  text: text.optional(),
});
export type CaseSearch = z.infer<typeof CaseSearch>;

/** The guide's output: a typed query that is shown before it runs and can only read, a search of the queue, or that it found neither. */
export const Guided = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("events"), query: EventQuery }),
  z.strictObject({ kind: z.literal("cases"), filter: CaseSearch }),
  z.strictObject({ kind: z.literal("none") }),
]);
export type Guided = z.infer<typeof Guided>;

/** States that alerts, or cases, can be in. */
const statesOf: Readonly<Record<CaseSearch["of"], ReadonlySet<string>>> = {
  cases: new Set(["in-progress", "closed", "escalated", "waiting", "merged"]),
  alerts: new Set(["open", "closed", "escalated"]),
};

/** Reads a guide's output: a query that every store can answer, a search that the queue can, or neither. */
export function readGuided(raw: string): ReadResult<Guided> {
  const told = readShape(raw, Guided);
  if (!("ok" in told)) return told;
  if (told.ok.kind === "events") return checked(told.ok.query);
  if (told.ok.kind === "cases") {
    const { of, state, fromMs, toMs } = told.ok.filter;
    if (state?.some((each) => !statesOf[of].has(each))) return unparseable(`a state that ${of} cannot be in`);
    if (fromMs !== undefined && toMs !== undefined && fromMs > toMs) return unparseable("it ends before it begins");
  }
  return told;
}

function checked(query: EventQuery): ReadResult<Guided> {
  try {
    return { ok: { kind: "events", query: checkQuery(query) } };
  } catch (cause) {
    if (cause instanceof SocError) return unparseable("a query that no store can answer");
    throw cause;
  }
}
