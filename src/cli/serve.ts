import { SocError } from "../core/soc-error.ts";
import type { ReadConfiguration } from "../ports/configuration.ts";
import { badOption, type Command, type ExitStatus, oneOf, readOptions } from "./command.ts";
import { lineOf } from "./config.ts";
import { serviceRoles } from "./service-system.ts";
import type { StoreChoice } from "./system.ts";
import type { Terminal } from "./terminal.ts";

const defaultPort = 8420;
const options = {
  port: { type: "string" },
  "data-dir": { type: "string" },
  config: { type: "string" },
  role: { type: "string", multiple: true },
  ephemeral: { type: "boolean", default: false },
} as const;

/** `watchkeeper serve`: the service, until it is told to stop. */
export const serve: Command = {
  name: "serve",
  summary: "the service: takes alerts in, investigates, writes back, serves the API, until Ctrl-C",
  usage: `watchkeeper serve [--config FILE] [--port N] [--data-dir DIR | --ephemeral] [--role ROLE]…

  --config FILE    the configuration (default: watchkeeper.yaml in the data folder, if it is there; else everything by default)
  --port N         the port instead of the configured one (default ${defaultPort}; 0 takes a free one)
  --data-dir DIR   where the database lives (default: .watchkeeper in this folder, or DATABASE_URL); a second process joins the first
  --ephemeral      a throw-away database
  --role ROLE      only a part of the work, repeatable: api, worker (watch, write-back, containment, retention), ingest (sources); all by default
  Listens on a loopback address unless the configuration has server.tls, or behind-proxy: true.
  The first signal ends it in order, a second one at once. SIGUSR2 opens the log's file anew and takes the level that the configuration says now.`,
  async run(words, system, terminal, signal) {
    const { values, positionals } = readOptions(words, options);
    if (positionals.length > 0) throw badOption(`serve takes no path, but got "${(positionals[0] ?? "").slice(0, 80)}"`);
    const port = values.port === undefined ? undefined : readPort(values.port);
    const roles = new Set((values.role ?? serviceRoles).map((role) => oneOf("role", role, serviceRoles)));
    const choice = storeChoice(values, system.environment.DATABASE_URL);
    const folder = "ephemeral" in choice ? undefined : system.stateFolder(choice);
    const read = await system.service.inspect(await system.service.readConfiguration(values.config, folder));
    if (!read.configuration) return refuse(read, terminal);
    await system.service.run({ choice, read, roles, port }, terminal, signal);
    return 0;
  },
};

/** Says every mistake by its place, as `config check` does. */
function refuse({ path = "watchkeeper.yaml", mistakes }: ReadConfiguration, terminal: Terminal): ExitStatus {
  for (const mistake of mistakes) terminal.err(`${lineOf(path, mistake)}\n`);
  terminal.err('configuration/malformed: nothing was started\n  What to do: correct these places, then run "watchkeeper config check"\n');
  return 2;
}

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
