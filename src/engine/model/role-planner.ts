import { type Plan, readPlan } from "../../core/model/plan.ts";
import { outputSchemas } from "../../core/model/schemas.ts";
import type { PlannerGround } from "../../stages/investigate/plan-ground.ts";
import type { ModelTask } from "./ask-model.ts";

/** The most that a planner answers with, tokens. */
const outputTokensMax = 400;

/** Proposing questions: it sees ids, words of closed lists, numbers and handles, and nothing that anybody outside wrote. */
export function planTask(ground: PlannerGround, caseId: string): ModelTask<Plan> {
  const { text, catalogue, keyOf } = ground;
  return {
    role: "planner",
    key: "planner",
    fills: [{ name: "state", type: "case-state", value: text, provenance: caseId, trust: "ours" }],
    observables: [],
    schema: outputSchemas.planner,
    outputTokensMax,
    read: (raw) => readPlan(raw, { catalogue }),
    acceptedAs: ({ questions, hypotheses }) => ({
      role: "planner",
      questions: questions.map(({ question, about }) => ({ question, about: keyOf(about) })),
      hypotheses,
    }),
  };
}
