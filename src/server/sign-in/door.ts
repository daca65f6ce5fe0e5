import { refusedAccess, signInFailed } from "../../core/access/refusal.ts";
import { tenantOfToken } from "../../core/access/secret-text.ts";
import type { Who } from "../../core/access/who.ts";
import { requireOwnPage, sessionBehind, type UseMemory, whoHolds } from "../../engine/access/authenticate.ts";
import type { AccessParts, Caller } from "../../engine/access/parts.ts";
import { readSessionText, type Session } from "../../engine/access/sessions.ts";
import { isOwnPage, isSafe } from "../http/guards.ts";
import type { Authenticate, RequestFacts } from "../route.ts";
import { cookieIn, mayCarrySession } from "./cookies.ts";

/** Sign-in of every tenant. */
export type AccessDoor = {
  readonly partsOf: (tenant: string) => AccessParts | undefined;
  /** Does the work of a password for nobody: for a tenant that there is not. */
  readonly decoy: (password: string) => Promise<unknown>;
};

/** A session with the parts of its tenant. */
export type Here = { readonly parts: AccessParts; readonly session: Session };

/** The header that our own pages send with everything that changes something. */
export const csrfHeader = "x-watchkeeper-csrf";

/**
 * Finds out who asks, by a token in the header `authorization`, or else by the session in the cookie; never by both. A token never comes from a cookie, and
 * a session changes nothing without the code of its page and a browser that names our own origin. Refuses (`access/…`).
 */
export function authenticateAt(door: AccessDoor): Authenticate {
  const memory: UseMemory = new Map();
  return async (request) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) return byToken(door, authorization, memory);
    const here = await sessionIn(door, request);
    if (!here) return undefined;
    if (!isSafe(request.method)) requireOwn(request, here);
    return here.session.who;
  };
}

async function byToken(door: AccessDoor, authorization: string, memory: UseMemory): Promise<Who> {
  const text = /^Bearer ([A-Za-z0-9_-]{1,200})$/i.exec(authorization)?.[1] ?? "";
  const tenant = tenantOfToken(text);
  const parts = tenant === undefined ? undefined : door.partsOf(tenant);
  if (!parts) throw refusedAccess("access/not-signed-in", "this token is not good, or not any more");
  return whoHolds(parts, text, memory);
}

/** The session of a request; undefined where none is shown or it has ended. */
export async function sessionIn(door: AccessDoor, request: RequestFacts): Promise<Here | undefined> {
  if (!mayCarrySession(request)) return undefined;
  const text = cookieIn(request, "session");
  const parts = text === undefined ? undefined : door.partsOf(readSessionText(text)?.tenant ?? "");
  const session = parts && text !== undefined ? await sessionBehind(parts, text) : undefined;
  return parts && session ? { parts, session } : undefined;
}

function requireOwn(request: RequestFacts, { parts, session }: Here): void {
  const { headers } = request;
  // Every browser that can hold this cookie says where a request that changes something comes from.
  if (headers.origin === undefined && headers["sec-fetch-site"] === undefined)
    throw refusedAccess("access/forged-request", "this request does not say which page made it");
  if (!isOwnPage(request)) throw refusedAccess("access/forged-request", "another site's page made this request");
  const shown = headers[csrfHeader];
  requireOwnPage(parts, session, typeof shown === "string" ? shown : undefined);
}

/** The session of a request about one's own account or other people. Refuses (`access/not-allowed`) a token, whatever its rights. */
export async function requireSession(door: AccessDoor, request: RequestFacts, who: Who): Promise<Here> {
  const here = who.token === undefined ? await sessionIn(door, request) : undefined;
  if (!here || here.session.who.session !== who.session)
    throw refusedAccess("access/not-allowed", "this takes a person who is signed in, and no token");
  return here;
}

/** The parts of a tenant that somebody names to sign in. Refuses as any failed sign-in does, after as much work. */
export async function partsToSignIn(door: AccessDoor, request: RequestFacts, tenant: string, password = ""): Promise<AccessParts> {
  if (!mayCarrySession(request)) throw refusedAccess("access/not-allowed", "signing in takes TLS, or this machine itself");
  const parts = door.partsOf(tenant);
  if (parts) return parts;
  if (password !== "") await door.decoy(password);
  throw signInFailed();
}

/** From where somebody asks. */
export const callerOf = (request: RequestFacts): Caller => ({
  address: request.address,
  agent: request.headers["user-agent"] ?? "",
  device: cookieIn(request, "device"),
});
