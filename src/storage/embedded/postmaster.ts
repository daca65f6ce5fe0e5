import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, fchownSync, openSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { asAccount } from "./account.ts";
import { type Cluster, chooseListen } from "./cluster.ts";
import { isAlive, signal, waitUntil, worksIn } from "./process.ts";
import { type Listen, serverArguments } from "./settings.ts";

/** A running server: its process and where it listens. */
export type Postmaster = { readonly pid: number; readonly listen: Listen };

/** Reads `postmaster.pid` (its lines: process id, data folder, start time, port, socket folder, address, shared memory, state). */
export function readPostmaster(data: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  const socketFolder = lines[4]?.trim() ?? "";
  return { pid, listen: socketFolder ? { socketFolder, port } : { address: "127.0.0.1", port } };
}

/** Whether that process is the server of this folder. Where the system does not tell, a living process counts as the server. */
export function isRunning({ pid }: Postmaster, data: string): boolean {
  return isAlive(pid) && worksIn(pid, data) !== false;
}

/** Removes a `postmaster.pid` that a crash left behind, when its process is gone or is somebody else by now: the server itself would refuse. */
export function removeStale(data: string): void {
  const found = readPostmaster(data);
  if (found && !isRunning(found, data)) rmSync(join(data, "postmaster.pid"), { force: true });
}

const readyWaitMs = 20_000;
const logBytesMax = 16 * 1_048_576;

/**
 * Starts the server of a kept database. It is no child of our terminal: Ctrl-C reaches us alone, and we stop it in order.
 * Undefined when it ended before it was ready; its words are in the log.
 */
export async function startServer(cluster: Cluster): Promise<Postmaster | undefined> {
  const { data, account, binaries } = cluster;
  const listen = chooseListen(cluster);
  const log = openLog(cluster);
  let child: ChildProcess;
  try {
    child = spawn(binaries.postgres, serverArguments({ data, listen, throwAway: false }), {
      cwd: account ? "/" : data,
      detached: true,
      stdio: ["ignore", log, log],
      ...serverEnvironment(),
      ...asAccount(account),
    });
  } finally {
    closeSync(log);
  }
  child.unref();
  return untilReady(child, { data, listen });
}

/** The variables that a server gets: none of ours, for PG* and LD_* would change what it does. */
export function serverEnvironment(): { env?: NodeJS.ProcessEnv } {
  return process.platform === "win32" ? {} : { env: { LC_ALL: "C", TZ: "UTC", PATH: "/usr/bin:/bin" } };
}

/** Waits until the server says "ready" in its pid file, or ends. */
export async function untilReady(child: ChildProcess, { data, listen }: { data: string; listen: Listen }): Promise<Postmaster | undefined> {
  let ended = false;
  child.once("exit", () => {
    ended = true;
  });
  child.once("error", () => {
    ended = true;
  });
  await waitUntil(() => ended || saysReady(data), readyWaitMs);
  const found = readPostmaster(data);
  return ended || !found || !saysReady(data) ? undefined : { pid: found.pid, listen };
}

function saysReady(data: string): boolean {
  try {
    return readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[7]?.trim() === "ready";
  } catch {
    return false;
  }
}

/** The log for a starting server, with one older generation kept. */
export function openLog({ log, account }: Pick<Cluster, "log" | "account">): number {
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (size > logBytesMax) renameSync(log, `${log}.1`);
  const handle = openSync(log, "a", 0o600);
  if (account) fchownSync(handle, account.uid, account.gid);
  return handle;
}

const fastStopWaitMs = 30_000;
const fullStopWaitMs = 1_000;
const immediateStopWaitMs = 5_000;

/**
 * Stops the server in order: open transactions are rolled back and everything is written; after a long wait, at once.
 * On a full disk nothing more can be written, and the wait is short: what was acknowledged is in the log of changes.
 */
export async function stopServer({ pid }: Pick<Postmaster, "pid">, data: string, isFull = false): Promise<void> {
  const gone = () => !isAlive(pid) || readPostmaster(data)?.pid !== pid;
  signal(pid, "SIGINT");
  if (await waitUntil(gone, isFull ? fullStopWaitMs : fastStopWaitMs)) {
    // Its pid file goes a moment before it does.
    await waitUntil(() => !isAlive(pid) || worksIn(pid, data) === false, immediateStopWaitMs);
    return;
  }
  signal(pid, "SIGQUIT");
  if (await waitUntil(gone, immediateStopWaitMs)) return;
  signal(pid, "SIGKILL");
  await sleep(200);
}
