import type { RecordEvent } from "../../core/journal/keeping.ts";
import { SocError } from "../../core/soc-error.ts";
import { toBase64 } from "../../core/transparency/base64.ts";
import { formatCheckpoint, type SignedCheckpoint, verifyCheckpoint } from "../../core/transparency/checkpoint.ts";
import { proveConsistency } from "../../core/transparency/consistency.ts";
import { signNote } from "../../core/transparency/note.ts";
import { readThroughTiles, tilePath } from "../../core/transparency/tile.ts";
import { sameHash } from "../../core/transparency/tree.ts";
import { verifierKeyOf } from "../../core/transparency/verifier-key.ts";
import { withSignatures } from "../../core/transparency/witness.ts";
import type { Publication } from "../../ports/publication.ts";
import type { Witness } from "../../ports/witness.ts";
import type { TreeGrowth } from "./tree-growth.ts";

/** A checkpoint that lies where it is published: `note` is the exact signed text, `root` base64. */
export type PublishedCheckpoint = { readonly origin: string; readonly size: number; readonly root: string; readonly note: string };

/** The file that the newest checkpoint is in, under the log's prefix (c2sp.org/tlog-tiles). */
export const checkpointPath = "checkpoint";

/** The checkpoint that was published last, checked with the keys that this log ever had. Refuses (`journal/checkpoint-damaged`). */
export async function latestCheckpoint(publication: Publication): Promise<SignedCheckpoint | undefined> {
  const note = await publication.latest();
  if (note === undefined) return undefined;
  const { current, successions } = await publication.keys();
  const raw = [current.publicKey, ...successions.map(({ from }) => Buffer.from(from, "base64"))];
  const name = publication.origin;
  const witnesses = publication.witnesses.flatMap(({ key }) => key ?? []);
  try {
    const own = raw.map((publicKey) => verifierKeyOf({ name, publicKey }, "note"));
    const checkpoint = verifyCheckpoint(note, [...own, ...witnesses]);
    if (checkpoint.origin !== name) throw new Error(`it is of "${checkpoint.origin}"`);
    return checkpoint;
  } catch (cause) {
    throw damagedCheckpoint(cause);
  }
}

/** The successions between the key that signed a checkpoint and the one in use, which the record does not name yet. */
export async function rotationsSince(
  checkpoint: SignedCheckpoint | undefined,
  publication: Publication,
  atMs: number,
): Promise<RecordEvent[]> {
  if (!checkpoint) return [];
  const { successions } = await publication.keys();
  const signers = new Set(checkpoint.checked.map(({ key }) => toBase64(key.publicKey)));
  const first = successions.findIndex(({ from }) => signers.has(from));
  if (first === -1) return [];
  return successions.slice(first).map(({ from, to, signature }) => ({ type: "KeyRotated", from, to, signature, atMs }));
}

/**
 * Signs the present size and root, and makes tiles and checkpoint durable, tiles first: whoever reads a checkpoint finds what it stands for.
 * What was published last was found to be a beginning of this tree by the caller.
 */
export async function publish(
  { tree, settle }: TreeGrowth,
  latest: SignedCheckpoint | undefined,
  publication: Publication,
): Promise<PublishedCheckpoint> {
  const { origin } = publication;
  const { current } = await publication.keys();
  const [size, root] = [tree.size(), tree.root()];
  const tiles = tree.takeTiles().map((tile) => ({ path: tilePath(tile), bytes: tile.bytes }));
  const signedNow = latest?.size === size && latest.checked.some(({ key }) => sameHash(key.publicKey, current.publicKey));
  const text = formatCheckpoint({ origin, size, root });
  const note = signedNow ? ((await publication.latest()) ?? "") : signNote(text, current);
  const files = signedNow ? tiles : [...tiles, { path: checkpointPath, bytes: Buffer.from(note) }];
  if (files.length > 0) await publication.write(files);
  settle();
  return { origin, size, root: toBase64(root), note };
}

/** How often a witness may answer that it stands elsewhere before it counts as not to be had. */
const witnessAnswersMax = 4;

/**
 * Has every witness sign the checkpoint, and publishes it again with their lines. Refuses: `journal/not-witnessed` when one does not sign,
 * `journal/rolled-back` when one has seen a longer record than ours.
 */
export async function cosigned(published: PublishedCheckpoint, publication: Publication): Promise<PublishedCheckpoint> {
  let { note } = published;
  for (const witness of publication.witnesses) {
    if (sizesOf(publication).get(witness.name) === published.size) continue;
    const lines = await askWitness(witness, published, publication);
    note = withSignatures(withoutLinesOf(note, witness.name), lines);
  }
  if (note === published.note) return published;
  await publication.write([{ path: checkpointPath, bytes: Buffer.from(note) }]);
  return { ...published, note };
}

/** A witness signs with the time, so what it signed before about the same checkpoint gives way. */
function withoutLinesOf(note: string, name: string): string {
  const end = note.lastIndexOf("\n\n") + 2;
  const lines = note.slice(end).split("\n").slice(0, -1);
  const kept = lines.filter((line) => !line.startsWith(`\u2014 ${name} `));
  return note.slice(0, end) + kept.map((line) => `${line}\n`).join("");
}

async function askWitness(witness: Witness, { size, note }: PublishedCheckpoint, publication: Publication): Promise<readonly string[]> {
  const sizes = sizesOf(publication);
  let oldSize = Math.min(size, sizes.get(witness.name) ?? 0);
  const read = readThroughTiles(size, async (place) => (await publication.read(tilePath(place))) ?? new Uint8Array());
  for (let answers = 0; answers < witnessAnswersMax; answers++) {
    const proof = await proveConsistency(oldSize, size, read);
    const answer = await witness.cosign({ oldSize, proof, checkpoint: note });
    if ("lines" in answer) {
      sizes.set(witness.name, size);
      return answer.lines;
    }
    if (answer.knownSize > size)
      throw rolledBack(`the witness "${witness.name}" has seen ${answer.knownSize} entries of it, and it has ${size}`);
    oldSize = answer.knownSize;
  }
  throw notWitnessed(witness.name);
}

function sizesOf(publication: Publication): Map<string, number> {
  const sizes = witnessedSizes.get(publication) ?? new Map<string, number>();
  witnessedSizes.set(publication, sizes);
  return sizes;
}

// By witness, the size that it signed for us last. It tells where it stands when we are wrong, so this only spares a question.
const witnessedSizes = new WeakMap<Publication, Map<string, number>>();

/** The record is shorter than, or another than, what was published of it. */
export const rolledBack = (how: string) =>
  new SocError({
    code: "journal/rolled-back",
    problem: `this record is not the one that was published: ${how}`,
    remedy:
      'stop, keep database and data folder as they are, and run "watchkeeper journal verify"; a restored backup lacks what was recorded since',
    retry: "never",
  });

const damagedCheckpoint = (cause: unknown) =>
  new SocError({
    code: "journal/checkpoint-damaged",
    problem: "the checkpoint that was published last cannot be read, or is not signed by a key of this record",
    remedy: "restore the folders keys and transparency from the same backup; compare with a checkpoint that somebody else kept",
    retry: "never",
    cause,
  });

const notWitnessed = (name: string) =>
  new SocError({
    code: "journal/not-witnessed",
    problem: `the witness "${name.slice(0, 120)}" did not sign the checkpoint`,
    remedy: "see that the witness runs and can be reached; until it signs, no containment begins",
    retry: { afterMs: 5_000 },
  });
