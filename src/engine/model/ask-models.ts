import { decide } from "../../core/case/case.ts";
import { viewOf } from "../../stages/investigate/case-view.ts";
import { plannerGround } from "../../stages/investigate/plan-ground.ts";
import { textsToRead } from "../../stages/investigate/texts-to-read.ts";
import { concluded, type Ending, withoutModel } from "../investigate-end.ts";
import type { World } from "../world.ts";
import { type Asker, askModel, type CaseOfTask } from "./ask-model.ts";
import { putQuestions } from "./put-questions.ts";
import { planTask } from "./role-planner.ts";
import { readTask } from "./role-reader.ts";
import { writeTask } from "./role-writer.ts";

/** What asking models about a case needs of the world. */
type ModelWorld = Pick<World, "playbooks" | "tools" | "clock" | "models">;

/**
 * What models add to a case whose investigation has come to its end without them: texts are read, questions proposed and put to the ordinary tools, prose is written. Whatever fails is
 * left out and marked; a process that goes on where another one stopped asks nothing again. Throws only what the record throws.
 */
export async function askModels(about: CaseOfTask, ending: Ending, world: ModelWorld): Promise<void> {
  const { models: parts, clock } = world;
  if (!parts) return;
  const asker: Asker = { parts, clock };
  await settleLost(about, asker);
  const { state, standing } = about;
  const viewNow = () => viewOf(standing(), state);
  const { observables } = viewNow();
  for (const text of textsToRead(viewNow())) await askModel(readTask(text, observables, viewNow()), about, asker);
  const ground = plannerGround({
    view: viewNow(),
    playbooks: world.playbooks.map(({ playbook }) => playbook),
    playbook: ending.plan.playbook.playbook,
    without: withoutModel(standing(), ending),
  });
  if (ground.catalogue.size > 0) await askModel(planTask(ground, about.caseId), about, asker);
  await putQuestions(ground, about, world);
  const conclusion = concluded(standing(), ending);
  await askModel(writeTask({ conclusion, view: viewNow() }), about, asker);
}

/** A call whose answer never came, because the process that asked ended: what it reserved stays spent, and it is not asked again. */
async function settleLost({ tell, standing }: CaseOfTask, { clock }: Asker): Promise<void> {
  const open = () => (standing().model?.calls ?? []).filter(({ outcome }) => !outcome);
  if (open().length === 0) return;
  await tell(() =>
    open().flatMap(({ call, askedAtMs }) => {
      const atMs = clock.nowMs();
      // Nobody knows what it took: the most that it may have.
      const outputTokens = Math.min(call.reservedTokens, call.parameters.outputTokensMax);
      const costMicros = call.reservedCostMicros ?? 0;
      const ms = Math.max(0, atMs - askedAtMs);
      const use = { inputTokens: call.reservedTokens - outputTokens, outputTokens, isEstimate: true, costMicros, ms };
      const outcome = { kind: "failed", why: "broken-off", detail: "whoever asked ended before the answer came", use } as const;
      return decide({ type: "TakeModelAnswer", callId: call.id, outcome, atMs }, standing());
    }),
  );
}
