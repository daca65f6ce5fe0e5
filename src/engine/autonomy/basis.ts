import canonicalize from "canonicalize";
import { type AlertClass, alertClassParts } from "../../core/autonomy/alert-class.ts";
import { playbookNamed } from "../../core/autonomy/closing.ts";
import type { GrantBasis } from "../../core/autonomy/grant.ts";
import { modelRoles } from "../../core/model/call.ts";
import type { CompiledRuleSet } from "../../detection/sigma/rule-set.ts";
import type { WatchKnowledge } from "../watch/parts.ts";

/**
 * What judges a class now, by name and version: its rule where that is ours, trained models, language models with their prompts, the policy of evidence, and
 * every playbook. A rule of another product is that product's: what it means there is not seen from here.
 */
export function basisOf(of: AlertClass, knowledge: WatchKnowledge): GrantBasis {
  const { product, rule } = alertClassParts(of);
  const isOurs = product === "watchkeeper";
  const { scorer, reader, judges, policy, playbooks } = knowledge;
  const judged = isOurs ? judges.map(({ name, model }) => (model === undefined ? name : `${name}@${model}`)) : [];
  const basis = [
    { name: "rule", version: isOurs ? (digestsOf(knowledge.rules).get(rule) ?? "built in") : `of ${product}` },
    { name: "models", version: [scorer.name, reader?.name ?? "untrained", ...judged].join(", ") },
    { name: "language models", version: languageModelsOf(knowledge) },
    { name: "policy", version: canonicalize(policy) ?? "" },
    ...playbooks.map(({ playbook, digest }) => ({ name: playbookNamed(playbook.playbook), version: digest })),
  ];
  return basis.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function languageModelsOf({ models }: WatchKnowledge): string {
  const asked = modelRoles.flatMap((role) => {
    const model = models?.models.of(role);
    return model ? [`${role}: ${model.name} (${model.model}), ${models?.templates.get(role)?.digest ?? "no prompt"}`] : [];
  });
  return asked.length === 0 ? "none" : asked.join("; ");
}

const digests = new WeakMap<CompiledRuleSet, ReadonlyMap<string, string>>();

/** The rules by id, worked out once for each set. */
function digestsOf(rules: CompiledRuleSet): ReadonlyMap<string, string> {
  const known = digests.get(rules) ?? new Map(rules.rules.map(({ id, digest }) => [id, digest]));
  digests.set(rules, known);
  return known;
}
