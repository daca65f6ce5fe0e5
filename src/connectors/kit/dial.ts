import { lookup } from "node:dns/promises";
import { connect, type Socket } from "node:net";
import { connect as connectSecurely } from "node:tls";
import type { SocError } from "../../core/soc-error.ts";
import { mayConnect, type Resolve } from "./address.ts";
import { notReached, refusal } from "./effector-refusals.ts";

/** The longest that making a connection, or agreeing on TLS, may take, milliseconds. */
const connectMsMax = 10_000;
/** What is held of what the other side says before it has to wait. */
const heldBytesMax = 1_048_576;

/** Whom to call. `internal` opens the company's own ranges; `ca` holds certificates in PEM to trust instead of the system's. */
export type DialOrder = {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly internal: boolean;
  readonly ca?: string;
  readonly resolve?: Resolve;
};

/** A connection of a protocol of its own that both sides keep open. */
export type Line = {
  /** The next bytes; undefined once the other side is gone. Nothing more is read while nobody asks. */
  readonly read: () => Promise<Uint8Array | undefined>;
  /** Returns once the system has taken the bytes; throws (`connector/not-reached`) when the connection is gone. */
  readonly write: (bytes: string | Uint8Array) => Promise<void>;
  /** Goes on in TLS, and makes sure that the other side is who it is called. */
  readonly secure: () => Promise<void>;
  readonly close: () => void;
};

/** Connects to one of the addresses that a name has, all of which must be allowed. Refuses (`connector/not-reached`, `effector/refused`). */
export async function dial(order: DialOrder, signal: AbortSignal): Promise<Line> {
  const address = await addressOf(order);
  const socket = connect({ host: address, port: order.port, noDelay: true });
  await settled(order, socket, "connect", signal);
  return lineOver(order, socket, signal);
}

function lineOver(order: DialOrder, first: Socket, signal: AbortSignal): Line {
  let socket = first;
  let ear = listenTo(socket);
  const onAbort = () => socket.destroy();
  signal.addEventListener("abort", onAbort, { once: true });
  return {
    read: () => ear.read(),
    write: (bytes) =>
      new Promise((settle, fail) => {
        if (socket.destroyed) return fail(notReached(order.name, "the connection is gone"));
        socket.write(bytes, (cause) => (cause ? fail(notReached(order.name, "the connection is gone")) : settle()));
      }),
    async secure() {
      ear.end();
      const secured = connectSecurely({
        socket,
        ...(isAddress(order.host) ? { host: order.host } : { servername: order.host }),
        ...(order.ca === undefined ? {} : { ca: order.ca }),
        minVersion: "TLSv1.2",
        rejectUnauthorized: true,
      });
      await settled(order, secured, "secureConnect", signal);
      socket = secured;
      ear = listenTo(socket);
    },
    close: () => {
      signal.removeEventListener("abort", onAbort);
      socket.destroy();
    },
  };
}

/** Holds what comes until it is asked for, and lets the other side wait when that is much. */
function listenTo(socket: Socket) {
  const held: Uint8Array[] = [];
  let bytes = 0;
  let isOver = socket.destroyed;
  let wake: () => void = () => undefined;
  const data = (piece: Buffer) => {
    held.push(piece);
    bytes += piece.length;
    if (bytes > heldBytesMax) socket.pause();
    wake();
  };
  const over = () => {
    isOver = true;
    wake();
  };
  socket.on("data", data).on("close", over).on("end", over);
  return {
    async read() {
      while (held.length === 0 && !isOver) {
        await new Promise<void>((settle) => {
          wake = settle;
        });
      }
      const piece = held.shift();
      bytes -= piece?.length ?? 0;
      if (bytes <= heldBytesMax / 2) socket.resume();
      return piece;
    },
    end: () => {
      socket.off("data", data).off("close", over).off("end", over);
      socket.pause();
    },
  };
}

async function settled(order: DialOrder, socket: Socket, event: "connect" | "secureConnect", signal: AbortSignal): Promise<void> {
  socket.on("error", () => undefined);
  const timer = setTimeout(() => socket.destroy(), connectMsMax);
  const abort = () => socket.destroy();
  signal.addEventListener("abort", abort, { once: true });
  try {
    await new Promise<void>((settle, fail) => {
      if (signal.aborted) fail(notReached(order.name, "it was told to stop"));
      socket.once(event, settle);
      socket.once("error", (cause: Error & { code?: string }) => fail(failure(order, event, cause.code ?? "")));
      socket.once("close", () => fail(failure(order, event, "CLOSED")));
    });
  } catch (cause) {
    socket.destroy();
    throw cause;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

function failure({ name }: DialOrder, event: "connect" | "secureConnect", code: string): SocError {
  if (event === "secureConnect")
    return notReached(name, "its certificate is not one that we trust for its name, or it does not speak TLS", code);
  return notReached(name, code === "ECONNREFUSED" ? "nobody listens there" : "no connection could be made", code);
}

const isAddress = (host: string) => /^[\d.]+$|:/.test(host);

async function addressOf({ name, host, internal, resolve = systemResolve }: DialOrder): Promise<string> {
  const found = isAddress(host) ? [host] : await resolve(host).catch(() => []);
  const [first] = found;
  if (first === undefined) throw notReached(name, "its name leads to no address", "NAME");
  if (found.every((address) => mayConnect(address, internal))) return first;
  throw refusal(name, "leads to an address that is never talked to", "set internal: true in its settings if it runs inside your network");
}

async function systemResolve(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}
