import fastify, { type FastifyInstance } from "fastify";
import type { Assessment } from "../core/assessment/assessment.ts";
import { CaseList, Health, Version } from "./contract.ts";
import { openApi } from "./openapi.ts";

/** What is served: the newest finished investigation, when there is one, and its report as a page. */
export type Published = { readonly assessment: Assessment; readonly reportHtml: string };

export type ServerOptions = { readonly version: string; readonly published: () => Published | undefined };

const bodyBytesMax = 1_048_576;
const requestTimeoutMs = 30_000;

/** Every answer carries these: nothing is loaded from elsewhere, framed, sniffed or cached. */
const headers: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "x-frame-options": "DENY",
};

/**
 * The HTTP API of this release: health, version, the cases of the newest investigation and its report. It only reads.
 * It has no sign-in yet, so the command that starts it listens on the loopback address alone.
 */
export function buildServer({ version, published }: ServerOptions): FastifyInstance {
  const server = fastify({ logger: false, bodyLimit: bodyBytesMax, requestTimeout: requestTimeoutMs, return503OnClosing: true });
  server.addHook("onRequest", async (request, reply) => {
    reply.headers(headers);
    // A page elsewhere must not read a loopback service through a name of its own (DNS rebinding).
    if (!isLoopbackName(request.host))
      return reply
        .code(421)
        .send({
          code: "server/unknown-host",
          problem: "this server answers to loopback names only",
          remedy: "open http://127.0.0.1 and its port",
        });
  });
  server.get("/health", async () => Health.parse({ status: "ok", version }));
  server.get("/version", async () => Version.parse({ version, assessment: "watchkeeper/assessment@1" }));
  server.get("/api/v1/openapi.json", async () => openApi(version));
  server.get("/api/v1/cases", async () => listOf(published()?.assessment));
  server.get<{ Params: { id: string } }>("/api/v1/cases/:id", async (request, reply) => {
    const found = published()?.assessment.cases.find(({ id }) => id === request.params.id);
    return found ?? reply.code(404).send(noSuchCase);
  });
  server.get("/api/v1/assessment", async (_request, reply) => published()?.assessment ?? reply.code(404).send(nothingYet));
  server.get("/", async (_request, reply) => {
    const page = published()?.reportHtml;
    return reply.type("text/html; charset=utf-8").send(page ?? waitingPage);
  });
  server.setNotFoundHandler((_request, reply) =>
    reply
      .code(404)
      .send({
        code: "server/no-such-page",
        problem: "there is nothing at this address",
        remedy: "see /api/v1/openapi.json for what there is",
      }),
  );
  return server;
}

function listOf(assessment: Assessment | undefined): CaseListBody {
  if (!assessment) return { cases: [], accounting: { accepted: 0, closed: 0, escalated: 0, open: 0, deadLettered: 0 } };
  const cases = assessment.cases.map(
    ({ id, title, category, severity, maliciousness, verdict, escalated, firstTime, lastTime, alerts }) => ({
      id,
      title,
      category,
      severity,
      maliciousness,
      verdict,
      escalated,
      firstTime,
      lastTime,
      alerts: alerts.length,
    }),
  );
  return CaseList.parse({ cases, accounting: assessment.accounting });
}
type CaseListBody = ReturnType<typeof CaseList.parse>;

function isLoopbackName(host: string): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/.test(host);
}

const noSuchCase = { code: "server/no-such-case", problem: "there is no case with this id", remedy: "list the cases at /api/v1/cases" };
const nothingYet = { code: "server/nothing-yet", problem: "no investigation has finished yet", remedy: "wait for it, or run one" };
const waitingPage = `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>Watchkeeper</title><p>The investigation is under way. This page looks again every two seconds.</p></html>`;
