import { hash } from "node:crypto";
import type { OutgoingHttpHeaders } from "node:http";
import type { Socket } from "node:net";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { ConnectionError, FastifyReply, FastifyRequest } from "fastify";
import type { Who } from "../../core/access/who.ts";
import type { SocError } from "../../core/soc-error.ts";
import type { RequestFacts, Route } from "../route.ts";
import { safeHeaders } from "./guards.ts";
import type { Outgoing } from "./perform.ts";
import { Misshapen, problemOf, problemType, statusOf } from "./problem.ts";
import { tooManyStreams } from "./refusals.ts";
import { type openPlaces, pour } from "./stream.ts";

/** The request without the framework around it. */
export function factsOf(request: FastifyRequest, reply: FastifyReply): RequestFacts {
  const [path = "/"] = request.url.split("?", 1);
  return {
    id: request.id,
    method: request.method,
    path,
    url: request.url,
    headers: request.headers,
    address: request.ip,
    host: request.host,
    secure: request.protocol === "https",
    signal: signalOf(reply),
  };
}

const signals = new WeakMap<FastifyReply, AbortSignal>();

function signalOf(reply: FastifyReply): AbortSignal {
  const known = signals.get(reply);
  if (known) return known;
  const gone = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  signals.set(reply, gone.signal);
  return gone.signal;
}

type Sending = {
  readonly route: Route;
  readonly request: FastifyRequest;
  readonly places: ReturnType<typeof openPlaces>;
  readonly who: Who | undefined;
};

/** Sends an answer. Refuses (`server/too-many-streams`) a stream for which there is no place. */
export async function send(reply: FastifyReply, { status, type, headers, body }: Outgoing, sending: Sending): Promise<void> {
  const { route, request } = sending;
  if (body !== undefined && typeof body !== "string" && !(body instanceof Uint8Array))
    return stream(reply, body, sending, { status, type });
  reply.code(status);
  for (const [name, value] of Object.entries(headers)) reply.header(name, typeof value === "string" ? value : [...value]);
  if (type !== undefined && !reply.hasHeader("content-type")) reply.header("content-type", type);
  if (route.etag && typeof body === "string" && status === 200) {
    const tag = `"${hash("sha256", body, "base64url")}"`;
    reply.header("etag", tag);
    if (isSame(request.headers["if-none-match"], tag)) {
      reply.removeHeader("content-type");
      await reply.code(304).send();
      return;
    }
  }
  if (route.gzip && typeof body === "string" && body.length >= gzipFromLength && takesGzip(request.headers["accept-encoding"])) {
    reply.header("content-encoding", "gzip").header("vary", "accept-encoding");
    await reply.send(await zipped(body, { level: gzipLevel }));
    return;
  }
  await reply.send(body instanceof Uint8Array ? Buffer.from(body.buffer, body.byteOffset, body.byteLength) : body);
}

/** Answers of so many characters go out compressed, and no harder than costs less than it saves on a line of 100 Mbit/s. */
const gzipFromLength = 8_192;
const gzipLevel = 1;
const zipped = promisify<string, { level: number }, Buffer>(gzip);

const takesGzip = (accepted: string | readonly string[] | undefined) =>
  typeof accepted === "string" && accepted.split(",").some((each) => /^\s*gzip\s*(?:;\s*q=(?:1|0\.\d{0,2}[1-9])\s*)?$/.test(each));

function isSame(asked: string | undefined, tag: string): boolean {
  return asked !== undefined && asked.length <= 1_024 && asked.split(",").some((each) => each.trim().replace(/^W\//, "") === tag);
}

async function stream(
  reply: FastifyReply,
  pieces: AsyncIterable<string>,
  { places, who, request }: Sending,
  { status, type }: Pick<Outgoing, "status" | "type">,
): Promise<void> {
  const giveBack = places.take(who?.tenant ?? "", who ? (who.token ?? who.person ?? "") : request.ip);
  if (!giveBack) throw tooManyStreams();
  try {
    reply.hijack();
    // What fastify's hooks have set goes out with it, and no proxy may gather it up.
    const headers = { ...reply.getHeaders(), "content-type": type, "x-accel-buffering": "no" } as OutgoingHttpHeaders;
    reply.raw.writeHead(status, headers);
    reply.raw.flushHeaders();
    await pour(pieces, reply.raw);
  } finally {
    giveBack();
    if (!reply.raw.writableEnded) reply.raw.destroy();
  }
}

/** Sends a refusal as a problem. */
export function refuse(reply: FastifyReply, error: SocError, request: string, route: Route | undefined): FastifyReply {
  const status = statusOf(error.code);
  if (typeof error.retry === "object") reply.header("retry-after", String(Math.max(1, Math.ceil(error.retry.afterMs / 1_000))));
  if (status === 401) reply.header("www-authenticate", 'Bearer realm="watchkeeper"');
  // What is left of a body that nobody takes is not waited for.
  if (status === 413 || route?.body === "bytes") reply.header("connection", "close");
  const problem = problemOf(error, status, request);
  const whole = error instanceof Misshapen ? { ...problem, faults: [...error.faults] } : problem;
  return reply.code(status).header("content-type", problemType).send(JSON.stringify(whole));
}

/** What never became a request: headers without end, a line that is no HTTP, a sender that is too slow. */
export function answerOnSocket(error: ConnectionError, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const { status, code, problem } = socketProblem(error.code);
  const body = JSON.stringify(problemOf({ code, problem, remedy: "send one plain HTTP/1.1 request, whole and in time" }, status));
  const headers = { ...safeHeaders, "content-type": problemType, "content-length": String(Buffer.byteLength(body)), connection: "close" };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status} ${code}\r\n${lines.join("\r\n")}\r\n\r\n${body}`);
}

function socketProblem(code: string | undefined): { readonly status: number; readonly code: string; readonly problem: string } {
  if (code === "HPE_HEADER_OVERFLOW")
    return { status: 431, code: "server/headers-too-large", problem: "the headers of the request are larger than 16 kilobytes" };
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return { status: 408, code: "server/too-slow", problem: "the request did not come in time" };
  return { status: 400, code: "server/bad-request", problem: "this is no HTTP request" };
}
