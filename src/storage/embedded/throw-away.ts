import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { asAccount, closedFolder, give, requireReachable, serverAccount } from "./account.ts";
import { copyBinaries, findBinaries } from "./binaries.ts";
import { type Cluster, chooseListen, clusterIn } from "./cluster.ts";
import { initialise } from "./initialise.ts";
import { notStarted } from "./kept.ts";
import { openLog, serverEnvironment, untilReady } from "./postmaster.ts";
import { spaceOf, waitUntil } from "./process.ts";
import type { Server } from "./server.ts";
import { serverArguments } from "./settings.ts";

/**
 * A database in a temporary folder, without syncing, gone when we are: on `stop`, on a signal, and also after kill -9,
 * because its guardian reads a pipe that only we hold open.
 */
export async function openThrowAway(parent: string = tmpdir()): Promise<Server> {
  const account = serverAccount([]);
  const folder = mkdtempSync(join(resolve(parent), "watchkeeper-"));
  try {
    give(folder, account);
    requireReachable(folder, account);
    const cluster = reachable(clusterIn(folder, findBinaries(), account));
    const credentials = await initialise(cluster, { synced: false });
    give(cluster.database, account);
    const listen = chooseListen(cluster);
    const guardian = startGuarded(cluster, listen);
    const postmaster = await untilReady(guardian, { data: cluster.data, listen });
    const stop = () => dismiss(guardian, folder);
    if (postmaster) return { listen, credentials, pid: postmaster.pid, isFull: spaceOf(cluster), stop };
    const failure = notStarted(cluster, undefined);
    await stop();
    throw failure;
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true });
    throw cause;
  }
}

function reachable(cluster: Cluster): Cluster {
  const { binaries, account, folder } = cluster;
  if (closedFolder(binaries.postgres, account) === undefined) return cluster;
  return { ...cluster, binaries: copyBinaries(binaries, join(folder, "server")) };
}

// The guardian is the server's parent, so the process id cannot be anybody else's. When its input ends, the server goes at once and the
// folder with it; when the server ends by itself, the guardian ends too and leaves the log to be read. The folder arrives as an argument,
// never as part of the script.
const guardianScript = `
folder=$1; shift
trap '' INT TERM HUP
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
(cat <&3 >/dev/null; : >"$folder/dismissed"; kill -QUIT "$server" 2>/dev/null) &
watcher=$!
exec 3<&- </dev/null
wait "$server"
if [ -e "$folder/dismissed" ]; then cd / && rm -rf -- "$folder"; else kill -KILL "$watcher"; fi
`;

function startGuarded(cluster: Cluster, listen: Parameters<typeof serverArguments>[0]["listen"]): ChildProcess {
  const { binaries, data, folder, account } = cluster;
  const server = [binaries.postgres, ...serverArguments({ data, listen, throwAway: true })];
  const log = openLog(cluster);
  const options = {
    cwd: "/",
    detached: true,
    stdio: ["pipe", log, log] as ["pipe", number, number],
    ...serverEnvironment(),
    ...asAccount(account),
  };
  try {
    const child =
      process.platform === "win32"
        ? spawn(server[0]!, server.slice(1), options)
        : spawn("/bin/sh", ["-c", guardianScript, "guardian", folder, ...server], options);
    child.unref();
    (child.stdin as unknown as { unref?: () => void } | null)?.unref?.();
    return child;
  } finally {
    closeSync(log);
  }
}

const stopWaitMs = 10_000;

async function dismiss(guardian: ChildProcess, folder: string): Promise<void> {
  guardian.stdin?.end();
  if (process.platform === "win32") guardian.kill();
  await waitUntil(() => guardian.exitCode !== null || guardian.signalCode !== null, stopWaitMs);
  rmSync(folder, { recursive: true, force: true });
}
