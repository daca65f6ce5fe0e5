import { SocError } from "../soc-error.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import { parseSize, type SignedCheckpoint, verifyCheckpoint } from "./checkpoint.ts";
import { proofHashesMax, verifyInclusion } from "./inclusion.ts";
import { noteBytesMax } from "./note.ts";
import { hashBytes, leafHash } from "./tree.ts";
import type { VerifierKey } from "./verifier-key.ts";

/**
 * Says without a network that a record is at `index` of a log (c2sp.org/tlog-proof@v1). `checkpoint` is the signed note as the log and its witnesses
 * signed it; `extra` is for the application and proves nothing.
 */
export type TlogProof = {
  readonly index: number;
  readonly proof: readonly Uint8Array[];
  readonly checkpoint: string;
  readonly extra?: Uint8Array;
};

const firstLine = "c2sp.org/tlog-proof@v1";
const extraBytesMax = 65_536;

/** The longest proof that is read, in characters: its own lines, what may be extra, and its checkpoint. */
export const tlogProofLengthMax = noteBytesMax + 2 * extraBytesMax;

/** The text of a proof, for a file whose name ends in ".tlog-proof". */
export function formatTlogProof({ index, proof, checkpoint, extra }: TlogProof): string {
  const lines = [firstLine, ...(extra ? [`extra ${toBase64(extra)}`] : []), `index ${index}`, ...proof.map(toBase64)];
  return `${lines.join("\n")}\n\n${checkpoint}`;
}

/** Takes a proof apart; nothing in it is checked yet. Refuses (`transparency/malformed`). */
export function parseTlogProof(text: string): TlogProof {
  const end = text.length <= tlogProofLengthMax ? text.indexOf("\n\n") : -1;
  const [first, ...lines] = text.slice(0, Math.max(end, 0)).split("\n");
  if (first !== firstLine) throw malformedProof("it does not begin as one");
  const extra = lines[0]?.startsWith("extra ") ? fromBase64(lines.shift()?.slice(6) ?? "") : null;
  const [word, digits = "", ...more] = (lines.shift() ?? "").split(" ");
  const index = parseSize(digits);
  if (extra === undefined || word !== "index" || index === undefined || more.length > 0) throw malformedProof("its index cannot be read");
  return { index, proof: parseHashes(lines), checkpoint: text.slice(end + 2), ...(extra ? { extra } : {}) };
}

/** The hashes of a proof, one base64 in a line. Refuses (`transparency/malformed`) more than 63, and what is none. */
export function parseHashes(lines: readonly string[]): readonly Uint8Array[] {
  if (lines.length > proofHashesMax) throw malformedProof(`it has more than ${proofHashesMax} hashes`);
  return lines.map((line) => {
    const hash = fromBase64(line);
    if (hash?.length !== hashBytes) throw malformedProof("a line of it is no hash");
    return hash;
  });
}

/** A record that is shown to be in a log, and where. */
export type ProvenRecord = { readonly index: number; readonly checkpoint: SignedCheckpoint };

/**
 * Checks that a record's exact bytes are in the log whose key is trusted. Refuses (`transparency/malformed`, `…/false-signature`, `…/not-signed`,
 * `…/not-included`). How many witnesses must have cosigned is for the caller to ask of `checkpoint.checked`.
 */
export function verifyTlogProof(text: string, record: Uint8Array, keys: readonly VerifierKey[]): ProvenRecord {
  const { index, proof, checkpoint: note } = parseTlogProof(text);
  const checkpoint = verifyCheckpoint(note, keys);
  const { size, root } = checkpoint;
  if (!verifyInclusion({ index, size, leaf: leafHash(record), root, proof })) throw notIncluded(index, checkpoint.origin, size);
  return { index, checkpoint };
}

const malformedProof = (because: string) =>
  new SocError({
    code: "transparency/malformed",
    problem: `the proof cannot be read: ${because}`,
    remedy: "ask for it again from where it came",
    retry: "never",
  });

const notIncluded = (index: number, origin: string, size: number) =>
  new SocError({
    code: "transparency/not-included",
    problem: `the record is not entry ${index} of "${origin.slice(0, 120)}" at size ${size}`,
    remedy: "treat the record as changed: compare it with the log itself",
    retry: "never",
  });
