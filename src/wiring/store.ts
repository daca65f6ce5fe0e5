import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";
import type { OpenStore, StoreChoice, StoreForService } from "../cli/system.ts";
import { accessWorld } from "../engine/access/access-record.ts";
import type { Clock } from "../ports/clock.ts";
import type { SecretBox } from "../ports/secret-box.ts";
import type { Witness } from "../ports/witness.ts";
import { memoryAccessKey, openAccessKey } from "../storage/access/access-key.ts";
import { openAccessStore } from "../storage/access/postgres-access.ts";
import { openAnswers } from "../storage/answers/postgres-answers.ts";
import type { Database } from "../storage/database.ts";
import { eraseEvents } from "../storage/event/erase.ts";
import { forgetEvents } from "../storage/event/forget.ts";
import { openEventStore } from "../storage/event/postgres-events.ts";
import { openExecutorLock } from "../storage/executor-lock.ts";
import { openIntake } from "../storage/intake/postgres-intake.ts";
import { type KeeperFolders, openFolderKeeper, pathOf } from "../storage/journal/folder-keeper.ts";
import { memoryKeeper } from "../storage/journal/journal-keeper.ts";
import { openJournalStore } from "../storage/journal/postgres-journal.ts";
import { memoryDrawSecrets, openDrawSecrets } from "../storage/keys/draw-secrets.ts";
import { openLeases } from "../storage/leases/postgres-leases.ts";
import { openMeasures } from "../storage/measure/postgres-measures.ts";
import { openNotices } from "../storage/notices.ts";
import { openDatabase } from "../storage/open-database.ts";
import { openKeptViews } from "../storage/views/kept-views.ts";
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
      drawSecrets: folders ? openDrawSecrets(folders.keys, pathOf(database.tenant)) : memoryDrawSecrets(),
      eraseEvents: (name) => eraseEvents(database, name),
      ...(kept && { rotateKey: kept.rotateKey }),
      ...(await openIntake({ database, clock, notices })),
      keptAnswers: openAnswers(database),
      views: await openViews({ database, clock, notices }),
      keptViews: openKeptViews(database),
      measures: await openMeasures(database),
      access: accessOf(database, folders),
      forService: forService(database, clock),
      close,
    };
  } catch (cause) {
    await close();
    throw cause;
  }
}

function forService(database: Database, clock: Clock): StoreForService {
  return {
    tenant: database.tenant,
    leases: (worker) => openLeases(database, { worker, clock }),
    forgetEvents: (world, beforeMs, kept) => forgetEvents(database, world, beforeMs, kept),
    answers: () =>
      database.pool.query("SELECT 1").then(
        () => true,
        () => false,
      ),
  };
}

/** What sign-in keeps; its key is opened, and made, only by whoever needs it. */
function accessOf(database: Database, folders: KeeperFolders | undefined): OpenStore["access"] {
  const isNew = async () => !(await hasWorld(database.pool, database.tenant, accessWorld));
  let boxes: Promise<(tenant: string) => SecretBox> | undefined;
  return {
    store: openAccessStore(database),
    async box() {
      boxes ??= folders ? openAccessKey(folders.keys, isNew) : Promise.resolve(memoryAccessKey());
      return (await boxes)(database.tenant);
    },
  };
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
