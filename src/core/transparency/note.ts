import { SocError } from "../soc-error.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import { isKeyName, isSignedBy, type NoteSigner, type VerifierKey, verifierKeyOf } from "./verifier-key.ts";

/** The longest note that is read, in bytes of UTF-8: a checkpoint with 16 signatures of any kind fits. */
export const noteBytesMax = 131_072;

/** The most signature lines of a note that are read. */
export const noteSignaturesMax = 64;

/** One signature line: who says to have signed, and the bytes behind the key's id. `line` is the line itself, with its newline. */
export type NoteSignature = { readonly name: string; readonly id: number; readonly signature: Uint8Array; readonly line: string };

/** A note taken apart. Nothing in it is true until a known key's signature was checked. `text` ends in a newline. */
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] };

/** A signature that was checked. `timeSeconds` (since the epoch, UTC) is when a witness says to have cosigned. */
export type CheckedSignature = { readonly key: VerifierKey; readonly line: string; readonly timeSeconds?: number };

const dash = "\u2014";
const idBytes = 4;
const timeBytes = 8;

/** The line of a signature: dash, name, and the base64 of the key's id and the signature. Ends in a newline. */
export function signatureLine({ name, id }: Pick<VerifierKey, "name" | "id">, signature: Uint8Array): string {
  const bytes = Buffer.alloc(idBytes + signature.length);
  bytes.writeUInt32BE(id);
  bytes.set(signature, idBytes);
  return `${dash} ${name} ${toBase64(bytes)}\n`;
}

/** Signs a text with each key, in the order given (C2SP signed-note, Ed25519). A text that no note can hold is a programmer's mistake. */
export function signNote(text: string, ...signers: readonly NoteSigner[]): string {
  if (!isNoteText(text)) throw new Error("the text of a note ends in a newline and holds no control characters");
  const bytes = Buffer.from(text);
  return `${text}\n${signers.map((signer) => signatureLine(verifierKeyOf(signer, "note"), signer.sign(bytes))).join("")}`;
}

/** What a witness's cosignature signs: when, and the whole text of the checkpoint (C2SP tlog-cosignature). */
export const cosignedBytes = (text: string, timeSeconds: number): Uint8Array => Buffer.from(`cosignature/v1\ntime ${timeSeconds}\n${text}`);

/** A witness's line below a checkpoint whose text it found to be consistent growth, at this time in seconds since the epoch. */
export function cosignatureLine(text: string, witness: NoteSigner, timeSeconds: number): string {
  const time = Buffer.alloc(timeBytes);
  time.writeBigUInt64BE(BigInt(timeSeconds));
  const signature = witness.sign(cosignedBytes(text, timeSeconds));
  return signatureLine(verifierKeyOf(witness, "cosignature"), Buffer.concat([time, signature]));
}

/** Takes a note apart. Refuses (`transparency/malformed`) what is too long, not UTF-8, holds control characters or is not of this form. */
export function parseNote(given: string | Uint8Array): Note {
  const whole = typeof given === "string" ? given : decoded(given);
  if (whole.length > noteBytesMax || !isNoteText(whole))
    throw malformedNote("it is too long, or not UTF-8 lines without control characters");
  const split = whole.lastIndexOf("\n\n");
  if (split < 0) throw malformedNote("no empty line stands before its signatures");
  const lines = whole.slice(split + 2, -1).split("\n");
  if (lines.length > noteSignaturesMax) throw malformedNote(`it has more than ${noteSignaturesMax} signatures`);
  return { text: whole.slice(0, split + 1), signatures: lines.map(parseSignatureLine) };
}

/** Takes one signature line apart, without its newline. Refuses (`transparency/malformed`). */
export function parseSignatureLine(line: string): NoteSignature {
  const [mark, name = "", encoded = "", ...more] = line.split(" ");
  const bytes = fromBase64(encoded);
  if (mark !== dash || !isKeyName(name) || !bytes || bytes.length <= idBytes || more.length > 0)
    throw malformedNote("a signature line is broken");
  const id = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  return { name, id, signature: bytes.subarray(idBytes), line: `${line}\n` };
}

/**
 * Checks a note against the keys that are trusted: gives its signatures by them, each key once. Lines of other keys are ignored.
 * Refuses (`transparency/false-signature`) a note with a line of a trusted key that is not its signature. None at all is for the caller to judge.
 */
export function checkNote({ text, signatures }: Note, keys: readonly VerifierKey[]): readonly CheckedSignature[] {
  const checked = new Map<VerifierKey, CheckedSignature>();
  for (const signature of signatures) {
    const key = keys.find(({ name, id }) => name === signature.name && id === signature.id);
    if (!key || checked.has(key)) continue;
    const found = checkSignature(text, key, signature);
    if (!found) throw falseSignature(key.name);
    checked.set(key, found);
  }
  return [...checked.values()];
}

function checkSignature(text: string, key: VerifierKey, { signature, line }: NoteSignature): CheckedSignature | undefined {
  if (key.use === "note") return isSignedBy(key, Buffer.from(text), signature) ? { key, line } : undefined;
  if (signature.length <= timeBytes) return undefined;
  const time = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  if (time > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  const timeSeconds = Number(time);
  return isSignedBy(key, cosignedBytes(text, timeSeconds), signature.subarray(timeBytes)) ? { key, line, timeSeconds } : undefined;
}

/** Takes a note apart and checks that a trusted key signed it. Refuses (`transparency/malformed`, `…/false-signature`, `…/not-signed`). */
export function verifyNote(
  given: string | Uint8Array,
  keys: readonly VerifierKey[],
): Note & { readonly checked: readonly CheckedSignature[] } {
  const note = parseNote(given);
  const checked = checkNote(note, keys);
  if (!checked.some(({ key }) => key.use === "note")) throw notSigned(keys);
  return { ...note, checked };
}

const isNoteText = (text: string) => text.endsWith("\n") && text.isWellFormed() && !holdsControls(text);

function holdsControls(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) < 0x20 && text[at] !== "\n") return true;
  return false;
}

function decoded(bytes: Uint8Array): string {
  if (bytes.length > noteBytesMax) throw malformedNote(`it is longer than ${noteBytesMax} bytes`);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformedNote("it is not UTF-8");
  }
}

const malformedNote = (because: string) =>
  new SocError({
    code: "transparency/malformed",
    problem: `the signed note cannot be read: ${because}`,
    remedy: "ask for it again from where it came; what was cut or edited on the way cannot be checked",
    retry: "never",
  });

const falseSignature = (name: string) =>
  new SocError({
    code: "transparency/false-signature",
    problem: `the note carries a signature of "${name}" that this key did not make over this text`,
    remedy: "treat the text as forged: compare it with a copy from another place",
    retry: "never",
  });

const notSigned = (keys: readonly VerifierKey[]) =>
  new SocError({
    code: "transparency/not-signed",
    problem: `no key that is trusted signed the note; trusted: ${keys.map(({ name }) => `"${name}"`).join(", ") || "none"}`,
    remedy: "give the verifier key of the log that made it",
    retry: "never",
  });
