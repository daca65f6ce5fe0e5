import { emptyFields } from "../core/event/event.ts";
import { type DomainEvent, evolveRun, type RunState } from "../core/run/run.ts";
import { evolveWatch } from "../core/watch/evolve-watch.ts";
import { emptyWatch } from "../core/watch/watch.ts";
import type { WatchFact } from "../core/watch/watch-event.ts";
import type { Clock } from "../ports/clock.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import { openSealedLog, type SealedLog } from "./sealed-log.ts";
import { factOf as watchFactOf } from "./watch/fact-text.ts";

/**
 * The one writer of a run. What it records is durable before the next fact is recorded, and known in the order of the journal. A write that fails ends
 * the recorder: its state may hold what the journal does not (facts that were folded while they were decided, repeats that were noted), so every later
 * record throws the same failure, and a new recorder folds the journal anew.
 */
export type Recorder = SealedLog<DomainEvent> & { readonly state: RunState };

/** Opens a journal, checks it from its beginning and folds it: whatever a crash left is where the run goes on. */
export async function openRecorder(store: JournalStore, clock: Clock): Promise<Recorder> {
  const { state, fold } = openFold();
  const log = await openSealedLog<DomainEvent>(store, clock, { fold, factOf, streamOf });
  return { state, ...log };
}

/** The recorder of a journal with one writer as a case's record: what is decided is recorded as it stands. */
export function caseRecordOf({ state, record }: Pick<Recorder, "state" | "record">): {
  readonly state: RunState;
  readonly tell: (decide: () => readonly DomainEvent[]) => Promise<void>;
} {
  return { state, tell: (decide) => record(decide()) };
}

/** The state that the texts of a journal's events fold to: what replay must reproduce. */
export function replay(events: Iterable<string>): RunState {
  const { state, take } = openReplay();
  for (const event of events) take(event);
  return state;
}

/** The same, one event at a time. */
export function openReplay(): { readonly state: RunState; readonly take: (event: string) => void } {
  const { state, fold } = openFold();
  return { state, take: (event) => fold(factOf(event)) };
}

/** The fold of a run; a record that begins as a watch's is folded as one, and its run is what the watch holds. */
function openFold(): { readonly state: RunState; readonly fold: (fact: DomainEvent) => void } {
  const watch = emptyWatch();
  let isWatch = false;
  return {
    state: watch.run,
    fold(fact: WatchFact) {
      isWatch ||= fact.type === "WatchBegan";
      if (isWatch) evolveWatch(watch, fact);
      else evolveRun(watch.run, fact as DomainEvent);
    },
  };
}

/** A fact as it was before it was written: what came from outside is held without a prototype again, so that no name in it finds what is not there. */
function factOf(text: string): DomainEvent {
  const event = watchFactOf(text) as DomainEvent;
  if (event.type !== "BatchRead" && event.type !== "DetectionsCorrelated") return event;
  const alerts = event.alerts.map((alert) => ({ ...alert, fields: Object.assign(emptyFields(), alert.fields) }));
  return { ...event, alerts };
}

function streamOf(event: DomainEvent): string {
  return "caseId" in event ? event.caseId : "run";
}
