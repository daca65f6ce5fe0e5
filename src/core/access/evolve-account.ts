import { unreachable } from "../unreachable.ts";
import type { AccessEvent, Proof, StepUpProof } from "./access-event.ts";
import type { Account } from "./account.ts";

type AboutOne = Extract<
  AccessEvent,
  {
    type:
      | "PasswordSet"
      | "TotpEnrolled"
      | "TotpRemoved"
      | "RecoveryCodesMade"
      | "PasskeyAdded"
      | "PasskeyRemoved"
      | "ProofsReset"
      | "OidcLinked"
      | "RoleGiven"
      | "RoleTaken"
      | "AccountLocked"
      | "AccountUnlocked"
      | "SignedIn"
      | "SteppedUp"
      | "SignedOut";
  }
>;

/** The account after a fact about it. */
export function evolveAccount(account: Account, event: AboutOne): Account {
  switch (event.type) {
    case "PasswordSet":
      return { ...account, passwordHash: event.hash };
    case "TotpEnrolled":
      return { ...account, totp: { sealed: event.sealed, lastStep: event.step } };
    case "TotpRemoved":
      return { ...account, totp: undefined };
    case "RecoveryCodesMade":
      return { ...account, recoveryCodes: new Set(event.hashes) };
    case "PasskeyAdded": {
      const { passkey: id, publicKey, counter, label, atMs } = event;
      const passkey = { id, publicKey, counter, label, addedAtMs: atMs, usedAtMs: undefined };
      return { ...account, passkeys: new Map(account.passkeys).set(id, passkey) };
    }
    case "PasskeyRemoved":
      return { ...account, passkeys: without(account.passkeys, event.passkey) };
    case "ProofsReset":
      return { ...account, passwordHash: undefined, totp: undefined, recoveryCodes: new Set(), passkeys: new Map() };
    case "OidcLinked":
      return { ...account, oidc: [...account.oidc, event.name] };
    case "RoleGiven":
      return { ...account, roles: new Map(account.roles).set(event.role, event.origin) };
    case "RoleTaken":
      return { ...account, roles: without(account.roles, event.role) };
    case "AccountLocked":
      return { ...account, locked: true };
    case "AccountUnlocked":
      return { ...account, locked: false };
    case "SignedIn":
      return { ...used(account, event.proof, event.atMs), signedInAtMs: event.atMs };
    case "SteppedUp":
      return used(account, event.proof, event.atMs);
    case "SignedOut":
      return account;
    default:
      return unreachable(event);
  }
}

/** What was shown is used up, as far as it is of one use. */
function used(account: Account, proof: Proof | StepUpProof, atMs: number): Account {
  switch (proof.kind) {
    case "code":
    case "password-and-code":
      return account.totp ? { ...account, totp: { ...account.totp, lastStep: Math.max(account.totp.lastStep, proof.step) } } : account;
    case "password-and-recovery-code":
      return { ...account, recoveryCodes: new Set([...account.recoveryCodes].filter((code) => code !== proof.code)) };
    case "passkey": {
      const passkey = account.passkeys.get(proof.passkey);
      if (!passkey) return account;
      const next = { ...passkey, counter: Math.max(passkey.counter, proof.counter), usedAtMs: atMs };
      return { ...account, passkeys: new Map(account.passkeys).set(passkey.id, next) };
    }
    case "password":
    case "provider":
    case "link":
      return account;
    default:
      return unreachable(proof);
  }
}

function without<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): ReadonlyMap<Key, Value> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}
