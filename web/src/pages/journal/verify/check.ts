import { digestText, Unproven, utf8 } from "./bytes.ts";
import { type Checkpoint, checkCheckpoint, type RecordKey, readKey } from "./checkpoint.ts";
import { checkEntry, checkShown, type RecordSays, readHashes } from "./entry.ts";
import type { Kept } from "./kept.ts";
import { hasGrown, leafHash } from "./tree.ts";

/** One step of a check, in words: it holds, it does not, or it says how far the rest can be believed. */
export type Step = { readonly holds: "yes" | "no" | "note"; readonly says: string };
/** A check, step by step; `kept` is what to keep where all of it holds. */
export type Check = { readonly steps: readonly Step[]; readonly kept?: Kept };

/** What the server says of a record. */
export type Said = { readonly publicKey: string; readonly checkpoint: string | null };
/** What the reader brings: the key from elsewhere, and what this browser kept. */
export type Brought = { readonly key: string | undefined; readonly kept: Kept | undefined };
type Growth = { readonly checkpoint: string; readonly proof: readonly string[] };

/** Checks the newest checkpoint, and that the record only grew since the one that was kept. Never throws what a proof is to blame for. */
export async function checkRecord(
  said: Said,
  brought: Brought,
  { growthFrom, now }: { readonly growthFrom: (size: number) => Promise<Growth>; readonly now: () => string },
): Promise<Check> {
  return stepped(async (step) => {
    const { key, text, given } = await keyOf(said, brought, step);
    if (said.checkpoint === null) throw new Unproven("nothing of this record is published yet: an auditor can have a checkpoint made");
    const newest = await checkCheckpoint(said.checkpoint, key);
    step("yes", `The checkpoint over ${entries(newest.size)} is signed by this key.`);
    const grown = brought.kept ? await checkGrowth(brought.kept, newest, said.checkpoint, key, growthFrom, step) : undefined;
    if (!brought.kept)
      step("note", "This browser kept no checkpoint before: from the next visit on it can tell whether anything was taken away.");
    return { key: text, given, note: grown ?? said.checkpoint, keptAt: now() };
  });
}

/** Checks that one entry, as it is shown, stands in what was signed. */
export async function checkOneEntry(
  said: Said,
  brought: Brought,
  asked: { readonly record: string; readonly proof: string; readonly shown: RecordSays & { readonly hash: string } },
): Promise<Check> {
  const { record, proof, shown } = asked;
  return stepped(async (step) => {
    const { key } = await keyOf(said, brought, step);
    const { size } = await checkEntry({ sequence: shown.sequence, record, proof }, key);
    step("yes", `This text is entry ${shown.sequence} of the record that was signed over ${entries(size)}.`);
    checkShown(record, shown);
    step("yes", "Number, time, stream and type on this page are those of the proven text.");
    // An entry of the first version has its hash over the text alone.
    if (record.startsWith("{") && digestText(await leafHash(utf8(record))) !== shown.hash)
      throw new Unproven("the page shows another hash than the proven text has");
    return undefined;
  });
}

type Tell = (holds: Step["holds"], says: string) => void;

async function stepped(work: (step: Tell) => Promise<Kept | undefined>): Promise<Check> {
  const steps: Step[] = [];
  try {
    const kept = await work((holds, says) => steps.push({ holds, says }));
    return { steps, ...(kept && { kept }) };
  } catch (error) {
    if (!(error instanceof Unproven)) throw error;
    return { steps: [...steps, { holds: "no", says: `${error.message.slice(0, 1).toUpperCase()}${error.message.slice(1)}.` }] };
  }
}

/** Which key is believed: the one that the reader brought, else the one kept, else, this first time, the page's own. */
async function keyOf(
  { publicKey }: Said,
  { key: brought, kept }: Brought,
  step: Tell,
): Promise<{ key: RecordKey; text: string; given: boolean }> {
  const text = brought ?? kept?.key ?? publicKey;
  const given = brought !== undefined || (kept?.given ?? false);
  const key = await readKey(text);
  if (brought !== undefined) step("yes", "Checked with the key that you brought.");
  else if (given) step("yes", "Checked with the key that you brought at an earlier visit.");
  else if (kept) step("note", "Checked with the key that this browser took from the server at an earlier visit, on trust.");
  else
    step(
      "note",
      "Checked with the key that this server names: whoever holds the server could name another. Bring the key from elsewhere to be sure.",
    );
  if (text !== publicKey)
    throw new Unproven(
      "the server now names another key: if it was exchanged on purpose, the record says so (KeyRotated); bring the new one",
    );
  return { key, text, given };
}

async function checkGrowth(
  { note, keptAt, key: keptKey }: Kept,
  newest: Checkpoint,
  newestNote: string,
  key: RecordKey,
  growthFrom: (size: number) => Promise<Growth>,
  step: Tell,
): Promise<string> {
  // What was kept is held to the key of then: the reader may have brought another since.
  const older = await checkCheckpoint(note, await readKey(keptKey));
  const day = keptAt.slice(0, 10);
  if (newest.size < older.size)
    throw new Unproven(`the record is shorter than what this browser kept on ${day} (${entries(older.size)}): entries were taken away`);
  const growth = newest.size === older.size ? { checkpoint: newestNote, proof: [] } : await growthFrom(older.size);
  const newer = await checkCheckpoint(growth.checkpoint, key);
  if (!(await hasGrown(older, newer, readHashes(growth.proof))))
    throw new Unproven(`the record is not the one that this browser kept on ${day}: something before entry ${older.size} was changed`);
  step("yes", `Nothing of the ${entries(older.size)} that this browser kept on ${day} was changed or taken away.`);
  return growth.checkpoint;
}

const entries = (count: number) => `${count} ${count === 1 ? "entry" : "entries"}`;
