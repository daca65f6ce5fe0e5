import { personOf, rightsOfToken } from "../../core/access/account.ts";
import { refusedAccess } from "../../core/access/refusal.ts";
import { hashOfSecret, isSameText } from "../../core/access/secret-text.ts";
import type { Who } from "../../core/access/who.ts";
import type { AccessParts } from "./parts.ts";
import { csrfOf, type Session, sessionOf } from "./sessions.ts";

/** How often it is written down that a token was used, and for how many tokens that is remembered. */
const usedEveryMs = 60_000;
const usesRememberedMax = 10_000;

/** Remembers when this process last wrote down a token's use. */
export type UseMemory = Map<string, number>;

/** Who holds a token. Refuses (`access/not-signed-in`) one that ended, was revoked, or whose maker may not come in any more. */
export async function whoHolds(parts: AccessParts, text: string, memory: UseMemory): Promise<Who> {
  const state = await parts.record.state();
  const token = state.tokens.get(state.byTokenHash.get(hashOfSecret(text)) ?? "");
  const maker = token && state.accounts.get(token.account);
  const nowMs = parts.clock.nowMs();
  if (!token || !maker || maker.locked || token.endsAtMs <= nowMs) throw notGood();
  const noted = memory.get(token.id);
  if (noted === undefined || nowMs - noted >= usedEveryMs) {
    if (memory.size >= usesRememberedMax) memory.clear();
    memory.set(token.id, nowMs);
    // When it was last used is for people who tidy up: no request waits or fails for it.
    parts.background.begin(() => parts.store.uses.note(token.id, nowMs));
  }
  return { tenant: parts.tenant, person: personOf(maker), token: token.id, rights: rightsOfToken(token, maker) };
}

const notGood = () => refusedAccess("access/not-signed-in", "this token is not good, or not any more");

/** The session behind a cookie; undefined when it has ended. */
export const sessionBehind = (parts: AccessParts, text: string): Promise<Session | undefined> => sessionOf(parts, text);

/** Refuses (`access/forged-request`) what changes something in a session without the code that our own page was given for it. */
export function requireOwnPage(parts: Pick<AccessParts, "box">, session: Session, shown: string | undefined): void {
  if (shown === undefined || !isSameText(shown, csrfOf(parts, session.row)))
    throw refusedAccess("access/forged-request", "this request does not show that our own page made it");
}
