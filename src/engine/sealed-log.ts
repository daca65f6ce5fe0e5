import type { RecordEvent } from "../core/journal/keeping.ts";
import { type Keeping, recordStream } from "../core/journal/keeping.ts";
import { SocError } from "../core/soc-error.ts";
import type { Clock } from "../ports/clock.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import { finishErasures } from "./journal/erase.ts";
import { oneAtATime } from "./journal/one-at-a-time.ts";
import { cosigned, latestCheckpoint, type PublishedCheckpoint, publish, rotationsSince } from "./journal/publish.ts";
import { catchUp, follow, noteOfRecord, openReading, type Reading, requireBeginning } from "./journal/reading.ts";
import { contended } from "./journal/refusals.ts";
import { type FactText, sealFacts } from "./journal/seal-facts.ts";

export type { PublishedCheckpoint } from "./journal/publish.ts";

/** How facts of one kind are folded, read back from their text, and put into streams. */
export type Facts<Fact extends { readonly type: string }> = {
  readonly fold: (fact: Fact) => void;
  readonly factOf: (text: string) => Fact;
  /** A word of ours, never text from outside: it stands in the record in plain. */
  readonly streamOf: (fact: Fact) => string;
  /** What becomes of a journal of which something was erased: it is refused (`journal/erased`) unless the fold can do without. */
  readonly erased?: "refuse" | "skip";
  /** Told of the stream of each entry that cannot be read any more, in its turn: names of streams outlive what was said in them. */
  readonly unread?: (stream: string) => void;
};

/**
 * A journal as one process holds it: checked, folded, continued, published. Calls take their turn, one after the other.
 * A `record` that fails ends it: every later call throws the same failure, and a new one folds the journal anew.
 */
export type SealedLog<Fact> = {
  /** `folded` says that the caller has folded these facts already while deciding them; they are durable only once this returns. For the one writer of a journal. */
  readonly record: (facts: readonly Fact[], how?: { readonly folded: boolean }) => Promise<void>;
  /** Reads and folds what others appended. */
  readonly refresh: () => Promise<void>;
  /**
   * Decides on a state that holds everything before it, for a journal with several writers: reads what others appended, calls `decide` for the facts, and
   * appends them at the next place; when another writer was first, reads and asks again. Gives the facts, durable and folded. `decide` changes nothing and
   * calls nothing of this log. Refuses with whatever `decide` throws, and `journal/contended` after `conflictsMax` tries.
   */
  readonly decide: (decide: () => readonly Fact[] | Promise<readonly Fact[]>) => Promise<readonly Fact[]>;
  /** The same for what happens to the record itself (`core/journal/keeping.ts`). */
  readonly decideKeeping: (decide: () => readonly RecordEvent[] | Promise<readonly RecordEvent[]>) => Promise<readonly RecordEvent[]>;
  /**
   * Signs and publishes size and root of everything recorded so far, others' facts included; durable when it returns. Refuses: `journal/rolled-back` when
   * what was published is longer or another record; `journal/not-witnessed` when a witness is configured and does not sign, unless `witness` is "may".
   */
  readonly checkpoint: (how?: { readonly witness: "must" | "may" }) => Promise<PublishedCheckpoint>;
  readonly head: () => { readonly hash: string; readonly entries: number };
  readonly keeping: Keeping;
};

/** How often `decide` asks again because another writer was first. */
export const conflictsMax = 32;
/** The most entries that a writer of its own leaves unpublished: what a rollback could take away unseen. */
export const unpublishedEntriesMax = 10_000;

/** Opens a journal, checks it from its beginning and folds it: whatever a crash left is where its writer goes on. Refuses (`journal/…`). */
export async function openSealedLog<Fact extends { readonly type: string }>(
  store: JournalStore,
  clock: Clock,
  facts: Facts<Fact>,
): Promise<SealedLog<Fact>> {
  // First what was published, then the record: it is never the longer one, whoever else writes meanwhile.
  const published = await latestCheckpoint(store.publication);
  const foldEvent = (event: string) => facts.fold(facts.factOf(event));
  const reading = openReading({ store, foldEvent, published, erased: facts.erased ?? "refuse", unread: facts.unread });
  await catchUp(reading);
  requireBeginning(reading, published);
  await finishErasures(reading.keeping, store.vault);
  return writing(reading, clock, facts);
}

function writing<Fact extends { readonly type: string }>(reading: Reading, clock: Clock, facts: Facts<Fact>): SealedLog<Fact> {
  const inTurn = oneAtATime();
  let failed: { readonly error: unknown } | undefined;
  const work = <Outcome>(doing: () => Promise<Outcome>): Promise<Outcome> =>
    inTurn(async () => {
      if (failed) throw failed.error;
      return doing();
    });
  const textOf = (fact: Fact): FactText => ({ stream: facts.streamOf(fact), type: fact.type, event: JSON.stringify(fact) });
  return {
    keeping: reading.keeping,
    head: () => ({ hash: reading.point.previous, entries: reading.point.sequence }),
    refresh: () => work(() => catchUp(reading)),
    decide: (ask) => work(() => decided({ reading, clock, ask, textOf, fold: facts.fold })),
    decideKeeping: (ask) => work(() => keepingDecided(reading, clock, ask)),
    checkpoint: (how = { witness: "must" }) => work(() => published(reading, clock, how)),
    record: (recorded, how) =>
      work(async () => {
        if (recorded.length === 0) return;
        try {
          await append(reading, clock, recorded.map(textOf));
        } catch (error) {
          failed = { error };
          throw error;
        }
        if (!how?.folded) for (const fact of recorded) facts.fold(fact);
        if (reading.growth.unsettled() >= unpublishedEntriesMax) await published(reading, clock, { witness: "may" });
      }),
  };
}

/** `fold` is called the moment the entries count as read, so that `head` never speaks of facts that are not in the state. */
async function append(reading: Reading, clock: Clock, texts: readonly FactText[], fold: () => void = () => {}): Promise<void> {
  const { store, point, keeping } = reading;
  await finishErasures(keeping, store.vault);
  const entries = await sealFacts(texts, { ...point, latestMs: Math.max(point.latestMs, clock.nowMs()) }, store.vault);
  await store.append(entries);
  follow(reading, entries);
  fold();
}

/** Asks for facts on everything that was recorded before, until they are appended before anybody else's. */
async function decided<Each>({
  reading,
  clock,
  ask,
  textOf,
  fold,
}: {
  readonly reading: Reading;
  readonly clock: Clock;
  readonly ask: () => readonly Each[] | Promise<readonly Each[]>;
  readonly textOf: (each: Each) => FactText;
  readonly fold: (each: Each) => void;
}): Promise<readonly Each[]> {
  for (let tries = 0; tries < conflictsMax; tries++) {
    await catchUp(reading);
    const answer = await ask();
    if (answer.length === 0) return answer;
    try {
      await append(reading, clock, answer.map(textOf), () => answer.forEach(fold));
    } catch (error) {
      if (error instanceof SocError && error.code === "journal/out-of-order") continue;
      throw error;
    }
    return answer;
  }
  throw contended(conflictsMax);
}

const keepingText = (event: RecordEvent): FactText => ({ stream: recordStream, type: event.type, event: JSON.stringify(event) });

function keepingDecided(reading: Reading, clock: Clock, ask: () => readonly RecordEvent[] | Promise<readonly RecordEvent[]>) {
  return decided<RecordEvent>({ reading, clock, ask, textOf: keepingText, fold: (event) => noteOfRecord(reading, event) });
}

/** Publishes everything recorded so far, alone, and has it witnessed. */
function published(reading: Reading, clock: Clock, how: { readonly witness: "must" | "may" }): Promise<PublishedCheckpoint> {
  const { publication } = reading.store;
  return publication.exclusively(async () => {
    const latest = await latestCheckpoint(publication);
    await catchUp(reading);
    requireBeginning(reading, latest);
    await keepingDecided(reading, clock, () => rotationsSince(latest, publication, clock.nowMs()));
    const checkpoint = await publish(reading.growth, latest, publication);
    reading.published = await latestCheckpoint(publication);
    try {
      return await cosigned(checkpoint, publication);
    } catch (error) {
      if (how.witness === "may" && error instanceof SocError && error.code === "journal/not-witnessed") return checkpoint;
      throw error;
    }
  });
}
