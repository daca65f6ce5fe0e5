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
  /** Certificates in PEM to trust instead of the system's. */
  readonly ca?: string | undefined;
  readonly resolve?: Resolve | undefined;
};

/** How long a connection, or agreeing on TLS, may take, milliseconds; and how many of a host's addresses are tried. */
const connectMsMax = 10_000;
const addressesMax = 4;

/**
 * Opens one connection to a host at an address that was checked: to no other than the one that was looked at, whatever the name says a moment later;
 * `secure` speaks TLS from the first byte. Throws `connector/not-reached`, `connector/certificate` or `connector/address-not-allowed`; nothing was said
 * then. The caller ends the connection.
 */
export async function connectOut(order: ConnectOrder & { readonly secure: boolean }, signal: AbortSignal): Promise<Socket> {
  let code = "";
  for (const address of await addressesOf(order)) {
    const place = { host: address, port: order.port };
    const socket = order.secure ? connectSecurely({ ...place, ...tlsOf(order) }) : connectPlain({ ...place, noDelay: true });
    const failed = await failureOf(socket, order.secure ? "secureConnect" : "connect", signal);
    if (failed === undefined) return socket;
    code = failed;
    if (signal.aborted) break;
  }
  throw notConnected(order.name, code);
}

/** Goes on in TLS over a connection that stands, and makes sure that the other side is who it is called. Throws like `connectOut`. */
export async function secureOver(order: ConnectOrder, socket: Socket, signal: AbortSignal): Promise<Socket> {
  const secured = connectSecurely({ socket, ...tlsOf(order) });
  const failed = await failureOf(secured, "secureConnect", signal);
  if (failed !== undefined) throw notConnected(order.name, failed);
  return secured;
}

/** The first of the checked addresses, for a client library that connects by itself: give it this one, and the name for its certificate. */
export async function pinnedAddress(order: Omit<ConnectOrder, "port">): Promise<string> {
  const [first] = await addressesOf(order);
  return first!;
}

/** What TLS is agreed upon with: the name that was configured goes into SNI and certificate check, and no variable of the environment turns the check off. */
export function tlsOf({ host, ca }: Pick<ConnectOrder, "host" | "ca">) {
  return {
    ...(isLiteral(host) ? { host } : { servername: host }),
    ...(ca === undefined ? {} : { ca }),
    minVersion: "TLSv1.2" as const,
    rejectUnauthorized: true,
  };
}

const isLiteral = (host: string) => host.includes(":") || /^[\d.]+$/.test(host);

/** Asks once for the name's addresses, and refuses all where one may not be talked to: whoever answers for the name lies or errs. */
async function addressesOf({ name, host, internal, resolve = systemResolve }: Omit<ConnectOrder, "port">): Promise<readonly string[]> {
  const found = isLiteral(host) ? [host] : await resolve(host).catch(() => []);
  if (found.length === 0) throw notReached(name, "NAME");
  // Who writes down this machine means it; a name that leads here by itself does not.
  const isHere = isLiteral(host) || host.toLowerCase() === "localhost";
  if (!found.every((address) => mayConnect(address, internal || (isHere && isLoopback(address))))) throw addressNotAllowed(name);
  return found.slice(0, addressesMax);
}

async function systemResolve(name: string): Promise<readonly string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

/** Waits until a connection stands; gives the code of why it does not, with the connection ended. */
function failureOf(socket: Socket, event: "connect" | "secureConnect", signal: AbortSignal): Promise<string | undefined> {
  return new Promise((settle) => {
    const end = (failed: string | undefined) => {
      clearTimeout(timer);
      socket.off("error", broken).off("close", closed).off(event, stands);
      signal.removeEventListener("abort", stopped);
      if (failed !== undefined) {
        socket.on("error", () => {});
        socket.destroy();
      }
      settle(failed);
    };
    const broken = (error: NodeJS.ErrnoException) => end(error.code ?? "BROKEN");
    const closed = () => end("CLOSED");
    const stopped = () => end("STOPPED");
    const stands = () => end(undefined);
    const timer = setTimeout(() => end("LATE"), connectMsMax);
    socket.once("error", broken).once("close", closed).once(event, stands);
    signal.addEventListener("abort", stopped, { once: true });
    if (signal.aborted) stopped();
  });
}
