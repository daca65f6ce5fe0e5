import { alarmWorld } from "../core/alarm/alarm.ts";
import { containmentWorld } from "../core/containment/containment.ts";
import { exerciseWorld } from "../core/exercise/exercise.ts";
import { governanceWorld } from "../core/governance/governance.ts";
import { handoverWorld } from "../core/handover/handover.ts";
import { learningWorld } from "../core/learning/learning.ts";
import { guideWorld } from "../core/model/guide.ts";
import { qualitySampleWorld } from "../core/quality-sample/quality-sample.ts";
import { regulationWorld } from "../core/regulation/dossier.ts";
import { serviceWorld } from "../core/service/service-record.ts";
import { SocError } from "../core/soc-error.ts";
import { type WatchState, watchAccounting } from "../core/watch/watch.ts";
import { segmentOf, watchWorld, withoutOlderSegments } from "../core/watch/watch-event.ts";
import { writeBackWorld } from "../core/write-back/write-back.ts";
import type { Clock } from "../ports/clock.ts";
import { type Accounting, accountingOf, isBalanced } from "../stages/report/accounting.ts";
import { accessWorld } from "./access/access-record.ts";
import type { Worlds } from "./learning/survey.ts";
import { openRecorder } from "./recorder.ts";
import { openWatchReading } from "./watch/rebuild-views.ts";

/** Worlds whose ledgers are read at most, in order of their names. */
export const ledgersMax = 10_000;

/** One world's ledger over alerts, or why it cannot be told: its record is damaged, or was erased on purpose. */
export type WorldLedger = { readonly world: string } & (
  | { readonly accounting: Accounting; readonly balanced: boolean; readonly finished: boolean; readonly cases: number }
  | { readonly damaged: string }
  | { readonly erased: string }
);

/** All ledgers and their sum. `balanced` is false when any does not add up, or any world could not be read. */
export type Ledgers = {
  readonly worlds: readonly WorldLedger[];
  readonly total: Accounting;
  readonly balanced: boolean;
  /** There are more worlds than were read. */
  readonly more: boolean;
};

/** Worlds that are about no alerts. */
const ofNoAlerts: ReadonlySet<string> = new Set([
  learningWorld,
  containmentWorld,
  accessWorld,
  serviceWorld,
  writeBackWorld,
  handoverWorld,
  exerciseWorld,
  regulationWorld,
  governanceWorld,
  alarmWorld,
  qualitySampleWorld,
  guideWorld,
  watchWorld,
]);

const isOfNoAlerts = (name: string) => ofNoAlerts.has(name) || /^connectors-\d{4}-\d{2}$/.test(name);

/** Folds every investigation's journal, one at a time, and counts its alerts as they stand at this instant, also of those that are under way. */
export async function ledgersOf(store: Worlds, clock: Clock): Promise<Ledgers> {
  const names = withoutOlderSegments(await store.worldNames(ledgersMax + 1 + ofNoAlerts.size)).filter((name) => !isOfNoAlerts(name));
  const worlds: WorldLedger[] = [];
  const total = { accepted: 0, closed: 0, escalated: 0, open: 0, deadLettered: 0 };
  for (const world of names.slice(0, ledgersMax)) {
    const ledger = await ledgerOf(world, store, clock);
    worlds.push(ledger);
    if ("accounting" in ledger) for (const key of Object.keys(total) as (keyof Accounting)[]) total[key] += ledger.accounting[key];
  }
  // What was erased on purpose is told, and is no fault.
  const balanced = worlds.every((each) => "erased" in each || ("accounting" in each && each.balanced)) && isBalanced(total);
  return { worlds, total, balanced, more: names.length > ledgersMax };
}

async function ledgerOf(world: string, store: Worlds, clock: Clock): Promise<WorldLedger> {
  try {
    const { journal } = await store.world(world);
    if (segmentOf(world) !== undefined) return watchLedger(world, await openWatchReading(journal, clock));
    const { state } = await openRecorder(journal, clock);
    const accounting = accountingOf(state);
    return { world, accounting, balanced: isBalanced(accounting), finished: state.finished, cases: state.cases.size };
  } catch (error) {
    // One damaged record must not hide the others; a database that is gone is not a damaged record.
    if (!(error instanceof SocError)) throw error;
    if (error.code === "journal/erased") return { world, erased: error.problem };
    if (damage.test(error.code)) return { world, damaged: error.problem };
    throw error;
  }
}

/** What left the watch's memory is in its counts. It is never finished. */
function watchLedger(world: string, state: WatchState): WorldLedger {
  const accounting = watchAccounting(state);
  return { world, accounting, balanced: isBalanced(accounting), finished: false, cases: state.run.casesOpened };
}

const damage = /^journal\/(?:chain-broken|rolled-back|checkpoint-damaged|keys-missing)$/;
