import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** How a sender signs its messages. */
export const webhookSchemes = ["watchkeeper", "github", "stripe", "token"] as const;
/** One of `webhookSchemes`; ours signs time and nonce with the body, "token" signs nothing and shows a secret. */
export type WebhookScheme = (typeof webhookSchemes)[number];

/** The most keys that are good at once: the old one and the new one, while senders change over. */
export const webhookKeysMax = 2;
/** The fewest bytes of a key: what is shorter can be guessed. */
export const webhookKeyBytesMin = 16;
/** How far a signed time may lie from our clock, milliseconds either way. */
export const webhookWindowMs = 300_000;
/** The most signatures of one message that are looked at: a sender that changes over signs twice. */
const signaturesMax = 4;
const headerLengthMax = 1_024;

/** A message as it came; `header` is given lower-case names. Everything is from outside. */
export type WebhookMessage = { readonly header: (name: string) => string | undefined; readonly body: Uint8Array };

/** How messages of one source are signed, and with which keys. `headers` replaces the scheme's own names, lower-case. */
export type WebhookSeal = {
  readonly scheme: WebhookScheme;
  readonly keys: readonly Uint8Array[];
  /** The header that carries the signature or token, where it is not the scheme's own. */
  readonly header?: string;
};

/** Why a message is not believed. */
export type WebhookDoubt = "unsigned" | "bad-signature" | "expired";

/** `id` is the same for a message that comes again: the signed nonce, or else the digest of what was signed. `sentAtMs` where a time was signed. */
export type WebhookProof = { readonly id: string; readonly sentAtMs?: number };

/**
 * Whether a message was made by who has one of the keys, lately. Ours: HMAC-SHA-256 (RFC 2104) over `v1.<seconds>.<nonce>.` and the raw body, in hex, in
 * `x-watchkeeper-signature: v1=…` beside `x-watchkeeper-timestamp` and `x-watchkeeper-nonce`. GitHub: over the body, `x-hub-signature-256: sha256=…`; its
 * delivery id is not signed, so the body's digest stands for it. Stripe: over `<seconds>.` and the body, `stripe-signature: t=…,v1=…`. Token: the secret
 * itself, in `x-watchkeeper-token`. Every key is compared in full, whatever the first one says.
 */
export function proveWebhook(seal: WebhookSeal, message: WebhookMessage, nowMs: number): WebhookProof | WebhookDoubt {
  const claim = readers[seal.scheme](seal, message);
  if (claim === undefined) return "unsigned";
  if (claim.tags.length === 0 || !isMadeWithAny(seal.keys, claim)) return "bad-signature";
  const { sentAtMs, id } = claim;
  if (sentAtMs !== undefined && Math.abs(nowMs - sentAtMs) > webhookWindowMs) return "expired";
  return { id, ...(sentAtMs === undefined ? {} : { sentAtMs }) };
}

/** Signs a message in our own scheme, as a sender does: the headers to send with the body. `nonce` is fresh for each message, and the same when it is sent again. */
export function sealWebhook(
  key: Uint8Array,
  { body, nonce, sentAtMs }: { readonly body: Uint8Array; readonly nonce: string; readonly sentAtMs: number },
): Readonly<Record<string, string>> {
  const seconds = String(Math.floor(sentAtMs / 1_000));
  const tag = macOf(key, [`v1.${seconds}.${nonce}.`, body]).toString("hex");
  return { [ours.signature]: `v1=${tag}`, [ours.timestamp]: seconds, [ours.nonce]: nonce };
}

/** What a message claims: these tags over these parts. A token is compared with the key itself. */
type Claim = {
  readonly tags: readonly Uint8Array[];
  readonly signed: readonly (string | Uint8Array)[] | "the key itself";
  readonly id: string;
  readonly sentAtMs?: number;
};

const ours = { signature: "x-watchkeeper-signature", timestamp: "x-watchkeeper-timestamp", nonce: "x-watchkeeper-nonce" } as const;
const secondsPattern = /^[0-9]{1,12}$/;
// Whoever chooses the nonce signs it, so it may become part of an id.
const noncePattern = /^[A-Za-z0-9_-]{16,128}$/;
const tagPattern = /^[0-9a-f]{64}$/i;

const readers: Readonly<Record<WebhookScheme, (seal: WebhookSeal, message: WebhookMessage) => Claim | undefined>> = {
  watchkeeper({ header = ours.signature }, message) {
    const pairs = pairsOf(bounded(message, header));
    const seconds = bounded(message, ours.timestamp);
    const nonce = bounded(message, ours.nonce);
    if (!pairs || seconds === undefined || nonce === undefined) return undefined;
    if (!secondsPattern.test(seconds) || !noncePattern.test(nonce)) return noClaim;
    const signed = [`v1.${seconds}.${nonce}.`, message.body];
    return { tags: tagsOf(pairs, "v1"), signed, id: `nonce:${nonce}`, sentAtMs: Number(seconds) * 1_000 };
  },
  github({ header = "x-hub-signature-256" }, message) {
    const pairs = pairsOf(bounded(message, header));
    return pairs && { tags: tagsOf(pairs, "sha256"), signed: [message.body], id: bodyId(message) };
  },
  stripe({ header = "stripe-signature" }, message) {
    const pairs = pairsOf(bounded(message, header));
    if (!pairs) return undefined;
    const times = pairs.filter(([name]) => name === "t");
    const seconds = times[0]?.[1] ?? "";
    if (times.length !== 1 || !secondsPattern.test(seconds)) return noClaim;
    return { tags: tagsOf(pairs, "v1"), signed: [`${seconds}.`, message.body], id: bodyId(message), sentAtMs: Number(seconds) * 1_000 };
  },
  token({ header = "x-watchkeeper-token" }, message) {
    const token = bounded(message, header);
    return token === undefined ? undefined : { tags: [Buffer.from(token)], signed: "the key itself", id: bodyId(message) };
  },
};

const noClaim: Claim = { tags: [], signed: [], id: "" };

function bounded({ header }: WebhookMessage, name: string): string | undefined {
  const value = header(name);
  return value !== undefined && value.length > 0 && value.length <= headerLengthMax ? value : undefined;
}

/** `name=value` pairs of a header, comma between them. */
function pairsOf(value: string | undefined): (readonly [name: string, value: string])[] | undefined {
  return value?.split(",").map((pair) => {
    const at = pair.indexOf("=");
    return [pair.slice(0, Math.max(at, 0)).trim(), pair.slice(at + 1).trim()] as const;
  });
}

function tagsOf(pairs: readonly (readonly [name: string, value: string])[], name: string): Uint8Array[] {
  const tags = pairs.filter((pair) => pair[0] === name && tagPattern.test(pair[1]));
  return tags.slice(0, signaturesMax).map(([, tag]) => Buffer.from(tag, "hex"));
}

const bodyId = ({ body }: WebhookMessage) => `sha256:${createHash("sha256").update(body).digest("hex")}`;

function isMadeWithAny(keys: readonly Uint8Array[], { tags, signed }: Claim): boolean {
  let isMade = false;
  for (const key of keys.slice(0, webhookKeysMax)) {
    const expected = signed === "the key itself" ? key : macOf(key, signed);
    // No way out before the last key: how long it takes says nothing.
    for (const tag of tags) isMade = isEqual(expected, tag) || isMade;
  }
  return isMade;
}

function macOf(key: Uint8Array, parts: readonly (string | Uint8Array)[]): Buffer {
  const mac = createHmac("sha256", key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

/** Compares digests of one length, so that not even the length of a token shows in the time. */
function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest());
}
