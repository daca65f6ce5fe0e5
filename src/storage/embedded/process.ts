import { closeSync, fstatSync, openSync, readFileSync, readlinkSync, readSync, realpathSync, statfsSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** True while a process with this id runs, also one that belongs to somebody else. One that has ended and only waits to be noticed does not run. */
export function isAlive(pid: number): boolean {
  if (statOf(pid)?.[0] === "Z") return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * What tells this process from a later one with the same id: the boot and the tick it started at.
 * Undefined where the system does not say (other systems than Linux); then only the id counts.
 */
export function startOf(pid: number): string | undefined {
  const started = statOf(pid)?.[startField];
  try {
    return started && `${readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim()}/${started}`;
  } catch {
    return undefined;
  }
}

// proc(5) counts from 1 and begins with the id and the name: the state is field 3, the start time field 22.
const startField = 22 - 3;

/** The fields of /proc/<pid>/stat from the state on; the name before may hold blanks and brackets. */
function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

/** Whether the process works in this folder, as a postmaster does in its data folder; undefined where that cannot be seen. */
export function worksIn(pid: number, folder: string): boolean | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
  } catch {
    return undefined;
  }
}

/** Sends a signal; a process that is gone already is fine. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ESRCH") throw cause;
  }
}

const pollDelayMs = 20;

/** Asks again and again until the answer is true, at most for `waitMs`; returns the last answer. */
export async function waitUntil(holds: () => boolean | Promise<boolean>, waitMs: number): Promise<boolean> {
  for (let polls = Math.ceil(waitMs / pollDelayMs); polls > 0; polls--) {
    if (await holds()) return true;
    await sleep(pollDelayMs);
  }
  return holds();
}

const tailBytesMax = 4_096;

/** The last lines of the server's log, for an error's detail; empty when there is none. */
export function logTail(file: string, fromByte = 0): string {
  try {
    const handle = openSync(file, "r");
    try {
      const { size } = fstatSync(handle);
      const bytes = Buffer.alloc(Math.min(Math.max(0, size - fromByte), tailBytesMax));
      readSync(handle, bytes, 0, bytes.length, Math.max(0, size - bytes.length));
      return bytes.toString("utf8").trim();
    } finally {
      closeSync(handle);
    }
  } catch {
    return "";
  }
}

/** Whether the server's words say that the disk is full. */
export function saysDiskFull(words: string): boolean {
  return /No space left on device|Check free disk space/.test(words);
}

/** The server makes its log of changes in files of this size; with less room than that it ends, and may not even be able to say why. */
const roomBytesMin = 16 * 1_048_576;

/** Says, whenever it is asked, whether a server whose log has grown since now has run out of space. */
export function spaceOf({ folder, log }: { readonly folder: string; readonly log: string }): () => boolean {
  const fromByte = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  return () => {
    if (saysDiskFull(logTail(log, fromByte))) return true;
    try {
      const { bavail, bsize } = statfsSync(folder);
      return bavail * bsize < roomBytesMin;
    } catch {
      return false;
    }
  };
}
