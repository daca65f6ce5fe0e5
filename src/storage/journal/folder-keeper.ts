import { createHash } from "node:crypto";
import { join } from "node:path";
import type { KeySuccession } from "../../ports/publication.ts";
import type { Witness } from "../../ports/witness.ts";
import type { Database } from "../database.ts";
import { openKeyFolder } from "../keys/key-folder.ts";
import { openPostgresVault } from "../keys/postgres-vault.ts";
import { endReplacement, replaceWrappingKey } from "../keys/rewrap.ts";
import { openFolderPublication } from "../transparency/folder-publication.ts";
import type { JournalKeeper } from "./journal-keeper.ts";

/** Where a kept database keeps what must not be in it: keys and what was published. */
export type KeeperFolders = { readonly keys: string; readonly transparency: string };

/** Keys and checkpoints in folders, for a database that stays. Refuses (`journal/keys-missing`) a database whose keys are not there. */
export async function openFolderKeeper(
  database: Database,
  folders: KeeperFolders,
  witnesses: readonly Witness[] = [],
): Promise<JournalKeeper & { readonly rotateKey: () => Promise<KeySuccession> }> {
  const { pool, tenant } = database;
  const isAny = async (table: string) => (await pool.query(`SELECT 1 FROM watchkeeper.${table} LIMIT 1`)).rowCount !== 0;
  const found = { isNew: async () => !(await isAny("journal_keys")), holdsPlain: () => isAny("journal") };
  const keys = await openKeyFolder(folders.keys, found, tenant === "default" ? undefined : `wrapping-key.${pathOf(tenant)}.json`);
  await endReplacement(database, keys.wrapping);
  const pseudonym = keys.wrapping.pseudonymOf(tenant);
  const afterErasing = () => replaceWrappingKey(database, keys.wrapping);
  return {
    mayHoldPlain: keys.wrapping.mayHoldPlain,
    vaultOf: (world) => openPostgresVault(pool, world, { keys: keys.wrapping, pseudonym, afterErasing }),
    publicationOf(world, name) {
      // "=" is in no path that a world's name gives.
      const path = [...(tenant === "default" ? [] : [`=${pathOf(tenant)}`]), pathOf(name)];
      const origin = [keys.name, ...path].join("/");
      const folder = join(folders.transparency, ...path);
      return openFolderPublication(pool, { world, folder, origin, keys: () => keys.logKeys(origin), witnesses });
    },
    rotateKey: keys.rotate,
  };
}

const pathCharactersMax = 80;

/** A name as part of a path and of an origin, on any system, whether or not it tells capitals apart: two names never give the same one. */
export function pathOf(name: string): string {
  const kept = name.replaceAll(/[^a-z0-9_-]+/g, "-").slice(0, pathCharactersMax);
  if (kept === name) return name;
  // The dot sets it apart from every name that is kept as it is.
  return `${kept}.${createHash("sha256").update(name).digest("hex").slice(0, 16)}`;
}
