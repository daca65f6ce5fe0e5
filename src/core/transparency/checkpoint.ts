import { SocError } from "../soc-error.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import { type CheckedSignature, type Note, verifyNote } from "./note.ts";
import { hashBytes } from "./tree.ts";
import type { VerifierKey } from "./verifier-key.ts";

/** What a log says it is at one size: whose log, how many leaves, and their root (C2SP tlog-checkpoint). */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Uint8Array };

/** A checkpoint whose log signed it, with its text, and every checked signature: the log's and those of trusted witnesses. */
export type SignedCheckpoint = Checkpoint & {
  readonly note: Note;
  readonly checked: readonly CheckedSignature[];
};

const originLengthMax = 255;

/** The text of a checkpoint: origin, size, base64 of the root, each in a line of its own. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  if (!isOrigin(origin)) throw new Error(`"${origin}" cannot be the origin of a log`);
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** Reads the text of a checkpoint, which ends in a newline; extension lines are kept unread. Refuses (`transparency/malformed`). */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = "", size = "", encoded = "", ...rest] = text.split("\n");
  const root = fromBase64(encoded);
  const count = parseSize(size);
  if (!isOrigin(origin) || count === undefined || root?.length !== hashBytes) throw malformedCheckpoint();
  // The last part is what follows the last newline, which is nothing; an extension line is never empty.
  if (rest.at(-1) !== "" || rest.slice(0, -1).includes("")) throw malformedCheckpoint();
  return { origin, size: count, root };
}

/** A size in decimal without leading zeroes, or nothing when it is written otherwise or is above `treeSizeMax`. */
export function parseSize(text: string): number | undefined {
  const size = /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(size) ? size : undefined;
}

/**
 * Reads a signed checkpoint and checks it with the keys that are trusted. It must be signed by a key whose name is the origin.
 * Refuses (`transparency/malformed`, `…/false-signature`, `…/not-signed`).
 */
export function verifyCheckpoint(given: string | Uint8Array, keys: readonly VerifierKey[]): SignedCheckpoint {
  const { checked, ...note } = verifyNote(given, keys);
  const checkpoint = parseCheckpoint(note.text);
  if (!checked.some(({ key }) => key.use === "note" && key.name === checkpoint.origin)) throw otherOrigin(checkpoint.origin);
  return { ...checkpoint, note, checked };
}

const isOrigin = (origin: string) => origin.length > 0 && origin.length <= originLengthMax && !/\p{Cc}/u.test(origin);

const malformedCheckpoint = () =>
  new SocError({
    code: "transparency/malformed",
    problem: "the checkpoint is not an origin, a size and a root, each in a line of its own",
    remedy: "ask for it again from where it came",
    retry: "never",
  });

const otherOrigin = (origin: string) =>
  new SocError({
    code: "transparency/not-signed",
    problem: `the checkpoint of "${origin.slice(0, 120)}" is not signed by a trusted key of that name`,
    remedy: "give the verifier key of the log that made it",
    retry: "never",
  });
