import dns from "node:dns";
import net from "node:net";

// Everything that this process resolves and every address that it connects to, counted where it happens.

/** A name that was resolved or an address that was connected to. */
export type Reached = { readonly what: "resolve" | "connect"; readonly where: string };

const reached: Reached[] = [];
let isWatching = false;

/** Begins to count; loopback is where the models' servers are. */
export function watchSinkhole(): readonly Reached[] {
  if (isWatching) return reached;
  isWatching = true;
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function watched(this: net.Socket, ...given: unknown[]) {
    const options = (Array.isArray(given[0]) ? (given[0] as unknown[])[0] : given[0]) as { host?: string; port?: number; path?: string };
    if (options.path === undefined) reached.push({ what: "connect", where: `${options.host ?? "localhost"}:${options.port}` });
    return (connect as (...all: unknown[]) => net.Socket).apply(this, given);
  } as typeof connect;
  const lookup = dns.promises.lookup;
  dns.promises.lookup = ((name: string, ...rest: unknown[]) => {
    reached.push({ what: "resolve", where: name });
    return (lookup as (...all: unknown[]) => unknown)(name, ...rest);
  }) as typeof lookup;
  const lookupBack = dns.lookup;
  dns.lookup = ((name: string, ...rest: unknown[]) => {
    reached.push({ what: "resolve", where: name });
    return (lookupBack as (...all: unknown[]) => unknown)(name, ...rest);
  }) as typeof lookupBack;
  return reached;
}

/** What was reached beyond the servers of the models, and is forgotten with this. */
export function beyond(allowed: ReadonlySet<string>): readonly Reached[] {
  const found = reached.filter(
    ({ what, where }) => !(what === "connect" && allowed.has(where)) && !(what === "resolve" && where === "127.0.0.1"),
  );
  reached.length = 0;
  return found;
}
