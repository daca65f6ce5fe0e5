import { decideLearning, heldBackMin, type LearningCommand } from "../core/learning/decide.ts";
import {
  type Challenger,
  type Comparison,
  emptyLearning,
  evolveLearning,
  type Label,
  type Learning,
  type LearningEvent,
} from "../core/learning/learning.ts";

export const dayMs = 86_400_000;
export const now = Date.UTC(2026, 5, 1);
export const mara = "person:mara" as const;
export const joss = "person:joss" as const;
export const agent = "agent:watchkeeper" as const;
export const scope = { product: "suricata", rule: "2019401" };
export const label = (more: Partial<Label> = {}): Label => ({
  world: "monday",
  alertId: "a-1",
  group: "monday case-1",
  timeMs: now,
  record: "sha256:1",
  ...scope,
  host: "web01",
  category: "malware",
  severity: "medium",
  maliciousness: 0.4,
  ended: "insufficient-data",
  verdict: "false-positive",
  ...more,
});
export const comparison = (more: Partial<Comparison> = {}): Comparison => ({
  trainedOn: 100,
  heldBack: heldBackMin,
  groups: 10,
  championLoss: 0.5,
  challengerLoss: 0.3,
  gain: 0.2,
  gainInterval: [0.1, 0.3],
  attacks: 10,
  attacksLost: 0,
  attacksFound: 0,
  attackGroups: 5,
  attackGroupsLost: 0,
  attackGroupsFound: 0,
  ...more,
});
export const challenger = (digest: string, more: Partial<Challenger> = {}): Challenger => ({
  digest,
  correction: { version: 1, shifts: [] },
  comparison: comparison(),
  ...more,
});
export const propose = (more: Partial<Extract<LearningCommand, { type: "ProposeSuppression" }>> = {}): LearningCommand => ({
  type: "ProposeSuppression",
  scope,
  verdict: "false-positive",
  grounds: { right: 0, of: 60, alertsShare: 0.1 },
  untilMs: now + 30 * dayMs,
  by: agent,
  because: "it was never right",
  atMs: now,
  ...more,
});
export const approve = (more: object = {}): LearningCommand => ({
  type: "ApproveSuppression",
  id: "s-1",
  groundsNow: new Map(),
  sampleKey: "0f".repeat(32),
  by: mara,
  because: "seen and agreed",
  atMs: now,
  ...more,
});

/** Obeys commands one after the other; the last one's facts. */
export function after(...commands: readonly LearningCommand[]): { state: Learning; facts: readonly LearningEvent[] } {
  const state = emptyLearning();
  let facts: readonly LearningEvent[] = [];
  for (const command of commands) {
    facts = decideLearning(command, state);
    for (const fact of facts) evolveLearning(state, fact);
  }
  return { state, facts };
}
