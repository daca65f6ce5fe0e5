import type { Disclosure } from "../../journal/payload.ts";
import type { Succession } from "../../journal/succession.ts";
import { type NoteSignature, parseNote } from "../note.ts";
import { formatTlogProof } from "../tlog-proof.ts";
import { formatVerifierKey, type VerifierKey } from "../verifier-key.ts";
import { packReadme } from "./readme.ts";
import { verifyProgram } from "./verify-program.ts";

/** The shape of the folder that an evidence pack is; a pack of another is refused. */
export const packSchema = "watchkeeper/evidence-pack@1";

/** The most entries that one pack holds. Larger ones are several packs of one checkpoint. */
export const packEntriesMax = 100_000;

/** One entry of the record, with its proof and as much of its content as is handed over. */
export type PackEntry = {
  readonly index: number;
  /** The record's exact text: its UTF-8 bytes are the leaf. */
  readonly record: string;
  /** Inclusion proof in the tree of the pack's checkpoint. */
  readonly proof: readonly Uint8Array[];
  /** What the record commits to; handed over only beside what opens it, since without the salt nobody can tell whether it is the one. */
  readonly payload?: Uint8Array;
  /** What opens the payload. Without it the pack shows that something was recorded, and not what: erased, or not for this reader. */
  readonly disclosure?: Disclosure;
  /** The JSON text that the payload opens to, for people; only beside a disclosure. */
  readonly event?: string;
};

/** An evidence pack: entries of one log, and everything that an outsider needs to check them but trust in the log's key. */
export type EvidencePack = {
  /** The log's verifier keys, oldest first. */
  readonly keys: readonly VerifierKey[];
  /** How each key named the next. */
  readonly successions: readonly Succession[];
  readonly witnesses: readonly VerifierKey[];
  /** The checkpoint with the signatures of its log and of its witnesses. */
  readonly checkpoint: string;
  /** An RFC 3161 reply over the bytes of `loggedCheckpoint`, DER, and the certificates of its authority, PEM. */
  readonly timeStamp?: { readonly reply: Uint8Array; readonly authority: string };
  readonly entries: readonly PackEntry[];
};

/** A file of a pack, its path within it. */
export type PackFile = { readonly path: string; readonly bytes: Uint8Array };

/** The checkpoint with the signatures of its log alone: what a time-stamp authority stamps, since witnesses may sign later. */
export function loggedCheckpoint(checkpoint: string): string {
  const { text, signatures } = parseNote(checkpoint);
  const origin = text.slice(0, text.indexOf("\n"));
  return `${text}\n${signatures
    .filter(({ name }) => name === origin)
    .map(({ line }) => line)
    .join("")}`;
}

/** The checkpoint with the lines of keys that the pack names: one of a witness that is no longer known could not be told from a bent one. */
export function namedCheckpoint({ checkpoint, keys, witnesses }: Omit<EvidencePack, "entries">): string {
  const { text, signatures } = parseNote(checkpoint);
  const isNamed = (line: NoteSignature) => [...keys, ...witnesses].some(({ name, id }) => name === line.name && id === line.id);
  return `${text}\n${signatures
    .filter(isNamed)
    .map(({ line }) => line)
    .join("")}`;
}

/** The folder of an entry within a pack. */
export const entryFolder = (index: number): string => `entries/${String(index).padStart(12, "0")}`;

/** The files of a pack, sorted by path. The same pack gives the same bytes. */
export function packFiles(pack: EvidencePack): readonly PackFile[] {
  const checkpoint = namedCheckpoint(pack);
  const entries = pack.entries.toSorted((one, other) => one.index - other.index);
  const indexes = entries.map(({ index }) => index);
  const files = [...packHeadFiles(pack, indexes), ...entries.flatMap((entry) => packEntryFiles(entry, checkpoint))];
  return files.toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

/** The files of a pack that are not of one entry, for packs that are written entry by entry. `indexes` ascend. */
export function packHeadFiles(pack: Omit<EvidencePack, "entries">, indexes: readonly number[]): readonly PackFile[] {
  if (indexes.length > packEntriesMax) throw new Error(`a pack holds at most ${packEntriesMax} entries`);
  const { keys, successions, witnesses, timeStamp } = pack;
  const checkpoint = namedCheckpoint(pack);
  return [
    text("README.md", packReadme),
    text("verify.go", verifyProgram),
    text("pack.json", `${JSON.stringify({ schema: packSchema, successions, entries: indexes })}\n`),
    text("log.vkeys", keys.map((key) => `${formatVerifierKey(key)}\n`).join("")),
    text("witnesses.vkeys", witnesses.map((key) => `${formatVerifierKey(key)}\n`).join("")),
    text("checkpoint", loggedCheckpoint(checkpoint)),
    text("checkpoint.cosigned", checkpoint),
    ...(timeStamp ? [{ path: "checkpoint.tsr", bytes: timeStamp.reply }, text("authority.pem", timeStamp.authority)] : []),
  ];
}

/** The files of one entry under the checkpoint of its pack (`namedCheckpoint`). */
export function packEntryFiles({ index, record, proof, payload, disclosure, event }: PackEntry, checkpoint: string): PackFile[] {
  const folder = entryFolder(index);
  return [
    text(`${folder}/record.json`, record),
    text(`${folder}/record.tlog-proof`, formatTlogProof({ index, proof, checkpoint })),
    ...(disclosure && payload
      ? [
          { path: `${folder}/payload.bin`, bytes: payload },
          { path: `${folder}/salt.bin`, bytes: disclosure.salt },
          { path: `${folder}/key.bin`, bytes: disclosure.key },
        ]
      : []),
    ...(disclosure && payload && event !== undefined ? [text(`${folder}/event.json`, event)] : []),
  ];
}

const text = (path: string, content: string): PackFile => ({ path, bytes: Buffer.from(content, "utf8") });
