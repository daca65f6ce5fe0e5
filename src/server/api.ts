import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { SocError } from "../core/soc-error.ts";
import type { Random } from "../ports/random.ts";
import { addConsole } from "./console/console.ts";
import type { ConsolePages } from "./console/pages.ts";
import { bodyBytesMax, idLengthMax } from "./contract/operation.ts";
import type { TenantDesk } from "./desk.ts";
import { admit, type Door } from "./http/admit.ts";
import { isPageByNumber, knownHosts, safeHeaders, strictTransport } from "./http/guards.ts";
import { type Asker, perform } from "./http/perform.ts";
import { openRateLimit, type Paces } from "./http/rate-limit.ts";
import { badRequest, fault, noSuchPage, tooLarge, unknownHost } from "./http/refusals.ts";
import { answerOnSocket, factsOf, refuse, send } from "./http/reply.ts";
import { openPlaces } from "./http/stream.ts";
import type { Authenticate, Route } from "./route.ts";

/** What the log is told of each request. Codes, names and numbers of ours; never a body, a query or a header. */
export type RequestLog = {
  readonly request: string;
  readonly method: string;
  /** The operation, not the address as it came. */
  readonly operation: string;
  readonly status: number;
  readonly durationMs: number;
  readonly address: string;
  readonly who?: string;
  readonly code?: string;
  /** What a fault of ours was; for the log alone. */
  readonly fault?: unknown;
};

/** What the API is made of. */
export type ApiParts = {
  readonly routes: readonly Route[];
  readonly authenticate: Authenticate;
  readonly deskOf: (tenant: string) => TenantDesk | undefined;
  readonly nowMs: () => number;
  readonly random: Random;
  /** The names it answers to beside the loopback ones: that of public-url, and those of its certificate. */
  readonly hosts: readonly string[];
  /** Where people open pages: whoever asks for one at an address of numbers is sent there. Nobody is where it is not said. */
  readonly pagesAt?: string;
  readonly tls?: { readonly certificate: string | Buffer; readonly key: string | Buffer };
  /** Addresses or networks of proxies whose X-Forwarded-… headers are believed; of nobody where none is named. */
  readonly proxies?: readonly string[];
  readonly paces?: Paces;
  /** The built console; where there is none, its pages say how it is built. */
  readonly console?: ConsolePages | undefined;
  /** How long a request may take to come whole; 30 seconds where it is not said. */
  readonly requestMs?: number;
  readonly log?: (line: RequestLog) => void;
};

const requestIdBytes = 9;
const requestTimeoutMs = 30_000;
const headersTimeoutMs = 10_000;
/** How often connections are looked through for what is late. */
const lookEveryMs = 1_000;
const headerBytesMax = 16_384;
const headersMax = 100;
const connectionsMax = 1_024;

/** The HTTP API: every route with the same door, the same checks and the same refusals. Listens nowhere yet. */
export function buildApi(parts: ApiParts): FastifyInstance {
  const server = fastify({
    logger: false,
    bodyLimit: bodyBytesMax,
    requestTimeout: parts.requestMs ?? requestTimeoutMs,
    // A reader that never finishes must not keep the process from stopping.
    forceCloseConnections: true,
    genReqId: () => parts.random.secret(requestIdBytes),
    routerOptions: { maxParamLength: idLengthMax },
    ...(parts.proxies && parts.proxies.length > 0 && { trustProxy: [...parts.proxies] }),
    frameworkErrors: (_error, request, reply) => refuse(reply.headers(safeHeaders), badRequest(), request.id, undefined),
    clientErrorHandler: answerOnSocket,
    ...secured(parts.tls),
  }) as unknown as FastifyInstance;
  server.server.maxConnections = connectionsMax;
  server.server.headersTimeout = Math.min(headersTimeoutMs, parts.requestMs ?? requestTimeoutMs);
  server.server.maxHeadersCount = headersMax;
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  addDoor(server, parts);
  const door: Door = {
    authenticate: parts.authenticate,
    deskOf: parts.deskOf,
    limit: openRateLimit(parts.nowMs, parts.paces),
    nowMs: parts.nowMs,
  };
  const places = openPlaces();
  for (const route of parts.routes) addRoute(server, route, { door, places, parts });
  return server;
}

/** Options of the HTTP server below fastify. */
function secured(tls: ApiParts["tls"]): object {
  const own = { maxHeaderSize: headerBytesMax, connectionsCheckingInterval: lookEveryMs };
  return tls ? { https: { ...own, cert: tls.certificate, key: tls.key, minVersion: "TLSv1.2" } } : { http: own };
}

function addDoor(server: FastifyInstance, { hosts, pagesAt, console, random }: ApiParts): void {
  const isOurs = knownHosts(hosts);
  server.addHook("onRequest", async (request, reply) => {
    reply.headers(safeHeaders);
    reply.header("x-request-id", request.id);
    if (request.protocol === "https") reply.headers(strictTransport);
    // A page elsewhere must not reach this service through a name of its own (DNS rebinding).
    if (!isOurs(request.host)) return refuse(reply, unknownHost(), request.id, undefined);
    if (pagesAt !== undefined && isPageByNumber(request.raw)) return reply.redirect(`${pagesAt}${request.url}`, 307);
  });
  server.setErrorHandler((error: FastifyError, request, reply) => refuse(reply, ofFramework(error, request), request.id, undefined));
  addConsole(server, console, random, (request, reply) => refuse(reply, noSuchPage(), request.id, undefined));
}

/** What fastify itself refuses, and what is a fault of ours. */
function ofFramework(error: FastifyError, request: FastifyRequest): SocError {
  if (error instanceof SocError) return error;
  const status = error.statusCode ?? 500;
  if (status === 413) return tooLarge(request.routeOptions.bodyLimit ?? bodyBytesMax);
  return status >= 400 && status < 500 ? badRequest() : fault();
}

type Serving = { readonly door: Door; readonly places: ReturnType<typeof openPlaces>; readonly parts: ApiParts };

function addRoute(server: FastifyInstance, route: Route, serving: Serving): void {
  const askers = new WeakMap<FastifyRequest, Asker>();
  const arrivals = new WeakMap<FastifyRequest, number>();
  const { nowMs } = serving.door;
  const durationMs = (request: FastifyRequest) => () => Math.max(0, Math.round(nowMs() - (arrivals.get(request) ?? nowMs())));
  server.route({
    method: route.method,
    url: route.path.replaceAll(/\{(\w+)\}/g, ":$1"),
    bodyLimit: route.bodyBytesMax ?? bodyBytesMax,
    // Nobody's body is read before it is known who asks and that they may.
    onRequest: async (request, reply) => {
      arrivals.set(request, nowMs());
      try {
        askers.set(request, await admit(route, factsOf(request, reply), serving.door));
      } catch (error) {
        return answered(reply, { route, request, serving, who: undefined, durationMs: durationMs(request) }, () => Promise.reject(error));
      }
    },
    handler: async (request, reply) => {
      const asker = askers.get(request) ?? { who: undefined, desk: undefined };
      await answered(reply, { route, request, serving, who: asker.who, durationMs: durationMs(request) }, async () => {
        const body = Buffer.isBuffer(request.body) ? request.body : new Uint8Array();
        const incoming = { request: factsOf(request, reply), params: request.params, query: request.query, body };
        return perform(route, asker, incoming, nowMs);
      });
      return reply;
    },
  });
}

type Answering = {
  readonly route: Route;
  readonly request: FastifyRequest;
  readonly serving: Serving;
  readonly who: Asker["who"];
  /** Since it arrived. The framework measures only where it logs itself. */
  readonly durationMs: () => number;
};

/** Sends what comes of the work, or the refusal, and tells the log. */
async function answered(
  reply: FastifyReply,
  { route, request, serving, who, durationMs }: Answering,
  work: () => ReturnType<typeof perform>,
): Promise<FastifyReply> {
  let failure: unknown;
  try {
    await send(reply, await work(), { route, request, places: serving.places, who });
  } catch (error) {
    failure = error;
    if (!reply.sent) refuse(reply, error instanceof SocError ? error : fault(), request.id, route);
  }
  const asker = who?.token === undefined ? who?.person : `token:${who.token}`;
  serving.parts.log?.({
    request: request.id,
    method: request.method,
    operation: route.operation,
    status: reply.statusCode,
    durationMs: durationMs(),
    address: request.ip,
    ...(asker !== undefined && { who: asker }),
    ...(failure instanceof SocError ? { code: failure.code } : failure !== undefined && { code: "server/fault", fault: failure }),
  });
  return reply;
}
