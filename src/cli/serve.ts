import { join } from "node:path";
import { SocError } from "../core/soc-error.ts";
import type { Status } from "../core/status/status.ts";
import { stopContainment } from "../engine/containment-stop.ts";
import type { ContainmentRoutes } from "../server/containment-routes.ts";
import { buildServer, type Published } from "../server/server.ts";
import { badOption, type Command, readOptions } from "./command.ts";
import { statusNow } from "./status.ts";
import type { OpenStore, StoreChoice, System } from "./system.ts";

const defaultPort = 8420;
const options = { port: { type: "string" }, "data-dir": { type: "string" }, ephemeral: { type: "boolean", default: false } } as const;

/** `watchkeeper serve`: the database and the API, until it is told to stop. */
export const serve: Command = {
  name: "serve",
  summary: "API on the embedded PostgreSQL (or DATABASE_URL), until Ctrl-C",
  usage: `watchkeeper serve [--port N] [--data-dir DIR | --ephemeral]

  --port N         the loopback port (default ${defaultPort}; 0 takes a free one)
  --data-dir DIR   where the database lives (default: .watchkeeper in this folder)
  --ephemeral      a throw-away database
  This release has no sign-in, so it listens on 127.0.0.1 only.`,
  async run(words, system, terminal, signal) {
    const { values, positionals } = readOptions(words, options);
    if (positionals.length > 0) throw badOption(`serve takes no path, but got "${(positionals[0] ?? "").slice(0, 80)}"`);
    const port = readPort(values.port);
    const choice = storeChoice(values, system.environment.DATABASE_URL);
    const store = await system.openStore(choice);
    try {
      const containment = "ephemeral" in choice ? undefined : containmentRoutes(store, system.stateFolder(choice), system);
      const running = await startServer({ port, system, published: () => undefined, containment });
      terminal.out(`watchkeeper ${system.version} serves ${running.url}\n`);
      await stopped(signal);
      await running.close();
      terminal.err("stopped\n");
      return 0;
    } finally {
      await store.close();
    }
  },
};

function storeChoice(values: { readonly ephemeral: boolean; readonly "data-dir"?: string }, url: string | undefined): StoreChoice {
  const dataDir = values["data-dir"];
  if (values.ephemeral && dataDir !== undefined) throw badOption("--ephemeral and --data-dir exclude each other");
  if (values.ephemeral) return { ephemeral: true };
  return url && dataDir === undefined ? { databaseUrl: url } : { dataDir: dataDir ?? ".watchkeeper" };
}

/** The port that an option names; the default where it names none. */
export function readPort(given: string | undefined): number {
  const port = given === undefined ? defaultPort : Number(given);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw badOption(`--port takes a number from 0 to 65535, not "${(given ?? "").slice(0, 40)}"`);
  return port;
}

/** Starts the API on the loopback address; a default port that is taken gives way to a free one. */
export async function startServer({
  port,
  system,
  published,
  containment,
}: {
  port: number;
  system: System;
  published: () => Published | undefined;
  containment?: ContainmentRoutes | undefined;
}): Promise<{ url: string; close: () => Promise<void> }> {
  const server = buildServer({ version: system.version, published, containment });
  const listen = (wanted: number) => server.listen({ host: "127.0.0.1", port: wanted });
  const url = await listen(port).catch((error: unknown) => {
    const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    if (!isTaken) throw error;
    if (port === defaultPort) return listen(0);
    throw portTaken(port, error);
  });
  return { url, close: () => server.close() };
}

/** Status and stop over the store that is open. The record is read anew for each, because others write it too. */
function containmentRoutes(store: OpenStore, folder: string, system: System): ContainmentRoutes {
  const place = { folder, ordersPath: join(folder, "containment.yaml") };
  // Counting reads every record: whoever asks while somebody else's is counted gets that one.
  let counting: Promise<Status> | undefined;
  return {
    status() {
      counting ??= statusNow(store, place, system).finally(() => {
        counting = undefined;
      });
      return counting;
    },
    stop: ({ because, as, effector }) =>
      stopContainment({
        scope: effector === undefined ? "all" : `effector:${effector}`,
        by: `person:${as ?? "unnamed"}`,
        because,
        stopSwitch: system.stopSwitch(folder),
        clock: system.clock,
        openDesk: async () => (await system.openContainment(store, { folder })).desk,
      }),
  };
}

/** Resolves when the process is told to stop. */
export function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

export const portTaken = (port: number, cause: unknown) =>
  new SocError({
    code: "cli/port-taken",
    problem: `port ${port} of this machine is in use`,
    remedy: "name another --port, or 0 for a free one",
    retry: "never",
    cause,
  });
