import { isPerson } from "../person/person.ts";
import { unreachable } from "../unreachable.ts";
import type { AccessEvent } from "./access-event.ts";
import { type Access, type AccessActor, accountNamed, isProvidersAlone, passwordDigest } from "./account.ts";
import type { ChangeProof, MakeAccount } from "./command.ts";
import { quotedName, refusedAccess } from "./refusal.ts";
import { accountHeld, accountsMax, labelLengthMax, passkeysPerAccountMax, requireAdmin, requireRoom } from "./requirement.ts";

/** The id of the next account: never given out twice. */
const nextId = (state: Access) => `a-${String(state.accountsMade + 1).padStart(6, "0")}`;

/** A new account. Refuses (`access/bad-name`, `access/name-taken`, `access/too-many`). */
export function newAccount(state: Access, name: string, by: AccessActor, atMs: number): Extract<AccessEvent, { type: "AccountMade" }> {
  if (!isPerson(`person:${name}`)) throw refusedAccess("access/bad-name", `${quotedName(name)} is no name for an account`);
  if (accountNamed(state, name)) throw refusedAccess("access/name-taken", `there is an account ${quotedName(name)} already`);
  requireRoom(state.accounts.size, accountsMax, "accounts");
  return { type: "AccountMade", account: nextId(state), name, by, atMs };
}

/** An account for somebody, with roles; `admin` is given on its own, where two may have to say so. */
export function decideMake({ by, name, roles, atMs }: MakeAccount, state: Access): readonly AccessEvent[] {
  requireAdmin(state, by);
  if (roles.includes("admin"))
    throw refusedAccess("access/not-allowed", "an account is made without the role admin, which is given on its own");
  const made = newAccount(state, name, by, atMs);
  const given = [...new Set(roles)].map((role) => ({
    type: "RoleGiven" as const,
    account: made.account,
    role,
    origin: "given" as const,
    by,
    atMs,
  }));
  return [made, ...given];
}

const recoveryCodesMax = 16;

/** What an account shows of itself is changed by its own person. Refuses with `access/…`. */
export function decideProof(command: ChangeProof, state: Access): readonly AccessEvent[] {
  const { account: id, atMs } = command;
  const account = accountHeld(state, id);
  const by: AccessActor = `person:${account.name}`;
  if (account.locked) throw refusedAccess("access/not-allowed", "this account is locked");
  switch (command.type) {
    case "SetPassword":
      if (isProvidersAlone(account))
        throw refusedAccess(
          "access/not-allowed",
          "this account comes in by the identity provider, and has a password by a link of an administrator only",
        );
      if (passwordDigest(account) !== command.instead) throw refusedAccess("access/bad-proof", "the password was set anew meanwhile");
      return [{ type: "PasswordSet", account: id, hash: command.hash, atMs }];
    case "EnrolTotp":
      return [{ type: "TotpEnrolled", account: id, sealed: command.sealed, step: command.step, atMs }];
    case "RemoveTotp":
      return account.totp ? [{ type: "TotpRemoved", account: id, by, atMs }] : [];
    case "MakeRecoveryCodes":
      requireRoom(command.hashes.length - 1, recoveryCodesMax, "recovery codes");
      return [{ type: "RecoveryCodesMade", account: id, hashes: command.hashes, atMs }];
    case "AddPasskey": {
      const { passkey, publicKey, counter } = command;
      if (state.byPasskey.has(passkey)) throw refusedAccess("access/bad-proof", "this passkey belongs to an account already");
      requireRoom(account.passkeys.size, passkeysPerAccountMax, "passkeys");
      return [{ type: "PasskeyAdded", account: id, passkey, publicKey, counter, label: command.label.slice(0, labelLengthMax), atMs }];
    }
    case "RemovePasskey":
      if (!account.passkeys.has(command.passkey))
        throw refusedAccess("access/unknown-passkey", `this account has no passkey ${quotedName(command.passkey)}`);
      return [{ type: "PasskeyRemoved", account: id, passkey: command.passkey, by, atMs }];
    default:
      return unreachable(command);
  }
}
