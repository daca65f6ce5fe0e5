import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { z } from "zod";
import type { Assessment, AssessmentCase } from "../core/assessment/assessment.ts";
import { addContainmentRoutes, type ContainmentRoutes } from "./containment-routes.ts";
import { CaseList, type CaseSummary, Health, Version } from "./contract.ts";
import { knownHosts, safeHeaders } from "./http/guards.ts";
import { problemOf, problemType } from "./http/problem.ts";
import { openApi } from "./openapi.ts";

/** What is served: the newest finished investigation, when there is one, and its report as a page. */
export type Published = { readonly assessment: Assessment; readonly reportHtml: string };

export type ServerOptions = {
  readonly version: string;
  readonly published: () => Published | undefined;
  readonly containment?: ContainmentRoutes | undefined;
};

/** One route takes a body, of a few hundred bytes; elsewhere a small one is read and ignored, a larger one refused. */
const bodyBytesMax = 65_536;
const idLengthMax = 200;
const requestTimeoutMs = 30_000;
const connectionsMax = 256;

/** Every answer carries these. The report brings its styles and drawings with it. */
const headers: Readonly<Record<string, string>> = {
  ...safeHeaders,
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/**
 * The HTTP API of this release: health, version, the cases of the newest investigation and its report. It only reads, and stops containment.
 * It has no sign-in yet, so the command that starts it listens on the loopback address alone.
 */
export function buildServer({ version, published, containment }: ServerOptions): FastifyInstance {
  const server = fastify({
    logger: false,
    bodyLimit: bodyBytesMax,
    requestTimeout: requestTimeoutMs,
    // A reader that never finishes must not keep the process from stopping.
    forceCloseConnections: true,
    routerOptions: { maxParamLength: idLengthMax },
    frameworkErrors: (error, _request, reply) => refuse(reply.headers(headers), error),
  });
  server.server.maxConnections = connectionsMax;
  server.addHook("onRequest", async (request, reply) => {
    reply.headers(headers);
    // A page elsewhere must not read a loopback service through a name of its own (DNS rebinding).
    if (!isLoopbackName(request.host)) return reply.code(421).send(unknownHost);
  });
  // Refusals are said in the shape that the whole API has (RFC 9457).
  server.addHook("preSerialization", async (_request, reply, payload) => {
    if (!isRefusal(payload)) return payload;
    reply.header("content-type", problemType);
    return problemOf(payload, reply.statusCode);
  });
  server.setErrorHandler((error: FastifyError, _request, reply) => refuse(reply, error));
  server.setNotFoundHandler((_request, reply) => reply.code(404).send(noSuchPage));
  addRoutes(server, version, published);
  addContainmentRoutes(server, containment);
  return server;
}

function addRoutes(server: FastifyInstance, version: string, published: ServerOptions["published"]): void {
  server.get("/health", async () => Health.parse({ status: "ok", version }));
  server.get("/version", async () => Version.parse({ version, assessment: "watchkeeper/assessment@1" }));
  server.get("/api/v1/openapi.json", async () => openApi(version));
  server.get("/api/v1/cases", async () => listOf(published()?.assessment));
  server.get("/api/v1/cases/:id", async (request: FastifyRequest<{ Params: { id: string } }>, reply) => {
    const found = published()?.assessment.cases.find(({ id }) => id === request.params.id);
    return found ?? reply.code(404).send(noSuchCase);
  });
  server.get("/api/v1/assessment", async (_request, reply) => published()?.assessment ?? reply.code(404).send(nothingYet));
  server.get("/", async (_request, reply) => reply.type("text/html; charset=utf-8").send(published()?.reportHtml ?? waitingPage));
}

function listOf(assessment: Assessment | undefined): z.infer<typeof CaseList> {
  if (!assessment) return { cases: [], accounting: { accepted: 0, closed: 0, escalated: 0, open: 0, deadLettered: 0 } };
  return CaseList.parse({ cases: assessment.cases.map(summaryOf), accounting: assessment.accounting });
}

function summaryOf(each: AssessmentCase): z.infer<typeof CaseSummary> {
  const { id, title, category, severity, maliciousness, verdict, escalated, firstTime, lastTime, alerts } = each;
  return { id, title, category, severity, maliciousness, verdict, escalated, firstTime, lastTime, alerts: alerts.length };
}

const isLoopbackName = knownHosts([]);

/** What a request did wrong is said; what we did wrong is not told to strangers. */
function refuse(reply: FastifyReply, { statusCode = 500 }: FastifyError) {
  const [status, said] =
    statusCode === 413 ? [413, tooLarge] : statusCode >= 400 && statusCode < 500 ? [statusCode, badRequest] : [500, fault];
  return reply.code(status).header("content-type", problemType).send(problemOf(said, status));
}

type Refusal = { readonly code: string; readonly problem: string; readonly remedy: string };

const isRefusal = (payload: unknown): payload is Refusal =>
  typeof payload === "object" && payload !== null && Object.keys(payload).join() === "code,problem,remedy";

const unknownHost: Refusal = {
  code: "server/unknown-host",
  problem: "this server answers to loopback names only",
  remedy: "open http://127.0.0.1 and its port",
};
const noSuchPage: Refusal = {
  code: "server/no-such-page",
  problem: "there is nothing at this address for this method",
  remedy: "see /api/v1/openapi.json for what there is",
};
const noSuchCase: Refusal = {
  code: "server/no-such-case",
  problem: "there is no case with this id",
  remedy: "list the cases at /api/v1/cases",
};
const nothingYet: Refusal = {
  code: "server/nothing-yet",
  problem: "no investigation has finished on this server",
  remedy: "wait for the one that is under way",
};
const tooLarge: Refusal = {
  code: "server/too-large",
  problem: `the request's body is larger than ${bodyBytesMax} bytes`,
  remedy: "send none, or to /api/stop a short reason",
};
const badRequest: Refusal = {
  code: "server/bad-request",
  problem: "the request cannot be understood",
  remedy: "see /api/v1/openapi.json for what there is",
};
const fault: Refusal = {
  code: "server/fault",
  problem: "the answer could not be made",
  remedy: "ask again; if it fails again, restart the server",
};

const waitingPage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>Watchkeeper</title></head><body><p>No investigation has finished on this server yet. This page looks again every two seconds.</p></body></html>`;
