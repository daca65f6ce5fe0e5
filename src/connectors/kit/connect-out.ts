import { lookup } from "node:dns/promises";
import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectSecurely } from "node:tls";
import { isLoopback, mayConnect, type Resolve } from "./address.ts";
import { addressNotAllowed, notConnected, notReached } from "./http-refusals.ts";

/** Where a connection of another protocol than HTTP goes. */
export type ConnectOrder = {
  /** The connector, for messages. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Opens the company's own ranges. */
  readonly internal: boolean;
  /** TLS from the first byte. */
  readonly secure: boolean;
  /** Certificates in PEM to trust instead of the system's. */
  readonly ca?: string | undefined;
};

/** How long a connection may take to come to be, and how many of a host's addresses are tried. */
const connectMsMax = 10_000;
const addressesMax = 4;

/**
 * Opens one connection to a host at an address that was checked: to no other than the one that was looked at, whatever the name says a moment later. Throws
 * `connector/not-reached`, `connector/certificate` or `connector/address-not-allowed`; nothing was said then. The caller ends the connection.
 */
export async function connectOut(order: ConnectOrder, signal: AbortSignal, resolve: Resolve = systemResolve): Promise<Socket> {
  const { name, host, internal } = order;
  const found = isLiteral(host) ? [host] : await resolve(host).catch(() => []);
  if (found.length === 0) throw notReached(name, "NAME");
  // One address that may not be talked to spoils them all: whoever answers for the name lies or errs.
  if (!found.every((address) => mayConnect(address, internal || isLoopback(address)))) throw addressNotAllowed(name);
  let code = "";
  for (const address of found.slice(0, addressesMax)) {
    const outcome = await connectTo(order, address, signal);
    if (typeof outcome !== "string") return outcome;
    code = outcome;
    if (signal.aborted) break;
  }
  throw notConnected(name, code);
}

const isLiteral = (host: string) => host.includes(":") || /^[\d.]+$/.test(host);

async function systemResolve(name: string): Promise<readonly string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

/** A connection that stands, or the code of why there is none. */
function connectTo({ host, port, secure, ca }: ConnectOrder, address: string, signal: AbortSignal): Promise<Socket | string> {
  return new Promise((settle) => {
    const place = { host: address, port };
    const name = isLiteral(host) ? {} : { servername: host };
    const socket: Socket = secure ? connectSecurely({ ...place, ...name, ...(ca === undefined ? {} : { ca }) }) : connectPlain(place);
    const end = (outcome: Socket | string) => {
      socket.off("error", failed);
      socket.setTimeout(0);
      signal.removeEventListener("abort", stopped);
      if (typeof outcome === "string") {
        socket.on("error", () => {});
        socket.destroy();
      }
      settle(outcome);
    };
    const failed = (error: NodeJS.ErrnoException) => end(error.code ?? "BROKEN");
    const stopped = () => end("STOPPED");
    socket.once("error", failed);
    socket.setTimeout(connectMsMax, () => end("LATE"));
    socket.once(secure ? "secureConnect" : "connect", () => end(socket));
    signal.addEventListener("abort", stopped, { once: true });
    if (signal.aborted) stopped();
  });
}
