import { type JournalEntry, noPrevious, seal, verify } from "../core/journal/journal.ts";
import { SocError } from "../core/soc-error.ts";
import type { Clock } from "../ports/clock.ts";
import type { JournalStore } from "../ports/journal-store.ts";

/** How facts of one kind are folded, read back from their text, and put into streams. */
export type Facts<Fact extends { readonly type: string }> = {
  readonly fold: (fact: Fact) => void;
  readonly factOf: (text: string) => Fact;
  readonly streamOf: (fact: Fact) => string;
};

/** The one writer of a journal. A write that fails ends it: every later record throws the same failure, and a new one folds the journal anew. */
export type SealedLog<Fact> = {
  /** `folded` says that the caller has folded these facts already while deciding them; they are durable only once this returns. */
  readonly record: (facts: readonly Fact[], how?: { readonly folded: boolean }) => Promise<void>;
  readonly head: () => { readonly hash: string; readonly entries: number };
};

const readBatch = 2_000;

/** Opens a journal, checks it from its beginning and folds it: whatever a crash left is where its writer goes on. Refuses (`journal/chain-broken`). */
export async function openSealedLog<Fact extends { readonly type: string }>(
  store: JournalStore,
  clock: Clock,
  { fold, factOf, streamOf }: Facts<Fact>,
): Promise<SealedLog<Fact>> {
  let sequence = 0;
  let previous = noPrevious;
  let failed: { readonly error: unknown } | undefined;
  for (let entries = await store.read(0, readBatch); entries.length > 0; entries = await store.read(sequence, readBatch)) {
    const checked = verify(entries, undefined, { sequence, previous });
    if (!checked.intact) throw chainBroken(checked.sequence, checked.because);
    for (const { event } of entries) fold(factOf(event));
    sequence += entries.length;
    previous = checked.head;
  }
  return {
    head: () => ({ hash: previous, entries: sequence }),
    async record(facts, how) {
      if (failed) throw failed.error;
      if (facts.length === 0) return;
      const entries: JournalEntry[] = [];
      for (const fact of facts) {
        const entry = seal({
          sequence: sequence + entries.length,
          stream: streamOf(fact),
          type: fact.type,
          recordedAtMs: clock.nowMs(),
          event: JSON.stringify(fact),
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
      if (!how?.folded) for (const fact of facts) fold(fact);
    },
  };
}

const chainBroken = (sequence: number, because: string) =>
  new SocError({
    code: "journal/chain-broken",
    problem: `the journal is damaged at entry ${sequence}: ${because}`,
    remedy: 'keep the data directory as it is, run "watchkeeper journal verify" on it, and restore the last backup into a new one',
    retry: "never",
  });
