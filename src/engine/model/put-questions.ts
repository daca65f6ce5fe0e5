import { decide } from "../../core/case/case.ts";
import { viewOf } from "../../stages/investigate/case-view.ts";
import type { PlannerGround } from "../../stages/investigate/plan-ground.ts";
import { toolInput } from "../../stages/investigate/tool-input.ts";
import { ask } from "../ask.ts";
import type { World } from "../world.ts";
import type { CaseOfTask } from "./ask-model.ts";

/**
 * Puts the questions that a model proposed to the tools that answer every question, once each; what they say is evidence that a model led to. Only questions of the catalogue can
 * be put: the record holds their names, and what they are about is a thing that code found in the case.
 */
export async function putQuestions(
  ground: PlannerGround,
  { caseId: _, state, tell, standing }: CaseOfTask,
  world: Pick<World, "tools" | "clock">,
): Promise<void> {
  for (const { question: name, about } of standing().model?.questions ?? []) {
    const questionKey = `model ${name}${about === null ? "" : ` ${about}`}`;
    const question = ground.questionAbout(name, about);
    if (!question || standing().model?.settled.includes(questionKey)) continue;
    const asked = await ask(question, toolInput(question, viewOf(standing(), state)), world, "e-m0");
    await tell(() => {
      const evidence = { ...asked.evidence, id: `e-m${state.modelSpend.evidence + 1}`, by: "model" as const };
      return decide({ type: "RecordEvidence", questionKey, ...asked, evidence }, standing());
    });
  }
}
