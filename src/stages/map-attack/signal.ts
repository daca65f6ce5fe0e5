import type { Alert } from "../../core/alert/alert.ts";
import type { Severity } from "../../core/alert/severity.ts";
import type { AttackCatalogue } from "../../core/attack/attack.ts";
import { parentTechnique } from "../../core/attack/attack.ts";
import { commandTechniques } from "./command-technique.ts";
import { eventTechniques } from "./event-technique.ts";
import type { Observed } from "./sign.ts";

/** One reason to believe in a technique: `source` is who says so; two signals of one source are one opinion, however often it is repeated. */
export type Signal = { readonly technique: string; readonly evidence: string; readonly strength: number; readonly source: string };

/** An alert with the evidence item that stands for it. */
export type MappedAlert = Alert & { readonly evidenceId: string };

/** How much a rule's own word is worth: rules of low levels fire on ordinary activity and describe it in general terms. */
export const levelStrength: Readonly<Record<Severity, number>> = { critical: 0.85, high: 0.8, medium: 0.7, low: 0.55, informational: 0.2 };
/** The first tag of a rule is as a rule its subject; each further one counts for less. */
const furtherTag = 0.8;
/** What a whole list of tags is worth to each of them: a rule that names six techniques is not sure of any. */
const shareExponent = 0.35;
const parentOnly = 0.85;
/** Event semantics and commands refine what a rule raised; alone they weigh less than a rule of medium level. */
const eventShare = 0.75;
const commandShare = 0.8;
const signsPerEventMax = 4;

/** The techniques that a rule or a source names on an alert: current ids, a parent dropped where its child is named too, in the source's order. */
export function namedTechniques(techniques: readonly string[], catalogue: AttackCatalogue): string[] {
  const current = new Set(techniques.flatMap((id) => catalogue.current(id) ?? []).filter((id) => catalogue.technique(id)));
  return [...current].filter((id) => id.includes(".") || ![...current].some((other) => other !== id && parentTechnique(other) === id));
}

/** What an alert says for each technique: by its rule or source, and by the record behind it. */
export function signalsOfAlert(alert: MappedAlert, catalogue: AttackCatalogue): Signal[] {
  const named = namedTechniques(alert.techniques, catalogue);
  const rule = `rule:${alert.product}:${alert.ruleId ?? alert.rule ?? alert.title}`;
  const share = levelStrength[alert.severity] / named.length ** shareExponent;
  const ofRule = named.map((technique, position) => ({
    technique,
    evidence: alert.evidenceId,
    strength: share * furtherTag ** position * (technique.includes(".") || !hasChildren(technique, catalogue) ? 1 : parentOnly),
    source: rule,
  }));
  return [...ofRule, ...signalsOfEvent(alert, alert.evidenceId, catalogue)];
}

/** What one event says by its kind and by the commands in it, whoever raised it. */
export function signalsOfEvent(
  event: Observed & { readonly dataset?: string | undefined },
  evidence: string,
  catalogue: AttackCatalogue,
): Signal[] {
  if (event.dataset !== undefined && event.dataset !== "windows" && event.dataset !== "syslog") return [];
  const signs = [
    ...eventTechniques(event)
      .slice(0, signsPerEventMax)
      .map((sign) => ({ ...sign, share: eventShare, source: `event:${event.action ?? ""}` })),
    ...commandTechniques(event.fields)
      .slice(0, signsPerEventMax)
      .map((sign) => ({ ...sign, share: commandShare, source: "command" })),
  ];
  return signs.flatMap(({ technique, strength, share, source }) => {
    const current = catalogue.current(technique);
    return current === undefined ? [] : [{ technique: current, evidence, strength: strength * share, source }];
  });
}

const parents = new WeakMap<AttackCatalogue, ReadonlySet<string>>();
function hasChildren(id: string, catalogue: AttackCatalogue): boolean {
  const known = parents.get(catalogue) ?? new Set([...catalogue.techniques()].flatMap(({ parent }) => parent ?? []));
  parents.set(catalogue, known);
  return known.has(id);
}
