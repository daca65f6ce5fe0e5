import { createSocket } from "node:dgram";
import { createServer as createPlain, type Server, type Socket } from "node:net";
import { createServer as createSecure } from "node:tls";
import { SocError } from "../../core/soc-error.ts";
import { quoted } from "./quoted.ts";

/** How long a sender may take to agree on TLS, milliseconds. */
const handshakeMsMax = 10_000;
/** What the system is asked to hold of datagrams that we did not come to yet; it may give less. */
const datagramBufferBytes = 8 * 1_048_576;

/** Where we listen. `mayTalk` is asked with the sender's address before anything of it is read. */
export type EarOrder = {
  /** The connector, for messages. */
  readonly name: string;
  readonly address: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly mayTalk: (address: string) => boolean;
};

/** PEM texts. With `clientCa` only senders that have a certificate of it are heard. */
export type EarTls = { readonly certificate: string; readonly key: string; readonly clientCa?: string };

export type StreamEarOrder = EarOrder & { readonly connectionsMax: number; readonly idleMs: number; readonly tls?: EarTls };

/** An open ear. `close` ends what is open and returns once nothing is under way. */
export type Ear = { readonly port: number; readonly close: () => Promise<void> };

/**
 * Hears connections. `serve` is given the bytes of each in order, and nothing more of a connection is read until it asks for it, so that a sender waits
 * for whoever is slow. A connection that says nothing for `idleMs` is ended; beyond `connectionsMax` none is taken.
 */
export async function hearStreams(order: StreamEarOrder, serve: (bytes: AsyncIterable<Uint8Array>) => Promise<void>): Promise<Ear> {
  const open = new Set<Socket>();
  const underWay = new Set<Promise<void>>();
  let isClosing = false;
  const take = (socket: Socket) => {
    socket.on("error", () => socket.destroy());
    if (isClosing || !order.mayTalk(socket.remoteAddress ?? "")) return void socket.destroy();
    const served = serve(bytesOf(socket, order.idleMs, () => isClosing))
      .catch(() => undefined)
      .finally(() => {
        socket.destroy();
        underWay.delete(served);
      });
    underWay.add(served);
  };
  const server = serverOf(order, take);
  server.maxConnections = order.connectionsMax;
  // Whoever never ends its handshake is in this list too.
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => open.delete(socket));
  });
  await bound(order, (settle, fail) => server.once("error", fail).listen({ host: order.address, port: order.port }, settle));
  server.on("error", () => undefined);
  const where = server.address();
  return {
    port: where !== null && typeof where === "object" ? where.port : order.port,
    async close() {
      isClosing = true;
      const closed = new Promise<void>((settle) => server.close(() => settle()));
      for (const socket of open) socket.destroy();
      await Promise.all([closed, ...underWay]);
    },
  };
}

function serverOf(order: StreamEarOrder, take: (socket: Socket) => void): Server {
  const { tls } = order;
  if (!tls) return createPlain({ noDelay: true }, take);
  try {
    const { certificate: cert, key, clientCa } = tls;
    const asked = clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true };
    const server = createSecure({ cert, key, ...asked, minVersion: "TLSv1.2", handshakeTimeout: handshakeMsMax }, take);
    server.on("tlsClientError", () => undefined);
    return server;
  } catch {
    throw badCertificate(order.name);
  }
}

/** The bytes of one connection; idle time counts only while we wait for the sender, never while we are slow ourselves. */
async function* bytesOf(socket: Socket, idleMs: number, isClosing: () => boolean): AsyncGenerator<Uint8Array> {
  const pieces = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  socket.once("timeout", () => socket.destroy());
  try {
    while (!isClosing()) {
      socket.setTimeout(idleMs);
      const { done, value } = await pieces.next();
      socket.setTimeout(0);
      if (done) return;
      yield value;
    }
  } catch {
    // A connection that breaks off has ended: what came before is kept.
  }
}

/** Hears datagrams; whoever is slow loses them, and nobody knows which. */
export async function hearDatagrams(order: EarOrder, take: (bytes: Uint8Array) => void): Promise<Ear> {
  const socket = createSocket({ type: order.address.includes(":") ? "udp6" : "udp4" });
  socket.on("message", (bytes, { address }) => {
    if (order.mayTalk(address)) take(bytes);
  });
  await bound(order, (settle, fail) => socket.once("error", fail).bind({ address: order.address, port: order.port }, settle));
  socket.on("error", () => undefined);
  try {
    socket.setRecvBufferSize(datagramBufferBytes);
  } catch {
    // The system's own size will do.
  }
  return {
    port: socket.address().port,
    close: () => new Promise<void>((settle) => socket.close(() => settle())),
  };
}

async function bound(order: EarOrder, bind: (settle: () => void, fail: (cause: Error) => void) => void): Promise<void> {
  try {
    await new Promise<void>((settle, fail) => bind(settle, fail));
  } catch (cause) {
    throw notListening(order, cause);
  }
}

const remedies: ReadonlyMap<string, string> = new Map([
  ["EADDRINUSE", "end the program that listens there already, or choose another port in the settings"],
  ["EACCES", "choose a port above 1023, or let the service listen on lower ones (CAP_NET_BIND_SERVICE)"],
  ["EADDRNOTAVAIL", "write an address of this machine, or 0.0.0.0 for all of them"],
]);

function notListening({ name, address, port }: EarOrder, cause: unknown): SocError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return new SocError({
    code: "connector/not-listening",
    problem: `${quoted(name)} cannot listen on ${quoted(address)}, port ${port}`,
    remedy: remedies.get(code) ?? "see that the address in the settings is one of this machine",
    retry: { afterMs: 10_000 },
    detail: code,
    cause,
  });
}

const badCertificate = (name: string) =>
  new SocError({
    code: "connector/bad-secret",
    problem: `${quoted(name)} cannot listen with its certificate and key`,
    remedy: "give a certificate and the private key that belongs to it, both whole and in PEM, without a passphrase",
    retry: "never",
  });
