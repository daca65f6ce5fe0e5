import { keysFrom } from "../../core/journal/succession.ts";
import { SocError } from "../../core/soc-error.ts";
import { parseCheckpoint, type SignedCheckpoint, verifyCheckpoint } from "../../core/transparency/checkpoint.ts";
import { parseNote } from "../../core/transparency/note.ts";
import { isSignedBy, type VerifierKey, verifierKeyOf } from "../../core/transparency/verifier-key.ts";
import type { Publication } from "../../ports/publication.ts";

/**
 * Reads a checkpoint that somebody kept, signed by their key, by one that it vouches for, or else by one that this record ever had. What is no checkpoint
 * of this record says nothing about it, so it is refused (`journal/not-of-this-record`) and accuses nobody.
 */
export async function givenCheckpoint(text: string, publication: Publication, key: VerifierKey | undefined): Promise<SignedCheckpoint> {
  const { origin: name } = publication;
  const { origin } = readable(text);
  if (origin !== name)
    throw notOfThisRecord(`the checkpoint that was given is of the log "${short(origin)}", and this record is "${name}"`);
  if (key) requireSameLog(key, publication);
  const { current, successions } = await publication.keys();
  const raw = [current.publicKey, ...successions.map(({ from }) => Buffer.from(from, "base64"))];
  const keys = key ? keysFrom(key, successions, isSignedBy) : raw.map((publicKey) => verifierKeyOf({ name, publicKey }, "note"));
  try {
    return verifyCheckpoint(text, keys);
  } catch (cause) {
    const whose = key ? "the key that was given, or one that it vouches for" : "a key of this record";
    throw notOfThisRecord(`the checkpoint that was given is not signed by ${whose}: it was changed, or others made it`, cause);
  }
}

/** Refuses (`journal/not-of-this-record`) the key of another log. */
export function requireSameLog({ name }: VerifierKey, { origin }: Publication): void {
  if (name !== origin) throw notOfThisRecord(`the key that was given is that of "${short(name)}", and this record is "${origin}"`);
}

function readable(text: string): { readonly origin: string } {
  try {
    return parseCheckpoint(parseNote(text).text);
  } catch (cause) {
    throw notOfThisRecord("what was given as a checkpoint cannot be read as one", cause);
  }
}

const short = (name: string) => name.slice(0, 120);

const notOfThisRecord = (problem: string, cause?: unknown) =>
  new SocError({
    code: "journal/not-of-this-record",
    problem,
    remedy:
      'name the record with --data-dir and --world that it was made of, and give the file as "watchkeeper journal checkpoint" printed it; when you are sure of the file, give the key that you kept beside it with --public-key',
    retry: "never",
    cause,
  });
