import { type ClientRequest, type IncomingMessage, request as plainRequest, type RequestOptions } from "node:http";
import { request as tlsRequest } from "node:https";
import type { Leave } from "./leave.ts";

/** One exchange over one connection of its own. `addresses` were checked; no other is connected to. */
export type Wire = {
  readonly url: URL;
  readonly addresses: readonly string[];
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  readonly bytesMax: number;
  readonly ca: string | undefined;
  readonly signal: AbortSignal;
  /** For a request that changes something: asked once the connection stands, right before the first byte. */
  readonly leave?: Pick<Leave, "signal" | "change"> | undefined;
};

/** What became of it. `sent` says whether a byte of the request may have left: if not, surely nothing happened. */
export type Exchange =
  | { readonly kind: "answered"; readonly status: number; readonly headers: ReadonlyMap<string, string>; readonly bytes: Uint8Array }
  /** The guard did not let it go, for the reason that it threw: no byte of it left. */
  | { readonly kind: "held-back"; readonly cause: unknown }
  | {
      readonly kind: "broken";
      readonly sent: boolean;
      readonly why: "too-large" | "encoded" | "unfinished" | "connection";
      readonly code: string;
    };

const headersBytesMax = 16_384;

/**
 * Sends one request and reads the answer whole, within the signal's time. Follows no redirect, uses no proxy (an agent of its own reads no environment),
 * keeps no connection, and verifies TLS whatever the environment says: the name that was configured goes into SNI, certificate check and Host.
 */
export function exchange(wire: Wire): Promise<Exchange> {
  const state = { sent: false };
  const said = new Promise<Exchange>((resolve) => {
    let hasAnswer = false;
    const broken = (why: "too-large" | "encoded" | "unfinished" | "connection", code: string) =>
      resolve({ kind: "broken", sent: state.sent, why, code });
    let request: ClientRequest;
    try {
      request = (isTls(wire) ? tlsRequest : plainRequest)(optionsOf(wire));
    } catch (error) {
      broken("connection", codeOf(error));
      return;
    }
    sendOnceConnected(request, wire, { state, said: () => said, holdBack: (cause) => resolve({ kind: "held-back", cause }) });
    request.on("response", (response) => {
      hasAnswer = true;
      readAnswer(response, wire.bytesMax).then(resolve, (error: unknown) => broken("unfinished", codeOf(error)));
    });
    // An answer that switches protocols is none that we asked for.
    request.on("upgrade", (_response, socket) => {
      socket.destroy();
      broken("connection", "UPGRADE");
    });
    request.on("error", (error) => broken("connection", codeOf(error)));
    // The connection may be closed while its last bytes still wait to be read.
    request.on("close", () => hasAnswer || broken("connection", "CLOSED"));
  });
  return said;
}

const isTls = ({ url }: Wire) => url.protocol === "https:";

/** Writes the request when the connection stands: a question at once, a change by its leave. Whoever stops while we connect is obeyed; what was sent is waited for. */
function sendOnceConnected(
  request: ClientRequest,
  wire: Wire,
  { state, said, holdBack }: { state: { sent: boolean }; said: () => Promise<Exchange>; holdBack: (cause: unknown) => void },
): void {
  const { leave } = wire;
  const send = () => {
    if (request.destroyed) return;
    state.sent = true;
    request.end(wire.body);
  };
  const change = async () => {
    send();
    await said();
  };
  leave?.signal.addEventListener("abort", () => state.sent || request.destroy(), { once: true });
  if (leave?.signal.aborted) request.destroy();
  request.on("socket", (socket) => {
    socket.once(isTls(wire) ? "secureConnect" : "connect", () => {
      if (!leave) return send();
      leave.change(change).catch((cause: unknown) => {
        holdBack(cause);
        request.destroy();
      });
    });
  });
}

function optionsOf({ url, addresses, method, target, headers, body, ca, signal }: Wire): RequestOptions {
  const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  const length = body ? { "content-length": String(body.length) } : {};
  const tls = { rejectUnauthorized: true, minVersion: "TLSv1.2", ...(ca ? { ca } : {}) };
  return {
    ...(url.protocol === "https:" ? tls : {}),
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? undefined : Number(url.port),
    method,
    path: target,
    headers: { ...headers, ...length, "accept-encoding": "identity", connection: "close" },
    agent: false,
    maxHeaderSize: headersBytesMax,
    signal,
    lookup: (_name, options, tell) => {
      if (options.all) tell(null, found);
      else tell(null, found[0]?.address ?? "", found[0]?.family);
    },
  };
}

async function readAnswer(response: IncomingMessage, bytesMax: number): Promise<Exchange> {
  const headers = new Map(
    Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")]),
  );
  const encoding = headers.get("content-encoding");
  if (encoding !== undefined && encoding !== "identity") {
    response.destroy();
    return { kind: "broken", sent: true, why: "encoded", code: "ENCODED" };
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > bytesMax) {
      response.destroy();
      return { kind: "broken", sent: true, why: "too-large", code: "TOO_LARGE" };
    }
    parts.push(part);
  }
  if (!response.complete) return { kind: "broken", sent: true, why: "unfinished", code: "INCOMPLETE" };
  return { kind: "answered", status: response.statusCode ?? 0, headers, bytes: Buffer.concat(parts) };
}

/** The error's own short code, never its message: messages hold addresses, certificates and what was sent. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && /^[A-Z0-9_]{1,64}$/.test(code) ? code : "FAILED";
}
