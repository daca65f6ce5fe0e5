import type { Conclusion } from "../../core/case/conclusion.ts";
import type { ModelRole } from "../../core/model/call.ts";
import type { Playbook } from "../../core/playbook/playbook.ts";
import { type PromptPreview, previewOf } from "../../core/prompt/preview.ts";
import type { SlotFill } from "../../core/prompt/prompt.ts";
import type { CaseView } from "../../stages/investigate/case-view.ts";
import { plannerGround } from "../../stages/investigate/plan-ground.ts";
import { textsToRead } from "../../stages/investigate/texts-to-read.ts";
import { builtOf, leaving, type Prompted } from "./ask-once.ts";
import type { ModelParts } from "./model-parts.ts";
import { planTask } from "./role-planner.ts";
import { readTask } from "./role-reader.ts";
import { writeTask } from "./role-writer.ts";

/** One question about a case as it would be asked now; nothing is sent. Where no model has the role, it is shown as one that is hosted elsewhere would get it. */
export type PreviewedCall = {
  readonly key: string;
  readonly role: ModelRole;
  readonly model: string | null;
  readonly hosted: boolean;
  /** Why nothing of it would be sent; null where it would. */
  readonly withheld: string | null;
  readonly prompt: PromptPreview | null;
};

/** The case, and what it would be asked about with. Without a conclusion its investigation is under way, and it is not yet clear what planner and writer would see. */
export type CaseToPreview = {
  readonly view: CaseView;
  readonly conclusion: Conclusion | undefined;
  readonly playbook: string | undefined;
  readonly playbooks: readonly Playbook[];
};

/** Builds every prompt of a case without asking: reader, planner, writer. */
export function previewCase({ view, conclusion, playbook, playbooks }: CaseToPreview, parts: ModelParts): readonly PreviewedCall[] {
  const reading = textsToRead(view).map((text) => readTask(text, view.observables, view));
  const calls = reading.map((task) => previewed(task, parts));
  if (!conclusion || playbook === undefined) return calls;
  const ground = plannerGround({ view, playbooks, playbook, without: conclusion });
  if (ground.catalogue.size > 0) calls.push(previewed(planTask(ground, view.standing.caseId), parts));
  calls.push(previewed(writeTask({ conclusion, view }), parts));
  return calls;
}

/** What a model that nobody has connected is taken for: the one before which most is held back. */
const anyHosted = { name: null, hosted: true, structuredOutput: "json-schema" } as const;

function previewed(task: Prompted & { readonly key: string; readonly fills: readonly SlotFill[] }, parts: ModelParts): PreviewedCall {
  const { key, role } = task;
  const { name, hosted, structuredOutput } = parts.models.of(role) ?? anyHosted;
  const about = { key, role, model: name, hosted };
  const { fills, because } = hosted ? leaving(task.fills, parts) : { fills: task.fills, because: undefined };
  if (because !== undefined) return { ...about, withheld: because, prompt: null };
  const built = builtOf(task, fills, { hosted, structuredOutput }, parts);
  return "problem" in built ? { ...about, withheld: built.problem, prompt: null } : { ...about, withheld: null, prompt: previewOf(built) };
}
