import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type pg from "pg";
import type { Publication } from "../../ports/publication.ts";
import type { Witness } from "../../ports/witness.ts";
import { makeFolderDurably, readIfThere, writeDurably } from "../durable-file.ts";
import type { World } from "../world.ts";

const checkpointFile = "checkpoint";
const isPath = /^(checkpoint|tile\/[0-9a-z/.]{1,200})$/;

/** Checkpoints and tiles of one log as files in a folder of its own, for anybody to copy or serve (c2sp.org/tlog-tiles). */
export function openFolderPublication(
  pool: pg.Pool,
  {
    world,
    folder,
    ...parts
  }: Pick<Publication, "origin" | "keys"> & {
    readonly world: World;
    readonly folder: string;
    readonly witnesses: readonly Witness[];
  },
): Publication {
  const placeOf = (path: string) => {
    if (!isPath.test(path) || path.includes("..")) throw new Error(`"${path}" is no path of a log`);
    return join(folder, path);
  };
  return {
    ...parts,
    async latest() {
      const bytes = await readIfThere(join(folder, checkpointFile));
      return bytes && Buffer.from(bytes).toString("utf8");
    },
    read: (path) => readIfThere(placeOf(path)),
    async write(files) {
      for (const { path, bytes } of files) {
        const place = placeOf(path);
        await makeFolderDurably(dirname(place));
        await writeDurably(place, bytes);
        // A full tile takes the place of every part of it that was published before.
        if (path !== checkpointFile && !path.includes(".p/")) await rm(`${place}.p`, { recursive: true, force: true });
      }
    },
    exclusively: (work) => inTurn(pool, () => exclusively(pool, world, work)),
  };
}

// One connection of a process waits for the lock at a time: if all did, whoever has it would find none to work with.
const turns = new WeakMap<pg.Pool, Promise<unknown>>();

function inTurn<Outcome>(pool: pg.Pool, work: () => Promise<Outcome>): Promise<Outcome> {
  const next = (turns.get(pool) ?? Promise.resolve()).then(work);
  turns.set(
    pool,
    next.catch(() => {}),
  );
  return next;
}

// Held by the server for as long as the connection lives: a process that dies holds up nobody.
async function exclusively<Outcome>(pool: pg.Pool, { tenant, world }: World, work: () => Promise<Outcome>): Promise<Outcome> {
  const client = await pool.connect();
  const key = `watchkeeper publishes ${world} of ${tenant}`;
  try {
    await client.query("SELECT pg_advisory_lock(hashtextextended($1, 0))", [key]);
    const outcome = await work();
    await client.query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [key]);
    client.release();
    return outcome;
  } catch (cause) {
    // Ends the connection, and with it the lock.
    client.release(true);
    throw cause;
  }
}
