import { containmentWorld } from "../../core/containment/containment.ts";
import { learningWorld } from "../../core/learning/learning.ts";
import type { RunState } from "../../core/run/run.ts";
import { SocError } from "../../core/soc-error.ts";
import { withoutOlderSegments } from "../../core/watch/watch-event.ts";
import type { Observation } from "../../learning/analyst/population-drift.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { ruleRefOf } from "../../stages/triage/learned-shift.ts";
import { openRecorder } from "../recorder.ts";

/** Worlds that one survey reads, in order of their names; what lies beyond is counted. */
export const worldsMax = 500;
/** Alerts that are kept for drift; later ones count for rules only. */
const observationsMax = 500_000;

/** What the alerts of all worlds are like: how many each rule raised, and what triage and the cases said of them. */
export type Survey = {
  readonly worlds: number;
  readonly alerts: number;
  readonly alertsByRule: ReadonlyMap<string, { readonly product: string; readonly rule: string; readonly alerts: number }>;
  readonly observations: readonly Observation[];
};

/** Where worlds are found. */
export type Worlds = {
  readonly worldNames: (limit: number) => Promise<readonly string[]>;
  readonly world: (name: string) => Promise<{ readonly journal: JournalStore }>;
};

/** Reads every world's journal once and folds it; one at a time, so that only one is held. */
export async function surveyOf(worlds: Worlds, clock: Clock): Promise<Survey> {
  const names = withoutOlderSegments(await worlds.worldNames(worldsMax + 2))
    .filter((name) => name !== learningWorld && name !== containmentWorld)
    .slice(0, worldsMax);
  const alertsByRule = new Map<string, { product: string; rule: string; alerts: number }>();
  const observations: Observation[] = [];
  let alerts = 0;
  let erased = 0;
  for (const name of names) {
    const { journal } = await worlds.world(name);
    const state = await stateOf(journal, clock);
    if (!state) {
      erased++;
      continue;
    }
    for (const alert of state.alerts.values()) {
      const { product, rule } = ruleRefOf(alert);
      const held = alertsByRule.get(ruleKey({ product, rule })) ?? { product, rule, alerts: 0 };
      alertsByRule.set(ruleKey({ product, rule }), { ...held, alerts: held.alerts + 1 });
      alerts++;
    }
    for (const observation of observationsIn(state)) if (observations.length < observationsMax) observations.push(observation);
  }
  return { worlds: names.length - erased, alerts, alertsByRule, observations };
}

/** What a journal folds to; undefined where people erased it, so that the others can still be learned from. */
async function stateOf(journal: JournalStore, clock: Clock): Promise<RunState | undefined> {
  try {
    return (await openRecorder(journal, clock)).state;
  } catch (error) {
    if (error instanceof SocError && error.code === "journal/erased") return undefined;
    throw error;
  }
}

/** Names a rule of a product, without case. */
export function ruleKey({ product, rule }: { readonly product: string; readonly rule: string }): string {
  return JSON.stringify([product.trim().toLowerCase(), rule.trim().toLowerCase()]);
}

function* observationsIn({ alerts, triages, cases, caseOfAlert }: RunState): Generator<Observation> {
  for (const alert of alerts.values()) {
    const triage = triages.get(alert.id);
    if (!triage) continue;
    const standing = cases.get(caseOfAlert.get(alert.id) ?? "");
    const conclusion = standing && "conclusion" in standing ? standing.conclusion : undefined;
    yield {
      timeMs: alert.timeMs,
      maliciousness: triage.maliciousness,
      words: {
        verdict: conclusion?.verdict ?? "open",
        category: triage.category,
        severity: triage.severity,
        priority: String(triage.priority),
        product: alert.product,
        rule: ruleRefOf(alert).rule,
      },
    };
  }
}
