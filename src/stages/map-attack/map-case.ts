import type { ActorMatch, AttackCatalogue, TechniqueClaim } from "../../core/attack/attack.ts";
import type { Evidence } from "../../core/evidence/evidence.ts";
import { citationKey } from "../investigate/alert-evidence.ts";
import type { CaseView } from "../investigate/case-view.ts";
import type { Question } from "../investigate/question.ts";
import { mapTechniques } from "./map-techniques.ts";
import { openTextMapper, type TextMapper } from "./map-text.ts";
import { matchActors } from "./match-actors.ts";
import { rankedTactics, type TacticOpinion } from "./tactics.ts";

/** How sure an answer that speaks for a technique makes us of it. */
const answeredStrength = 0.6;
const textsMax = 50;
const textLengthMax = 2_000;

/** What mapping reads of a case; `settled` holds the answers by question key, `evidenceOf` leads from an alert's citation key to its evidence id. */
export type CaseToMap = {
  readonly view: CaseView;
  readonly evidence: readonly Evidence[];
  readonly questions: readonly Question[];
  readonly settled: ReadonlyMap<string, string>;
  readonly evidenceOf: (citation: string) => string | undefined;
  readonly catalogue: AttackCatalogue;
};

/** The techniques a case shows, surest first, and the actors that it is consistent with. Every claim cites evidence of the case. */
export function mapCase({ view, evidence, questions, settled, evidenceOf, catalogue }: CaseToMap): {
  techniques: TechniqueClaim[];
  actors: ActorMatch[];
} {
  const alerts = view.alerts.flatMap((each) => {
    const evidenceId = evidenceOf(citationKey(each));
    return evidenceId ? [{ ...each.alert, techniques: each.triage.techniques, evidenceId }] : [];
  });
  // Only alerts that others wrote hold prose that our own rules have not read already.
  const texts = alerts
    .filter(({ product }) => product !== "watchkeeper")
    .slice(0, textsMax)
    .map(({ title, description, evidenceId }) => ({ text: `${title}\n${description}`.slice(0, textLengthMax), evidence: evidenceId }));
  const techniques = mapTechniques({
    alerts,
    texts,
    answered: answeredOf(evidence, questions, settled),
    catalogue,
    mapText: textMapperOf(catalogue),
  });
  const actors = matchActors({ techniques, observables: view.observables, texts: texts.map(({ text }) => text) }, catalogue);
  return { techniques, actors: [...actors] };
}

/** Techniques credited by answers that speak for an attack. */
function answeredOf(evidence: readonly Evidence[], questions: readonly Question[], settled: ReadonlyMap<string, string>) {
  const byId = new Map(evidence.map((item) => [item.id, item]));
  return questions.flatMap(({ key, from }) => {
    const item = byId.get(settled.get(key) ?? "");
    return from.shows && item && item.weight > 0 ? [{ technique: from.shows, evidence: item.id, strength: answeredStrength }] : [];
  });
}

const mappers = new WeakMap<AttackCatalogue, TextMapper>();
function textMapperOf(catalogue: AttackCatalogue): TextMapper {
  const mapper = mappers.get(catalogue) ?? openTextMapper(catalogue);
  mappers.set(catalogue, mapper);
  return mapper;
}

/** Tactic ids of claims, the most supported first. */
export function rankedTacticsOf(
  techniques: readonly TechniqueClaim[],
  catalogue: AttackCatalogue,
  alerts: readonly TacticOpinion[] = [],
): string[] {
  return rankedTactics(techniques, catalogue, alerts).map(({ id }) => id);
}
