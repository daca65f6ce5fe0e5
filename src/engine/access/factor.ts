import type { z } from "zod";
import type { Proof } from "../../core/access/access-event.ts";
import { type Account, hasSecondFactor } from "../../core/access/account.ts";
import { refusedAccess } from "../../core/access/refusal.ts";
import { hashOfRecoveryCode } from "../../core/access/secret-text.ts";
import { stepOfCode } from "../../core/access/totp.ts";
import { Challenged, newChallenge } from "./challenge.ts";
import type { AccessParts } from "./parts.ts";
import { type PasskeyShown, showingOptions, shownPasskey } from "./passkeys.ts";
import { type Handed, type Session, steppedUp } from "./sessions.ts";
import { makeTicket, readTicket, type Ticket } from "./ticket.ts";
import { noteFailure, tryFactor } from "./tries.ts";

/** A second factor as somebody shows it. */
export type Factor =
  | { readonly kind: "code"; readonly code: string }
  | { readonly kind: "recovery-code"; readonly code: string }
  | { readonly kind: "passkey"; readonly shown: z.infer<typeof PasskeyShown> };

/** What a secret of an authenticator app is sealed for. */
export const totpAbout = (account: string) => `totp ${account}`;

type FactorProof = Extract<Proof, { kind: "passkey" | "password-and-code" | "password-and-recovery-code" }>;

/** What a factor proves of this account; undefined when it proves nothing. Whether it was used before is decided by the record. */
export async function factorProof(
  parts: AccessParts,
  account: Account,
  factor: Factor,
  challenge: string,
): Promise<FactorProof | undefined> {
  if (factor.kind === "code") {
    if (!account.totp) return undefined;
    const secret = parts.box.open(account.totp.sealed, totpAbout(account.id));
    const step = stepOfCode(secret, factor.code.replace(/\s/g, ""), parts.clock.nowMs(), account.totp.lastStep);
    return step === undefined ? undefined : { kind: "password-and-code", step };
  }
  if (factor.kind === "recovery-code") {
    const code = hashOfRecoveryCode(factor.code, account.id);
    return account.recoveryCodes.has(code) ? { kind: "password-and-recovery-code", code } : undefined;
  }
  const passkey = account.passkeys.get(factor.shown.id);
  const shown = passkey && (await shownPasskey(parts.relyingParty, factor.shown, challenge, { account, passkey }));
  return passkey && shown && { kind: "passkey", passkey: passkey.id, counter: shown.counter };
}

/** What a step-up can be shown with, and what a browser needs for a passkey. Refuses (`access/no-second-factor`) who has none. */
export async function askStepUp(parts: AccessParts, { account }: Session): Promise<{ readonly ticket: string; readonly options: unknown }> {
  if (!hasSecondFactor(account)) throw refusedAccess("access/no-second-factor", "this account has no second factor");
  const challenge = newChallenge(parts);
  const ticket = makeTicket(parts, "step-up", { challenge, account: account.id });
  return { ticket, options: account.passkeys.size > 0 ? await showingOptions(parts.relyingParty, challenge, account) : null };
}

/** A second factor shown anew: the session goes on under a new secret. Refuses (`access/bad-proof`, `access/too-soon`, `access/no-second-factor`). */
export async function stepUp(
  parts: AccessParts,
  session: Session,
  sealed: string,
  factor: Exclude<Factor, { kind: "recovery-code" }>,
  device: string | undefined,
): Promise<Handed> {
  const { account } = session;
  if (!hasSecondFactor(account)) throw refusedAccess("access/no-second-factor", "this account has no second factor");
  const tried = await tryFactor(parts, account.id, device, account.name);
  const ticket = readTicket(parts, "step-up", sealed, Challenged);
  const proof = await stepUpProof(parts, account, factor, ticket);
  if (!proof || !ticket || !(await ticket.spend())) {
    noteFailure(parts, account.id, { address: session.row.address, agent: "" });
    throw refusedAccess("access/bad-proof", "this is no second factor of this account, or was used before");
  }
  const shown = proof.kind === "passkey" ? proof : { kind: "code" as const, step: proof.step };
  await parts.record.obey({ type: "StepUp", account: account.id, session: session.row.id, proof: shown, atMs: parts.clock.nowMs() });
  const next = await steppedUp(parts, session);
  await tried.good();
  return next;
}

async function stepUpProof(parts: AccessParts, account: Account, factor: Factor, ticket: Ticket<z.infer<typeof Challenged>> | undefined) {
  if (!ticket || ticket.data.account !== account.id) return undefined;
  const proof = await factorProof(parts, account, factor, ticket.data.challenge);
  return proof && proof.kind !== "password-and-recovery-code" ? proof : undefined;
}
