import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { StopRequest } from "../../core/status/status.ts";
import type { Part, PartState } from "../../engine/service/keep-going.ts";
import { receiveWebhook } from "../../engine/sources/webhook.ts";
import type { Clock } from "../../ports/clock.ts";
import { tenantsOf } from "../../ports/configuration.ts";
import { buildApi, type RequestLog } from "../../server/api.ts";
import { openConsolePages } from "../../server/console/pages.ts";
import { addContainmentRoutes } from "../../server/containment-routes.ts";
import type { TenantDesk } from "../../server/desk.ts";
import { authenticateDemo, type DemoParts, demoRoutes } from "../../server/first-run/demo-routes.ts";
import { notToBeHad } from "../../server/free-port.ts";
import { given } from "../../server/http/iso.ts";
import type { Route } from "../../server/route.ts";
import { apiRoutes } from "../../server/routes.ts";
import { openPolicyReports } from "../../server/service/policy-reports.ts";
import type { HookMessage } from "../../server/sources/hook-route.ts";
import { type OpenAccess, openAccess } from "../access.ts";
import { openDemoPerson } from "./demo-access.ts";
import { demoAssessment } from "./demo-assessment.ts";
import { deskOf, stoppingBy } from "./desk.ts";
import { firstRunPartOf } from "./first-run.ts";
import { namedTexts } from "./named-texts.ts";
import type { Before, Serving } from "./parts.ts";
import { type Place, placeOf } from "./place.ts";
import { placesIn } from "./places.ts";
import type { TenantService } from "./tenant.ts";

/** The API of a process, built and not listening yet. */
export type OpenApi = {
  readonly url: string;
  readonly listen: () => Promise<void>;
  /** What goes on beside answering. */
  readonly parts: readonly Part[];
  readonly firstLinks: () => Promise<readonly { readonly tenant: string; readonly link: string }[]>;
  /** Takes nothing new, and waits for what is being answered. */
  readonly close: () => Promise<void>;
  /** Publishes what sign-in recorded last. */
  readonly settle: () => Promise<void>;
};

const tidyEveryMs = 60_000;

/** Joins sign-in, desks and routes into the API. Refuses (`access/…`, `connector/…`). */
export async function openApi(
  serving: Serving,
  before: Before,
  tenants: readonly TenantService[],
  states: () => readonly PartState[],
): Promise<OpenApi> {
  const { system } = serving.run;
  const { clock } = system;
  const isDemo = serving.order.demo !== undefined;
  const place = placeOf(serving.configuration, before.host, before.port, isDemo);
  const access = await openSignIn(serving, place, tenants);
  const demo = await demoPartsOf(serving, before, tenants, access);
  const desks = await desksOf(serving, tenants, access, new URL(place.publicUrl).origin);
  const server = buildApi({
    routes: routesOf(serving, tenants, demo ? { ...access, routes: demoRoutes(access.routes, demo) } : access, states),
    authenticate: demo ? authenticateDemo(access.authenticate, demo) : access.authenticate,
    deskOf: (tenant) => desks.get(tenant),
    nowMs: clock.nowMs,
    random: system.random,
    console: await openConsolePages(join(system.home, "web", "dist")),
    hosts: place.hosts,
    ...(isDemo && { pagesAt: place.publicUrl }),
    ...(before.tls && { tls: before.tls }),
    ...(serving.configuration.server["behind-proxy"] && { proxies: serving.configuration.server.proxies }),
    log: (line) => tellRequest(serving, line),
  });
  addLocalStop(server, serving, before, tenants, desks);
  return {
    url: isDemo ? place.publicUrl : hereOf(before),
    async listen() {
      await server.listen({ host: before.host, port: before.port }).catch((cause: unknown) => {
        throw notToBeHad(before.host, before.port, cause instanceof Error && "code" in cause ? String(cause.code) : "", cause);
      });
    },
    parts: [{ name: "sign-in", work: (signal) => tidying(access, clock, signal) }],
    firstLinks: access.firstLinks,
    close: () => server.close(),
    settle: access.tidyUp,
  };
}

const hereOf = ({ tls, host, port }: Before) => `${tls ? "https" : "http"}://${host.includes(":") ? `[${host}]` : host}:${port}`;

/** What the demo has beside every service. Refuses to let everybody in where others reach the port, or where anything is kept. */
async function demoPartsOf(
  { order, configuration, run: { system } }: Serving,
  { host }: Before,
  [tenant]: readonly TenantService[],
  access: OpenAccess,
): Promise<DemoParts | undefined> {
  if (!order.demo) return undefined;
  const parts = tenant && access.partsOf(tenant.name);
  if (!parts || !("ephemeral" in order.choice) || !loopback.test(host) || configuration.server["behind-proxy"])
    throw new Error("everybody is let in only to a throw-away database on a loopback address");
  return {
    tenant: tenant.name,
    nowMs: system.clock.nowMs,
    signIn: await openDemoPerson(parts, order.demo.name),
    sign: order.demo.sign,
    admins: order.demo.admins,
    assessment: () => demoAssessment(tenant, system),
  };
}

const loopback = /^(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|::1)$/;

/**
 * `POST /api/stop` and `GET /api/status` for whoever is on this machine, as the commands are: stopping needs nobody's leave. Only where nobody else can reach
 * the port, by the network or through a proxy.
 */
function addLocalStop(
  server: ReturnType<typeof buildApi>,
  { configuration, folder, run: { system } }: Serving,
  { host }: Before,
  tenants: readonly TenantService[],
  desks: ReadonlyMap<string, TenantDesk>,
): void {
  const [first] = tenants;
  const own = first && desks.get(first.name);
  if (!own || !loopback.test(host) || configuration.server["behind-proxy"]) return;
  const { containment } = own;
  // Of the whole installation, as the command is: whoever is on the machine may touch its file anyhow.
  const stopAll = stoppingBy(system.stopSwitch(folder), first, system);
  const stop = (asked: StopRequest) => stopAll(asked, `person:${asked.as ?? "unnamed"}`);
  addContainmentRoutes(server, { status: containment.status, stop });
}

async function openSignIn(
  { run, configuration, order, log }: Serving,
  place: Place,
  tenants: readonly TenantService[],
): Promise<OpenAccess> {
  const { system } = run;
  const orders = new Map(tenantsOf(configuration).map((each) => [each.name, each]));
  return openAccess({
    tenants: new Map(tenants.map(({ name, store }) => [name, { store, signIn: orders.get(name)?.["sign-in"] ?? {} }])),
    publicUrl: place.publicUrl,
    places: await placesIn(order.read.folder, configuration, system.environment),
    random: system.random,
    clock: system.clock,
    trouble: (cause) => log.warn("service/part-failed", { part: "access" }, cause),
  });
}

async function desksOf(
  { run, folder, configuration, order }: Serving,
  tenants: readonly TenantService[],
  access: OpenAccess,
  origin: string,
): Promise<ReadonlyMap<string, TenantDesk>> {
  const desks = new Map<string, TenantDesk>();
  const answerMs = configuration.watch["answer-seconds"] * 1_000;
  const settings = { file: order.read.path, digest: order.read.digest, configuration };
  const orders = tenants.map(({ containment }) => containment.ordersPath);
  const named = () => namedTexts(configuration, order.read.folder, orders);
  for (const tenant of tenants) {
    const note: TenantDesk["note"] = ({ by, token, of, digest }) =>
      access.noteExport(tenant.name, { ...given({ by, token }), what: of, digest });
    const places = await placesIn(order.read.folder, configuration, run.system.environment);
    const file = order.read.path ?? join(order.read.folder, "watchkeeper.yaml");
    const connecting = { places, file, internal: configuration.server["try-internal"], named };
    const firstRun = firstRunPartOf(tenant, access.partsOf(tenant.name), order.demo?.name);
    desks.set(tenant.name, await deskOf(tenant, { firstRun, connecting, system: run.system, folder, answerMs, origin, note, settings }));
    await access.noteSetting(tenant.name, { by: "machine", setting: "watchkeeper.yaml", digest: order.read.digest });
  }
  return desks;
}

function routesOf(
  serving: Serving,
  tenants: readonly TenantService[],
  access: OpenAccess,
  states: () => readonly PartState[],
): readonly Route[] {
  const { system, memory, uptimeSeconds } = serving.run;
  return apiRoutes({
    version: system.version,
    clock: system.clock,
    random: system.random,
    ready: () => ready(serving, tenants, states()),
    memory,
    uptimeSeconds,
    refused: openPolicyReports((refused) => serving.log.warn("console/refused", refused)),
    errorPage: (code) => errorPage(system.home, code),
    signIn: access.routes,
    receiveHook: (message) => receiveHook(serving, tenants, message),
  });
}

async function tidying(access: OpenAccess, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(tidyEveryMs, signal).catch(() => undefined);
    await access.tidyUp();
  }
}

const codeShape = /^[a-z][a-z0-9-]{1,80}$/;

async function errorPage(home: string, code: string): Promise<string | undefined> {
  if (!codeShape.test(code)) return undefined;
  return readFile(join(home, "docs", "errors", `${code}.md`), "utf8").catch(() => undefined);
}

/** Each part of the service by a name of ours, and whether it does its work now. */
async function ready({ folder, run, order }: Serving, tenants: readonly TenantService[], states: readonly PartState[]) {
  const databases = await Promise.all(tenants.map(({ store }) => store.forService.answers()));
  const stop = await run.system.stopSwitch(folder).read();
  const watches = await Promise.all(
    tenants.map(async ({ watch }) => (watch ? (await watch.running().catch(() => ({ running: false }))).running : true)),
  );
  const parts = [
    { name: "database", ready: databases.every(Boolean) },
    { name: "stop-switch", ready: !(stop.stopped && /cannot be read/.test(stop.because)) },
    // A process that only answers is ready although the one that works is being started anew.
    ...(order.roles.has("worker") ? [{ name: "watch", ready: watches.every(Boolean) }] : []),
    // Whose part it is stays here: the answer is for everybody.
    ...states.map(({ name, state }) => ({ name: name.slice(name.lastIndexOf(" ") + 1), ready: state === "running" })),
  ];
  const names = [...new Set(parts.map(({ name }) => name))];
  return names.map((name) => ({ name, ready: parts.every((each) => each.name !== name || each.ready) }));
}

async function receiveHook({ run }: Serving, tenants: readonly TenantService[], { tenant, source, headers, body }: HookMessage) {
  const whose = tenant === undefined ? tenants[0] : tenants.find(({ name }) => name === tenant);
  const webhook = whose?.connectors.find(({ name }) => name === source)?.webhook;
  const handOver = whose?.intake.handOver ?? (() => Promise.reject(new Error("there is no such tenant")));
  const header = (name: string) => {
    const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
    return Array.isArray(value) ? value[0] : value;
  };
  return receiveWebhook({ webhook, handOver, clock: run.system.clock }, { header, body });
}

/** Faults are errors, refusals and changes are told of, and what was only looked at is for whoever looks closely. */
function tellRequest({ log, telemetry }: Serving, { request, method, operation, status, durationMs, fault }: RequestLog): void {
  const fields = { request, method, route: operation, status, durationMs };
  telemetry.record("watchkeeper.request.duration", durationMs, { route: operation, status });
  if (status >= 500) log.error("request/failed", fields, fault);
  else if (status >= 400 || (method !== "GET" && method !== "HEAD")) log.info("request/answered", fields);
  else log.debug("request/answered", fields);
}
