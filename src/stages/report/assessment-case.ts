import type { AssessmentCase } from "../../core/assessment/assessment.ts";
import type { InventoryIndex } from "../../core/asset/inventory-index.ts";
import type { AttackCatalogue, TechniqueClaim } from "../../core/attack/attack.ts";
import type { Evidence, EvidenceSource } from "../../core/evidence/evidence.ts";
import { type Observable, observableKey } from "../../core/observable/observable.ts";
import type { RunState } from "../../core/run/run.ts";
import { type CaseView, viewOf } from "../investigate/case-view.ts";
import type { TacticOpinion } from "../map-attack/tactics.ts";
import { ruleNameOf } from "../triage/bonds.ts";
import { modelOfCase } from "./model-of-case.ts";
import type { Settled } from "./settled.ts";
import { citationsOf, timelineOf } from "./timeline.ts";

/** What a case's entry in the assessment takes from outside the run: the ATT&CK catalogue and the inventory. */
export type AssessmentContext = {
  readonly catalogue: AttackCatalogue;
  readonly inventory: InventoryIndex;
  /** Tactics of techniques, and of what alerts name, the most supported first. */
  readonly tacticsOf: (techniques: readonly TechniqueClaim[], alerts: readonly TacticOpinion[]) => readonly string[];
};

const observablesShownMax = 100;
const assetsMax = 50;

/** One settled case as contract.md shapes it. */
export function assessmentCase(each: Settled, run: RunState, context: AssessmentContext): AssessmentCase {
  const view = viewOf(each, run);
  const { conclusion } = each;
  const evidenceOf = citationsOf(view, each.evidence);
  return {
    id: each.caseId,
    title: conclusion.title,
    category: conclusion.category,
    severity: conclusion.severity,
    maliciousness: conclusion.maliciousness,
    verdict: conclusion.verdict,
    escalated: each.status === "escalated",
    because: conclusion.because,
    unknowns: [...conclusion.unknowns],
    playbook: each.playbook?.name ?? "none",
    firstTime: new Date(view.firstMs).toISOString(),
    lastTime: new Date(view.lastMs).toISOString(),
    alerts: [...each.alertIds].toSorted((a, b) => numberOf(a) - numberOf(b)),
    assets: assetsOf(view, run, context.inventory),
    observables: view.observables.slice(0, observablesShownMax).map((observable) => ({ ...observable })),
    tactics: [...tacticsOfCase(each, view, context)],
    techniques: each.techniques.map(({ id, confidence, evidence }) => ({ id, confidence, evidence: [...evidence] })),
    actors: each.actors.map((actor) => ({ ...actor })),
    hypotheses: conclusion.hypotheses.map((hypothesis) => ({ ...hypothesis, for: [...hypothesis.for], against: [...hypothesis.against] })),
    evidence: [...each.evidence.values()].map(assessmentEvidence),
    timeline: timelineOf(view, evidenceOf, run.names).map(({ timeMs, says, evidence }) => ({
      time: new Date(timeMs).toISOString(),
      says,
      evidence: [...evidence],
    })),
    containment: each.proposals.map(({ handle: _, ...proposal }) => ({
      ...proposal,
      blastRadius: { ...proposal.blastRadius },
      evidence: [...proposal.evidence],
    })),
    correlation: each.joins.slice(0, 500).map(({ alertId, because }) => ({ alert: alertId, because })),
    ...(each.model && { model: modelOfCase(each.model, conclusion) }),
  };
}

/** One evidence item as contract.md shapes it. */
export function assessmentEvidence({ marking: _, ...item }: Evidence): AssessmentCase["evidence"][number] {
  return { ...item, source: sourceOf(item.source) };
}

const numberOf = (id: string) => Number(id.slice(id.lastIndexOf("-") + 1));

function sourceOf(source: EvidenceSource): AssessmentCase["evidence"][number]["source"] {
  if (source.kind === "record") return { ...source };
  return { ...source, records: source.records.map((record) => ({ ...record })) };
}

/** The tactics of a case, the most supported first: what its alerts name counts beside what its techniques serve. */
function tacticsOfCase(each: Settled, view: CaseView, context: AssessmentContext): readonly string[] {
  return context.tacticsOf(
    each.techniques,
    view.alerts.map(({ alert, triage }) => ({ ...triage, rule: ruleNameOf(alert) })),
  );
}

/** The machines of a case: as the inventory knows them, or as seen when it does not. */
function assetsOf(view: CaseView, run: RunState, inventory: InventoryIndex): AssessmentCase["assets"] {
  const assets = new Map<string, AssessmentCase["assets"][number]>();
  for (const observable of view.observables) {
    const name = hostOf(observable, run);
    if (name === undefined) continue;
    const asset = inventory.assetOf(name);
    const key = (asset?.name ?? name).toLowerCase();
    const held = assets.get(key);
    if (held) {
      held.observables.push({ ...observable });
      continue;
    }
    if (assets.size >= assetsMax) break;
    const known = asset
      ? { name: asset.name, criticality: asset.criticality, role: asset.role, ...(asset.owner ? { owner: asset.owner } : {}), known: true }
      : { name, criticality: "unknown", role: "unknown", known: false };
    assets.set(key, { ...known, observables: [{ ...observable }] });
  }
  return [...assets.values()];
}

function hostOf(observable: Observable, run: RunState): string | undefined {
  if (observable.type === "host") return observable.value.toLowerCase();
  if (observable.type !== "ip") return undefined;
  const resolved = run.names.get(observableKey(observable));
  return resolved?.startsWith("host:") ? resolved.slice(5) : undefined;
}
