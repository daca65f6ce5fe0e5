import { hash } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Random } from "../../ports/random.ts";
import { type ConsoleFile, type ConsolePages, nonceMark } from "./pages.ts";

const nonceBytes = 16;

/**
 * What the console may do in a browser: run our own files and nothing written into a page, speak to this server alone, and be framed by nobody. Styles that are
 * made while it runs carry the nonce of the answer. Script sinks take no text at all: no Trusted Types policy may be made (W3C CSP 3, Trusted Types).
 */
const policyWith = (nonce: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    "report-uri /api/v1/policy-reports",
  ].join("; ");

/** Adds the console to a server: its files, and its document at every address that is a page. What is not the console's is refused by `otherwise`. */
export function addConsole(
  server: FastifyInstance,
  pages: ConsolePages | undefined,
  random: Random,
  otherwise: (request: FastifyRequest, reply: FastifyReply) => FastifyReply,
): void {
  server.setNotFoundHandler((request, reply) => {
    const [path = "/"] = request.url.split("?", 1);
    if (request.method !== "GET" && request.method !== "HEAD") return otherwise(request, reply);
    const file = pages?.files.get(path);
    if (file) return sendFile(request, reply, path, file);
    if (!isPage(path)) return otherwise(request, reply);
    if (!pages) return reply.type("text/html; charset=utf-8").send(notBuilt);
    const nonce = hash("sha256", random.secret(nonceBytes), "base64");
    return reply
      .header("content-security-policy", policyWith(nonce))
      .type("text/html; charset=utf-8")
      .send(pages.document.replaceAll(nonceMark, nonce));
  });
}

/** Whether an address may be one of the console's pages: it is nobody else's, and no file. */
function isPage(path: string): boolean {
  return !/^\/(?:api|mcp|metrics|health|ready|version|assets)(?:\/|$)/.test(path) && !/\.[A-Za-z0-9]{1,5}$/.test(path);
}

function sendFile(request: FastifyRequest, reply: FastifyReply, path: string, file: ConsoleFile): FastifyReply {
  // Files below assets/ carry their digest in their names: what is at such an address never changes.
  reply.header("cache-control", path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
  reply.header("vary", "accept-encoding").header("etag", file.tag);
  if (request.headers["if-none-match"] === file.tag) return reply.code(304).send();
  const takes = String(request.headers["accept-encoding"] ?? "").toLowerCase();
  const [body, encoding] =
    file.brotli && /\bbr\b/.test(takes)
      ? [file.brotli, "br"]
      : file.gzip && /\bgzip\b/.test(takes)
        ? [file.gzip, "gzip"]
        : [file.plain, undefined];
  if (encoding) reply.header("content-encoding", encoding);
  return reply.type(file.type).send(body);
}

const notBuilt = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Watchkeeper</title></head><body><h1>The console is not built</h1><p>Run <code>npm ci</code> in the checkout, which builds it (<code>npm run build:console</code> does it alone), and start the service again. The API is at <a href="/api/v1/reference">/api/v1/reference</a>.</p></body></html>`;
