import { type ModelRole, modelRoles } from "../../core/model/call.ts";
import type { KnownNames } from "../../core/prompt/known-names.ts";
import type { Template } from "../../core/prompt/template.ts";
import type { Models } from "../../ports/model.ts";

/** All that asking language models takes, handed in by whoever wires it. */
export type ModelParts = {
  readonly models: Models;
  /** The prompt text of each role, its newest version. */
  readonly templates: ReadonlyMap<ModelRole, Template>;
  /** Names that stand under stand-ins before a hosted model. */
  readonly known: KnownNames;
  /** Random hex digits, new at every call: the marks around untrusted text carry them. */
  readonly nonce: () => string;
};

/** Which models are connected for which role, with their prompts, and what policy lets them do: the same line for the same models. */
export function modelsNamed({ models, templates }: Pick<ModelParts, "models" | "templates">): string {
  const named = modelRoles.flatMap((role) => {
    const [model, template] = [models.of(role), templates.get(role)];
    return model && template ? [`${role}=${model.name}/${model.model}@${template.id}-${template.version}`] : [];
  });
  return [...named, models.policy["may-veto-closing"] ? "may veto closing" : "may not veto closing"].join(", ");
}
