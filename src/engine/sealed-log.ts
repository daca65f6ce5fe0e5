import { type ChainPoint, type CheckedEntry, chainStart, type JournalEntry, verify } from "../core/journal/journal.ts";
import { emptyKeeping, evolveKeeping, type Keeping, type RecordEvent, recordStream, wasErased } from "../core/journal/keeping.ts";
import { SocError } from "../core/soc-error.ts";
import type { SignedCheckpoint } from "../core/transparency/checkpoint.ts";
import type { Clock } from "../ports/clock.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import { finishErasures } from "./journal/erase.ts";
import { oneAtATime } from "./journal/one-at-a-time.ts";
import { chainBroken, type OpenedEntry, openEntries } from "./journal/open-entries.ts";
import { cosigned, latestCheckpoint, type PublishedCheckpoint, publish, rolledBack, rotationsSince } from "./journal/publish.ts";
import { contended, erased, keyLost } from "./journal/refusals.ts";
import { type FactText, sealFacts } from "./journal/seal-facts.ts";
import { openTreeGrowth } from "./journal/tree-growth.ts";

export type { PublishedCheckpoint } from "./journal/publish.ts";

/** How facts of one kind are folded, read back from their text, and put into streams. */
export type Facts<Fact extends { readonly type: string }> = {
  readonly fold: (fact: Fact) => void;
  readonly factOf: (text: string) => Fact;
  /** A word of ours, never text from outside: it stands in the record in plain. */
  readonly streamOf: (fact: Fact) => string;
  /** What becomes of a journal of which something was erased: it is refused (`journal/erased`) unless the fold can do without. */
  readonly erased?: "refuse" | "skip";
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

const readBatch = 2_000;
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
  const reading = openReading(store, facts, await latestCheckpoint(store.publication));
  await reading.catchUp();
  reading.requirePublished();
  await finishErasures(reading.keeping, store.vault);
  return writing(store, clock, facts, reading);
}

type Reading = ReturnType<typeof openReading>;

/** What is read is checked, opened and folded; what is known of the chain, the tree and the record itself follows. */
function openReading<Fact extends { readonly type: string }>(
  store: JournalStore,
  facts: Facts<Fact>,
  published: SignedCheckpoint | undefined,
) {
  const keeping = emptyKeeping();
  const growth = openTreeGrowth();
  const missing: OpenedEntry[] = [];
  let point: ChainPoint = chainStart;
  let latest = published;

  const grow = (leaf: Uint8Array) => {
    growth.append(leaf);
    if (latest?.size !== growth.tree.size()) return;
    if (!growth.agrees(latest)) throw rolledBack(`its first ${latest.size} entries are others`);
    growth.tree.takeTiles();
    growth.settle();
  };
  const noteOfRecord = (event: RecordEvent) => {
    evolveKeeping(keeping, event);
    // A key that is held in memory must not outlive its erasure by another process.
    if (event.type === "PersonalDataErased") store.vault.forget();
  };
  const fold = (opened: readonly OpenedEntry[]) => {
    for (const entry of opened) {
      if (entry.event === undefined) missing.push(entry);
      else if (entry.stream === recordStream) noteOfRecord(JSON.parse(entry.event) as RecordEvent);
      else if (missing.length === 0 || facts.erased === "skip") facts.fold(facts.factOf(entry.event));
    }
  };
  const take = (entries: readonly JournalEntry[]): CheckedEntry[] => {
    const checked: CheckedEntry[] = [];
    const found = verify(entries, undefined, point, (each) => checked.push(each));
    if (!found.intact) throw chainBroken(found.sequence, found.because);
    const last = checked.at(-1);
    if (last)
      point = {
        sequence: last.entry.sequence + 1,
        previous: last.entry.hash,
        latestMs: Math.max(point.latestMs, last.header.recordedAtMs),
      };
    return checked;
  };
  return {
    keeping,
    growth,
    noteOfRecord,
    point: () => point,
    async catchUp() {
      for (
        let entries = await store.read(point.sequence, readBatch);
        entries.length > 0;
        entries = await store.read(point.sequence, readBatch)
      ) {
        const checked = take(entries);
        const opened = await openEntries(checked, store.vault);
        fold(opened);
        for (const { leaf } of checked) grow(leaf);
      }
      refuseErased(missing, keeping, facts.erased ?? "refuse");
    },
    /** Follows what this process appended itself. */
    follow(entries: readonly JournalEntry[]) {
      for (const { leaf } of take(entries)) grow(leaf);
    },
    requirePublished() {
      if (latest && latest.size > growth.tree.size())
        throw rolledBack(`it has ${growth.tree.size()} entries, and a checkpoint of ${latest.size} was published`);
    },
    latest: (checkpoint: SignedCheckpoint | undefined) => {
      latest = checkpoint;
    },
  };
}

function refuseErased(missing: readonly OpenedEntry[], keeping: Keeping, how: "refuse" | "skip"): void {
  const lost = missing.find(({ key }) => key === undefined || !wasErased(keeping, key));
  if (lost) throw keyLost(lost);
  const first = missing[0];
  if (first && how === "refuse") throw erased(first, missing.length);
}

function writing<Fact extends { readonly type: string }>(
  store: JournalStore,
  clock: Clock,
  facts: Facts<Fact>,
  reading: Reading,
): SealedLog<Fact> {
  const inTurn = oneAtATime();
  let failed: { readonly error: unknown } | undefined;
  const work = <Outcome>(doing: () => Promise<Outcome>): Promise<Outcome> =>
    inTurn(async () => {
      if (failed) throw failed.error;
      return doing();
    });

  const append = async (texts: readonly FactText[]) => {
    const { sequence, previous, latestMs } = reading.point();
    await finishErasures(reading.keeping, store.vault);
    const entries = await sealFacts(texts, { sequence, previous, latestMs: Math.max(latestMs, clock.nowMs()) }, store.vault);
    await store.append(entries);
    reading.follow(entries);
  };
  const textOf = (fact: Fact): FactText => ({ stream: facts.streamOf(fact), type: fact.type, event: JSON.stringify(fact) });
  const keepingText = (event: RecordEvent): FactText => ({ stream: recordStream, type: event.type, event: JSON.stringify(event) });

  const decided = async <Each>(
    ask: () => readonly Each[] | Promise<readonly Each[]>,
    write: (each: Each) => FactText,
    fold: (each: Each) => void,
  ) => {
    for (let tries = 0; tries < conflictsMax; tries++) {
      await reading.catchUp();
      const answer = await ask();
      if (answer.length === 0) return answer;
      try {
        await append(answer.map(write));
      } catch (error) {
        if (!(error instanceof SocError) || error.code !== "journal/out-of-order") throw error;
        continue;
      }
      for (const each of answer) fold(each);
      return answer;
    }
    throw contended(conflictsMax);
  };
  const checkpoint = (how: { readonly witness: "must" | "may" }) =>
    store.publication.exclusively(async () => {
      const latest = await latestCheckpoint(store.publication);
      await reading.catchUp();
      if (latest && latest.size > reading.growth.tree.size())
        throw rolledBack(`it has ${reading.growth.tree.size()} entries, and a checkpoint of ${latest.size} was published`);
      if (latest && reading.growth.rootAt(latest.size) && !reading.growth.agrees(latest))
        throw rolledBack(`its first ${latest.size} entries are others than those of the published checkpoint`);
      await decided(() => rotationsSince(latest, store.publication, clock.nowMs()), keepingText, reading.noteOfRecord);
      const published = await publish(reading.growth, latest, store.publication);
      try {
        return await cosigned(published, store.publication);
      } catch (error) {
        if (how.witness === "may" && error instanceof SocError && error.code === "journal/not-witnessed") return published;
        throw error;
      }
    });
  const publishNow = async (how: { readonly witness: "must" | "may" }) => {
    const published = await checkpoint(how);
    reading.latest(await latestCheckpoint(store.publication));
    return published;
  };

  return {
    keeping: reading.keeping,
    head: () => ({ hash: reading.point().previous, entries: reading.point().sequence }),
    refresh: () => work(() => reading.catchUp()),
    decide: (ask) => work(() => decided(ask, textOf, facts.fold)),
    decideKeeping: (ask) => work(() => decided(ask, keepingText, reading.noteOfRecord)),
    checkpoint: (how = { witness: "must" }) => work(() => publishNow(how)),
    record: (recorded, how) =>
      work(async () => {
        if (recorded.length === 0) return;
        try {
          await append(recorded.map(textOf));
        } catch (error) {
          failed = { error };
          throw error;
        }
        if (!how?.folded) for (const fact of recorded) facts.fold(fact);
        if (reading.growth.unsettled() >= unpublishedEntriesMax) await publishNow({ witness: "may" });
      }),
  };
}
