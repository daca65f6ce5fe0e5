import { createHash } from "node:crypto";
import type { Evidence } from "../../core/evidence/evidence.ts";
import { logOddsOf } from "../../core/hypothesis/hypothesis.ts";
import { inline } from "../../core/report/inline.ts";
import { subjectOf } from "../triage/bonds.ts";
import type { MachineOf } from "../triage/population.ts";
import { baseRateLogOdds } from "../triage/scorecard.ts";
import type { CaseAlert, CaseView } from "./case-view.ts";
import { deedOf } from "./deed.ts";

/** Distinct (rule, host) pairs of a case that become evidence items; beyond them alerts cite their rule's first item. */
export const alertEvidenceMax = 60;

/** Every further rule on the same case says less than the one before it: so large a share of what it says by itself counts. */
export const diminishing = 0.5;
/** What one further tactic of the kill chain adds, and the most that the chain adds. */
const chainStep = 0.55;
const chainMax = 2.75;

/** The alerts themselves as evidence: one item per rule and host, the strongest weighing most; then what their order as a kill chain adds. */
export function alertEvidence(view: CaseView, firstNumber: number, tacticName: (id: string) => string, machineOf: MachineOf): Evidence[] {
  const strongest = new Map<string, CaseAlert>();
  for (const each of view.alerts) {
    const key = citationKey(each);
    const held = strongest.get(key);
    if (!held || each.triage.maliciousness > held.triage.maliciousness) strongest.set(key, each);
  }
  const ranked = [...strongest.values()].toSorted(
    (a, b) => b.triage.maliciousness - a.triage.maliciousness || a.alert.timeMs - b.alert.timeMs || (a.alert.id < b.alert.id ? -1 : 1),
  );
  const rankOfRule = new Map<string, number>();
  for (const each of ranked) if (!rankOfRule.has(ruleOf(each))) rankOfRule.set(ruleOf(each), rankOfRule.size);
  const items = ranked
    .slice(0, alertEvidenceMax)
    .map((each, index) => itemOf(each, `e-${firstNumber + index}`, rankOfRule.get(ruleOf(each)) ?? 0));
  const chain = chainEvidence(view, `e-${firstNumber + items.length}`, tacticName);
  const spread = spreadEvidence(view, `e-${firstNumber + items.length + (chain ? 1 : 0)}`, machineOf);
  return [...items, ...(chain ? [chain] : []), ...(spread ? [spread] : [])];
}

/** What a rule that fires alike on many machines says against an attack, and the largest share that one of them may have. */
const spreadWeight = -1.6;
/** The same where some of them are no machines that we know: whoever sends packets chooses such names and addresses. */
const inventedSpreadWeight = -0.3;
const largestShareMax = 0.34;

/** Noise as evidence: the rules of this case fire on much of this world, and no machine stands out. Whoever holds one machine cannot make the others alike. */
function spreadEvidence(view: CaseView, id: string, machineOf: MachineOf): Evidence | undefined {
  if (view.alerts.length === 0 || !view.alerts.every(({ triage }) => triage.bonds[0]?.key.startsWith("rule:"))) return undefined;
  const subjects = new Map<string, number>();
  let isPopulation = true;
  for (const { alert } of view.alerts) {
    const machine = machineOf(alert);
    if (machine === undefined) isPopulation = false;
    const subject = machine ?? subjectOf(alert);
    subjects.set(subject, (subjects.get(subject) ?? 0) + 1);
  }
  const largest = Math.max(...subjects.values()) / view.alerts.length;
  const alike = largest <= largestShareMax;
  const facts = [...subjects].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    id,
    question: "Does the rule fire on many machines alike, or does one stand out?",
    tool: "correlation/spread",
    source: {
      kind: "answer",
      query: "distinct alerts of the case by the machine or address they are about",
      records: view.alerts.slice(0, 20).map(({ alert }) => alert.source),
      recordsTotal: view.alerts.length,
    },
    digest: `sha256:${createHash("sha256")
      .update(JSON.stringify(["spread-v1", facts]))
      .digest("hex")}`,
    says: `it fires on ${subjects.size} ${isPopulation ? "known machines" : "machines or addresses, not all of them known"}; the busiest has ${Math.round(largest * 100)} % of the alerts`,
    answer: alike ? "alike" : "one-stands-out",
    weight: alike ? (isPopulation ? spreadWeight : inventedSpreadWeight) : 0,
    group: "spread",
    trust: isPopulation ? "population" : "attacker-writable",
  };
}

/** Alerts with the same key cite the same evidence item. */
export function citationKey({ alert }: CaseAlert): string {
  return JSON.stringify([ruleOf({ alert }), alert.host ?? ""]);
}

/** The rule that an alert comes from, by its stablest name. */
export function ruleOf({ alert }: Pick<CaseAlert, "alert">): string {
  return alert.ruleId ?? alert.rule ?? alert.title;
}

/** The evidence item that stands for one alert. `rank` is how many graver rules the case has; each halves the weight. */
export function itemOf({ alert, triage }: CaseAlert, id: string, rank: number): Evidence {
  const own = alert.product === "watchkeeper";
  const weight = Math.max(0, logOddsOf(triage.maliciousness) - baseRateLogOdds) * diminishing ** rank;
  return {
    id,
    question: own ? `Does an event match the rule "${inline(alert.rule ?? alert.title)}"?` : `What does ${inline(alert.product)} report?`,
    tool: own ? `detection/${inline(ruleOf({ alert }))}` : "intake/alert",
    source: { kind: "record", ...alert.source },
    digest: alert.source.digest,
    says: saysOf(alert),
    answer: triage.severity,
    weight: round(weight),
    group: `rule ${ruleOf({ alert })}`,
    trust: "attacker-writable",
  };
}

function saysOf(alert: CaseAlert["alert"]): string {
  return `${deedOf(alert)}${countedRecords(alert)}`;
}

/** The records that a correlation counted, as far as a sentence can name them: each leads back to its bytes. */
function countedRecords({ records }: CaseAlert["alert"]): string {
  if (!records || records.length < 2) return "";
  const named = records.slice(0, recordsNamedMax).map(({ record }) => record);
  const more = records.length > named.length ? ` and ${records.length - named.length} more` : "";
  const [first] = records;
  return records.every(({ path }) => path === first?.path)
    ? ` (records ${named.join(", ")}${more} of ${inline(fileOf(first?.path ?? ""), 120)})`
    : ` (${records.length} records of several inputs)`;
}

/** The last part of a path: the whole of it stands with the item. */
const fileOf = (path: string) => path.slice(path.search(/[^/\\]*$/));

const recordsNamedMax = 8;

/** Tactics in the order in which they first appeared, from alerts of medium severity and above. */
export function chainOf(view: CaseView): { tactic: string; alert: CaseAlert }[] {
  const chain = new Map<string, CaseAlert>();
  for (const each of view.alerts) {
    if (each.triage.severity === "informational" || each.triage.severity === "low") continue;
    const tactic = each.triage.tactics[0];
    if (tactic && !chain.has(tactic)) chain.set(tactic, each);
  }
  return [...chain].map(([tactic, alert]) => ({ tactic, alert }));
}

function chainEvidence(view: CaseView, id: string, tacticName: (id: string) => string): Evidence | undefined {
  const chain = chainOf(view);
  if (chain.length < 2) return undefined;
  const facts = chain.map(({ tactic, alert }) => [tactic, alert.alert.source.digest]);
  return {
    id,
    question: "Do the alerts of this case follow one another as the steps of an attack?",
    tool: "correlation/kill-chain",
    source: {
      kind: "answer",
      query: "first alert of each tactic, severity medium and above, in time order",
      records: chain.slice(0, 20).map(({ alert }) => alert.alert.source),
      recordsTotal: chain.length,
    },
    digest: `sha256:${createHash("sha256")
      .update(JSON.stringify(["kill-chain-v1", facts]))
      .digest("hex")}`,
    says: `${chain.length} tactics were seen in this order: ${chain.map(({ tactic }) => tacticName(tactic)).join(", ")}`,
    answer: String(chain.length),
    weight: round(Math.min(chainMax, (chain.length - 1) * chainStep)),
    group: "kill-chain",
    trust: "attacker-writable",
  };
}

const round = (value: number) => Math.round(value * 1_000) / 1_000;
