import { SocError } from "../soc-error.ts";
import { toBase64 } from "./base64.ts";
import { type Checkpoint, parseCheckpoint, parseSize, type SignedCheckpoint, verifyCheckpoint } from "./checkpoint.ts";
import { verifyConsistency } from "./consistency.ts";
import { proofHashesMax } from "./inclusion.ts";
import { type CheckedSignature, checkNote, noteBytesMax, parseNote, parseSignatureLine } from "./note.ts";
import { parseHashes } from "./tlog-proof.ts";
import { emptyRoot, sameHash } from "./tree.ts";
import type { VerifierKey } from "./verifier-key.ts";

/** What a log asks of a witness: the size it last cosigned, the proof from there, and the signed checkpoint (C2SP tlog-witness). */
export type CosignRequest = { readonly older: number; readonly proof: readonly Uint8Array[]; readonly checkpoint: string };

/** The longest request that a witness reads, in bytes: 63 hashes in base64 and a note. */
export const cosignRequestBytesMax = noteBytesMax + (proofHashesMax + 2) * 64;

/** The body of a request to cosign. */
export function formatCosignRequest({ older, proof, checkpoint }: CosignRequest): string {
  return [`old ${older}`, ...proof.map(toBase64), "", checkpoint].join("\n");
}

/** Takes a request apart; nothing in it is checked yet. Refuses (`transparency/malformed`). */
export function parseCosignRequest(text: string): CosignRequest {
  const end = text.length <= cosignRequestBytesMax ? text.indexOf("\n\n") : -1;
  const [first = "", ...lines] = text.slice(0, Math.max(end, 0)).split("\n");
  const older = first.startsWith("old ") ? parseSize(first.slice(4)) : undefined;
  if (older === undefined) throw malformedRequest();
  return { older, proof: parseHashes(lines), checkpoint: text.slice(end + 2) };
}

/**
 * Why a witness does not cosign. `size` is that of what it holds. "other-root" proves that the log's key signed two histories; "inconsistent" may, or
 * somebody sent a checkpoint of the log's with a proof that is none: `checkpoint` is what was asked for, its signature checked.
 */
export type CosignRefusal =
  | { readonly because: "malformed" | "unknown-log" | "not-signed" | "older-above-newer" }
  | { readonly because: "other-size"; readonly size: number }
  | { readonly because: "other-root"; readonly size: number; readonly checkpoint: SignedCheckpoint }
  | { readonly because: "inconsistent"; readonly checkpoint: SignedCheckpoint };

/** What a witness does about a request: cosign this checkpoint and hold it from now on, or refuse. */
export type CosignDecision =
  | { readonly type: "cosign"; readonly checkpoint: SignedCheckpoint }
  | ({ readonly type: "refuse" } & CosignRefusal);

/**
 * A witness's whole judgement, in the order that C2SP tlog-witness gives. `held` is the checkpoint last cosigned for an origin, and must not change
 * between this answer and holding the new one. Never throws for what is in the request.
 */
export function decideCosignature(
  text: string,
  logs: readonly VerifierKey[],
  held: (origin: string) => Checkpoint | undefined,
): CosignDecision {
  const read = orNothing(() => {
    const asked = parseCosignRequest(text);
    return { ...asked, claimed: parseCheckpoint(parseNote(asked.checkpoint).text) };
  });
  if (!read) return { type: "refuse", because: "malformed" };
  const keys = logs.filter(({ name }) => name === read.claimed.origin);
  if (keys.length === 0) return { type: "refuse", because: "unknown-log" };
  const checkpoint = orNothing(() => verifyCheckpoint(read.checkpoint, keys));
  if (!checkpoint) return { type: "refuse", because: "not-signed" };
  return judgeGrowth(read, checkpoint, held(checkpoint.origin));
}

function judgeGrowth({ older, proof }: CosignRequest, newer: SignedCheckpoint, held: Checkpoint | undefined): CosignDecision {
  if (older > newer.size) return { type: "refuse", because: "older-above-newer" };
  const size = held?.size ?? 0;
  if (older !== size) return { type: "refuse", because: "other-size", size };
  if (held && newer.size === size && !sameHash(newer.root, held.root))
    return { type: "refuse", because: "other-root", size, checkpoint: newer };
  // Before its first checkpoint a witness holds nothing, which any tree grows from; an empty tree has one root all the same.
  const isGrowth = held
    ? verifyConsistency({ older: held, newer, proof })
    : verifyConsistency({ older: { size: 0, root: emptyRoot }, newer, proof });
  return isGrowth ? { type: "cosign", checkpoint: newer } : { type: "refuse", because: "inconsistent", checkpoint: newer };
}

/**
 * Takes from a witness's answer the cosignatures of keys that are trusted, over this checkpoint. Other lines are ignored.
 * Refuses (`transparency/malformed`, `…/false-signature`, and `…/not-signed` when there is none).
 */
export function takeCosignatures(checkpoint: string, answer: string, witnesses: readonly VerifierKey[]): readonly CheckedSignature[] {
  if (answer.length > noteBytesMax || !answer.endsWith("\n")) throw malformedAnswer();
  const signatures = answer.slice(0, -1).split("\n").map(parseSignatureLine);
  const keys = witnesses.filter(({ use }) => use === "cosignature");
  const taken = checkNote({ text: parseNote(checkpoint).text, signatures }, keys);
  if (taken.length === 0) throw notCosigned();
  return taken;
}

/** A checked checkpoint as its log and trusted witnesses signed it, without any other line that came with it. */
export const checkedNote = ({ note, checked }: SignedCheckpoint): string => `${note.text}\n${checked.map(({ line }) => line).join("")}`;

/** The signed checkpoint with these lines below its own, each once. */
export function withSignatures(checkpoint: string, lines: readonly string[]): string {
  const known = new Set(parseNote(checkpoint).signatures.map(({ line }) => line));
  return checkpoint + [...new Set(lines)].filter((line) => !known.has(line)).join("");
}

function orNothing<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof SocError) return undefined;
    throw error;
  }
}

const malformedRequest = () =>
  new SocError({
    code: "transparency/malformed",
    problem: "the request to cosign is not an old size, a proof, an empty line and a checkpoint",
    remedy: "send it as C2SP tlog-witness describes",
    retry: "never",
  });

const malformedAnswer = () =>
  new SocError({
    code: "transparency/malformed",
    problem: "the witness's answer is not made of signature lines",
    remedy: "see that its address leads to a witness",
    retry: "never",
  });

const notCosigned = () =>
  new SocError({
    code: "transparency/not-signed",
    problem: "the witness's answer holds no cosignature by the key that it is known by",
    remedy: "compare the verifier key in the settings with the one that the witness prints at its start",
    retry: "never",
  });
