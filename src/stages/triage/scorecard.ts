import { type Severity, severities, severityRank } from "../../core/alert/severity.ts";
import { logOddsOf, probabilityOf } from "../../core/hypothesis/hypothesis.ts";
import type { AlertFeatures, AlertScorer, Score } from "../../ports/scorer.ts";

/** Log-odds that an alert of unknown kind is malicious: about one in six, before anything is known of it. */
export const baseRateLogOdds = -1.6;

/** What the source's severity is worth, in log-odds. */
export const severityLogOdds: Readonly<Record<Severity, number>> = {
  informational: -1.6,
  low: -0.9,
  medium: 0.3,
  high: 1.6,
  critical: 2.7,
};
const indicatorLogOdds = { "known-bad": 2.2, suspicious: 0.9 } as const;

/** A rule that fires on most hosts describes how this place works; one that fires on one host describes what happened there. */
const noisyRuleShare = 0.5;
const noisyRuleHostsMin = 4;
const noisyRuleAlertsMin = 50;

/** Tactics whose mere appearance is grave: credential access, lateral movement, exfiltration, impact. */
const graveTactics = new Set(["TA0006", "TA0008", "TA0010", "TA0040"]);

/** One reason and its log-odds. */
export type Contribution = Score["contributions"][number];

/**
 * The scorecard in its parts: what the alert is by itself (`own`: severity or judgement, techniques, the rule's noise), what is known of what it
 * is about (`around`: asset, intelligence, rarity), and its severity here.
 */
export function scorecardParts(features: AlertFeatures): {
  severity: Severity;
  own: readonly Contribution[];
  around: readonly Contribution[];
} {
  return {
    severity: reratedSeverity(features),
    own: [
      sourceContribution(features),
      ...(features.raisedByJudge ? [] : techniqueContributions(features)),
      ...noiseContributions(features),
    ],
    around: contextContributions(features),
  };
}

/**
 * The transparent scorecard: each feature adds its log-odds, in words, and nothing else does.
 * Adding a feature that an attacker controls can only raise the score, but for the rule's own noise, which counts machines.
 */
export const scorecard: AlertScorer = {
  name: "scorecard-1",
  score(features) {
    const { severity, own, around } = scorecardParts(features);
    const contributions = [...own, ...around].filter(({ logOdds }) => logOdds !== 0);
    const total = contributions.reduce((sum, { logOdds }) => sum + logOdds, baseRateLogOdds);
    const sorted = contributions.toSorted((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds) || (a.says < b.says ? -1 : 1));
    return { maliciousness: round(probabilityOf(total)), severity, contributions: sorted };
  },
};

/**
 * A judge has looked at the event itself: of an alert that it raised, its probability is all there is to say, techniques included. Of a rule's alert
 * on the same event it can only raise what the rule's severity says: a judge that was talked into nothing does not talk a rule down.
 */
function sourceContribution({ severity, judgement, raisedByJudge }: AlertFeatures): Contribution {
  const bySource = { says: `${severity} by its source`, logOdds: severityLogOdds[severity] };
  if (!judgement) return bySource;
  const [heaviest] = judgement.reasons;
  const logOdds = logOddsOf(judgement.maliciousness) - baseRateLogOdds;
  if (!raisedByJudge && logOdds <= bySource.logOdds) return bySource;
  return { says: heaviest ? `judged by its content: ${heaviest.says}` : "judged by its content", logOdds };
}

function techniqueContributions({ techniquesCount, tactics }: AlertFeatures): Score["contributions"] {
  const grave = tactics.filter((tactic) => graveTactics.has(tactic));
  return [
    { says: "names an ATT&CK technique", logOdds: techniquesCount > 0 ? 0.3 : 0 },
    { says: `is about ${grave.join(", ")}`, logOdds: grave.length > 0 ? 0.4 : 0 },
  ];
}

function noiseContributions({ ruleAlerts, ruleHosts, worldHosts }: AlertFeatures): Score["contributions"] {
  const everywhere = worldHosts >= noisyRuleHostsMin && ruleHosts / worldHosts >= noisyRuleShare;
  return [
    { says: `its rule fires on ${ruleHosts} of ${worldHosts} hosts`, logOdds: everywhere ? -1.2 : 0 },
    { says: `its rule fired ${ruleAlerts} times`, logOdds: everywhere && ruleAlerts >= noisyRuleAlertsMin ? -0.5 : 0 },
  ];
}

function contextContributions({ assetCriticality, indicators, rarity }: AlertFeatures): Score["contributions"] {
  const critical = assetCriticality === "critical" || assetCriticality === "high";
  return [
    { says: `concerns an asset of ${assetCriticality} criticality`, logOdds: critical ? 0.4 : 0 },
    { says: "an observable is a known indicator of attack", logOdds: indicators.includes("known-bad") ? indicatorLogOdds["known-bad"] : 0 },
    {
      says: "an observable is suspicious to an intelligence source",
      logOdds: indicators.includes("suspicious") ? indicatorLogOdds.suspicious : 0,
    },
    { says: "an observable is rare here", logOdds: rarity >= 0.95 ? 0.2 : 0 },
  ];
}

/** An asset that much depends on raises severity by one step; nothing lowers what the source said. */
function reratedSeverity({ severity, assetCriticality, indicators }: AlertFeatures): Severity {
  const steps = (assetCriticality === "critical" && severityRank(severity) >= 2 ? 1 : 0) + (indicators.includes("known-bad") ? 1 : 0);
  return severities[Math.min(severityRank(severity) + Math.min(steps, 1), severities.length - 1)] ?? severity;
}

const round = (value: number) => Math.round(value * 10_000) / 10_000;
