import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { accessSync, closeSync, constants, mkdtempSync, openSync, readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

// What all real products share in tests: they start in a folder of their own and leave nothing behind, however the test ends.

/** A program that a part needs, and the Debian package that it comes from. */
export type Need = { readonly program: string; readonly from: string };
/** One line that names what keeps a part from running here. */
export type Missing = { readonly missing: string };

/** What is missing for `part`, or undefined. */
export function lacking(part: string, needs: readonly Need[], root: "as root" | "as anyone"): Missing | undefined {
  const absent = needs.filter(({ program }) => !isThere(program));
  if (absent.length > 0) {
    const packages = [...new Set(absent.map(({ from }) => from))].sort().join(" ");
    return { missing: `${part} needs ${absent.map(({ program }) => program).join(", ")}; to install: apt-get install ${packages}` };
  }
  if (root === "as root" && process.getuid?.() !== 0) return { missing: `${part} needs root, for network namespaces and users of its own` };
  return undefined;
}

function isThere(program: string): boolean {
  try {
    accessSync(program, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** A fresh folder of its own. Whoever takes one hands it to `guard`. */
export const freshFolder = (part: string) => mkdtempSync(join(tmpdir(), `watchkeeper-${part}-`));

/** What a guard removes: whole process groups by their leader, network namespaces, a folder; in this order. */
export type Guarded = {
  readonly groups?: readonly number[];
  readonly namespaces?: readonly string[];
  readonly folders?: readonly string[];
};

const script = [
  "cat >/dev/null",
  'for group in $1; do kill -s KILL -- "-$group"; done',
  'for name in $2; do ip netns pids "$name" 2>/dev/null | while read -r id; do kill -s KILL -- "$id"; done; ip netns delete "$name" 2>/dev/null; done',
  "shift 2",
  'for folder in "$@"; do rm -rf -- "$folder" || { sleep 0.2; rm -rf -- "$folder"; }; done',
].join("\n");

/**
 * A shell that waits for us to let go of its input, and then cleans up. The kernel closes that input when the test ends by itself, by a signal, or
 * by `kill -9`, so nothing outlives the test in any case.
 */
export function guard({ groups = [], namespaces = [], folders = [] }: Guarded): () => Promise<void> {
  const keeper = spawn("/bin/sh", ["-c", script, "guard", groups.join(" "), namespaces.join(" "), ...folders], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
  });
  const ended = new Promise<void>((settle) => keeper.once("exit", () => settle()));
  keeper.unref();
  (keeper.stdin as unknown as { unref(): void }).unref();
  return async () => {
    keeper.ref();
    keeper.stdin.end();
    await ended;
  };
}

/** A running program: its process group is its own, its output is in `log`. */
export type Daemon = { readonly pid: number; readonly ended: () => boolean; readonly log: string };

export function startDaemon(
  program: string,
  given: readonly string[],
  { folder, env }: { folder: string; env?: NodeJS.ProcessEnv },
): Daemon {
  const log = join(folder, "output.log");
  const output = openSync(log, "a");
  const child: ChildProcess = spawn(program, given, {
    cwd: folder,
    detached: true,
    stdio: ["ignore", output, output],
    env: { ...process.env, ...env },
  });
  closeSync(output);
  child.unref();
  let over = false;
  child.once("exit", () => {
    over = true;
  });
  child.once("error", () => {
    over = true;
  });
  return { pid: child.pid ?? 0, ended: () => over, log };
}

/** Runs a program to its end; throws with what it wrote when it fails. */
export function run(
  program: string,
  given: readonly string[],
  { input, timeoutMs = 60_000 }: { input?: string; timeoutMs?: number } = {},
): string {
  const done = spawnSync(program, given, { input: input ?? "", encoding: "utf8", timeout: timeoutMs, maxBuffer: 16 * 1_048_576 });
  if (done.status === 0) return done.stdout;
  throw new Error(
    `${program} ${given.join(" ")} ended with ${done.status ?? done.signal ?? done.error}: ${done.stderr}${done.stdout}`.slice(0, 4_000),
  );
}

/** The same, with variables of its own in its environment. */
export function runWith(env: Readonly<Record<string, string>>, program: string, given: readonly string[], timeoutMs = 60_000): string {
  const done = spawnSync(program, given, { input: "", encoding: "utf8", timeout: timeoutMs, env: { ...process.env, ...env } });
  if (done.status === 0) return done.stdout;
  throw new Error(
    `${program} ${given.join(" ")} ended with ${done.status ?? done.signal ?? done.error}: ${done.stderr}${done.stdout}`.slice(0, 4_000),
  );
}

/** A port of the loopback interface that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((settle, fail) => server.once("error", fail).listen(0, "127.0.0.1", settle));
  const address = server.address();
  await new Promise((settle) => server.close(settle));
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return address.port;
}

const waitMsMax = 30_000;

/** Waits until the port answers; throws with the end of the daemon's own words when it gave up. */
export async function untilListening(port: number, daemon: Daemon, host = "127.0.0.1"): Promise<void> {
  await until(() => answers(port, host), daemon, `port ${port}`);
}

/** Asks every few milliseconds, at most `waitMsMax`. */
export async function until(holds: () => Promise<boolean>, daemon: Daemon, what: string): Promise<void> {
  const endMs = performance.now() + waitMsMax;
  while (!(await holds())) {
    if (daemon.ended() || performance.now() > endMs) {
      throw new Error(`waited in vain for ${what}: ${readFileSync(daemon.log, "utf8").slice(-2_000)}`);
    }
    await sleep(20);
  }
}

function answers(port: number, host: string): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect({ port, host });
    const end = (said: boolean) => {
      socket.destroy();
      settle(said);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}
