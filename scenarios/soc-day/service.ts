import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../bin/watchkeeper", import.meta.url));
const startMsMax = 90_000;
const commandMsMax = 60_000;

/** One installation on disk, run as people run it: by `bin/watchkeeper`, with its files alone. */
export type Installation = { readonly folder: string; readonly dataDir: string };
/** The service as a process. */
export type Service = {
  readonly place: URL;
  /** All that it has printed. */
  readonly said: () => string;
  /** `kill -9` of the process that does the work. */
  readonly kill: () => Promise<void>;
  /** SIGTERM; gives the exit status. */
  readonly stop: () => Promise<number | null>;
};

const environment = ({ folder }: Installation) => ({ PATH: process.env.PATH, HOME: folder, TMPDIR: folder });

/** Starts it and waits until it says where it serves. */
export async function startService(installation: Installation): Promise<Service> {
  const { folder, dataDir } = installation;
  const words = ["serve", "--data-dir", dataDir, "--config", `${folder}/watchkeeper.yaml`];
  const child = spawn(program, words, { env: environment(installation), cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (bytes: Buffer) => {
      said += bytes.toString();
    });
  const ended = new Promise<number | null>((settle) => child.on("exit", settle));
  const place = await eventually("where it serves", startMsMax, () => {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${said}`);
    return /serves (http\S+)\n/.exec(said)?.[1];
  });
  return {
    place: new URL(place),
    said: () => said,
    async kill() {
      process.kill(workerOf(child), "SIGKILL");
      await ended;
    },
    async stop() {
      child.kill("SIGTERM");
      return await ended;
    },
  };
}

/** `bin/watchkeeper` hands over to a process of its own. */
function workerOf({ pid = 0 }: ChildProcess): number {
  const child = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ")[0];
  if (!child) throw new Error("the service has no process");
  return Number(child);
}

/** Runs another command of the product beside the service, and gives what it printed. */
export async function command(installation: Installation, ...words: string[]): Promise<string> {
  const child = spawn(program, words, { env: environment(installation), cwd: installation.folder, timeout: commandMsMax });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (bytes: Buffer) => {
      said += bytes.toString();
    });
  const status = await new Promise<number | null>((settle) => child.on("close", settle));
  if (status !== 0) throw new Error(`watchkeeper ${words.join(" ")} ended with ${status}: ${said}`);
  return said;
}

/** Looks again until there is something; throws what was waited for when the time is over. */
export async function eventually<Found>(
  what: string,
  waitMsMax: number,
  look: () => Promise<Found | undefined | null | false> | Found | undefined | null | false,
): Promise<Found> {
  const endMs = performance.now() + waitMsMax;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (performance.now() > endMs) throw new Error(`waited in vain for ${what}`);
    await sleep(200);
  }
}
