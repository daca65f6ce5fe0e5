import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { serverAccount } from "./account.ts";
import { findBinaries } from "./binaries.ts";
import { clusterIn, isMade, readCredentials } from "./cluster.ts";
import { knock } from "./knock.ts";
import { readPostmaster } from "./postmaster.ts";
import { spaceOf } from "./process.ts";
import type { Server } from "./server.ts";

const knocksMax = 40;
const knockDelayMs = 250;

/**
 * Joins the database that another watchkeeper runs in this folder, so that people can approve, stop and look while one carries out. Nothing is started
 * here and nothing stopped: it ends with its owner. Undefined where none answers in time.
 */
export async function joinKept(named: string): Promise<Server | undefined> {
  const folder = resolve(named);
  const cluster = clusterIn(folder, findBinaries(), serverAccount([join(folder, "database", "data"), folder]));
  // Its owner may be making or starting it just now.
  for (let knocks = 0; knocks < knocksMax; knocks++) {
    const postmaster = isMade(cluster) ? readPostmaster(cluster.data) : undefined;
    if (postmaster) {
      const credentials = readCredentials(cluster);
      const answer = await knock(postmaster.listen, credentials.application);
      if (answer.says === "ours") {
        await answer.client.end();
        return { listen: postmaster.listen, credentials, pid: postmaster.pid, isFull: spaceOf(cluster), stop: async () => {} };
      }
      if (answer.says === "refused") return undefined;
    }
    await sleep(knockDelayMs);
  }
  return undefined;
}
