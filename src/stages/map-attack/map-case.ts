import type { ActorMatch, AttackCatalogue, TechniqueClaim } from "../../core/attack/attack.ts";
import type { Evidence } from "../../core/evidence/evidence.ts";
import { citationKey, ruleOf } from "../investigate/alert-evidence.ts";
import type { CaseAlert, CaseView } from "../investigate/case-view.ts";
import type { Question } from "../investigate/question.ts";
import { mapTechniques } from "./map-techniques.ts";
import { matchActors } from "./match-actors.ts";
import type { AttackReader } from "./reader.ts";
import { signalsOfAlert } from "./signal.ts";
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
  /** The evidence items of alerts that carry the same techniques; empty when none can be cited. */
  readonly cite: (carrying: readonly CaseAlert[]) => readonly string[];
  readonly reader: AttackReader;
};

/** The techniques a case shows, surest first, and the actors that it is consistent with. Every claim cites evidence of the case. */
export function mapCase({ view, evidence, questions, settled, cite, reader }: CaseToMap): {
  techniques: TechniqueClaim[];
  actors: ActorMatch[];
} {
  const { catalogue, mapText, infrastructure } = reader;
  const citedBy = citedAlike(view, cite, catalogue);
  const alerts = view.alerts.flatMap((each) => {
    const evidenceId = citedBy.get(each);
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
    mapText,
  });
  const actors = matchActors(
    { techniques, observables: view.observables, texts: texts.map(({ text }) => text), infrastructure },
    catalogue,
  );
  return { techniques, actors: [...actors] };
}

/**
 * The item that each alert cites: that of an alert of its rule and host which shows the same techniques in the same words; where the case has no
 * room for more items, that of another host. An alert without one stays out: nothing is claimed that no record shows.
 */
function citedAlike(view: CaseView, cite: CaseToMap["cite"], catalogue: AttackCatalogue): ReadonlyMap<CaseAlert, string> {
  const [byHost, anywhere] = [new Map<string, CaseAlert[]>(), new Map<string, CaseAlert[]>()];
  const shown = view.alerts.map((each) => {
    const signals = signalsOfAlert({ ...each.alert, techniques: each.triage.techniques, evidenceId: "" }, catalogue);
    const prose = each.alert.product === "watchkeeper" ? [] : [each.alert.title, each.alert.description];
    const shows = JSON.stringify([ruleOf(each), [...new Set(signals.map(({ technique }) => technique))].toSorted(), prose]);
    const here = `${citationKey(each)} ${shows}`;
    for (const [groups, key] of [
      [byHost, here],
      [anywhere, shows],
    ] as const)
      groups.set(key, [...(groups.get(key) ?? []), each]);
    return { each, here, shows };
  });
  const cited = new Map<CaseAlert, string>();
  for (const { each, here, shows } of shown) {
    const id = cite(byHost.get(here) ?? [])[0] ?? cite(anywhere.get(shows) ?? [])[0];
    if (id !== undefined) cited.set(each, id);
  }
  return cited;
}

/** Techniques credited by answers that speak for an attack. */
function answeredOf(evidence: readonly Evidence[], questions: readonly Question[], settled: ReadonlyMap<string, string>) {
  const byId = new Map(evidence.map((item) => [item.id, item]));
  return questions.flatMap(({ key, from }) => {
    const item = byId.get(settled.get(key) ?? "");
    return from.shows && item && item.weight > 0 ? [{ technique: from.shows, evidence: item.id, strength: answeredStrength }] : [];
  });
}

/** Tactic ids of claims, the most supported first. */
export function rankedTacticsOf(
  techniques: readonly TechniqueClaim[],
  catalogue: AttackCatalogue,
  alerts: readonly TacticOpinion[] = [],
): string[] {
  return rankedTactics(techniques, catalogue, alerts).map(({ id }) => id);
}
