import { z } from "zod";
import { categories } from "../alert/category.ts";

/** The most that one plan holds. */
export const planLimits = { questionsMax: 6, hypothesesMax: 3, refutersMax: 4, idLengthMax: 130 } as const;

const question = z
  .string()
  .max(planLimits.idLengthMax)
  .regex(/^[a-z][a-z0-9-]{1,63}\/[a-z][a-z0-9-]{1,63}$/);
const handle = z.string().regex(/^h-[1-9]\d{0,3}$/);

/** The planner's output: questions of the catalogue by `<playbook>/<question id>`, what each is about by a handle (null: the whole case), and what would refute which explanation. */
export const Plan = z.strictObject({
  questions: z.array(z.strictObject({ question, about: handle.nullable() })).max(planLimits.questionsMax),
  hypotheses: z
    .array(z.strictObject({ category: z.enum(categories), refutedBy: z.array(question).max(planLimits.refutersMax) }))
    .max(planLimits.hypothesesMax),
});
export type Plan = z.infer<typeof Plan>;

/** What a plan may name: each question of the prompt by `<playbook>/<question id>`, with the handles that it may be about; null stands for the whole case. */
export type PlanGround = { readonly catalogue: ReadonlyMap<string, ReadonlySet<string | null>> };
