import type { Effector } from "../../../src/ports/effector.ts";
import type { JournalStore } from "../../../src/ports/journal-store.ts";

/**
 * Every moment between two lasting things: before and after each append to the journal and each file of a checkpoint, and before, right after sending and
 * after the answer of each call to the product. `reach` is told the name of each as it is reached.
 */
export type Reach = (boundary: string) => void;

/** The names of all boundaries; what a short trial must not miss comes first. */
export const boundaries = ["perform", "append", "checkpoint", "undo", "observe", "locate"].flatMap((what) =>
  ["before", "while", "after"].map((when) => `${when} ${what}`),
);

/** The journal with its boundaries. */
export function bounded(store: JournalStore, reach: Reach): JournalStore {
  const { publication } = store;
  return {
    ...store,
    append: (entries) => around("append", reach, () => store.append(entries)),
    publication: { ...publication, write: (files) => around("checkpoint", reach, () => publication.write(files)) },
  };
}

/** The product with its boundaries. */
export function boundedEffector(effector: Effector, reach: Reach): Effector {
  return {
    ...effector,
    locate: (target, verb) => around("locate", reach, () => effector.locate(target, verb)),
    observe: (order) => around("observe", reach, () => effector.observe(order)),
    perform: (order, guard) => around("perform", reach, () => effector.perform(order, guard)),
    undo: (order, guard) => around("undo", reach, () => effector.undo(order, guard)),
  };
}

async function around<Result>(what: string, reach: Reach, work: () => Promise<Result>): Promise<Result> {
  reach(`before ${what}`);
  const working = work();
  working.catch(() => {});
  reach(`while ${what}`);
  const result = await working;
  reach(`after ${what}`);
  return result;
}
