import { join, resolve } from "node:path";
import { serverAccount } from "./account.ts";
import { findBinaries } from "./binaries.ts";
import { clusterIn, isMade, readCredentials } from "./cluster.ts";
import { stopAlone } from "./kept.ts";
import { knock } from "./knock.ts";
import { readPostmaster } from "./postmaster.ts";
import { arrive, leave } from "./presence.ts";
import { spaceOf } from "./process.ts";
import type { Server } from "./server.ts";

/**
 * Joins the database that another watchkeeper runs in this folder, so that people can approve, stop and look while one carries out. Nothing is started
 * here. Whoever made it may end before us: the server then stays until the last guest has left, who stops it. Undefined where none answers just now: it
 * is being made, started or stopped.
 */
export async function joinKept(named: string): Promise<Server | undefined> {
  const folder = resolve(named);
  const cluster = clusterIn(folder, findBinaries(), serverAccount([join(folder, "database", "data"), folder]));
  const postmaster = isMade(cluster) ? readPostmaster(cluster.data) : undefined;
  if (!postmaster) return undefined;
  const credentials = readCredentials(cluster);
  const answer = await knock(postmaster.listen, credentials.application);
  if (answer.says !== "ours") return undefined;
  const { client } = answer;
  const isFull = spaceOf(cluster);
  if (!(await arrive(client).catch(() => false))) {
    await client.end().catch(() => {});
    return undefined;
  }
  const stop = async () => {
    // A server that is gone already is nobody's to stop.
    const isLast = await leave(client).catch(() => false);
    if (isLast) await stopAlone(client, { postmaster, cluster, isFull });
    else await client.end().catch(() => {});
  };
  return { listen: postmaster.listen, credentials, pid: postmaster.pid, isFull, stop };
}
