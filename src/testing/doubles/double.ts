import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { spoil } from "./spoil.ts";

/** A request as a double saw it. */
export type Seen = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly header: (name: string) => string | undefined;
  readonly text: string;
};

/** What a double answers: JSON, text or bytes of a type, or parts one after the other, without end if they have none. */
export type Said = { readonly status: number; readonly headers?: Readonly<Record<string, string>> } & (
  | { readonly json: unknown }
  | { readonly text: string; readonly type: string }
  | { readonly bytes: Uint8Array; readonly type: string }
  | { readonly parts: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>; readonly type: string }
  | { readonly nothing: true }
);

/**
 * How an answer goes wrong. The first three carry out what was asked and then spoil the answer; the others carry out nothing.
 * `half-body` announces a whole answer and closes in its middle, `lose` closes before the first byte, `portal` answers with a page that is no API.
 */
export const faults = [
  "lose",
  "half-body",
  "portal",
  "silent",
  "server-error",
  "rate-limit",
  "redirect",
  "empty",
  "endless",
  "forbidden",
] as const;
/**
 * What else can go wrong where nothing is changed: `elsewhere` redirects to `Double.elsewhere`, `drip` sends a byte at a time and never ends, `flood` sends as
 * much as anyone takes, `gzip` sends little that would become much, `wrong-charset` says the right thing in UTF-16.
 */
export const readingFaults = [
  ...faults,
  "unauthorized",
  "not-found",
  "internal-error",
  "elsewhere",
  "drip",
  "flood",
  "gzip",
  "wrong-charset",
] as const;
export type Fault = (typeof readingFaults)[number];

/** A product on this machine's loopback, with a memory of what it was asked. */
export type Double = {
  readonly url: string;
  readonly seen: Seen[];
  /** Says for each request whether, and how, its answer goes wrong. */
  fault: ((seen: Seen) => Fault | undefined) | undefined;
  /** How late a request is answered, milliseconds; what it asks for is done only then. */
  delayMs: ((seen: Seen) => number) | undefined;
  /** Changes a right answer into one that the vendor might give some day, or that somebody else gives in its name. */
  twist: ((seen: Seen, json: unknown) => unknown) | undefined;
  /** Where the fault `elsewhere` sends whoever follows. */
  elsewhere: string | undefined;
  /** Bytes that floods got rid of. */
  flooded: number;
  readonly close: () => Promise<void>;
};

const bodyBytesMax = 1_048_576;
/** What every answer holds beside the vendor's own fields: a newer API must not break us. */
const endlessBytes = 6 * 1_048_576;

/** Starts a product that answers by `answer`. Nothing but this machine reaches it. */
export async function startDouble(
  answer: (seen: Seen) => Said,
  /** How this vendor says that it takes no more requests; a second's pause as everybody says it, otherwise. */
  putOff: () => Said = () => ({ status: 429, json: {}, headers: { "retry-after": "1" } }),
): Promise<Double> {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    read(request)
      .then(async (seen) => {
        double.seen.push(seen);
        const delayMs = double.delayMs?.(seen) ?? 0;
        if (delayMs > 0) await sleep(delayMs, undefined, { ref: false });
        reply(
          response,
          seen,
          double.fault?.(seen),
          (asked) => twisted(answer(asked), (json) => (double.twist ? double.twist(asked, json) : json)),
          putOff,
          double,
        );
      })
      .catch(() => response.destroy());
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const double: Double = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    fault: undefined,
    delayMs: undefined,
    twist: undefined,
    elsewhere: undefined,
    flooded: 0,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return double;
}

async function read(request: IncomingMessage): Promise<Seen> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > bodyBytesMax) throw new Error("a request larger than any product takes");
    parts.push(part);
  }
  const url = new URL(request.url ?? "/", "http://double.test");
  const header = (name: string) => {
    const value = request.headers[name];
    return Array.isArray(value) ? value.join(", ") : value;
  };
  return { method: request.method ?? "", path: url.pathname, query: url.searchParams, header, text: Buffer.concat(parts).toString("utf8") };
}

function reply(
  response: ServerResponse,
  seen: Seen,
  fault: Fault | undefined,
  answer: (seen: Seen) => Said,
  putOff: () => Said,
  double: Double,
): void {
  const page = () =>
    response.writeHead(200, { "content-type": "text/html" }).end("<html><body>Please sign in to the guest network</body></html>");
  switch (fault) {
    case undefined:
      say(response, answer(seen));
      return;
    case "lose":
      answer(seen);
      response.destroy();
      return;
    case "half-body": {
      const { status, body } = bytesOf(answer(seen));
      const whole = body.length > 1 ? body : '{"unfinished":true}';
      response.writeHead(status === 204 ? 200 : status, {
        "content-type": "application/json",
        "content-length": String(Buffer.byteLength(whole)),
      });
      response.write(whole.slice(0, Math.floor(whole.length / 2)), () => response.destroy());
      return;
    }
    case "portal":
      answer(seen);
      page();
      return;
    case "silent":
      return;
    case "server-error":
      response.writeHead(503, { "content-type": "text/html" }).end("<h1>Service Unavailable</h1>");
      return;
    case "rate-limit":
      say(response, putOff());
      return;
    case "redirect":
      response.writeHead(302, { location: "http://192.0.2.1/elsewhere" }).end();
      return;
    case "empty":
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
      return;
    case "endless":
      response.on("error", () => undefined);
      response.writeHead(200, { "content-type": "application/json" }).end(Buffer.alloc(endlessBytes, 0x20));
      return;
    case "forbidden":
      response
        .writeHead(403, { "content-type": "application/json" })
        .end('{"error":{"code":"Forbidden"},"errors":[{"code":403,"message":"access denied"}]}');
      return;
    default:
      spoil(response, fault, () => bytesOf(answer(seen)).body, double);
  }
}

const twisted = (said: Said, twist: (json: unknown) => unknown): Said => ("json" in said ? { ...said, json: twist(said.json) } : said);

function say(response: ServerResponse, said: Said): void {
  if ("parts" in said) return void sayParts(response, said);
  if ("bytes" in said) return void response.writeHead(said.status, { "content-type": said.type, ...said.headers }).end(said.bytes);
  const { status, type, body } = bytesOf(said);
  response.writeHead(status, { ...(type ? { "content-type": type } : {}), ...said.headers }).end(body);
}

/** Part after part, each when the one before it was taken; whoever stops in between (by throwing) closes the connection there. */
async function sayParts(response: ServerResponse, said: Extract<Said, { readonly parts: unknown }>): Promise<void> {
  response.on("error", () => undefined);
  response.writeHead(said.status, { "content-type": said.type, ...said.headers });
  try {
    for await (const part of said.parts) {
      if (response.destroyed) return;
      await new Promise<void>((taken) => response.write(part, () => taken()));
    }
    response.end();
  } catch {
    response.destroy();
  }
}

function bytesOf(said: Said): { readonly status: number; readonly type: string | undefined; readonly body: string } {
  if ("parts" in said || "bytes" in said) return { status: said.status, type: said.type, body: "" };
  if ("nothing" in said) return { status: said.status, type: undefined, body: "" };
  if ("text" in said) return { status: said.status, type: said.type, body: said.text };
  return { status: said.status, type: "application/json", body: JSON.stringify(said.json) };
}

/** Tokens that a product gave out: each is good until it is told otherwise. */
export function tokenBooth() {
  const good = new Set<string>();
  let given = 0;
  return {
    give(): string {
      const token = `canary-token-${++given}`;
      good.add(token);
      return token;
    },
    accepts: (header: string | undefined) => header !== undefined && good.has(header.replace(/^Bearer /, "")),
    /** From now on every token given so far is turned down, as after its time. */
    expire: () => good.clear(),
    given: () => given,
  };
}

/** Things that become true later: after so many looks, as products are that accept first and act when the machine calls home. */
export function later(looks: number) {
  const waiting = new Map<string, { left: number; readonly then: () => void }>();
  return {
    plan(key: string, then: () => void): void {
      if (looks === 0) then();
      else waiting.set(key, { left: looks, then });
    },
    /** One look at the thing: the last one that is needed lets it happen. */
    look(key: string): void {
      const planned = waiting.get(key);
      if (!planned) return;
      planned.left--;
      if (planned.left > 0) return;
      waiting.delete(key);
      planned.then();
    },
    isPlanned: (key: string) => waiting.has(key),
  };
}
