import { hash } from "node:crypto";
import { SocError } from "../../soc-error.ts";
import { sameHash } from "../tree.ts";
import { checkAuthority, readCertificate, readPem } from "./authority.ts";
import { contentOf, type Der, oidOf, readOnly, tags, within, writeInteger } from "./der.ts";
import { notValid } from "./refusal.ts";
import { digests } from "./request.ts";
import { checkSigned, readToken, signersOwn } from "./signed-data.ts";

/** The longest reply of a time-stamp authority that is read, bytes. */
export const timeStampBytesMax = 65_536;

/** What a time stamp says once it was checked: by then the bytes existed. Milliseconds since the epoch, UTC. */
export type TimeStamp = { readonly timeMs: number };

/** What a stamp must be about. `nonce` is that of the request, when it was we who asked; `authority` the trusted certificates, PEM. */
export type StampTrust = { readonly over: Uint8Array; readonly authority: string; readonly nonce?: Uint8Array };

/**
 * Checks the reply of a time-stamp authority (RFC 3161, section 2.4.2, DER): that it was granted, is over these bytes, answers this request, and is signed
 * by the authority that is trusted. Refuses (`time-stamp/refused`, `time-stamp/not-valid`). Never throws anything else, whatever the bytes are.
 */
export function verifyTimeStamp(reply: Uint8Array, { over, authority, nonce }: StampTrust): TimeStamp {
  if (reply.length > timeStampBytesMax) throw notValid("it is too long");
  const [status, token] = within(readOnly(reply, tags.sequence), tags.sequence);
  checkGranted(status);
  if (!token) throw notValid("it holds no token");
  const signed = readToken(token);
  const info = readInfo(signed.content);
  if (!sameHash(info.imprint, hash(info.digest, over, "buffer"))) throw notValid("it is over other bytes");
  if (nonce && !(info.nonce && sameHash(info.nonce.whole, writeInteger(nonce)))) throw notValid("it answers another request");
  const trusted = readPem(authority);
  const own = signersOwn(signed, [...signed.certificates, ...trusted.map(({ raw }) => raw)]);
  const signer = readCertificate(own);
  orNotValid(() => checkSigned(signed, signer));
  checkAuthority(signer, signed.certificates.map(readCertificate), trusted, info.timeMs);
  return { timeMs: info.timeMs };
}

/** A key of a kind that its algorithm is not for makes node:crypto throw: then the signature is as false as any. */
function orNotValid(work: () => void): void {
  try {
    work();
  } catch (error) {
    throw error instanceof SocError ? error : notValid("its signature cannot be checked with its signer's key");
  }
}

function checkGranted(status: Der | undefined): void {
  const [code] = within(status, tags.sequence);
  const [value, ...more] = contentOf(code, tags.integer);
  // 0 is granted, 1 granted with modifications (RFC 3161, section 2.4.2).
  if (value === undefined || value > 1 || more.length > 0) throw refused(value ?? 255);
}

type Info = { readonly digest: string; readonly imprint: Uint8Array; readonly timeMs: number; readonly nonce: Der | undefined };

function readInfo(content: Uint8Array): Info {
  const [version, policy, messageImprint, serial, time, ...optional] = within(readOnly(content, tags.sequence), tags.sequence);
  if (!sameHash(contentOf(version, tags.integer), Uint8Array.of(1))) throw notValid("it is of another version");
  oidOf(policy);
  contentOf(serial, tags.integer);
  const [algorithm, imprint] = within(messageImprint, tags.sequence);
  const digest = digests.get(oidOf(within(algorithm, tags.sequence)[0]));
  if (!digest) throw notValid("it is over a digest that is not understood");
  const nonce = optional.find(({ tag }) => tag === tags.integer);
  return { digest, imprint: contentOf(imprint, tags.bytes), timeMs: timeOf(contentOf(time, tags.time)), nonce };
}

/** A GeneralizedTime in UTC, with or without a fraction of the second. */
function timeOf(content: Uint8Array): number {
  const written = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d{1,9}))?Z$/.exec(Buffer.from(content).toString("latin1"));
  const [year, month, day, hour, minute, second] = (written ?? []).slice(1, 7).map(Number);
  const time = `${year}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}:${pad(second)}Z`;
  const timeMs = written ? Date.parse(time) : Number.NaN;
  if (Number.isNaN(timeMs)) throw notValid("its time cannot be read");
  return timeMs + Math.floor(Number(`0.${written?.[7] ?? 0}`) * 1_000);
}

const pad = (value = 0) => String(value).padStart(2, "0");

const refused = (status: number) =>
  new SocError({
    code: "time-stamp/refused",
    problem: `the time-stamp authority refused the request with status ${status}`,
    remedy: "see in its documentation which policies and digests it takes; SHA-256 is asked for",
    retry: { afterMs: 60_000 },
  });
