import type { Conclusion } from "../core/case/conclusion.ts";
import type { SourceHealth } from "../ports/intake.ts";
import type { HandoverFindings, Happened, OpenCase } from "../stages/handover/findings.ts";

const hourMs = 3_600_000;
/** When the night of the test ends. */
export const nightEndsMs = Date.UTC(2026, 4, 5, 6);

/** An open case of a test. */
export const openCaseOf = (id: string, parts: Partial<OpenCase> = {}): OpenCase => ({
  id,
  title: `Case ${id}`,
  severity: "high",
  priority: 2,
  state: "escalated",
  verdict: "true-positive",
  alerts: 3,
  openedAtMs: nightEndsMs - 5 * hourMs,
  settledAtMs: nightEndsMs - 4 * hourMs,
  assignee: undefined,
  because: "two sensors agree",
  unknowns: [],
  ...parts,
});

/** How a source of a test fares. */
export const sourceOf = (source: string, parts: Partial<SourceHealth> = {}): SourceHealth => ({
  source,
  accepted: 100,
  repeated: 0,
  deadLettered: 0,
  waiting: 0,
  lastReceivedMs: nightEndsMs - 60_000,
  behindMs: 0,
  skewMs: 0,
  state: "running",
  problem: undefined,
  remedy: undefined,
  ...parts,
});

/** A night in which nothing happened. */
export const quietNight = (): HandoverFindings => ({
  period: { fromMs: nightEndsMs - 8 * hourMs, toMs: nightEndsMs },
  cases: [],
  moreCases: false,
  containment: undefined,
  killSwitch: { stopped: false, file: { place: "STOP", because: null }, scopes: [], inFlight: [] },
  connectors: [],
  sources: [],
  before: undefined,
  jobs: [],
  happened: [],
  cutWorlds: [],
  names: new Map(),
  ledger: { balanced: true, says: "it adds up" },
  records: [],
  unknown: [],
});

const conclusionOf = (verdict: Conclusion["verdict"], because: string): Conclusion => ({
  verdict,
  category: "credential-abuse",
  severity: "high",
  maliciousness: 0.9,
  title: "t",
  escalate: true,
  because,
  unknowns: [],
  evidence: ["e-1"],
  hypotheses: [],
});

/** What happened in the busy night, entry by entry; `says` stands wherever text comes from outside. */
export function busyNight(says: string): readonly Happened[] {
  const watch: readonly Happened["fact"][] = [
    ...["case-1", "case-2", "case-3"].map((caseId) => ({ type: "CaseOpened", caseId, alertId: "a-1", because: says }) as const),
    { type: "VerdictReached", caseId: "case-1", conclusion: conclusionOf("benign", says) },
    { type: "CaseClosed", caseId: "case-1" },
    { type: "CaseReopened", caseId: "case-1", because: says },
    { type: "VerdictReached", caseId: "case-1", conclusion: conclusionOf("true-positive", says) },
    { type: "CaseEscalated", caseId: "case-1" },
    { type: "CaseReopened", caseId: "case-1", because: says },
    {
      type: "CaseDecided",
      caseId: "case-2",
      by: "person:mara",
      status: "closed",
      conclusion: conclusionOf("false-positive", says),
      evidence: undefined as never,
    },
  ];
  const access: readonly Happened["fact"][] = [
    { type: "AccountMade", account: "acct-1", name: says, by: "machine", atMs: 0 },
    { type: "RoleGiven", account: "acct-1", role: "analyst", origin: "given", by: "person:mara", atMs: 0 },
    { type: "SettingChanged", setting: "watchkeeper.yaml", digest: "sha256:x", by: "machine", atMs: 0 },
    undefined,
  ];
  const entries = (world: string, facts: readonly Happened["fact"][]) =>
    facts.map(
      (fact, at): Happened => ({
        world,
        sequence: at + 7,
        atMs: nightEndsMs - (60 - at) * 60_000,
        type: fact?.type ?? "AccountMade",
        fact,
      }),
    );
  return [...entries("access", access), ...entries("watch-000001", watch)];
}
