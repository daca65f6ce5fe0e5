import { isPerson } from "../person/person.ts";
import type { AccessEvent } from "./access-event.ts";
import { type Access, adminsOf, personOf } from "./account.ts";
import type { MakeLink, UseLink } from "./command.ts";
import { newAccount } from "./decide-account.ts";
import { secondAdmin } from "./four-eyes.ts";
import { refusedAccess } from "./refusal.ts";
import { accountHeld, accountOfPerson, linksMax, requireAdmin, requireRoom } from "./requirement.ts";

/** How long a one-time link lets in, milliseconds. */
export const linkLastsMs = 30 * 60_000;

/**
 * A link that lets in once. The first administrator's is made by the machine alone, and only while there is no account. A link for an administrator's
 * account takes two administrators, because it is as good as the account. Refuses with `access/…`.
 */
export function decideMakeLink(command: MakeLink, state: Access): readonly AccessEvent[] {
  const { by, link, ask, atMs } = command;
  const endsAtMs = Math.min(command.endsAtMs, atMs + linkLastsMs);
  requireRoom([...state.links.values()].filter((each) => each.endsAtMs > atMs).length, linksMax, "links that were not used yet");
  if (command.account === undefined) {
    if (by !== "machine" || state.accounts.size > 0)
      throw refusedAccess(
        "access/not-allowed",
        "the link for the first administrator is made by the machine, and only while there is no account",
      );
    return [{ type: "OneTimeLinkMade", link, by, endsAtMs, atMs }];
  }
  requireAdmin(state, by);
  const account = accountHeld(state, command.account);
  const made = { type: "OneTimeLinkMade" as const, link, account: account.id, by, endsAtMs, atMs };
  if (!account.roles.has("admin")) return [made];
  const second = secondAdmin(state, { what: "reset", account, by, ask, atMs });
  if (second === "alone") return [made];
  return "asked" in second ? second.asked : [{ ...made, with: second.with }];
}

/**
 * A link used: once, before its end, while whoever made it still administers. The account has a new password and no other proof, no token and (the desk's
 * work) no session of before. Refuses (`access/bad-link`), with the same words whatever is wrong.
 */
export function decideUseLink({ link: hash, name, passwordHash, atMs }: UseLink, state: Access): readonly AccessEvent[] {
  const link = state.links.get(hash);
  if (!link || link.endsAtMs <= atMs || !isStillGood(state, link.by)) throw badLink();
  const used = (account: string) => ({ type: "OneTimeLinkUsed" as const, link: hash, account, atMs });
  if (link.account === undefined) {
    if (state.accounts.size > 0) throw badLink();
    const made = newAccount(state, name ?? "", "machine", atMs);
    const { account } = made;
    return [
      made,
      { type: "RoleGiven", account, role: "admin", origin: "given", by: "machine", atMs },
      { type: "PasswordSet", account, hash: passwordHash, atMs },
      used(account),
    ];
  }
  const account = state.accounts.get(link.account);
  if (!account || account.locked) throw badLink();
  return [
    { type: "ProofsReset", account: account.id, by: link.by, atMs },
    { type: "PasswordSet", account: account.id, hash: passwordHash, atMs },
    used(account.id),
  ];
}

/** A link outlives neither the role nor the account of whoever made it. */
function isStillGood(state: Access, by: string): boolean {
  if (!isPerson(by)) return true;
  const maker = accountOfPerson(state, by);
  return maker !== undefined && adminsOf(state).some((admin) => personOf(admin) === personOf(maker));
}

/** The one answer to a link that does not let in. */
export const badLink = () => refusedAccess("access/bad-link", "this link was used, has ended, or was never one");
