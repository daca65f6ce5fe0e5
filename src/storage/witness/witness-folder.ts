import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SocError } from "../../core/soc-error.ts";
import { fromBase64, toBase64 } from "../../core/transparency/base64.ts";
import { parseNote } from "../../core/transparency/note.ts";
import { isKeyName } from "../../core/transparency/verifier-key.ts";
import type { LogKey } from "../../ports/log-key.ts";
import type { Random } from "../../ports/random.ts";
import { conflictsMax, type WitnessStore } from "../../ports/witness-store.ts";
import { makeDataFolder, usable } from "../embedded/folder.ts";
import { claim } from "../embedded/owner.ts";

const keyFile = "key.json";
const stateFile = "held.json";
const conflictFolder = "conflicts";
const seedBytes = 32;
// PKCS#8 before a raw Ed25519 seed (RFC 8410, section 7).
const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex");

type State = { readonly version: 1; readonly held: readonly (readonly [origin: string, checkpoint: string])[] };

/**
 * Opens a witness's folder, for one process at a time. The first time it makes a key of this name; later the name is what it was made with.
 * Refuses: `witness/damaged-folder`, `witness/no-name`, `storage/already-owned`, `storage/folder-not-usable`.
 */
export function openWitnessFolder(folder: string, name: string | undefined, random: Random): WitnessStore {
  const owned = begun(folder, () => {
    makeDataFolder(folder);
    return usable(folder, () => claim(folder));
  });
  try {
    if (!existsSync(join(folder, keyFile))) begin(folder, name, random);
    const key = readKey(folder, name);
    const held = new Map(readState(folder).held);
    return {
      key,
      held: (origin) => held.get(origin),
      hold(origin, checkpoint) {
        // Another process that got past the claim would show here: what is on the disk is what this one wrote last, or nothing is signed.
        if (stateText(new Map(readState(folder).held)) !== stateText(held)) throw damaged(folder, "another process has written to it");
        writeState(folder, new Map(held).set(origin, checkpoint));
        held.set(origin, checkpoint);
      },
      keepConflict: (known, asked) => keepConflict(folder, known, asked),
      close: owned.release,
    };
  } catch (error) {
    owned.release();
    throw error;
  }
}

/** The key of a witness, for whoever wants to know its public half; undefined where none was made yet. Takes nothing and changes nothing. Refuses (`witness/damaged-folder`). */
export function readWitnessKey(folder: string): LogKey | undefined {
  if (!existsSync(join(folder, keyFile))) return undefined;
  // Whoever relies on this key must not be told it by a witness that has lost what it held.
  readState(folder);
  return readKey(folder, undefined);
}

/** What a folder of data says of itself, in the words of a witness: its folder is named with --state. */
function begun<Result>(folder: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SocError)) throw error;
    const { code, problem, retry, cause } = error;
    const inUse = code === "storage/already-owned";
    throw new SocError({
      code,
      problem: inUse ? problem.replace("data folder", "witness's folder") : `the witness's folder "${folder}" cannot be made or written to`,
      remedy: inUse
        ? "stop that one first, or name another folder with --state; a witness's key is printed while it runs, with --key"
        : "name another folder with --state, or run as a user who may write there",
      retry,
      cause,
    });
  }
}

/** The state is there before the key is: a folder with a key and no state has lost it, and is not begun anew. */
function begin(folder: string, name: string | undefined, random: Random): void {
  if (existsSync(join(folder, stateFile)) && readState(folder).held.length > 0) throw damaged(folder, "it holds checkpoints and no key");
  if (name === undefined || !isKeyName(name)) throw noName(name);
  usable(folder, () => {
    writeState(folder, new Map());
    writeDurably(folder, keyFile, JSON.stringify({ version: 1, name, seed: toBase64(Buffer.from(random.secret(seedBytes), "hex")) }));
  });
}

function readKey(folder: string, wanted: string | undefined): LogKey {
  const { name, seed } = readJson<{ name?: unknown; seed?: unknown }>(folder, keyFile);
  const bytes = typeof seed === "string" ? fromBase64(seed) : undefined;
  if (typeof name !== "string" || !isKeyName(name) || bytes?.length !== seedBytes) throw damaged(folder, "its key cannot be read");
  if (wanted !== undefined && wanted !== name) throw otherName(name, wanted);
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, bytes]), format: "der", type: "pkcs8" });
  const publicKey = createPublicKey(privateKey).export({ format: "der", type: "spki" }).subarray(-32);
  return { name, publicKey, sign: (text) => sign(null, text, privateKey) };
}

function readState(folder: string): State {
  const { version, held } = readJson<{ version?: unknown; held?: unknown }>(folder, stateFile);
  const isPair = (pair: unknown) => Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === "string");
  if (version !== 1 || !Array.isArray(held) || !held.every(isPair)) throw damaged(folder, "what it holds cannot be read");
  return { version, held };
}

const writeState = (folder: string, held: ReadonlyMap<string, string>) => writeDurably(folder, stateFile, stateText(held));

const stateText = (held: ReadonlyMap<string, string>) =>
  JSON.stringify({ version: 1, held: [...held].toSorted(([one], [other]) => (one < other ? -1 : 1)) } satisfies State);

function readJson<Shape>(folder: string, file: string): Shape {
  try {
    const read: unknown = JSON.parse(readFileSync(join(folder, file), "utf8"));
    if (typeof read === "object" && read !== null) return read as Shape;
  } catch (cause) {
    throw damaged(folder, `"${file}" cannot be read`, cause);
  }
  throw damaged(folder, `"${file}" is not what was written`);
}

/** Whole or not at all, and on the disk when it returns: a draft is synced, put in place, and the folder is synced. */
function writeDurably(folder: string, file: string, text: string): void {
  const draft = join(folder, `${file}.new`);
  const handle = openSync(draft, "w", 0o600);
  try {
    writeFileSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, join(folder, file));
  const place = openSync(folder, "r");
  try {
    fsyncSync(place);
  } finally {
    closeSync(place);
  }
}

/** The file's name is the digest of the text that was asked for, so that a checkpoint that is sent again and again is kept once. */
function keepConflict(folder: string, held: string | undefined, asked: string): void {
  const place = join(folder, conflictFolder);
  const file = `${createHash("sha256").update(parseNote(asked).text).digest("hex")}.txt`;
  mkdirSync(place, { recursive: true, mode: 0o700 });
  const kept = readdirSync(place);
  if (kept.length >= conflictsMax || kept.includes(file)) return;
  writeDurably(place, file, `This witness held:\n\n${held ?? "nothing\n"}\nIt was asked to cosign:\n\n${asked}`);
}

const damaged = (folder: string, because: string, cause?: unknown) =>
  new SocError({
    code: "witness/damaged-folder",
    problem: `the witness's folder "${folder}" is damaged: ${because}`,
    remedy:
      "restore it from a copy that is not older than its last answer; where there is none, retire this witness and start another under a new name",
    retry: "never",
    cause,
  });

const noName = (name: string | undefined) =>
  new SocError({
    code: "witness/no-name",
    problem: name === undefined ? "this witness has no name yet" : `"${name.slice(0, 120)}" cannot be the name of a witness`,
    remedy: "give it one with --name, such as witness.example.org/one: no spaces and no plus signs, and never that of another witness",
    retry: "never",
  });

const otherName = (name: string, wanted: string) =>
  new SocError({
    code: "witness/no-name",
    problem: `this witness was begun as "${name}", not as "${wanted.slice(0, 120)}"`,
    remedy: "leave out --name, or name another --state folder",
    retry: "never",
  });
