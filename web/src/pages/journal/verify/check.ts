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
/** Asks the server for the newest checkpoint, and the proof that the record only grew into it from so many entries. */
type GrowthFrom = (size: number) => Promise<Growth>;

/** Checks the newest checkpoint, and that the record only grew since the one that was kept. Never throws what a proof is to blame for. */
export async function checkRecord(
  said: Said,
  brought: Brought,
  { growthFrom, now }: { readonly growthFrom: GrowthFrom; readonly now: () => string },
): Promise<Check> {
  return stepped(async (step) => {
    const { key, text, given } = await keyOf(said, brought, step);
    if (said.checkpoint === null) throw new Unproven("nothing of this record is published yet: an auditor can have a checkpoint made");
    const newest = await checkCheckpoint(said.checkpoint, key);
    step("yes", `The checkpoint over ${entries(newest.size)} is signed by this key.`);
    if (brought.kept) await checkGrowth(brought.kept, newest, { key, growthFrom, step });
    else step("note", "This browser kept no checkpoint before: from the next visit on it can tell whether anything was taken away.");
    return { key: text, given, note: said.checkpoint, keptAt: now() };
  });
}

/** Checks that one entry, as it is shown, stands in what was signed, and that what was signed is the record that was kept. */
export async function checkOneEntry(
  said: Said,
  brought: Brought,
  asked: {
    readonly record: string;
    readonly proof: string;
    readonly shown: RecordSays & { readonly hash: string };
    readonly growthFrom: GrowthFrom;
  },
): Promise<Check> {
  const { record, proof, shown, growthFrom } = asked;
  return stepped(async (step) => {
    const { key } = await keyOf(said, brought, step);
    const signed = await checkEntry({ sequence: shown.sequence, record, proof }, key);
    step("yes", `This text is entry ${shown.sequence} of the record that was signed over ${entries(signed.size)}.`);
    if (brought.kept) await checkOfKept(brought.kept, signed, { key, growthFrom, step });
    else step("note", "This browser kept no checkpoint: it cannot tell whether this is the record that others are shown.");
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

type Growing = { readonly key: RecordKey; readonly growthFrom: GrowthFrom; readonly step: Tell };
type Own = Checkpoint & { readonly day: string };

/** That the newest checkpoint, as it is shown, grew out of the kept one. */
async function checkGrowth(kept: Kept, newest: Checkpoint, growing: Growing): Promise<void> {
  const own = await readKept(kept);
  if (newest.size < own.size)
    throw new Unproven(`the record is shorter than what this browser kept on ${own.day} (${entries(own.size)}): entries were taken away`);
  await proveGrown(own, newest, own, growing);
  growing.step("yes", `Nothing of the ${entries(own.size)} that this browser kept on ${own.day} was changed or taken away.`);
}

/** That the checkpoint which an entry stands under is of the record that was kept, whichever of the two is older. */
async function checkOfKept(kept: Kept, signed: Checkpoint, growing: Growing): Promise<void> {
  const own = await readKept(kept);
  await (own.size <= signed.size ? proveGrown(own, signed, own, growing) : proveGrown(signed, own, own, growing));
  growing.step("yes", `It is the record of which this browser kept ${entries(own.size)} on ${own.day}.`);
}

/** What was kept is held to the key of then: the reader may have brought another since. */
async function readKept({ note, keptAt, key }: Kept): Promise<Own> {
  return { ...(await checkCheckpoint(note, await readKey(key))), day: keptAt.slice(0, 10) };
}

/** How often it is asked again where the server signed between two answers. */
const attemptsMax = 3;

/**
 * Proves that `newer` grew out of `older`. The server proves up to what it signed last, which may be newer than both: then both must be beginnings of that one.
 * A proof that reaches any other tree says nothing of `newer`.
 */
async function proveGrown(older: Checkpoint, newer: Checkpoint, own: Own, { key, growthFrom }: Growing): Promise<void> {
  const demand = async (from: Checkpoint, to: Checkpoint, proof: readonly string[]) => {
    if (await hasGrown(from, to, readHashes(proof))) return;
    throw new Unproven(`the record is not the one that this browser kept on ${own.day}: something before entry ${own.size} was changed`);
  };
  const grownFrom = async (from: Checkpoint) => {
    const { checkpoint, proof } = await growthFrom(from.size);
    const reached = await checkCheckpoint(checkpoint, key);
    await demand(from, reached, proof);
    return reached;
  };
  if (older.size === newer.size) return demand(older, newer, []);
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const reached = await grownFrom(older);
    if (reached.size < newer.size)
      throw new Unproven("the proof ends before the checkpoint that it is to reach: what came after is unproven");
    const beside = reached.size === newer.size ? newer : await grownFrom(newer);
    if (reached.size === beside.size) return demand(reached, beside, []);
  }
  throw new Unproven("the record was signed anew each time while this was checked, so nothing is proven: check it once more");
}

const counts = new Intl.NumberFormat();
const entries = (count: number) => `${counts.format(count)} ${count === 1 ? "entry" : "entries"}`;
