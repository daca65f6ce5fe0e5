import type { Alert } from "../core/alert/alert.ts";
import type { Case } from "../core/case/case.ts";
import type { Conclusion } from "../core/case/conclusion.ts";
import { approversOf, type ContainmentProposal, type ContainmentVerb, undoOf } from "../core/containment/action.ts";
import type { Evidence } from "../core/evidence/evidence.ts";
import { emptyRun, type RunState } from "../core/run/run.ts";

/** One case as an investigation left it: confirmed, with its alerts and with what it proposes. */
export type ConfirmedCase = {
  readonly id: string;
  readonly alerts: readonly Alert[];
  readonly propose: readonly { readonly action: ContainmentVerb; readonly target: string }[];
  readonly conclusion?: Partial<Conclusion>;
};

/** A run that ended in these cases. */
export function runOf(cases: readonly ConfirmedCase[]): RunState {
  const run = emptyRun();
  for (const each of cases) {
    for (const alert of each.alerts) {
      run.alerts.set(alert.id, alert);
      run.triages.set(alert.id, {
        alertId: alert.id,
        category: "other",
        severity: alert.severity,
        maliciousness: 0.9,
        tactics: [],
        techniques: [],
        priority: 1,
        because: [],
        bonds: [],
        repeats: undefined,
      });
    }
    run.cases.set(each.id, caseOf(each));
  }
  return run;
}

function caseOf({ id, alerts, propose, conclusion }: ConfirmedCase): Case {
  const evidence: Evidence = {
    id: `e-${id}`,
    question: "what was seen",
    tool: "intake/alert",
    source: { kind: "answer", query: "", records: [], recordsTotal: 0 },
    digest: `sha256:${"e".repeat(64)}`,
    says: "it was seen",
    answer: "seen",
    weight: 1,
    group: "seen",
    trust: "attacker-writable",
  };
  const proposals = propose.map(
    ({ action, target }): ContainmentProposal => ({
      action,
      target,
      tier: 1,
      approvers: approversOf[1],
      blastRadius: {
        hosts: 0,
        identities: 1,
        dependents: 0,
        sessions: 0,
        services: [],
        criticality: "low",
        protected: false,
        redundant: false,
        known: true,
        graphAgeMs: null,
        containedShare: 0,
        reach: 1,
        says: "one account",
      },
      undo: undoOf[action] ?? null,
      state: "proposed",
      evidence: [evidence.id],
    }),
  );
  return {
    status: "escalated",
    caseId: id,
    alertIds: alerts.map((alert) => alert.id),
    joins: [],
    playbook: undefined,
    evidence: new Map([[evidence.id, evidence]]),
    settled: new Map(),
    techniques: [],
    actors: [],
    proposals,
    mapped: true,
    proposed: true,
    conclusion: {
      verdict: "true-positive",
      category: "other",
      severity: "high",
      maliciousness: 0.95,
      title: "Hands on the keyboard",
      escalate: true,
      because: "the evidence says so",
      unknowns: [],
      evidence: [evidence.id],
      hypotheses: [],
      ...conclusion,
    },
  };
}
