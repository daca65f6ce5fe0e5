import type { RequestFacts } from "../route.ts";

/** The cookies of sign-in: the session, the device that is known again, and what is kept while somebody is at their identity provider. */
export type CookieName = "session" | "device" | "provider";

/** Over TLS a name that no other host, path or plain connection can set (RFC 6265bis, section 4.1.3.2); without TLS, on this machine alone, a plain one. */
const nameOf = (name: CookieName, secure: boolean) => `${secure ? "__Host-" : ""}wk-${name}`;

const headerLengthMax = 16_384;
const valueLengthMax = 8_192;

/** The value of a cookie of ours; undefined where it is not there, comes twice, or is none that we make. */
export function cookieIn({ headers, secure }: Pick<RequestFacts, "headers" | "secure">, name: CookieName): string | undefined {
  const header = headers.cookie;
  if (header === undefined || header.length > headerLengthMax) return undefined;
  const prefix = `${nameOf(name, secure)}=`;
  const found = header
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(prefix));
  // Two of one name: somebody else has set one of them, and nobody can tell which.
  if (found.length !== 1) return undefined;
  const value = found[0]!.slice(prefix.length);
  return /^[A-Za-z0-9._-]+$/.test(value) && value.length <= valueLengthMax ? value : undefined;
}

type Kept = { readonly lastsMs?: number };

/** The header that sets a cookie. The session goes with the browser; nothing reads it but the server; no other site's request carries it. */
export function setCookie({ secure }: Pick<RequestFacts, "secure">, name: CookieName, value: string, { lastsMs }: Kept = {}): string {
  // Coming back from a provider is another site's doing: that one cookie has to travel along, on a plain visit alone.
  const site = name === "provider" ? "Lax" : "Strict";
  const age = lastsMs === undefined ? "" : `; Max-Age=${Math.floor(lastsMs / 1_000)}`;
  return `${nameOf(name, secure)}=${value}; Path=/; HttpOnly; SameSite=${site}${secure ? "; Secure" : ""}${age}`;
}

/** The header that removes a cookie. */
export const dropCookie = (request: Pick<RequestFacts, "secure">, name: CookieName) => setCookie(request, name, "", { lastsMs: 0 });

/** Whether a session may travel here: over TLS, or within this machine. */
export function mayCarrySession({ secure, host }: Pick<RequestFacts, "secure" | "host">): boolean {
  return secure || /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/.test(host);
}
