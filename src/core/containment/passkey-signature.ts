import { createHash, timingSafeEqual, verify } from "node:crypto";
import { z } from "zod";
import { canonicalText } from "./digest.ts";
import { normalEcdsa, pairOfNormal } from "./ecdsa-form.ts";
import { keyObjectOf, type PersonKey } from "./public-key.ts";

/** The longest signature of a passkey as it is recorded, characters. */
export const passkeySignatureLengthMax = 8_192;

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);
/** What a passkey answered (WebAuthn Level 3, section 6.3.3), each part base64url. */
const Assertion = z.strictObject({ authenticatorData: base64url, clientDataJSON: base64url, signature: base64url });
/** An answer of a passkey, each part base64url. */
export type PasskeyAssertion = z.infer<typeof Assertion>;

/** The line of `containment.yaml` for a passkey: credential id and COSE key, both base64url, as it was registered. */
export function approverKeyOf(credentialId: string, coseKey: string): string {
  const base64 = (text: string) => Buffer.from(text, "base64url").toString("base64");
  return `webauthn:${base64(credentialId)}:${base64(coseKey)}`;
}

/**
 * A passkey's answer as the signature that is recorded: canonical JSON (RFC 8785) with an ECDSA signature in its one form. Anybody can make it of the answer,
 * and nobody without the passkey can make another one. Undefined for what is no answer.
 */
export function passkeySignatureOf(assertion: PasskeyAssertion): string | undefined {
  const given = Assertion.safeParse(assertion);
  if (!given.success) return undefined;
  const bytes = Buffer.from(given.data.signature, "base64url");
  // What is no ECDSA signature is Ed25519's, which has one form.
  const normal = normalEcdsa(bytes) ?? bytes;
  return canonicalText({ ...given.data, signature: normal.toString("base64url") });
}

/**
 * A signature as somebody handed it over, in the form that counts: a passkey's answer is brought into its one form, anything else is left as it is. What is
 * no signature stays none.
 */
export function takenSignature(text: string): string {
  if (text.length > passkeySignatureLengthMax || !text.startsWith("{")) return text;
  const given = Assertion.safeParse(jsonOf(text));
  return (given.success ? passkeySignatureOf(given.data) : undefined) ?? text;
}

const flagPresent = 0x01;
const flagVerified = 0x04;
const flagAttested = 0x40;
const flagExtensions = 0x80;
const headBytes = 37;
const hashBytes = 32;

/**
 * Whether a passkey's holder, present and verified, signed these bytes on a page of one of these origins (WebAuthn Level 3, section 7.2). The challenge is
 * SHA-256 over the bytes; the relying party is the origin's host. False for anything else, and for any other spelling of a good signature; never throws.
 */
export function isSignedByPasskey(key: PersonKey, bytes: Uint8Array, signature: string, origins: readonly string[]): boolean {
  const assertion = readSignature(signature);
  if (!assertion) return false;
  const [data, client] = [Buffer.from(assertion.authenticatorData, "base64url"), Buffer.from(assertion.clientDataJSON, "base64url")];
  const origin = originOf(client, bytes);
  if (origin === undefined || !origins.includes(origin)) return false;
  const host = hostOf(origin);
  return host !== undefined && isGoodData(data, host) && isGoodSignature(key, Buffer.concat([data, sha256(client)]), assertion.signature);
}

/** The parts of a signature in its one spelling. */
function readSignature(text: string): PasskeyAssertion | undefined {
  if (text.length > passkeySignatureLengthMax || !text.startsWith("{")) return undefined;
  const given = Assertion.safeParse(jsonOf(text));
  if (!given.success || canonicalText(given.data) !== text) return undefined;
  const isOneSpelling = Object.values(given.data).every((part) => Buffer.from(part, "base64url").toString("base64url") === part);
  return isOneSpelling ? given.data : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const ClientData = z.object({
  type: z.literal("webauthn.get"),
  challenge: z.string(),
  origin: z.string(),
  // A page within another site's page may show one thing and ask for another.
  crossOrigin: z.literal(false).optional(),
  topOrigin: z.undefined().optional(),
});

/** The origin of the page, when the browser says that it asked for a signature over exactly these bytes. */
function originOf(client: Buffer, bytes: Uint8Array): string | undefined {
  const given = ClientData.safeParse(jsonOf(utf8Of(client)));
  if (!given.success) return undefined;
  return given.data.challenge === sha256(bytes).toString("base64url") ? given.data.origin : undefined;
}

function utf8Of(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return "";
  }
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) && new URL(origin).origin === origin ? new URL(origin).hostname : undefined;
}

/** The authenticator speaks of this relying party, and of a holder who is there and showed who they are. */
function isGoodData(data: Buffer, host: string): boolean {
  if (data.length < headBytes) return false;
  const flags = data[hashBytes] ?? 0;
  const isWhole = (flags & flagAttested) === 0 && ((flags & flagExtensions) !== 0 || data.length === headBytes);
  const isShown = (flags & flagPresent) !== 0 && (flags & flagVerified) !== 0;
  return isWhole && isShown && timingSafeEqual(data.subarray(0, hashBytes), sha256(Buffer.from(host, "utf8")));
}

function isGoodSignature(key: PersonKey, signed: Buffer, text: string): boolean {
  const object = keyObjectOf(key);
  const signature = Buffer.from(text, "base64url");
  if (!object) return false;
  if (key.algorithm === "ed25519") return signature.length === 64 && verify(null, signed, object, signature);
  const pair = pairOfNormal(signature);
  return pair !== undefined && verify("sha256", signed, { key: object, dsaEncoding: "ieee-p1363" }, pair);
}

const sha256 = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();
