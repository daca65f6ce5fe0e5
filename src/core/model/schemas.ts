import { z } from "zod";
import type { ModelRole } from "./call.ts";
import { Guided } from "./guided.ts";
import { Plan } from "./plan.ts";
import { ToldProse } from "./prose.ts";
import { ToldReading } from "./reading.ts";

/** The shape of each role's output as JSON Schema (2020-12), made from what reads it; bounds of all numbers alike are left out, so that it is short. */
export const outputSchemas: Readonly<Record<ModelRole, Readonly<Record<string, unknown>>>> = {
  reader: schemaOf(ToldReading),
  planner: schemaOf(Plan),
  writer: schemaOf(ToldProse),
  guide: schemaOf(Guided),
};

function schemaOf(shape: z.ZodType): Readonly<Record<string, unknown>> {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, {
    io: "input",
    override: ({ jsonSchema }) => {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  return schema;
}
