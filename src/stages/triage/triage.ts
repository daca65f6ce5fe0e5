import type { Alert } from "../../core/alert/alert.ts";
import { isJudgementRule } from "../../core/alert/judgement.ts";
import { type Severity, severityRank } from "../../core/alert/severity.ts";
import type { Priority, Triage } from "../../core/alert/triage.ts";
import type { AttackCatalogue } from "../../core/attack/attack.ts";
import { isTechniqueId } from "../../core/attack/attack.ts";
import { observableKey } from "../../core/observable/observable.ts";
import type { AlertFeatures, AlertScorer, Neighbourhood } from "../../ports/scorer.ts";
import { type BondContext, bondsOf, observablesOf, rarityOf } from "./bonds.ts";
import { categoryOf } from "./category.ts";
import { type Repeats, repeatOf } from "./repeats.ts";

/** What triage may know beside the alert: facts that others looked up, never the world itself. */
export type TriageContext = BondContext & {
  readonly scorer: AlertScorer;
  readonly catalogue: AttackCatalogue;
  readonly repeats: Repeats;
  /** How often, and on how many hosts, the alert's rule fired in this world. */
  readonly ruleSpreadOf: (alert: Alert) => { readonly alerts: number; readonly hosts: number };
  readonly criticalityOf: (host: string | undefined) => AlertFeatures["assetCriticality"];
  /** What intelligence says of the alert's observables, judged at the alert's own time. */
  readonly indicatorsOf: (alert: Alert) => AlertFeatures["indicators"];
  /** What a trained scorer makes of the alert among its neighbours; absent where the scorer looks at no neighbours. */
  readonly neighbourhoodOf?: (alert: Alert) => Neighbourhood | undefined;
};

const reasonsMax = 5;

/** Decides what one alert looks like at first sight: category, severity, maliciousness, priority, and what may bind it to others. */
export function triageAlert(alert: Alert, context: TriageContext): Triage {
  const neighbourhood = context.neighbourhoodOf?.(alert);
  const { techniques, tactics, category } = natureOf(alert, neighbourhood, context.catalogue);
  const spread = context.ruleSpreadOf(alert);
  const score = context.scorer.score({
    severity: alert.severity,
    category,
    ownDetection: alert.product === "watchkeeper",
    techniquesCount: techniques.length,
    tactics,
    ruleAlerts: spread.alerts,
    ruleHosts: spread.hosts,
    worldHosts: context.worldHosts,
    assetCriticality: context.criticalityOf(alert.host),
    indicators: context.indicatorsOf(alert),
    rarity: rarestOf(alert, context),
    ...(alert.judgement && { judgement: alert.judgement, raisedByJudge: isJudgementRule(alert.ruleId) }),
    ...(neighbourhood && { neighbourhood }),
  });
  return {
    alertId: alert.id,
    category,
    severity: score.severity,
    maliciousness: score.maliciousness,
    tactics,
    techniques,
    priority: priorityOf(score.severity, score.maliciousness),
    because: score.contributions
      .slice(0, reasonsMax)
      .map(({ says, logOdds }) => `${says} (${logOdds > 0 ? "+" : ""}${logOdds.toFixed(1)})`),
    bonds: bondsOf(alert, { ...context, isBackground: backgroundBy(neighbourhood, score, context) }),
    repeats: repeatOf(alert, { ...score, techniques }, context.repeats),
  };
}

/** From this knowledge of a rule on the model may say what an alert is about where the source says nothing. */
export const knowledgeMin = 0.5;

/**
 * What the alert is about. What its source or rule says comes first; where it names neither technique nor tactic, the activity that the neighbourhood
 * shows, if an attack is likelier than none; else the words of its title.
 */
function natureOf(
  alert: Alert,
  neighbourhood: Neighbourhood | undefined,
  catalogue: AttackCatalogue,
): Pick<Triage, "techniques" | "tactics" | "category"> {
  const techniques = techniquesOf(alert, catalogue);
  const tactics = tacticsOf(alert, techniques, catalogue);
  const isSilent = techniques.length === 0 && tactics.length === 0;
  if (!isSilent || !neighbourhood?.activity.isLikely || neighbourhood.knowledge < knowledgeMin)
    return { techniques, tactics, category: categoryOf(alert, techniques, tactics) };
  const { activity } = neighbourhood;
  return {
    techniques: activity.techniques.flatMap((id) => catalogue.current(id) ?? []),
    tactics: activity.tactics,
    category: alert.category ?? activity.category,
  };
}

/** From which urgency on an alert has which priority; below the last it has 5. */
export const priorityBands = [
  { priority: 1, fromUrgency: 4 },
  { priority: 2, fromUrgency: 2.9 },
  { priority: 3, fromUrgency: 1.9 },
  { priority: 4, fromUrgency: 1.1 },
] as const satisfies readonly { readonly priority: Priority; readonly fromUrgency: number }[];

/** The parts of urgency: points for how bad it would be, 1 to 5, times a factor for how likely it is true, 0.4 to 1. */
export function urgencyOf(
  severity: Severity,
  maliciousness: number,
): { readonly points: number; readonly factor: number; readonly urgency: number } {
  const [points, factor] = [severityRank(severity) + 1, 0.4 + 0.6 * maliciousness];
  return { points, factor, urgency: points * factor };
}

/** How soon a person should look: severity weighed by how likely it is true, 1 (now) to 5. */
export function priorityOf(severity: Severity, maliciousness: number): Priority {
  const { urgency } = urgencyOf(severity, maliciousness);
  return priorityBands.find(({ fromUrgency }) => urgency >= fromUrgency)?.priority ?? 5;
}

/** Below this an alert of a rule that the model knows is background; from the other on it is none, however often its rule fires. */
const backgroundBelow = 0.05;
const eventFrom = 0.5;

/** Whether an alert is background: by what the model makes of it where it knows the rule, else by how its rule fires here. */
function backgroundBy(
  neighbourhood: Neighbourhood | undefined,
  { maliciousness }: Pick<Triage, "maliciousness">,
  { isBackground }: TriageContext,
): NonNullable<BondContext["isBackground"]> {
  const isKnown = (neighbourhood?.knowledge ?? 0) >= knowledgeMin;
  return (alert) =>
    (isKnown && maliciousness < backgroundBelow) || (!(isKnown && maliciousness >= eventFrom) && isBackground?.(alert) === true);
}

function techniquesOf(alert: Alert, catalogue: AttackCatalogue): string[] {
  const current = alert.techniques.filter(isTechniqueId).flatMap((id) => catalogue.current(id) ?? []);
  return [...new Set(current)];
}

/**
 * The tactics that the source names; else all that its techniques serve. A rule's first technique is as a rule its subject, so the tactics
 * that it serves come first, then those of the next; in matrix order where that decides nothing.
 */
function tacticsOf(alert: Alert, techniques: readonly string[], catalogue: AttackCatalogue): string[] {
  const served = techniques.map((id) => catalogue.technique(id)?.tactics ?? []);
  const named = new Set(alert.tactics.length > 0 ? alert.tactics : served.flat());
  const rank = (tactic: string) => {
    const first = served.findIndex((tactics) => tactics.includes(tactic));
    return first < 0 ? served.length : first;
  };
  const inMatrix = catalogue.tactics().flatMap(({ id }) => (named.has(id) ? [id] : []));
  return inMatrix.toSorted((a, b) => rank(a) - rank(b));
}

/** How rare the rarest thing is that the alert points at, 0 to 1. Machines have names of their own anyway, and hardly a command is ever typed twice. */
function rarestOf(alert: Alert, context: TriageContext): number {
  if (context.worldHosts <= 1) return 0;
  let rarest = 0;
  for (const observable of observablesOf(alert)) {
    const { type } = observable;
    if (type === "host" || type === "command-line") continue;
    rarest = Math.max(rarest, rarityOf(observableKey(observable), type, context) * (type === "process" ? 0.5 : 1));
  }
  return rarest;
}
