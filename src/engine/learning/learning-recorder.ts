import { decideLearning, type LearningCommand } from "../../core/learning/decide.ts";
import { emptyLearning, evolveLearning, type Learned, type Learning, type LearningEvent } from "../../core/learning/learning.ts";
import { isInForce } from "../../core/learning/suppression.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { openSealedLog } from "../sealed-log.ts";

/** What is learned here. `obey` decides commands one after the other, each on what the ones before it left, and records all or none. */
export type LearningRecorder = {
  readonly state: Learning;
  readonly obey: (commands: readonly LearningCommand[]) => Promise<readonly LearningEvent[]>;
  readonly head: () => { readonly hash: string; readonly entries: number };
};

/** Opens the journal of what is learned, checks it and folds it. Refuses (`journal/chain-broken`). */
export async function openLearning(store: JournalStore, clock: Clock): Promise<LearningRecorder> {
  const state = emptyLearning();
  const log = await openSealedLog<LearningEvent>(store, clock, {
    fold: (fact) => evolveLearning(state, fact),
    factOf: (text) => JSON.parse(text) as LearningEvent,
    streamOf: ({ type }) => (type.startsWith("Suppression") ? "suppressions" : type === "VerdictGiven" ? "verdicts" : "models"),
    // What people taught can be erased stream by stream: without old verdicts, new ones still count.
    erased: "skip",
  });
  return {
    state,
    head: log.head,
    async obey(commands) {
      const facts = await log.decide(() => {
        // A trial first: a refusal in the middle leaves nothing behind.
        const trial = copyOf(state);
        return commands.flatMap((command) => {
          const decided = decideLearning(command, trial);
          for (const fact of decided) evolveLearning(trial, fact);
          return decided;
        });
      });
      if (facts.length > 0) await log.checkpoint({ witness: "may" });
      return facts;
    },
  };
}

function copyOf({ labels, challengers, suppressions, ...rest }: Learning): Learning {
  return { ...rest, labels: new Map(labels), challengers: new Map(challengers), suppressions: new Map(suppressions) };
}

/** What a run that begins now goes by: suppressions in force, and the correction in use. */
export function learnedNow({ suppressions, challengers, champion }: Learning, nowMs: number): Learned {
  const inUse = champion === undefined ? undefined : challengers.get(champion);
  return {
    suppressions: [...suppressions.values()].filter((each) => isInForce(each, nowMs)),
    ...(inUse && { correction: { digest: inUse.digest, correction: inUse.correction } }),
  };
}
