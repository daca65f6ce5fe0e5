import {
  decideKeeping,
  type Keeping,
  type KeepingCommand,
  type RecordEvent,
  type RecordScope,
  recordStream,
} from "../../core/journal/keeping.ts";
import type { Person } from "../../core/person/person.ts";
import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { openSealedLog, type SealedLog } from "../sealed-log.ts";
import { finishErasures } from "./erase.ts";

/** A journal whatever it is about: what it says about itself, and what can be done with any record. */
export type RecordLog = Pick<SealedLog<never>, "head" | "checkpoint" | "refresh"> & {
  readonly keeping: Keeping;
  /** Decides and records; an erasure is carried out before this returns. */
  readonly obey: (command: KeepingRequest) => Promise<readonly RecordEvent[]>;
};

/** What a person asks of a record. */
export type KeepingRequest = {
  readonly type: KeepingCommand["type"];
  readonly scope: RecordScope;
  readonly by: Person;
  readonly because: string;
};

/** Opens and checks any journal without folding what it is about. Refuses (`journal/…`), but not because something was erased. */
export async function openRecordLog(store: JournalStore, clock: Clock): Promise<RecordLog> {
  const log = await openSealedLog<never>(store, clock, {
    fold: () => {},
    factOf: () => undefined as never,
    streamOf: () => recordStream,
    erased: "skip",
  });
  return {
    ...log,
    async obey(request) {
      const { keeping } = log;
      const recorded = await log.decideKeeping(async () => decideKeeping(await commandOf(request, store, clock), keeping));
      await finishErasures(keeping, store.vault);
      return recorded;
    },
  };
}

async function commandOf({ type, ...request }: KeepingRequest, { vault }: JournalStore, clock: Clock): Promise<KeepingCommand> {
  const said = { ...request, atMs: clock.nowMs() };
  if (type !== "ErasePersonalData") return { type, ...said };
  const streams = (await vault.list()).filter(({ erased }) => !erased);
  return { type, ...said, streams };
}

/** Containment goes by its whole record: what was done must stay known for as long as it can be undone. */
export const notErasable = (world: string) =>
  new SocError({
    code: "journal/not-erasable",
    problem: `the record "${world}" cannot be erased: budgets, approvals and the way back of every action rest on it`,
    remedy: "name an investigation; to be rid of the record of containment, end its use and remove the whole data folder",
    retry: "never",
  });
