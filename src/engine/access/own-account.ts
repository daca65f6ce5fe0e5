import { z } from "zod";
import { type Account, hasSecondFactor, passwordDigest } from "../../core/access/account.ts";
import { normalPassword, passwordLengthMax, requireStrongPassword } from "../../core/access/password.ts";
import { refusedAccess } from "../../core/access/refusal.ts";
import { hashOfRecoveryCode, recoveryCode, recoveryCodesCount, recoveryLettersCount } from "../../core/access/secret-text.ts";
import { base32, stepOfCode, totpSecretBytes, totpUri } from "../../core/access/totp.ts";
import { isSteppedUp } from "../../core/access/who.ts";
import { Challenged, newChallenge } from "./challenge.ts";
import { totpAbout } from "./factor.ts";
import type { AccessParts } from "./parts.ts";
import { madePasskey, makingOptions, mayHavePasskeys, type PasskeyMade } from "./passkeys.ts";
import type { Session } from "./sessions.ts";
import { makeTicket, readTicket } from "./ticket.ts";
import { tryInSession } from "./tries.ts";

/** How fresh a sign-in must be for the first second factor to be added in it, milliseconds. */
const firstFactorWithinMs = 10 * 60_000;

/**
 * Refuses (`access/step-up-needed`) to change what an account shows of itself in a session that may be somebody else's: with a second factor that has to have
 * been shown lately; without one the sign-in itself has to be fresh.
 */
export function requireOwner({ who, account, row }: Session, nowMs: number): void {
  if (isSteppedUp(who, nowMs)) return;
  const isFresh = row.madeAtMs <= nowMs && nowMs - row.madeAtMs <= firstFactorWithinMs;
  if (!hasSecondFactor(account) && isFresh) return;
  throw refusedAccess(
    "access/step-up-needed",
    hasSecondFactor(account) ? "the second factor was not shown lately" : "this sign-in is not fresh enough",
  );
}

const TotpTicket = z.strictObject({ account: z.string(), sealed: z.string() });

/** A new secret for an authenticator app. It counts only once a code of it came back. */
export function beginTotp(
  parts: AccessParts,
  session: Session,
): { readonly ticket: string; readonly secret: string; readonly uri: string } {
  requireOwner(session, parts.clock.nowMs());
  const { id, name } = session.account;
  const secret = Buffer.from(parts.random.secret(totpSecretBytes), "hex");
  const ticket = makeTicket(parts, "totp", { account: id, sealed: parts.box.seal(secret, totpAbout(id)) });
  return { ticket, secret: base32(secret), uri: totpUri(secret, name, parts.relyingParty.name) };
}

/** The app shows codes of the secret: it is a second factor from now on, and the code that showed it is used up. Refuses (`access/bad-proof`). */
export async function finishTotp(parts: AccessParts, session: Session, sealed: string, code: string): Promise<void> {
  requireOwner(session, parts.clock.nowMs());
  const { id } = session.account;
  const tried = await tryInSession(parts, session.row.id);
  const ticket = readTicket(parts, "totp", sealed, TotpTicket);
  const isOwn = ticket?.data.account === id;
  const secret = ticket && isOwn ? parts.box.open(ticket.data.sealed, totpAbout(id)) : undefined;
  const step = secret && stepOfCode(secret, code.replace(/\s/g, ""), parts.clock.nowMs(), -1);
  if (step === undefined || !ticket || !(await ticket.spend()))
    throw refusedAccess("access/bad-proof", "the code is not one of this secret now");
  await parts.record.obey({ type: "EnrolTotp", account: id, sealed: ticket.data.sealed, step, atMs: parts.clock.nowMs() });
  await tried.good();
}

/** No authenticator app any more. */
export async function removeTotp(parts: AccessParts, session: Session): Promise<void> {
  requireOwner(session, parts.clock.nowMs());
  await parts.record.obey({ type: "RemoveTotp", account: session.account.id, atMs: parts.clock.nowMs() });
}

/** Fresh recovery codes, shown once; the ones before are void. */
export async function newRecoveryCodes(parts: AccessParts, session: Session): Promise<readonly string[]> {
  requireOwner(session, parts.clock.nowMs());
  const { id } = session.account;
  const codes = Array.from({ length: recoveryCodesCount }, () =>
    recoveryCode(Buffer.from(parts.random.secret(recoveryLettersCount), "hex")),
  );
  const hashes = codes.map((code) => hashOfRecoveryCode(code, id));
  await parts.record.obey({ type: "MakeRecoveryCodes", account: id, hashes, atMs: parts.clock.nowMs() });
  return codes;
}

/** What a browser makes a passkey by. Refuses (`access/no-passkeys-here`) where the address that people open is no name. */
export async function beginPasskey(parts: AccessParts, session: Session): Promise<{ readonly ticket: string; readonly options: unknown }> {
  requireOwner(session, parts.clock.nowMs());
  if (!mayHavePasskeys(parts.relyingParty))
    throw refusedAccess(
      "access/no-passkeys-here",
      `the console is opened at ${parts.relyingParty.id}, and a browser makes no passkey for an address of numbers`,
    );
  const challenge = newChallenge(parts);
  const ticket = makeTicket(parts, "new-passkey", { challenge, account: session.account.id });
  return { ticket, options: await makingOptions(parts.relyingParty, session.account, challenge) };
}

/** The passkey that the browser made. Gives what the standing orders take as its person's key. Refuses (`access/bad-proof`, `access/too-many`). */
export async function finishPasskey(
  parts: AccessParts,
  session: Session,
  given: { readonly ticket: string; readonly made: z.infer<typeof PasskeyMade>; readonly label: string },
): Promise<{ readonly passkey: string; readonly publicKey: string }> {
  requireOwner(session, parts.clock.nowMs());
  const { id } = session.account;
  const ticket = readTicket(parts, "new-passkey", given.ticket, Challenged);
  const isOwn = ticket?.data.account === id;
  const made = ticket && isOwn ? await madePasskey(parts.relyingParty, given.made, ticket.data.challenge) : undefined;
  if (!made || !ticket || !(await ticket.spend()))
    throw refusedAccess("access/bad-proof", "the browser's answer is no passkey of this server with its user verified");
  await parts.record.obey({ type: "AddPasskey", account: id, ...made, label: given.label, atMs: parts.clock.nowMs() });
  return made;
}

/** One passkey less. Refuses (`access/unknown-passkey`). */
export async function removePasskey(parts: AccessParts, session: Session, passkey: string): Promise<void> {
  requireOwner(session, parts.clock.nowMs());
  await parts.record.obey({ type: "RemovePasskey", account: session.account.id, passkey, atMs: parts.clock.nowMs() });
}

/** Another password, by whoever knows the one of now. Ends every other session of the account. Refuses (`access/bad-proof`, `access/weak-password`). */
export async function changePassword(parts: AccessParts, session: Session, now: string, next: string): Promise<void> {
  requireOwner(session, parts.clock.nowMs());
  const { id, name, passwordHash } = session.account;
  requireStrongPassword(next, name);
  const tried = await tryInSession(parts, session.row.id);
  const isRight = await parts.hasher.verify(normalPassword(now.slice(0, passwordLengthMax)), passwordHash);
  // Somebody who came by a provider or a passkey alone has none yet.
  if (passwordHash !== undefined && !isRight) throw refusedAccess("access/bad-proof", "the password of now is another one");
  await parts.record.obey({
    type: "SetPassword",
    account: id,
    hash: await parts.hasher.hash(normalPassword(next)),
    instead: passwordDigest(session.account),
    atMs: parts.clock.nowMs(),
  });
  await parts.store.sessions.end(id, { allBut: session.row.id });
  await tried.good();
}

/** The account as its own person may see it: no hash, no key, no secret. */
export function ownView({ name, roles, totp, passkeys, recoveryCodes, passwordHash, oidc }: Account) {
  return {
    name,
    roles: [...roles.keys()].toSorted(),
    hasPassword: passwordHash !== undefined,
    hasTotp: totp !== undefined,
    recoveryCodesLeft: recoveryCodes.size,
    passkeys: [...passkeys.values()].map(({ id, label, addedAtMs, usedAtMs }) => ({ id, label, addedAtMs, usedAtMs: usedAtMs ?? null })),
    providers: oidc.map(({ issuer }) => issuer),
  };
}
