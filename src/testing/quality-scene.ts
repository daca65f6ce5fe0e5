import type { Alert } from "../core/alert/alert.ts";
import type { QualitySamples } from "../core/quality-sample/quality-sample.ts";
import { QualitySettings } from "../core/quality-sample/settings.ts";
import { emptyRun } from "../core/run/run.ts";
import type { WatchFact } from "../core/watch/watch-event.ts";
import { openQualityDesk, type QualityDesk } from "../engine/quality-sample/desk.ts";
import type { QualityParts, SaidTrue } from "../engine/quality-sample/parts.ts";
import { openSealedLog, type SealedLog } from "../engine/sealed-log.ts";
import type { Clock } from "../ports/clock.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { SettledCase } from "../ports/settled.ts";
import type { CaseFact } from "../stages/case-page/history.ts";
import { memoryDrawSecrets } from "../storage/keys/draw-secrets.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";
import { settledCase } from "./settled-cases.ts";

/** Quality samples over a watch whose record a test writes by hand. */
export type QualityScene = {
  readonly desk: QualityDesk;
  readonly journal: JournalStore;
  readonly watch: SealedLog<WatchFact>;
  readonly parts: QualityParts;
  readonly secrets: QualityParts["secrets"];
  /** People's verdicts that the test gives. */
  readonly said: SaidTrue[];
  readonly demoted: string[];
  readonly paged: string[];
  readonly reopened: string[];
  /** Has the agent close a case and tells of it. */
  readonly close: (caseId: string, more?: Partial<Closing>) => Promise<void>;
  readonly state: () => Promise<QualitySamples>;
};

/** How a case of a test was closed. */
export type Closing = {
  readonly like: 0 | 1 | 2 | 3;
  readonly rule: string;
  readonly revision: number;
  readonly facts: readonly CaseFact["fact"][];
  readonly verdict: "benign" | "false-positive" | "true-positive";
  readonly because: string;
  readonly severity: "low" | "medium" | "high" | "critical";
};

const world = "watch-000001";

/** Opens it; `settings` are what differs from the defaults. */
export async function openQualityScene(
  clock: Clock,
  more: Partial<QualityParts> & { readonly set?: Partial<QualitySettings>; readonly watchJournal?: JournalStore } = {},
): Promise<QualityScene> {
  const { set, watchJournal = memoryJournalStore(), ...given } = more;
  const [said, demoted, paged, reopened]: [SaidTrue[], string[], string[], string[]] = [[], [], [], []];
  const watch = await openSealedLog<WatchFact>(watchJournal, clock, {
    fold: () => {},
    factOf: JSON.parse,
    streamOf: (fact) => ("caseId" in fact ? fact.caseId : "watch"),
  });
  const parts: QualityParts = {
    journal: memoryJournalStore(),
    clock,
    secrets: memoryDrawSecrets(),
    settings: QualitySettings.parse(set ?? {}),
    records: { names: async () => [world], journal: async () => watchJournal },
    watchEnd: async () => ({ world, sequence: ((await watchJournal.head())?.sequence ?? -1) + 1 }),
    saidTrue: async () => said,
    reopen: async (asked) => {
      reopened.push(...asked.map(({ caseId }) => caseId));
      return asked.map(({ caseId }) => caseId);
    },
    demote: async (name) => demoted.push(name) > 0,
    page: async (stop) => void paged.push(stop.class),
    ...given,
  };
  const desk = await openQualityDesk(parts);
  return {
    desk,
    journal: parts.journal,
    watch,
    parts,
    secrets: parts.secrets,
    said,
    demoted,
    paged,
    reopened,
    async close(caseId, closing = {}) {
      await watch.record([...((closing.facts ?? [{ type: "CaseClosed", caseId }]) as WatchFact[])]);
      await desk.sink.settled(closedCase(caseId, closing));
    },
    state: desk.state,
  };
}

/** A closed case as the watch tells of it: one alert of its own, by a rule. */
export function closedCase(
  caseId: string,
  { like = 2, rule = "5710", revision = 1, verdict = "benign", because = "it is a planned scan", severity = "low" }: Partial<Closing> = {},
): SettledCase {
  const told = settledCase({ caseId, like, revision, verdict, because, severity, escalated: false });
  const run = emptyRun();
  const alert = testAlert(`a-${caseId.slice(5)}`, rule);
  run.alerts.set(alert.id, alert);
  run.cases.set(caseId, { status: "closed", caseId, alertIds: [alert.id], playbook: { name: "access", digest: "" } } as never);
  const alerts = told.alerts.slice(0, 1).map((each) => ({ ...each, id: alert.id, verdict }));
  return { ...told, case: { ...told.case, alerts: [alert.id] }, alerts, alertsTotal: 1, run };
}

const testAlert = (id: string, rule: string): Alert =>
  ({
    id,
    timeMs: Date.UTC(2026, 4, 5, 8),
    product: "wazuh",
    rule: "sshd: attempt to log in",
    ruleId: rule,
    title: "sshd: attempt to log in with an unknown user",
  }) as Alert;
