import { type Bytes, fromBase64, joined, same, sha256, Unproven, utf8 } from "./bytes.ts";
import { hashBytes, type Tree } from "./tree.ts";

/** The key that a record is signed with: its name, its id, and the raw Ed25519 key. */
export type RecordKey = { readonly name: string; readonly id: Bytes; readonly publicKey: Bytes };
/** A checkpoint whose signature was checked: whose record, how many entries, and what they come to. */
export type Checkpoint = Tree & { readonly origin: string; readonly root: Bytes };

const keyLengthMax = 1_024;
const noteLengthMax = 131_072;
const signaturesMax = 64;
const publicKeyBytes = 32;
const signatureBytes = 64;
const idBytes = 4;
const noteType = 1;
const dash = "\u2014";
const isName = (name: string) => name.length > 0 && name.length <= 255 && name.isWellFormed() && !/[\s\p{Cc}+]/u.test(name);

/** Reads `name+id+base64` (C2SP signed-note). Throws `Unproven` on what is none, and on an id that is not that of its name and key. */
export async function readKey(text: string): Promise<RecordKey> {
  const [, name = "", id = "", encoded = ""] = (text.length <= keyLengthMax && /^([^+]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(text)) || [];
  const bytes = fromBase64(encoded);
  if (!bytes || bytes.length !== 1 + publicKeyBytes || bytes[0] !== noteType || !isName(name))
    throw new Unproven("this is not the public key of a record: it reads name+id+base64, in one line");
  const digest = (await sha256(joined(utf8(`${name}\n`), bytes))).slice(0, idBytes);
  if (Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("") !== id)
    throw new Unproven("this public key is damaged: its number does not belong to it");
  return { name, id: digest, publicKey: bytes.slice(1) };
}

/** Checks that this key signed this checkpoint (C2SP tlog-checkpoint, Ed25519). Throws `Unproven`. Signatures of others, such as witnesses, are passed over. */
export async function checkCheckpoint(note: string, key: RecordKey): Promise<Checkpoint> {
  if (note.length > noteLengthMax || !note.endsWith("\n") || !note.isWellFormed() || holdsControls(note)) throw broken();
  const split = note.lastIndexOf("\n\n");
  if (split < 0) throw broken();
  const text = note.slice(0, split + 1);
  const lines = note.slice(split + 2, -1).split("\n");
  if (lines.length > signaturesMax) throw broken();
  const own = lines.map(signatureIn).find(({ name, id }) => name === key.name && same(id, key.id));
  if (!own) throw new Unproven("the checkpoint is not signed by this key");
  if (!(await isSigned(key, text, own.signature))) throw new Unproven("the signature of the checkpoint does not hold: it was changed");
  return treeIn(text, key);
}

function signatureIn(line: string): { readonly name: string; readonly id: Bytes; readonly signature: Bytes } {
  const [mark, name = "", encoded = "", ...more] = line.split(" ");
  const bytes = fromBase64(encoded);
  if (mark !== dash || !isName(name) || !bytes || bytes.length <= idBytes || more.length > 0) throw broken();
  return { name, id: bytes.slice(0, idBytes), signature: bytes.slice(idBytes) };
}

async function isSigned({ publicKey }: RecordKey, text: string, signature: Bytes): Promise<boolean> {
  if (signature.length !== signatureBytes) return false;
  try {
    const key = await crypto.subtle.importKey("raw", publicKey, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, key, signature, utf8(text));
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotSupportedError")
      throw new Unproven("this browser cannot check Ed25519 signatures: use a newer one, or watchkeeper journal verify");
    return false;
  }
}

function treeIn(text: string, key: RecordKey): Checkpoint {
  const [origin = "", digits = "", encoded = "", ...rest] = text.split("\n");
  const root = fromBase64(encoded);
  const size = /^(0|[1-9]\d{0,15})$/.test(digits) ? Number(digits) : Number.NaN;
  if (!Number.isSafeInteger(size) || root?.length !== hashBytes) throw broken();
  if (rest.at(-1) !== "" || rest.slice(0, -1).includes("")) throw broken();
  if (origin !== key.name) throw new Unproven("the checkpoint is of another record than this key");
  return { origin, size, root };
}

function holdsControls(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) < 0x20 && text[at] !== "\n") return true;
  return false;
}

const broken = () => new Unproven("the checkpoint cannot be read: it was cut or changed on the way");
