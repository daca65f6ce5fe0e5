import { severityRank } from "../../core/alert/severity.ts";
import { logOddsOf, probabilityOf } from "../../core/hypothesis/hypothesis.ts";
import type { AlertFeatures, AlertScorer, Score } from "../../ports/scorer.ts";
import type { AlertModel } from "./alert-model.ts";
import { openNeighbours } from "./neighbours.ts";
import { baseRateLogOdds, type Contribution, scorecardParts, severityLogOdds } from "./scorecard.ts";

/** What an alert's neighbourhood may take from what its source says of it, in log-odds: the most that noise made on purpose can do. */
export const loweredMax = 4;
/** How much of what the source's severity says still counts beside a model that knows the rule. */
const severityShare = 0.5;

/**
 * The scorecard, corrected by what labelled alerts taught about an alert's rule and neighbours. The less the model knows the rule, the closer the
 * score stays to the scorecard, and what the model does not know at all it leaves alone. It never lowers an alert whose source calls it high or
 * critical, that a judge has judged, or whose title is not a known rule's as it stands; it lowers no other by more than `loweredMax`.
 */
export function openTrainedScorer(model: AlertModel): AlertScorer {
  return { name: `scorecard-1+${model.name}`, score: scoreOf, openNeighbours: openNeighbours(model) };
}

function scoreOf(features: AlertFeatures): Score {
  const { severity, own, around } = scorecardParts(features);
  const said = sumOf(own, baseRateLogOdds);
  const corrected = correctionOf(features, said);
  const contributions = [...(corrected ? corrected.contributions : own), ...around].filter(({ logOdds }) => logOdds !== 0);
  const total = sumOf(around, corrected ? corrected.logOdds : said);
  const sorted = contributions.toSorted((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds) || (a.says < b.says ? -1 : 1));
  return { maliciousness: Math.round(probabilityOf(total) * 10_000) / 10_000, severity, contributions: sorted };
}

/** What the alert's own nature is worth once the model is heard, and why; undefined where the scorecard stands. */
function correctionOf(features: AlertFeatures, said: number): { logOdds: number; contributions: Contribution[] } | undefined {
  const { neighbourhood, severity, judgement } = features;
  if (!neighbourhood || neighbourhood.knowledge === 0 || judgement) return undefined;
  const { knowledge, reasons } = neighbourhood;
  const shift = severityShare * (severityLogOdds[severity] - severityLogOdds.medium);
  const blended = knowledge * (neighbourhood.logOdds + shift) + (1 - knowledge) * said;
  const floor = neighbourhood.raisesOnly || severityRank(severity) >= severityRank("high") ? said : said - loweredMax;
  const logOdds = Math.max(floor, Math.min(logOddsOf(1), blended));
  if (logOdds === said) return undefined;
  // The model's reasons are told in proportion to what they changed; what is left is the kind of alert that it is at all.
  const told = reasons.map(({ says, logOdds: weight }) => ({ says, logOdds: weight * knowledge }));
  const rest = logOdds - baseRateLogOdds - sumOf(told, 0);
  return { logOdds, contributions: [...told, { says: `${severity} by its source, and what alerts are worth as a rule`, logOdds: rest }] };
}

const sumOf = (contributions: readonly Contribution[], start: number) =>
  contributions.reduce((total, { logOdds }) => total + logOdds, start);
