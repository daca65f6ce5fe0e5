import type { Category } from "../../core/alert/category.ts";
import { graverOf, type Severity, severities, severityRank } from "../../core/alert/severity.ts";
import type { Conclusion } from "../../core/case/conclusion.ts";
import type { Evidence } from "../../core/evidence/evidence.ts";
import { shortHostName } from "../../core/observable/observable.ts";
import type { Playbook } from "../../core/playbook/playbook.ts";
import { inline } from "../../core/report/inline.ts";
import type { Verdict } from "../../core/verdict/verdict.ts";
import { chainOf } from "./alert-evidence.ts";
import { type CaseView, severityOf } from "./case-view.ts";
import { findingOf } from "./finding.ts";
import type { Question } from "./question.ts";
import { exculpatoryTrusts, independentFacts, maliciousnessOf, type Policy, standingOf, weigh } from "./standing.ts";
import { unknownsOf } from "./unknowns.ts";

const decisiveMax = 5;
/** Tactics that say harm is done or about to be: credential access, lateral movement, exfiltration, impact. */
const harmful = new Set(["TA0006", "TA0008", "TA0010", "TA0040"]);

/** An investigation whose asking has ended, with all that its conclusion is drawn from; `prior` is in log-odds. */
export type Ending = {
  readonly view: CaseView;
  readonly playbook: Playbook;
  readonly questions: readonly Question[];
  readonly settled: ReadonlyMap<string, string>;
  readonly prior: number;
  readonly policy: Policy;
  readonly because: "decided" | "nothing-left" | "budget-spent";
  readonly category: Category;
  readonly knownBad: boolean;
  readonly tacticName: (id: string) => string;
  /** Where a tactic stands in the matrix, from 0. */
  readonly tacticRank: (id: string) => number;
};

/** Turns the evidence of a case into what we conclude, with what decided it and what stayed unknown. Pure; cites only evidence of the case. */
export function conclude(ending: Ending): Conclusion {
  const { view, policy, prior, category } = ending;
  const evidence = [...view.standing.evidence.values()];
  const logOdds = weigh(prior, evidence);
  const standing = standingOf(logOdds, evidence, policy);
  const verdict = verdictOf(standing, evidence);
  const severity = assessedSeverity(view, verdict, ending);
  const maliciousness = maliciousnessOf(logOdds);
  const decisive = decisiveOf(evidence, verdict);
  return {
    verdict,
    category,
    severity,
    maliciousness,
    title: titleOf(ending),
    escalate: verdict === "true-positive" || verdict === "insufficient-data",
    because: becauseOf(verdict, decisive, evidence, ending),
    unknowns: unknownsOf(ending, verdict, evidence),
    evidence: decisive.map(({ id }) => id),
    hypotheses: hypothesesOf(ending.playbook, evidence, maliciousness),
    ...(isCutShort(ending, verdict) && { cutShort: true as const }),
  };
}

/** Whether a question that was wanted was not asked: before a verdict was decided, or one that is asked whatever the verdict, of which a harmless case needs none. */
function isCutShort({ because, questions, settled }: Ending, verdict: Verdict): boolean {
  if (because === "budget-spent") return true;
  const isHarmless = verdict === "benign" || verdict === "false-positive";
  return !isHarmless && questions.some(({ key, from }) => from.pressing && !settled.has(key));
}

/** Allowed activity is benign; what intelligence knows as good is a false positive of the rule. */
function verdictOf(standing: ReturnType<typeof standingOf>, evidence: readonly Evidence[]): Verdict {
  if (standing === "true-positive") return "true-positive";
  if (standing === "undecided") return "insufficient-data";
  const trusts = exculpatoryTrusts(evidence);
  return trusts.has("change-calendar") || trusts.has("directory") || !trusts.has("intelligence") ? "benign" : "false-positive";
}

/** A confirmed chain of several tactics that reached a harmful one is critical; allowed activity is informational; nothing else changes what triage said. */
function assessedSeverity(view: CaseView, verdict: Verdict, { knownBad }: Ending): Severity {
  const gravest = severityOf(view.alerts);
  if (verdict === "benign" || verdict === "false-positive") return "informational";
  if (verdict !== "true-positive") return gravest;
  const chain = chainOf(view).map(({ tactic }) => tactic);
  const harm = chain.some((tactic) => harmful.has(tactic));
  if (chain.length >= 4 && harm) return "critical";
  if ((chain.length >= 3 && harm) || knownBad) return graverOf(gravest, "high");
  return severities[Math.max(severityRank(gravest), 2)] ?? gravest;
}

function decisiveOf(evidence: readonly Evidence[], verdict: Verdict): Evidence[] {
  const direction = verdict === "benign" || verdict === "false-positive" ? -1 : 1;
  const supporting = evidence.filter(({ weight }) => weight * direction > 0).toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const seen = new Set<string>();
  const decisive = supporting.filter(({ group }) => !seen.has(group) && seen.add(group)).slice(0, decisiveMax);
  return decisive.length > 0 ? decisive : evidence.slice(0, 1);
}

function becauseOf(verdict: Verdict, decisive: readonly Evidence[], evidence: readonly Evidence[], { because, policy }: Ending): string {
  const cited = decisive.map((item) => `${findingOf(item).replace(/[.\s]+$/, "")} [${item.id}]`).join("; ");
  if (verdict === "true-positive") return `The evidence for an attack is decisive: ${cited}.`;
  if (verdict === "benign") return `The activity is allowed: ${cited}.`;
  if (verdict === "false-positive") return `The rule was wrong here: ${cited}.`;
  const allowed = independentFacts(evidence);
  const missing = `benign needs ${policy.independentFactsMin} independent facts that an attacker cannot write, and ${allowed} ${allowed === 1 ? "was" : "were"} found`;
  const end = because === "budget-spent" ? "the budget for questions is spent" : "no further question would decide it";
  return `Neither explanation is decided and ${end}; ${missing}. What speaks for an attack: ${cited}.`;
}

function hypothesesOf({ claims }: Playbook, evidence: readonly Evidence[], maliciousness: number): Conclusion["hypotheses"] {
  const up = evidence.filter(({ weight }) => weight > 0).map(({ id }) => id);
  const down = evidence.filter(({ weight }) => weight < 0).map(({ id }) => id);
  return [
    { claim: claims.malicious, maliciousness, for: up, against: down },
    { claim: claims.benign, maliciousness: Math.round((1 - maliciousness) * 10_000) / 10_000, for: down, against: up },
  ];
}

/**
 * What a case is called, in our words with names from outside quoted and shortened: a chain by its earliest and furthest step in the matrix, anything else by what its
 * gravest alert says.
 */
function titleOf({ view, category, tacticName, tacticRank }: Ending): string {
  const [gravest] = view.alerts.toSorted((a, b) => b.triage.maliciousness - a.triage.maliciousness);
  const places = placesOf(view);
  const kind = category === "other" ? "Unclassified activity" : category.charAt(0).toUpperCase() + category.slice(1).replaceAll("-", " ");
  const chain = chainOf(view).toSorted((a, b) => tacticRank(a.tactic) - tacticRank(b.tactic));
  const [first, last] = [chain[0], chain.at(-1)];
  if (chain.length < chainTitleMin || !first || !last)
    return `${kind}: ${inline(gravest?.alert.title ?? "", 90).replace(/[.:\s]+$/, "")}${places}`;
  return `${kind}: ${chain.length} tactics from ${tacticName(first.tactic)} to ${tacticName(last.tactic)}${places}`;
}

/** Where it happened; where no machine of ours is known for that, where it came from. */
function placesOf({ observables }: CaseView): string {
  const hosts = observables.filter(({ type, role }) => type === "host" && role !== "related");
  const isSource = ({ role }: (typeof hosts)[number]) => role === "source" || role === "client";
  const on = hosts.filter((host) => !isSource(host));
  const named = (on.length > 0 ? on : hosts).map(({ value }) => inline(shortHostName(value), 40));
  if (named.length === 0) return "";
  const rest = named.length > hostsNamedMax ? ` and ${named.length - hostsNamedMax} more` : "";
  return ` ${on.length > 0 ? "on" : "from"} ${named.slice(0, hostsNamedMax).join(", ")}${rest}`;
}

/** Machines that a title names, and tactics in sequence from which on a title speaks of the chain. */
const hostsNamedMax = 3;
const chainTitleMin = 4;
