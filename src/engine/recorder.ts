import { emptyFields } from "../core/event/event.ts";
import { type JournalEntry, noPrevious, seal, verify } from "../core/journal/journal.ts";
import { type DomainEvent, emptyRun, evolveRun, type RunState } from "../core/run/run.ts";
import { SocError } from "../core/soc-error.ts";
import type { Clock } from "../ports/clock.ts";
import type { JournalStore } from "../ports/journal-store.ts";

/**
 * The one writer of a run. What it records is durable before the next fact is recorded, and known in the order of the journal. A write that fails ends
 * the recorder: its state may hold what the journal does not (facts that were folded while they were decided, repeats that were noted), so every later
 * record throws the same failure, and a new recorder folds the journal anew.
 */
export type Recorder = {
  readonly state: RunState;
  /** `folded` says that the caller has folded these facts already while deciding them; they are durable only once this returns. */
  readonly record: (events: readonly DomainEvent[], how?: { readonly folded: boolean }) => Promise<void>;
  readonly head: () => { readonly hash: string; readonly entries: number };
};

const readBatch = 2_000;

/** Opens a journal, checks it from its beginning and folds it: whatever a crash left is where the run goes on. */
export async function openRecorder(store: JournalStore, clock: Clock): Promise<Recorder> {
  const state = emptyRun();
  let sequence = 0;
  let previous = noPrevious;
  let failed: { readonly error: unknown } | undefined;
  for (;;) {
    const entries = await store.read(sequence, readBatch);
    if (entries.length === 0) break;
    const checked = verify(entries, undefined, { sequence, previous });
    if (!checked.intact) throw chainBroken(checked.sequence, checked.because);
    for (const { event } of entries) evolveRun(state, factOf(event));
    sequence += entries.length;
    previous = checked.head;
  }
  return {
    state,
    head: () => ({ hash: previous, entries: sequence }),
    async record(events, how) {
      if (failed) throw failed.error;
      if (events.length === 0) return;
      const entries: JournalEntry[] = [];
      for (const event of events) {
        const entry = seal({
          sequence: sequence + entries.length,
          stream: streamOf(event),
          type: event.type,
          recordedAtMs: clock.nowMs(),
          event: JSON.stringify(event),
          previous: entries.at(-1)?.hash ?? previous,
        });
        entries.push(entry);
      }
      try {
        await store.append(entries);
      } catch (error) {
        failed = { error };
        throw error;
      }
      sequence += entries.length;
      previous = entries.at(-1)?.hash ?? previous;
      if (!how?.folded) for (const event of events) evolveRun(state, event);
    },
  };
}

/** The state that a journal's entries fold to: what replay must reproduce. */
export function replay(entries: Iterable<JournalEntry>): RunState {
  const state = emptyRun();
  for (const { event } of entries) evolveRun(state, factOf(event));
  return state;
}

/** A fact as it was before it was written: what came from outside is held without a prototype again, so that no name in it finds what is not there. */
function factOf(text: string): DomainEvent {
  const event = JSON.parse(text) as DomainEvent;
  if (event.type !== "BatchRead" && event.type !== "DetectionsCorrelated") return event;
  const alerts = event.alerts.map((alert) => ({ ...alert, fields: Object.assign(emptyFields(), alert.fields) }));
  return { ...event, alerts };
}

function streamOf(event: DomainEvent): string {
  return "caseId" in event ? event.caseId : "run";
}

const chainBroken = (sequence: number, because: string) =>
  new SocError({
    code: "journal/chain-broken",
    problem: `the journal is damaged at entry ${sequence}: ${because}`,
    remedy: 'keep the data directory as it is, run "watchkeeper journal verify" on it, and restore the last backup into a new one',
    retry: "never",
  });
