import { hostname } from "node:os";
import { resolve } from "node:path";
import { badOption } from "../../cli/command.ts";
import type { ServeOrder, Service, Told } from "../../cli/service-system.ts";
import type { System } from "../../cli/system.ts";
import { openOtlp } from "../../connectors/otlp/otlp.ts";
import { type Keeping, keepGoing } from "../../engine/service/keep-going.ts";
import { type Configuration, tenantsOf } from "../../ports/configuration.ts";
import type { Log } from "../../ports/log.ts";
import { noTelemetry, type Telemetry } from "../../ports/telemetry.ts";
import { requireFree } from "../../server/free-port.ts";
import type { SecretPlaces } from "../secret-place.ts";
import { type OpenApi, openApi } from "./api.ts";
import { openLog } from "./log.ts";
import type { Before, RunParts, Serving } from "./parts.ts";
import { listenOf, readTls } from "./place.ts";
import { placesIn } from "./places.ts";
import { malformed, readConfiguration } from "./read-configuration.ts";
import { openTenant, type TenantService } from "./tenant.ts";

const workerBytes = 6;

/** What is done while it runs; it ends when this does. `startedMs` is when its start began. */
export type While = (
  serving: Serving,
  held: Pick<Held, "tenants" | "api">,
  told: Told & { readonly startedMs: number },
  signal: AbortSignal,
) => Promise<void>;

/** Runs the service until it is told to stop, and ends it in order and in time. */
export function runWith(run: RunParts, work: While = untilTold): Service["run"] {
  return async (order, told, signal) => {
    const { read } = order;
    const { configuration } = read;
    if (!configuration) throw malformed(read.path ?? "watchkeeper.yaml", read.mistakes);
    const { clock } = run.system;
    const startedMs = clock.nowMs();
    const place = await placeBefore(order, configuration, read.folder);
    const opened = openLog(logsOf(configuration, read.folder), { clock, error: told.err, facts: { process: run.processId } });
    const stopLooking = run.onLookAgain(() => void lookAgain(opened, order, run.system));
    const worker = `${hostname()
      .replaceAll(/[^A-Za-z0-9.-]/g, "-")
      .slice(0, 60)}.${run.processId}.${run.system.random.secret(workerBytes)}`;
    const telemetry = telemetryOf(configuration, run.system, worker, opened.log);
    const temporary = "ephemeral" in order.choice ? await run.system.temporaryFolder() : undefined;
    const held: Held = { tenants: [], api: undefined, keeping: undefined, stop: new AbortController() };
    const serving: Serving = {
      run,
      order,
      configuration,
      worker,
      telemetry,
      log: opened.log,
      folder: temporary?.path ?? stateOf(order, run.system),
      place,
    };
    try {
      opened.log.info("configuration/read", { path: read.path ?? "", digest: read.digest });
      await start(serving, held, signal);
      await work(serving, held, { ...told, startedMs }, signal);
    } finally {
      stopLooking();
      await end(serving, held);
      await telemetry.close();
      await temporary?.remove();
      await opened.close();
    }
    told.err("stopped\n");
  };
}

/** What has been opened so far, so that whatever goes wrong it is closed. */
type Held = { tenants: TenantService[]; api: OpenApi | undefined; keeping: Keeping | undefined; readonly stop: AbortController };

/** Refuses a port that is taken and a certificate that cannot be used before anything is started; a default port that is taken gives way to a free one. */
async function placeBefore({ roles, port }: ServeOrder, configuration: Configuration, folder: string): Promise<Before | undefined> {
  if (!roles.has("api")) return undefined;
  const { tls } = configuration.server;
  const listen = listenOf(configuration);
  const isDefault = port === undefined && configuration.server.listen === defaultListen;
  return {
    host: listen.host,
    port: await requireFree(listen.host, port ?? listen.port, isDefault),
    tls: tls && (await readTls(tls, folder)),
  };
}
const defaultListen = "127.0.0.1:8420";

async function start(serving: Serving, held: Held, signal: AbortSignal): Promise<void> {
  const { run, order, configuration, worker, telemetry, log, folder } = serving;
  const { system } = run;
  const places = await placesOf(order, configuration, system);
  const tenants = tenantsOf(configuration);
  if ("ephemeral" in order.choice && tenants.length > 1) throw badOption("a throw-away database serves one tenant");
  for (const tenant of tenants) {
    signal.throwIfAborted();
    const choice = "dataDir" in order.choice ? { ...order.choice, join: true } : order.choice;
    held.tenants.push(
      await openTenant({ tenant, configuration, places, choice, folder, system, roles: order.roles, worker, log, telemetry }),
    );
  }
  for (const { record } of held.tenants)
    await record.note({
      type: "ServiceStarted",
      worker,
      version: system.version,
      roles: [...order.roles].toSorted(),
      configuration: order.read.digest,
      atMs: system.clock.nowMs(),
    });
  const parts = held.tenants.flatMap((tenant) => tenant.parts);
  const failed = (part: string, restarts: number, pauseMs: number, cause: unknown) =>
    cause === undefined ? log.error("service/part-ended", { part }) : log.error("service/part-failed", { part, restarts, pauseMs }, cause);
  const api = serving.place && (await openApi(serving, serving.place, held.tenants, () => held.keeping?.states() ?? []));
  held.api = api;
  held.keeping = keepGoing(api ? [...parts, ...api.parts] : parts, { clock: system.clock, failed }, held.stop.signal);
  await api?.listen();
}

/** Says where it serves and how the first administrator comes in, and waits. */
const untilTold: While = async (serving, held, told, signal) => {
  sayStarted(serving, held, told.startedMs);
  const { version } = serving.run.system;
  const roles = [...serving.order.roles].toSorted().join(" ");
  told.out(held.api ? `watchkeeper ${version} serves ${held.api.url}\n` : `watchkeeper ${version} works as ${roles}\n`);
  for (const { tenant, link } of (await held.api?.firstLinks()) ?? [])
    told.out(`first sign-in${tenant === "default" ? "" : ` of ${tenant}`}, good once and for 30 minutes: ${link}\n`);
  await untilStopped(signal);
};

/** Notes in the log that it runs. */
export function sayStarted({ run, order, log }: Serving, { api, tenants }: Pick<Held, "tenants" | "api">, startedMs: number): void {
  const { version, clock } = run.system;
  const roles = [...order.roles].toSorted().join(" ");
  const connectors = tenants.reduce((sum, each) => sum + each.connectors.length, 0);
  log.info("service/started", {
    version,
    roles,
    url: api?.url ?? "",
    tenants: tenants.length,
    connectors,
    startMs: clock.nowMs() - startedMs,
  });
}

/** Resolves when it is told to stop. */
export function untilStopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((settle) => signal.addEventListener("abort", () => settle(), { once: true }));
}

/** Ends in order, within its time: nothing new comes in, what is under way is finished, leases go back, and everything is flushed and closed. */
async function end({ run, configuration, worker, log }: Serving, { tenants, api, keeping, stop }: Held): Promise<void> {
  const { clock } = run.system;
  const beganMs = clock.nowMs();
  log.info("service/stopping", { because: "told to stop" });
  await api?.close();
  stop.abort();
  const enough = new AbortController();
  const over = clock.sleep(configuration.limits["shutdown-seconds"] * 1_000, enough.signal).then(
    () => false,
    () => true,
  );
  const finished = await Promise.race([(keeping?.ended ?? Promise.resolve()).then(() => true), over]);
  enough.abort();
  await api?.settle().catch(() => undefined);
  for (const { record } of tenants) await record.note({ type: "ServiceStopped", worker, atMs: clock.nowMs() }).catch(() => undefined);
  // The first one has the server: the others leave before it.
  for (const tenant of tenants.toReversed())
    await tenant.close().catch((cause: unknown) => log.error("service/part-failed", { part: "close" }, cause));
  log.info("service/stopped", { stopMs: clock.nowMs() - beganMs, finished });
}

async function placesOf({ read }: ServeOrder, configuration: Configuration, system: Omit<System, "service">): Promise<SecretPlaces> {
  return placesIn(read.folder, configuration, system.environment);
}

function stateOf({ choice }: ServeOrder, system: Omit<System, "service">): string {
  if ("ephemeral" in choice) throw new Error("a throw-away database has a folder of its own");
  return resolve(system.stateFolder(choice));
}

const logsOf = ({ logs }: Configuration, folder: string) =>
  logs.file === undefined ? logs : { ...logs, file: resolve(folder, logs.file) };

/** Opens the log's file anew, after the system has moved it away, and takes the level that the configuration says now. */
async function lookAgain(
  opened: ReturnType<typeof openLog>,
  { read }: ServeOrder,
  { environment }: Pick<System, "environment">,
): Promise<void> {
  opened.again();
  const now = read.path === undefined ? undefined : await readConfiguration(read.path, environment, true).catch(() => undefined);
  if (now?.configuration) opened.setLevel(now.configuration.logs.level);
}

function telemetryOf(
  { telemetry }: Configuration,
  { clock, version }: Pick<System, "clock" | "version">,
  worker: string,
  log: Log,
): Telemetry {
  const url = telemetry["otlp-url"];
  if (url === undefined) return noTelemetry;
  const resource = { service: telemetry["service-name"], version, instance: worker };
  const settings = {
    url,
    internal: telemetry.internal,
    everyMs: telemetry["every-seconds"] * 1_000,
    share: telemetry["trace-share"],
    resource,
  };
  return openOtlp(settings, { clock, dropped: (spans) => log.warn("telemetry/dropped", { spans }) });
}
