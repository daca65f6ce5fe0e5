import { isPerson } from "../person/person.ts";
import { unreachable } from "../unreachable.ts";
import type { AccessEvent, Proof, StepUpProof } from "./access-event.ts";
import {
  type Access,
  type Account,
  accountNamed,
  adminsOf,
  hasSecondFactor,
  isProvidersAlone,
  oidcKey,
  passwordDigest,
} from "./account.ts";
import type { NoteFailure, SignIn, SignInByProvider, SignOut, StepUp } from "./command.ts";
import { newAccount } from "./decide-account.ts";
import { refusedAccess, signInFailed } from "./refusal.ts";
import { accountHeld } from "./requirement.ts";
import type { AccessRole } from "./right.ts";

/** Somebody came in with what they showed. What counts once counts once in all processes, because it is decided here. Refuses (`access/sign-in-failed`). */
export function decideSignIn({ account: id, session, proof, password, address, atMs }: SignIn, state: Access): readonly AccessEvent[] {
  const account = state.accounts.get(id);
  if (!account || account.locked || isProvidersAlone(account) || !isGood(account, proof)) throw signInFailed();
  // The password that was right is still the one of the account: a reset meanwhile leaves none of before.
  if (proof.kind !== "passkey" && (password === undefined || password !== passwordDigest(account))) throw signInFailed();
  return [{ type: "SignedIn", account: id, session, proof, address, atMs }];
}

function isGood(account: Account, proof: Exclude<Proof, { kind: "provider" }> | StepUpProof): boolean {
  switch (proof.kind) {
    case "password":
      // Whoever has a second factor shows it.
      return account.passwordHash !== undefined && !hasSecondFactor(account);
    case "link":
      return account.passwordHash !== undefined && !hasSecondFactor(account);
    case "password-and-code":
    case "code":
      return account.totp !== undefined && proof.step > account.totp.lastStep;
    case "password-and-recovery-code":
      return account.passwordHash !== undefined && account.recoveryCodes.has(proof.code);
    case "passkey": {
      const held = account.passkeys.get(proof.passkey);
      if (!held) return false;
      // Both zero: an authenticator that does not count. Otherwise a counter that did not grow means a copy (WebAuthn, section 6.1.1).
      return (held.counter === 0 && proof.counter === 0) || proof.counter > held.counter;
    }
    default:
      return unreachable(proof);
  }
}

/** A second factor shown again in a session. Refuses (`access/bad-proof`). */
export function decideStepUp({ account: id, session, proof, atMs }: StepUp, state: Access): readonly AccessEvent[] {
  const account = accountHeld(state, id);
  if (account.locked || !isGood(account, proof))
    throw refusedAccess("access/bad-proof", "this is no second factor of this account, or was used before");
  return [{ type: "SteppedUp", account: id, session, proof, atMs }];
}

/** A session that ended because somebody said so. */
export function decideSignOut({ account: id, session, by, atMs }: SignOut, state: Access): readonly AccessEvent[] {
  return state.accounts.has(id) ? [{ type: "SignedOut", account: id, session, by, atMs }] : [];
}

/** Failures are written at 1, 2, 4, 8 …: what n tries in a row leave behind is about log2(n) facts. */
export function decideNoteFailure({ subject, count, address, atMs }: NoteFailure, _state: Access): readonly AccessEvent[] {
  const isWritten = count >= 1 && Number.isInteger(Math.log2(count));
  return isWritten ? [{ type: "SignInFailed", subject, count, address, atMs }] : [];
}

/**
 * Somebody whom the identity provider vouched for. The first time they get an account of their own; a local account of the same name is never taken over.
 * Roles that the claim gave follow the claim; roles that people gave stay. Refuses (`access/sign-in-failed`, `access/name-taken`, `access/bad-name`).
 */
export function decideProviderSignIn(command: SignInByProvider, state: Access): readonly AccessEvent[] {
  const { provider, name, wantedName, roles, session, address, atMs } = command;
  const by = `provider:${provider}` as const;
  const proof = { kind: "provider" as const, provider };
  const id = state.byOidc.get(oidcKey(name));
  const account = id === undefined ? undefined : state.accounts.get(id);
  if (account) {
    if (account.locked) throw signInFailed();
    return [...followed(state, account, roles, by, atMs), { type: "SignedIn", account: account.id, session, proof, address, atMs }];
  }
  if (roles.length === 0) throw signInFailed();
  const made = newAccount(state, freeName(state, wantedName, name.subject), by, atMs);
  return [
    made,
    { type: "OidcLinked", account: made.account, name, atMs },
    ...[...new Set(roles)].map((role) => ({
      type: "RoleGiven" as const,
      account: made.account,
      role,
      origin: "mapped" as const,
      by,
      atMs,
    })),
    { type: "SignedIn", account: made.account, session, proof, address, atMs },
  ];
}

/** What the provider calls somebody, where that is a name; a name that somebody has is nobody else's. */
function freeName(state: Access, wanted: string, subject: string): string {
  const name = isPerson(`person:${wanted}`) ? wanted : subject;
  if (accountNamed(state, name)) throw refusedAccess("access/name-taken", "another account has the name that the identity provider gives");
  return name;
}

function followed(state: Access, account: Account, roles: readonly AccessRole[], by: `provider:${string}`, atMs: number): AccessEvent[] {
  const isLastAdmin = adminsOf(state).every(({ id }) => id === account.id);
  const given = roles
    .filter((role) => !account.roles.has(role))
    .map((role) => ({ type: "RoleGiven" as const, account: account.id, role, origin: "mapped" as const, by, atMs }));
  const taken = [...account.roles]
    .filter(([role, origin]) => origin === "mapped" && !roles.includes(role) && !(role === "admin" && isLastAdmin))
    .map(([role]) => ({ type: "RoleTaken" as const, account: account.id, role, by, atMs }));
  return [...given, ...taken];
}
