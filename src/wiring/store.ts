import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";
import type { OpenStore, StoreChoice } from "../cli/system.ts";
import type { Clock } from "../ports/clock.ts";
import type { Witness } from "../ports/witness.ts";
import { eraseEvents } from "../storage/event/erase.ts";
import { openEventStore } from "../storage/event/postgres-events.ts";
import { openExecutorLock } from "../storage/executor-lock.ts";
import { openIntake } from "../storage/intake/postgres-intake.ts";
import { type KeeperFolders, openFolderKeeper } from "../storage/journal/folder-keeper.ts";
import { memoryKeeper } from "../storage/journal/journal-keeper.ts";
import { openJournalStore } from "../storage/journal/postgres-journal.ts";
import { openNotices } from "../storage/notices.ts";
import { openDatabase } from "../storage/open-database.ts";
import { openViews } from "../storage/views/postgres-views.ts";
import { hasWorld, worldNames } from "../storage/world.ts";
import { openWitnesses } from "./witnesses.ts";

/** What the database does not hold itself. */
export type StoreParts = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly witnesses?: readonly Witness[];
};

/** An open database with its journals: keys and checkpoints beside it, or in memory where the database is thrown away. */
export async function openStore(choice: StoreChoice, { environment, clock, witnesses }: StoreParts): Promise<OpenStore> {
  const database = await openDatabase(choice);
  const notices = openNotices(database, clock);
  const close = () => notices.close().finally(database.close);
  try {
    const folders = foldersOf(choice, environment);
    const kept = folders && (await openFolderKeeper(database, folders, witnesses ?? openWitnesses(environment, clock)));
    const keeper = kept ?? memoryKeeper();
    const notes = "databaseUrl" in choice && folders ? [...database.notes, keysNote(folders)] : database.notes;
    return {
      world: async (name) => ({ journal: await openJournalStore(database, name, keeper), events: await openEventStore(database, name) }),
      hasWorld: (name) => hasWorld(database.pool, database.tenant, name),
      worldNames: (limit) => worldNames(database.pool, database.tenant, limit),
      notes,
      executorLock: openExecutorLock(database, clock),
      eraseEvents: (name) => eraseEvents(database, name),
      ...(kept && { rotateKey: kept.rotateKey }),
      ...(await openIntake({ database, clock, notices })),
      views: await openViews({ database, clock, notices }),
      close,
    };
  } catch (cause) {
    await close();
    throw cause;
  }
}

const keysNote = ({ keys }: KeeperFolders) => `the keys of what is recorded lie in ${keys}: keep them with the database's backups`;

/** In the data folder; for a server of the user's own in the folder that WATCHKEEPER_KEYS names, or one of that server's name in the home folder. */
function foldersOf(choice: StoreChoice, environment: Readonly<Record<string, string | undefined>>): KeeperFolders | undefined {
  if ("ephemeral" in choice) return undefined;
  const folder = stateFolderOf(choice, environment);
  return { keys: join(folder, "keys"), transparency: join(folder, "transparency") };
}

/** Where an installation keeps what is not in its database: keys, checkpoints, the stop file. */
export function stateFolderOf(
  choice: Exclude<StoreChoice, { readonly ephemeral: true }>,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  if ("dataDir" in choice) return choice.dataDir;
  return environment.WATCHKEEPER_KEYS || join(homedir(), ".watchkeeper", serverName(choice.databaseUrl));
}

/** Tells one database from another by where it is; user and password may change. */
function serverName(databaseUrl: string): string {
  const place = URL.canParse(databaseUrl) ? placeOf(new URL(databaseUrl)) : databaseUrl;
  return `database-${createHash("sha256").update(place).digest("hex").slice(0, 16)}`;
}

const placeOf = ({ hostname, port, pathname, searchParams }: URL) =>
  JSON.stringify([hostname, port || searchParams.get("port") || "5432", searchParams.get("host") ?? "", pathname]);
