import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { decodeAttestationObject } from "@simplewebauthn/server/helpers";
import { z } from "zod";
import type { Account, Passkey } from "../../core/access/account.ts";
import { isIpAddress } from "../../formats/network.ts";
import type { RelyingParty } from "./parts.ts";
import { ticketLastsMs } from "./ticket.ts";

/** ES256 and EdDSA (COSE): what the signatures of approvals can be checked with, too. */
const algorithms = [-7, -8];

const text = (lengthMax: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]*$/)
    .max(lengthMax);
const idLengthMax = 1_400;
const partLengthMax = 16_384;

/** What a browser gives back when a passkey was made (WebAuthn Level 3, RegistrationResponseJSON), as far as we look at it. */
export const PasskeyMade = z.object({
  id: text(idLengthMax),
  rawId: text(idLengthMax),
  type: z.literal("public-key"),
  response: z.object({ clientDataJSON: text(partLengthMax), attestationObject: text(partLengthMax) }),
});
/** What a browser gives back when a passkey was shown (AuthenticationResponseJSON). */
export const PasskeyShown = z.object({
  id: text(idLengthMax),
  rawId: text(idLengthMax),
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: text(partLengthMax),
    authenticatorData: text(partLengthMax),
    signature: text(partLengthMax),
    userHandle: text(200).nullish(),
  }),
});

/** A browser binds passkeys to a name: where people open an address of numbers there are none. */
export const mayHavePasskeys = ({ id }: Pick<RelyingParty, "id">): boolean => !isIpAddress(id.replace(/^\[|\]$/g, ""));

const bytesOf = (challenge: string) => new Uint8Array(Buffer.from(challenge, "base64url"));

/** What a browser makes a passkey for this account by: found by itself (discoverable), with its user verified. `challenge` is base64url. */
export function makingOptions(party: RelyingParty, account: Account, challenge: string) {
  return generateRegistrationOptions({
    rpName: party.name,
    rpID: party.id,
    userName: account.name,
    userDisplayName: account.name,
    userID: new Uint8Array(Buffer.from(account.id, "utf8")),
    challenge: bytesOf(challenge),
    timeout: ticketLastsMs,
    attestationType: "none",
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: [...account.passkeys.keys()].map((id) => ({ id })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
}

/** What a browser shows a passkey by; of one account, or whichever its person picks. */
export function showingOptions(party: RelyingParty, challenge: string, account?: Account) {
  return generateAuthenticationOptions({
    rpID: party.id,
    challenge: bytesOf(challenge),
    timeout: ticketLastsMs,
    userVerification: "required",
    ...(account && { allowCredentials: [...account.passkeys.keys()].map((id) => ({ id })) }),
  });
}

/** The passkey that was made for this challenge; undefined for whatever is none of this server, of another algorithm, or without its user verified. */
export async function madePasskey(
  party: RelyingParty,
  given: z.infer<typeof PasskeyMade>,
  challenge: string,
): Promise<{ readonly passkey: string; readonly publicKey: string; readonly counter: number } | undefined> {
  try {
    if (!isSelfContained(given.response.attestationObject)) return undefined;
    const answer = await verifyRegistrationResponse({
      response: { ...given, clientExtensionResults: {} } as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: [...party.origins],
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    });
    if (!answer.verified) return undefined;
    const { id, publicKey, counter } = answer.registrationInfo.credential;
    return { passkey: id, publicKey: Buffer.from(publicKey).toString("base64url"), counter };
  } catch {
    return undefined;
  }
}

/** Who made the device is not asked: a chain of certificates would have the library ask the network whether one was revoked. */
function isSelfContained(attestation: string): boolean {
  const decoded = decodeAttestationObject(new Uint8Array(Buffer.from(attestation, "base64url")));
  const format = decoded.get("fmt");
  return format === "none" || (format === "packed" && decoded.get("attStmt").get("x5c") === undefined);
}

/** The counter of a passkey that was shown for this challenge, its user verified; undefined for whatever does not hold. */
export async function shownPasskey(
  party: RelyingParty,
  given: z.infer<typeof PasskeyShown>,
  challenge: string,
  { account, passkey }: { readonly account: Account; readonly passkey: Passkey },
): Promise<{ readonly counter: number } | undefined> {
  const { userHandle, clientDataJSON, authenticatorData, signature } = given.response;
  if (given.id !== passkey.id) return undefined;
  if (userHandle && Buffer.from(userHandle, "base64url").toString("utf8") !== account.id) return undefined;
  try {
    const answer = await verifyAuthenticationResponse({
      response: { ...given, response: { clientDataJSON, authenticatorData, signature }, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: [...party.origins],
      expectedRPID: party.id,
      credential: { id: passkey.id, publicKey: new Uint8Array(Buffer.from(passkey.publicKey, "base64url")), counter: passkey.counter },
      requireUserVerification: true,
    });
    return answer.verified ? { counter: answer.authenticationInfo.newCounter } : undefined;
  } catch {
    return undefined;
  }
}
