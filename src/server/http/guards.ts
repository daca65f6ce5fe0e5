import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import type { RequestFacts } from "../route.ts";

/** Every answer carries these: nothing is run, loaded from elsewhere, framed, sniffed or cached. A page that needs more says so itself. */
export const safeHeaders: Readonly<Record<string, string>> = {
  "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "x-frame-options": "DENY",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
};

/** Over TLS: the browser never asks without it again, for a year. */
export const strictTransport = { "strict-transport-security": "max-age=31536000" } as const;

const loopbackNames: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** The host names that a server answers to: its own, without port, and the loopback ones. */
export function knownHosts(own: readonly string[]): (host: string) => boolean {
  const names = new Set([...own.map((name) => name.toLowerCase()), ...loopbackNames]);
  return (host) => {
    const name = /^(\[[0-9a-f:.]+\]|[^:/?#@\s]+)(?::\d{1,5})?$/i.exec(host)?.[1];
    return name !== undefined && names.has(name.toLowerCase());
  };
}

/** Methods that change nothing. */
export const isSafe = (method: string) => method === "GET" || method === "HEAD";

/** Whether a browser says that one of our own pages asks, or no browser asks at all: a program sends neither header. */
export function isOwnPage({ headers, host, secure }: Pick<RequestFacts, "headers" | "host" | "secure">): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  return headers.origin === undefined || headers.origin === `${secure ? "https" : "http"}://${host}`;
}

/** Whether a browser opens a page at an address of numbers, to which it binds no passkeys. What programs ask is answered where they ask it. */
export function isPageByNumber({ method = "", url = "", headers }: Pick<IncomingMessage, "method" | "url" | "headers">): boolean {
  const name = (headers.host ?? "").replace(/:\d{1,5}$/, "").replace(/^\[|\]$/g, "");
  return isSafe(method) && isIP(name) !== 0 && !url.startsWith("/api/") && (headers.accept ?? "").includes("text/html");
}
