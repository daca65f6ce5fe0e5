import { chmodSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { SocError } from "../../core/soc-error.ts";
import { closedFolder, requireReachable, serverAccount } from "./account.ts";
import { type Binaries, copyBinaries, findBinaries } from "./binaries.ts";
import { type Cluster, type Credentials, clusterIn, isMade, readCredentials, removeSocketFolder, requireSameMajor } from "./cluster.ts";
import { makeDataFolder, usable } from "./folder.ts";
import { initialise } from "./initialise.ts";
import { holdOwnerLock, knock } from "./knock.ts";
import { alreadyOwned, claim } from "./owner.ts";
import { type Postmaster, readPostmaster, removeStale, startServer, stopServer } from "./postmaster.ts";
import { arrive, leave } from "./presence.ts";
import { logTail, saysDiskFull, signal, spaceOf } from "./process.ts";
import { atExit, type Server } from "./server.ts";

/** Starts the database of a data folder, or takes over the one that a killed predecessor left running. */
export async function openKept(named: string): Promise<Server> {
  // The server works elsewhere, where a relative name would mean something else.
  const folder = resolve(named);
  makeDataFolder(folder);
  const account = serverAccount([join(folder, "database", "data"), folder]);
  const cluster = clusterIn(folder, findBinaries(), account);
  // The data folder itself is ours: the server's account may pass through it, and still list nothing.
  if (account && statSync(folder).uid === 0) chmodSync(folder, statSync(folder).mode | 0o011);
  requireReachable(folder, account);
  const { release } = usable(folder, () => claim(folder));
  try {
    if (isMade(cluster)) requireSameMajor(cluster);
    const reachable = { ...cluster, binaries: reachableBinaries(cluster) };
    const credentials = isMade(reachable) ? readCredentials(reachable) : await initialise(reachable, { synced: true });
    const { postmaster, lock } = await startOrAdopt(reachable, credentials);
    const forget = atExit(() => signal(postmaster.pid, "SIGINT"));
    const isFull = spaceOf(cluster);
    const stop = async () => {
      // While guests work, the server is theirs: the last of them stops it, or the next owner adopts it.
      const isLast = await leave(lock).catch(() => true);
      if (isLast) await stopAlone(lock, { postmaster, cluster: reachable, isFull });
      else await lock.end().catch(() => {});
      forget();
      release();
    };
    return { listen: postmaster.listen, credentials, pid: postmaster.pid, isFull, stop };
  } catch (cause) {
    release();
    throw cause;
  }
}

/** Stops the server that nobody else works with; the client keeps others from arriving until it is gone. */
export async function stopAlone(
  client: pg.Client,
  { postmaster, cluster, isFull }: { readonly postmaster: Postmaster; readonly cluster: Cluster; readonly isFull: () => boolean },
): Promise<void> {
  await stopServer(postmaster, cluster.data, isFull());
  await client.end().catch(() => {});
  removeSocketFolder(postmaster.listen, cluster.folder);
}

/** The server's files, copied beside the data when they lie in a folder that its account may not enter (as /root). */
function reachableBinaries({ binaries, account, folder }: Cluster): Binaries {
  return closedFolder(binaries.postgres, account) === undefined
    ? binaries
    : copyBinaries(binaries, join(folder, `server-${binaries.major}`));
}

// A killed predecessor's last processes need a moment to notice and let go of the shared memory (measured: up to 1.5 s).
const startAttemptsMax = 10;
const firstDelayMs = 150;
const delayMsMax = 2_000;
/** After so many unanswered knocks a running server is stopped. */
const silentKnocksMax = 4;

type Held = { readonly postmaster: Postmaster; readonly lock: pg.Client };

async function startOrAdopt(cluster: Cluster, credentials: Credentials): Promise<Held> {
  let delayMs = firstDelayMs;
  let silent = 0;
  let cause: unknown;
  for (let attempts = 0; attempts < startAttemptsMax; attempts++) {
    removeStale(cluster.data);
    const postmaster = readPostmaster(cluster.data) ?? (await startServer(cluster));
    if (!postmaster && !mayPass(cluster)) break;
    if (postmaster) {
      const answer = await knock(postmaster.listen, credentials.owner);
      if (answer.says === "refused") throw credentialsRefused(cluster, answer.cause);
      if (answer.says === "ours") {
        const lock = await owned(answer.client, cluster);
        // The last guest of a former owner may be stopping it just now.
        if (await arrive(lock).catch(() => false)) return { postmaster, lock };
        await lock.end().catch(() => {});
      } else cause = answer.cause;
      if (answer.says === "silent" && ++silent >= silentKnocksMax) {
        await stopServer(postmaster, cluster.data);
        silent = 0;
      }
    }
    await sleep(delayMs);
    delayMs = Math.min(delayMs * 2, delayMsMax);
  }
  throw notStarted(cluster, cause);
}

// What the server says when a predecessor's processes have not let go yet; anything else will be the same next time.
const passing = /lock file|shared memory block|is being used|Address already in use|starting up|shutting down/;
const mayPass = ({ log }: Cluster) => passing.test(logTail(log).split("\n").slice(-lastWords).join("\n"));
const lastWords = 4;

async function owned(client: pg.Client, { folder }: Cluster): Promise<pg.Client> {
  if (await holdOwnerLock(client)) return client;
  await client.end().catch(() => {});
  throw alreadyOwned(folder, undefined);
}

const credentialsRefused = ({ folder }: Cluster, cause: unknown) =>
  new SocError({
    code: "storage/credentials",
    problem: `the database in "${folder}" does not accept the passwords of its own credentials.json`,
    remedy: "restore credentials.json and the database from the same backup",
    retry: "never",
    cause,
  });

/** The server ended before it answered; its own last words go into the detail. */
export const notStarted = ({ folder, log }: Pick<Cluster, "folder" | "log">, cause: unknown) => {
  const words = logTail(log);
  const full = saysDiskFull(words);
  return new SocError({
    code: full ? "storage/disk-full" : "storage/not-started",
    problem: full ? `no space is left for the database in "${folder}"` : `the database in "${folder}" did not start`,
    remedy: full ? "free some space, or choose another data folder" : `read the end of "${log}", and correct what it names`,
    retry: "never",
    detail: words,
    cause,
  });
};
