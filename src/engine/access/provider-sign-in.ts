import { z } from "zod";
import { refusedAccess, signInFailed } from "../../core/access/refusal.ts";
import { type AccessRole, accessRoles } from "../../core/access/right.ts";
import type { AccessParts, Caller, RoleMapping } from "./parts.ts";
import { beginSession, newSessionId } from "./sessions.ts";
import type { Step } from "./sign-in.ts";
import { makeTicket, readTicket } from "./ticket.ts";
import { makeDevice, tryAddress } from "./tries.ts";

const Memory = z.strictObject({ state: z.string(), nonce: z.string(), verifier: z.string() });

/** Where the browser goes, and what it keeps meanwhile: sealed, so that neither it nor anybody who reads it learns the nonce or the verifier. */
export async function beginByProvider(parts: AccessParts): Promise<{ readonly url: string; readonly memory: string }> {
  const { url, memory } = await providerOf(parts).provider.begin();
  return { url, memory: makeTicket(parts, "provider", memory) };
}

/**
 * What the browser came back with. The sealed memory ties it to the browser that began, and counts once. Refuses (`access/provider-refused`,
 * `access/sign-in-failed`, `access/name-taken`).
 */
export async function finishByProvider(parts: AccessParts, query: string, memory: string, caller: Caller): Promise<Step> {
  const { provider, roles } = providerOf(parts);
  const tried = await tryAddress(parts, caller);
  const ticket = readTicket(parts, "provider", memory, Memory);
  if (!ticket || !(await ticket.spend()))
    throw refusedAccess("access/provider-refused", "this sign-in was not begun in this browser, or was finished before");
  const vouched = await provider.finish(query, ticket.data);
  const session = newSessionId(parts);
  const facts = await parts.record.obey({
    type: "SignInByProvider",
    provider: provider.name,
    name: vouched.name,
    wantedName: vouched.wantedName,
    roles: rolesFor(vouched.groups, roles),
    session,
    address: caller.address.slice(0, 64),
    atMs: parts.clock.nowMs(),
  });
  const signedIn = facts.find((fact) => fact.type === "SignedIn");
  const account = signedIn && (await parts.record.state()).accounts.get(signedIn.account);
  if (!account) throw signInFailed();
  await tried.good();
  const handed = await beginSession(parts, account, session, { word: "provider", isStrong: false, caller });
  return { kind: "in", session: handed, device: makeDevice(parts, account.name) };
}

function providerOf({ provider }: AccessParts): NonNullable<AccessParts["provider"]> {
  if (!provider) throw refusedAccess("access/provider-refused", "no identity provider is configured");
  return provider;
}

/** The roles that these groups give, in the order of `accessRoles`. A group that the mapping does not name gives none. */
export function rolesFor(groups: readonly string[], mapping: RoleMapping): readonly AccessRole[] {
  const given = new Set(groups.flatMap((group) => mapping.get(group) ?? []));
  return accessRoles.filter((role) => given.has(role));
}
