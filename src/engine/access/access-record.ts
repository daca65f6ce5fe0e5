import type { AccessEvent } from "../../core/access/access-event.ts";
import { type Access, emptyAccess } from "../../core/access/account.ts";
import type { AccessCommand, NoteExport } from "../../core/access/command.ts";
import { decideAccess } from "../../core/access/decide.ts";
import { evolveAccess } from "../../core/access/evolve.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { openSealedLog, type SealedLog } from "../sealed-log.ts";

/** The name of the world whose journal says who may come in. */
export const accessWorld = "access";

/** How old the knowledge of this process may be, milliseconds: a role taken by another process is gone here after that. */
export const freshForMs = 1_000;
/** Sign-ins and exports are published together, at most so late. Everything else here is published at once. */
const publishedWithinMs = 60_000;

/** Who may come in, as one process holds it. */
export type AccessRecord = {
  /** The fold; at most `freshForMs` behind what other processes recorded. */
  readonly state: () => Promise<Access>;
  /** Decides a command on everything that was recorded before, by whichever process; durable when it returns. Refuses with `access/…`. */
  readonly obey: (command: AccessCommand) => Promise<readonly AccessEvent[]>;
  /** Publishes what is not published yet. */
  readonly settle: () => Promise<void>;
};

const quiet: ReadonlySet<AccessEvent["type"]> = new Set(["SignedIn", "SteppedUp", "SignedOut", "SignInFailed", "ExportMade"]);

/** Opens the journal of who comes in, checks it and folds it. Refuses (`journal/…`). */
export async function openAccessRecord(store: JournalStore, clock: Clock): Promise<AccessRecord> {
  const access = emptyAccess();
  const log = await openSealedLog<AccessEvent>(store, clock, {
    fold: (fact) => evolveAccess(access, fact),
    factOf: (text) => JSON.parse(text) as AccessEvent,
    streamOf,
    // A person's account can be erased: all of its facts are one stream, so what is left is an installation in which it never was.
    erased: "skip",
  });
  return keeping(log, access, clock);
}

function keeping(log: SealedLog<AccessEvent>, access: Access, clock: Clock): AccessRecord {
  let readAtMs = clock.nowMs();
  let unpublishedSinceMs: number | undefined;
  const publish = async () => {
    unpublishedSinceMs = undefined;
    await log.checkpoint({ witness: "may" });
  };
  return {
    async state() {
      const nowMs = clock.nowMs();
      if (nowMs - readAtMs > freshForMs || nowMs < readAtMs) {
        await log.refresh();
        readAtMs = nowMs;
      }
      return access;
    },
    async obey(command) {
      const facts = await log.decide(() => decideAccess(command, access));
      readAtMs = clock.nowMs();
      if (facts.length === 0) return facts;
      unpublishedSinceMs ??= readAtMs;
      if (facts.some(({ type }) => !quiet.has(type)) || readAtMs - unpublishedSinceMs >= publishedWithinMs) await publish();
      return facts;
    },
    async settle() {
      if (unpublishedSinceMs !== undefined) await publish();
    },
  };
}

/** What somebody took out; `by` and `token` say who, as far as that is known. */
export type ExportNote = Omit<NoteExport, "type" | "atMs">;

/** Puts an export on the record of a tenant's access journal, durable and published when it returns. For a command; a service keeps its record open. */
export async function noteExport(store: JournalStore, clock: Clock, note: ExportNote): Promise<void> {
  const record = await openAccessRecord(store, clock);
  await record.obey({ type: "NoteExport", ...note, atMs: clock.nowMs() });
  await record.settle();
}

/** One stream for each account, which is erased with it; names of ours only. */
function streamOf(fact: AccessEvent): string {
  if ("account" in fact && fact.account !== undefined && fact.type !== "OneTimeLinkUsed" && fact.type !== "OneTimeLinkMade")
    return `account-${fact.account.slice(2)}`;
  return fact.type === "SignInFailed" ? "sign-ins" : "access";
}
