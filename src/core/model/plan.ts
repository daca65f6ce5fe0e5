import { z } from "zod";
import { categories } from "../alert/category.ts";
import { type ReadResult, readShape, unparseable } from "./read-result.ts";

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

/** Reads a planner's output. What it names must be in the ground, question and handle together; what it names twice counts once. */
export function readPlan(raw: string, { catalogue }: PlanGround): ReadResult<Plan> {
  const told = readShape(raw, Plan);
  if (!("ok" in told)) return told;
  const { questions, hypotheses } = told.ok;
  if (!questions.every(({ question: id, about }) => catalogue.get(id)?.has(about)))
    return unparseable("it names a question or a handle that is not in the prompt");
  if (!hypotheses.every(({ refutedBy }) => refutedBy.every((id) => catalogue.has(id))))
    return unparseable("it would refute by a question that is not in the prompt");
  return {
    ok: {
      questions: firsts(questions, ({ question: id, about }) => `${id} ${about}`),
      hypotheses: firsts(hypotheses, ({ category }) => category).map(({ category, refutedBy }) => ({
        category,
        refutedBy: [...new Set(refutedBy)],
      })),
    },
  };
}

const firsts = <Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] =>
  [...new Map(items.toReversed().map((item) => [keyOf(item), item])).values()].toReversed();
