import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Database } from "../storage/database.ts";
import { waitUntil } from "../storage/embedded/process.ts";

const program = fileURLToPath(new URL("./watch-worker.ts", import.meta.url));
const readyMs = 60_000;

/** A watch in a process of its own. */
export type WatchWorker = {
  readonly child: ChildProcess;
  readonly told: Record<string, unknown>[];
  readonly worker: () => string | undefined;
  readonly ready: () => Promise<boolean>;
  readonly end: () => Promise<void>;
};

/** Starts one; `folder` holds the keys and checkpoints of the tenant. */
export function startWatchWorker(server: Pick<Database, "pool">, tenant: string, folder: string): WatchWorker {
  const { host, user, password } = server.pool.options as { host: string; user: string; password: string };
  const url = `postgresql://${user}:${password}@/postgres?host=${encodeURIComponent(host)}`;
  const child = spawn(process.execPath, [program, url, tenant, `${folder}/keys`, `${folder}/transparency`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const told: Record<string, unknown>[] = [];
  let rest = "";
  child.stdout?.on("data", (bytes: Buffer) => {
    const lines = (rest + bytes.toString()).split("\n");
    rest = lines.pop() ?? "";
    told.push(...lines.map((line) => JSON.parse(line) as Record<string, unknown>));
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const worker = () => told.find(({ ready }) => ready !== undefined)?.ready as string | undefined;
  return {
    child,
    told,
    worker,
    ready: () => waitUntil(() => worker() !== undefined, readyMs),
    async end() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
