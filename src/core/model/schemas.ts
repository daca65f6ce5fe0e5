import { z } from "zod";
import { Condition, EventQuery, queryLimits } from "../query/query.ts";
import type { ModelRole } from "./call.ts";
import { CaseSearch } from "./guided.ts";
import { Plan } from "./plan.ts";
import { ToldProse } from "./prose.ts";
import { ToldReading } from "./reading.ts";

const many = <Each extends z.ZodType>(each: Each) => z.array(each).max(queryLimits.conditionsMax);
const groups = <Each extends z.ZodType>(each: Each) => [z.strictObject({ all: many(each) }), z.strictObject({ any: many(each) })] as const;
const negated = z.strictObject({ not: Condition });
const group = z.union([Condition, negated, ...groups(z.union([Condition, negated]))]);

/**
 * A guide's output as a server is told of it: an object, since servers that are made to keep to a shape refuse a choice at its top, and conditions that
 * nest two deep in place of any depth, since they refuse what refers to itself. What is read is `Guided`: each answer of it within that depth has this shape.
 */
const GuidedAsAsked = z.strictObject({
  kind: z.enum(["events", "cases", "none"]),
  query: EventQuery.extend({ where: z.union([Condition, negated, ...groups(group)]).optional() }).optional(),
  filter: CaseSearch.optional(),
});

/** The shape of each role's output as JSON Schema (2020-12), made from what reads it; bounds of all numbers alike are left out, so that it is short. */
export const outputSchemas: Readonly<Record<ModelRole, Readonly<Record<string, unknown>>>> = {
  reader: schemaOf(ToldReading, "inline"),
  planner: schemaOf(Plan, "inline"),
  writer: schemaOf(ToldProse, "inline"),
  guide: schemaOf(GuidedAsAsked, "ref"),
};

function schemaOf(shape: z.ZodType, reused: "inline" | "ref"): Readonly<Record<string, unknown>> {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, {
    io: "input",
    reused,
    override: ({ jsonSchema }) => {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  return schema;
}
