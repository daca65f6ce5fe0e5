import { isPerson } from "../person/person.ts";
import type { AccessEvent } from "./access-event.ts";
import { type Access, personOf } from "./account.ts";
import type { ChangeRole, DropAsk, LockAccount, UnlockAccount } from "./command.ts";
import { secondAdmin } from "./four-eyes.ts";
import { quotedName, refusedAccess } from "./refusal.ts";
import { accountHeld, requireAdmin, requireAdminLeft, requireSaid } from "./requirement.ts";

/**
 * A role given or taken. Nobody gives themselves one; the last administrator stays; once there are two, what concerns an administrator takes two.
 * Refuses with `access/…`.
 */
export function decideRole(command: ChangeRole, state: Access): readonly AccessEvent[] {
  const { type, by, role, ask, atMs } = command;
  requireAdmin(state, by);
  const account = accountHeld(state, command.account);
  const isGiven = type === "GiveRole";
  if (isGiven && personOf(account) === by) throw refusedAccess("access/self-role", "nobody gives themselves a role");
  if (account.roles.has(role) === isGiven) return [];
  if (role !== "admin")
    return isGiven
      ? [{ type: "RoleGiven", account: account.id, role, origin: "given", by, atMs }]
      : [{ type: "RoleTaken", account: account.id, role, by, atMs }];
  if (!isGiven) requireAdminLeft(state, account);
  const second = secondAdmin(state, { what: isGiven ? "give-admin" : "take-admin", account, by, ask, atMs });
  if (second !== "alone" && "asked" in second) return second.asked;
  const others = second === "alone" ? {} : { with: second.with };
  return isGiven
    ? [{ type: "RoleGiven", account: account.id, role, origin: "given", by, ...others, atMs }]
    : [{ type: "RoleTaken", account: account.id, role, by, ...others, atMs }];
}

/** An account that may not come in any more, with a reason. */
export function decideLock({ by, because, ask, atMs, ...command }: LockAccount, state: Access): readonly AccessEvent[] {
  requireAdmin(state, by);
  requireSaid(because);
  const account = accountHeld(state, command.account);
  if (account.locked) return [];
  requireAdminLeft(state, account);
  const locked = { type: "AccountLocked" as const, account: account.id, by, because, atMs };
  if (!account.roles.has("admin")) return [locked];
  const second = secondAdmin(state, { what: "lock", account, by, ask, atMs });
  if (second === "alone") return [locked];
  return "asked" in second ? second.asked : [{ ...locked, with: second.with }];
}

/** An account that may come in again. Nobody lets themselves in. */
export function decideUnlock({ by, because, atMs, ...command }: UnlockAccount, state: Access): readonly AccessEvent[] {
  requireAdmin(state, by);
  requireSaid(because);
  const account = accountHeld(state, command.account);
  return account.locked ? [{ type: "AccountUnlocked", account: account.id, by, because, atMs }] : [];
}

/** What was asked for and is not wanted any more: any administrator may say so. */
export function decideDrop({ by, ask: id, atMs }: DropAsk, state: Access): readonly AccessEvent[] {
  requireAdmin(state, by);
  const ask = state.asks.get(id);
  if (!ask || !isPerson(by)) throw refusedAccess("access/unknown-ask", `nothing with the id ${quotedName(id)} waits`);
  return [{ type: "ChangeDropped", account: ask.account, ask: id, by, atMs }];
}
