import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** What came of one run of the executable, seen from outside. */
export type WatchedRun = {
  /** Undefined when a signal ended it. */
  readonly status: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly timedOut: boolean;
  readonly durationMs: number;
  /** The most memory that the product's own process held (VmHWM), in bytes; 0 where /proc does not say. */
  readonly peakBytes: number;
  readonly out: string;
  readonly err: string;
};

export type Watch = {
  readonly timeoutMs: number;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  /** After so long the whole process group gets SIGKILL: launcher and product at once, as when a machine's memory runs out. */
  readonly killAfterMs?: number;
  /** Called once the product's process runs, with its id and that of the launcher. */
  readonly onStart?: (pids: { readonly launcher: number; readonly product: number }) => void;
};

const executable = fileURLToPath(new URL("../../bin/watchkeeper", import.meta.url));
const pollMs = 50;
const outputLengthMax = 64 * 1_048_576;

/** Runs `watchkeeper` in a process group of its own, with a time limit, and watches its memory. */
export async function watchedRun(words: readonly string[], watch: Watch): Promise<WatchedRun> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, [executable, ...words], {
    cwd: watch.cwd,
    env: { ...process.env, NO_COLOR: "1", ...watch.env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    ...(watch.uid === undefined ? {} : { uid: watch.uid, gid: watch.uid }),
  });
  const texts = { out: collected(child.stdout), err: collected(child.stderr) };
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once("close", (code, signal) => resolve({ code, signal })),
  );
  const timers = { timedOut: false };
  const limit = setTimeout(() => {
    timers.timedOut = true;
    killGroup(child);
  }, watch.timeoutMs);
  const kill = watch.killAfterMs === undefined ? undefined : setTimeout(() => killGroup(child), watch.killAfterMs);
  const memory = watchMemory(child, watch);
  const { code, signal } = await ended;
  clearTimeout(limit);
  clearTimeout(kill);
  return {
    status: code ?? undefined,
    signal: signal ?? undefined,
    timedOut: timers.timedOut,
    durationMs: performance.now() - startedMs,
    peakBytes: await memory.end(),
    out: texts.out.join(""),
    err: texts.err.join(""),
  };
}

/** Ends every process of a group that `watchedRun` began; gone already is fine. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}

function collected(stream: NodeJS.ReadableStream): string[] {
  const pieces: string[] = [];
  let length = 0;
  stream.setEncoding("utf8");
  stream.on("data", (piece: string) => {
    length += piece.length;
    if (length <= outputLengthMax) pieces.push(piece);
  });
  return pieces;
}

function watchMemory(child: ChildProcess, { onStart }: Watch): { readonly end: () => Promise<number> } {
  let peakBytes = 0;
  let running = true;
  const watching = (async () => {
    let product: number | undefined;
    while (running) {
      if (product === undefined && child.pid !== undefined) {
        product = childrenOf(child.pid)[0];
        if (product !== undefined) onStart?.({ launcher: child.pid, product });
      }
      if (product !== undefined) peakBytes = Math.max(peakBytes, highWaterBytes(product));
      await sleep(pollMs);
    }
  })();
  return {
    async end() {
      running = false;
      await watching;
      return peakBytes;
    },
  };
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function highWaterBytes(pid: number): number {
  try {
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kibibytes === undefined ? 0 : Number(kibibytes) * 1_024;
  } catch {
    return 0;
  }
}

/** The processes that name a folder in their command line or work in it: what a run may have left behind. */
export function processesAbout(folder: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, "utf8").includes(folder);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Waits until no process names the folder any more; false when some still do after `waitMs`. */
export async function leftAlone(folder: string, waitMs: number): Promise<boolean> {
  for (const untilMs = performance.now() + waitMs; performance.now() < untilMs; await sleep(pollMs)) {
    if (processesAbout(folder).length === 0) return true;
  }
  return processesAbout(folder).length === 0;
}
