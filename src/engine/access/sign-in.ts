import type { z } from "zod";
import type { Proof } from "../../core/access/access-event.ts";
import { type Account, accountNamed, hasSecondFactor, passwordDigest } from "../../core/access/account.ts";
import { badLink } from "../../core/access/decide-link.ts";
import { normalPassword, passwordLengthMax, requireStrongPassword } from "../../core/access/password.ts";
import { signInFailed } from "../../core/access/refusal.ts";
import { hashOfSecret, isSecretText } from "../../core/access/secret-text.ts";
import { Challenged, newChallenge } from "./challenge.ts";
import { type Factor, factorProof } from "./factor.ts";
import type { AccessParts, Caller } from "./parts.ts";
import { type PasskeyShown, showingOptions, shownPasskey } from "./passkeys.ts";
import { beginSession, type Handed, newSessionId } from "./sessions.ts";
import { makeTicket, readTicket } from "./ticket.ts";
import { forgetFailures, makeDevice, noteFailure, tryAddress, tryFactor, tryPassword } from "./tries.ts";

/** How a sign-in goes on: in, with what the browser keeps; or a second factor is wanted, shown together with the ticket. */
export type Step =
  | { readonly kind: "in"; readonly session: Handed; readonly device: string }
  | {
      readonly kind: "second-factor";
      readonly ticket: string;
      readonly ways: readonly ("code" | "recovery-code" | "passkey")[];
      /** For the browser, where a passkey is one of the ways. */
      readonly passkey?: unknown;
    };

/**
 * Somebody in, with what they showed, and `passwordDigest` of the account whose password that was. The session stands before it is on the record, and goes
 * when the record refuses it: whatever ends every session of the account finds this one, or the record refuses it afterwards. Refuses (`access/sign-in-failed`) what
 * does not count any more.
 */
export async function letIn(
  parts: AccessParts,
  account: Account,
  { proof, password }: { readonly proof: Exclude<Proof, { kind: "provider" }>; readonly password?: string | undefined },
  caller: Caller,
): Promise<Step> {
  const id = newSessionId(parts);
  const isStrong = proof.kind !== "password" && proof.kind !== "link";
  const session = await beginSession(parts, account, id, { word: proof.kind, isStrong, caller });
  const [address, atMs] = [caller.address.slice(0, 64), parts.clock.nowMs()];
  try {
    await parts.record.obey({ type: "SignIn", account: account.id, session: id, proof, password, address, atMs });
  } catch (error) {
    await parts.store.sessions.end(account.id, { id });
    throw error;
  }
  await forgetFailures(parts, account.id);
  return { kind: "in", session, device: makeDevice(parts, account.name) };
}

/** A name and a password. The answer and the work are the same for a name that nobody has, an account that is locked, and a password that is wrong. */
export async function signInByPassword(
  parts: AccessParts,
  { name, password }: { readonly name: string; readonly password: string },
  caller: Caller,
): Promise<Step> {
  const tried = await tryPassword(parts, name, caller);
  const account = accountNamed(await parts.record.state(), name);
  // What is longer than any password is none, and costs no more than one.
  const isTooLong = password.length > passwordLengthMax;
  const given = isTooLong ? "" : normalPassword(password);
  const isRight = await parts.hasher.verify(given, account?.passwordHash);
  if (!isRight || isTooLong || !account || account.locked) {
    noteFailure(parts, account?.id, caller);
    throw signInFailed();
  }
  await tried.good();
  const isOutdated = account.passwordHash !== undefined && parts.hasher.isOutdated(account.passwordHash);
  const shown = isOutdated ? { ...account, passwordHash: await rehash(parts, account, given) } : account;
  if (hasSecondFactor(shown)) return askFactor(parts, shown);
  return letIn(parts, shown, { proof: { kind: "password" }, password: passwordDigest(shown) }, caller);
}

async function rehash(parts: AccessParts, account: Account, password: string): Promise<string> {
  const hash = await parts.hasher.hash(password);
  await parts.record.obey({ type: "SetPassword", account: account.id, hash, instead: passwordDigest(account), atMs: parts.clock.nowMs() });
  return hash;
}

async function askFactor(parts: AccessParts, account: Account): Promise<Step> {
  const challenge = newChallenge(parts);
  const ticket = makeTicket(parts, "second-factor", { account: account.id, challenge, password: passwordDigest(account) });
  const ways = [
    ...(account.totp ? (["code"] as const) : []),
    ...(account.passkeys.size > 0 ? (["passkey"] as const) : []),
    ...(account.recoveryCodes.size > 0 ? (["recovery-code"] as const) : []),
  ];
  const passkey = account.passkeys.size > 0 ? await showingOptions(parts.relyingParty, challenge, account) : undefined;
  return { kind: "second-factor", ticket, ways, ...(passkey !== undefined && { passkey }) };
}

/** The second half of a sign-in with a password. */
export async function signInByFactor(parts: AccessParts, sealed: string, factor: Factor, caller: Caller): Promise<Step> {
  const ticket = readTicket(parts, "second-factor", sealed, Challenged);
  const account = ticket && (await parts.record.state()).accounts.get(ticket.data.account ?? "");
  if (!ticket || !account) throw signInFailed();
  const tried = await tryFactor(parts, account.id, caller.device, account.name);
  const proof = await factorProof(parts, account, factor, ticket.data.challenge);
  if (!proof || !(await ticket.spend())) {
    noteFailure(parts, account.id, caller);
    throw signInFailed();
  }
  const step = await letIn(parts, account, { proof, password: ticket.data.password }, caller);
  await tried.good();
  return step;
}

/** What a browser shows any passkey of ours by. */
export async function askPasskey(parts: AccessParts): Promise<{ readonly ticket: string; readonly options: unknown }> {
  const challenge = newChallenge(parts);
  return { ticket: makeTicket(parts, "passkey", { challenge }), options: await showingOptions(parts.relyingParty, challenge) };
}

/** A passkey alone: two factors in one. No wait of passwords holds it up, because there is nothing to guess. */
export async function signInByPasskey(
  parts: AccessParts,
  sealed: string,
  given: z.infer<typeof PasskeyShown>,
  caller: Caller,
): Promise<Step> {
  const ticket = readTicket(parts, "passkey", sealed, Challenged);
  const state = await parts.record.state();
  const account = state.accounts.get(state.byPasskey.get(given.id) ?? "");
  const passkey = account?.passkeys.get(given.id);
  if (!ticket || !account || !passkey || account.locked) throw signInFailed();
  const shown = await shownPasskey(parts.relyingParty, given, ticket.data.challenge, { account, passkey });
  if (!shown || !(await ticket.spend())) {
    noteFailure(parts, account.id, caller);
    throw signInFailed();
  }
  return letIn(parts, account, { proof: { kind: "passkey", passkey: passkey.id, counter: shown.counter } }, caller);
}

/** A one-time link, with the password that its person chooses. Ends every session of the account. Refuses (`access/bad-link`, `access/weak-password`). */
export async function signInByLink(
  parts: AccessParts,
  { link, name, password }: { readonly link: string; readonly name?: string | undefined; readonly password: string },
  caller: Caller,
): Promise<Step> {
  const tried = await tryAddress(parts, caller);
  const state = await parts.record.state();
  const hash = hashOfSecret(link);
  const held = isSecretText(link) ? state.links.get(hash) : undefined;
  if (!held || held.endsAtMs <= parts.clock.nowMs()) throw badLink();
  const owner = held.account === undefined ? undefined : state.accounts.get(held.account);
  requireStrongPassword(password, owner?.name ?? name ?? "");
  const passwordHash = await parts.hasher.hash(normalPassword(password));
  const facts = await parts.record.obey({
    type: "UseLink",
    link: hash,
    passwordHash,
    atMs: parts.clock.nowMs(),
    ...(name !== undefined && { name }),
  });
  const used = facts.find((fact) => fact.type === "OneTimeLinkUsed");
  const account = used && (await parts.record.state()).accounts.get(used.account);
  if (!account) throw badLink();
  await parts.store.sessions.end(account.id, {});
  await tried.good();
  return letIn(parts, account, { proof: { kind: "link" }, password: hashOfSecret(passwordHash) }, caller);
}
