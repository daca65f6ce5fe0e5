import { isCommitted, openPayload, saltOf } from "../../journal/payload.ts";
import { type RecordHeader, readRecord, type SealedHeader } from "../../journal/record.ts";
import { keysFrom, type Succession } from "../../journal/succession.ts";
import { SocError } from "../../soc-error.ts";
import { type SignedCheckpoint, verifyCheckpoint } from "../checkpoint.ts";
import { verifyInclusion } from "../inclusion.ts";
import { verifyTimeStamp } from "../time-stamp/time-stamp.ts";
import { parseTlogProof } from "../tlog-proof.ts";
import { leafHash, sameHash } from "../tree.ts";
import { isSignedBy, parseVerifierKey, type VerifierKey } from "../verifier-key.ts";
import { entryFolder, loggedCheckpoint, packEntriesMax, packSchema } from "./pack.ts";
import { readContents } from "./read-contents.ts";
import { packReadme } from "./readme.ts";
import { verifyProgram } from "./verify-program.ts";

/** The files of a pack by their paths, as they were read. */
export type PackBytes = ReadonlyMap<string, Uint8Array>;

/** What whoever checks a pack knew before. Without a log key the pack is checked against its own, which shows only that it is whole. */
export type PackTrust = {
  readonly logKey?: VerifierKey;
  /** Witnesses that are trusted; by default those that the pack names itself. */
  readonly witnesses?: readonly VerifierKey[];
  /** The certificates of the time-stamp authority that is trusted, PEM; by default those that the pack brings itself. */
  readonly authority?: string;
};

/** One entry that was found as it was written. `opened`: its content was disclosed and is what the record commits to. */
export type VerifiedEntry = {
  readonly index: number;
  readonly header: RecordHeader;
  readonly opened: boolean;
  readonly event: string | undefined;
};

/** What checking a pack found. It is intact when there are no findings. Nothing of a pack that is not intact may be relied on. */
export type PackVerdict = {
  readonly intact: boolean;
  readonly findings: readonly { readonly path: string; readonly says: string }[];
  readonly trusted: "given-key" | "own-key";
  readonly checkpoint: SignedCheckpoint | undefined;
  readonly entries: readonly VerifiedEntry[];
  readonly cosignedBy: readonly { readonly name: string; readonly timeSeconds: number }[];
  readonly stampedAtMs: number | undefined;
};

type Check = (path: string, work: () => void) => void;

/** Checks a pack, every file of it. Never throws for what is in it: each fault is a finding with the path of its file. */
export function verifyPack(files: PackBytes, trust: PackTrust = {}): PackVerdict {
  const findings: { path: string; says: string }[] = [];
  const check: Check = (path, work) => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof SocError)) throw error;
      findings.push({ path, says: error.problem });
    }
  };
  const read: { successions: readonly Succession[]; indexes: readonly number[] } = { successions: [], indexes: [] };
  check("pack.json", () => Object.assign(read, readContents(bytesOf(files, "pack.json"), packSchema, packEntriesMax)));
  let keys: readonly VerifierKey[] = [];
  check("log.vkeys", () => {
    keys = trustedKeys(files, read.successions, trust.logKey);
  });
  let checkpoint: SignedCheckpoint | undefined;
  check("checkpoint.cosigned", () => {
    checkpoint = readCosigned(files, keys, trust.witnesses);
  });
  check("checkpoint", () => checkLogged(files, keys));
  const entries: VerifiedEntry[] = [];
  for (const index of checkpoint ? read.indexes : [])
    check(entryFolder(index), () => entries.push(verifyEntry(files, index, checkpoint as SignedCheckpoint)));
  const stampedAtMs = checkStamp(files, trust, check);
  checkGuides(files, check);
  const folders = new Set(read.indexes.map(entryFolder));
  for (const path of files.keys())
    if (!isKnown(path, folders)) findings.push({ path, says: "this file is no part of the pack, and nothing says that it is true" });
  const cosignedBy = (checkpoint?.checked ?? []).flatMap(({ key, timeSeconds }) =>
    timeSeconds === undefined ? [] : [{ name: key.name, timeSeconds }],
  );
  return {
    intact: findings.length === 0,
    findings,
    trusted: trust.logKey ? "given-key" : "own-key",
    checkpoint,
    entries,
    cosignedBy,
    stampedAtMs,
  };
}

/** The log's keys: those that the given one vouches for; without one, those that the pack brings. */
function trustedKeys(files: PackBytes, successions: readonly Succession[], given: VerifierKey | undefined): readonly VerifierKey[] {
  const own = readKeys(files, "log.vkeys", "note");
  const first = given ?? own[0];
  if (!first) throw fault("it names no key of the log");
  return keysFrom(first, successions, isSignedBy);
}

/** The cosigned checkpoint. Every line of it is by a key that the pack names, so that none can be bent into one that is overlooked. */
function readCosigned(files: PackBytes, keys: readonly VerifierKey[], trusted: readonly VerifierKey[] | undefined): SignedCheckpoint {
  const named = readKeys(files, "witnesses.vkeys", "cosignature");
  const bytes = bytesOf(files, "checkpoint.cosigned");
  const own = verifyCheckpoint(bytes, [...keys, ...named]);
  if (own.checked.length !== own.note.signatures.length) throw fault("it is signed by a key that the pack does not name, or twice by one");
  return trusted ? verifyCheckpoint(bytes, [...keys, ...trusted]) : own;
}

function readKeys(files: PackBytes, path: string, use: VerifierKey["use"]): readonly VerifierKey[] {
  const lines = textOf(files, path).split("\n");
  if (lines.pop() !== "") throw fault("it does not end in a newline");
  const keys = lines.map(parseVerifierKey);
  if (keys.some((key) => key.use !== use)) throw fault("it holds a key of another use");
  return keys;
}

/** The file that a time stamp is over holds the log's own words and nothing else. */
function checkLogged(files: PackBytes, keys: readonly VerifierKey[]): void {
  verifyCheckpoint(bytesOf(files, "checkpoint"), keys);
  if (textOf(files, "checkpoint") !== loggedCheckpoint(textOf(files, "checkpoint.cosigned")))
    throw fault("it is not the checkpoint that was cosigned");
}

/** An entry's proof is for the checkpoint of the pack, to the letter: its signatures were checked there. */
function verifyEntry(files: PackBytes, index: number, { size, root }: SignedCheckpoint): VerifiedEntry {
  const folder = entryFolder(index);
  const record = bytesOf(files, `${folder}/record.json`);
  const claim = parseTlogProof(textOf(files, `${folder}/record.tlog-proof`));
  if (claim.index !== index || claim.extra) throw fault(`its proof is that of entry ${claim.index}, or says more than packs do`);
  if (claim.checkpoint !== textOf(files, "checkpoint.cosigned")) throw fault("its proof is for another checkpoint");
  const isIncluded = verifyInclusion({ index, size, leaf: leafHash(record), root, proof: claim.proof });
  if (!isIncluded) throw fault("its record is not the one that was logged");
  const header = readRecord(Buffer.from(record).toString("utf8"));
  if (header?.sequence !== index) throw fault("its record is not one, or not of this number");
  if (header.version === 1) return { index, header, opened: true, event: header.event };
  const event = openedEvent(files, folder, header);
  return { index, header, opened: event !== undefined, event };
}

/** What the payload opens to, when the entry is disclosed: whole or not at all. */
function openedEvent(files: PackBytes, folder: string, header: SealedHeader): string | undefined {
  const [key, salt, payload] = ["key.bin", "salt.bin", "payload.bin"].map((name) => files.get(`${folder}/${name}`));
  if (!key && !salt && !payload && !files.has(`${folder}/event.json`)) return undefined;
  if (!key || !salt || !payload) throw fault("it is disclosed in part: key.bin, salt.bin and payload.bin belong together");
  if (!sameHash(salt, saltOf(key))) throw fault("its salt is not that of its key");
  if (!isCommitted({ payload }, header, { key, salt })) throw fault("its payload is not the one that its record commits to");
  const event = openPayload(payload, { key, salt });
  if (event === undefined) throw fault("its payload does not open with its key");
  if (event !== textOf(files, `${folder}/event.json`)) throw fault("its event.json is not what was recorded");
  return event;
}

function checkStamp(files: PackBytes, trust: PackTrust, check: Check): number | undefined {
  if (!files.has("checkpoint.tsr")) {
    if (files.has("authority.pem")) check("authority.pem", () => bytesOf(files, "checkpoint.tsr"));
    return undefined;
  }
  let stampedAtMs: number | undefined;
  check("checkpoint.tsr", () => {
    const own = textOf(files, "authority.pem");
    const over = bytesOf(files, "checkpoint");
    stampedAtMs = verifyTimeStamp(bytesOf(files, "checkpoint.tsr"), { over, authority: trust.authority ?? own }).timeMs;
  });
  return stampedAtMs;
}

const packWide = new Set([
  "README.md",
  "verify.go",
  "pack.json",
  "log.vkeys",
  "witnesses.vkeys",
  "checkpoint",
  "checkpoint.cosigned",
  "checkpoint.tsr",
  "authority.pem",
]);
const entryWide = /^(entries\/\d{12})\/(record\.json|record\.tlog-proof|payload\.bin|salt\.bin|key\.bin|event\.json)$/;

const isKnown = (path: string, folders: ReadonlySet<string>) => packWide.has(path) || folders.has(entryWide.exec(path)?.[1] ?? "");

/** What a reader is told to run must be what was written: a change to either is a new schema. */
function checkGuides(files: PackBytes, check: Check): void {
  for (const [path, text] of [
    ["README.md", packReadme],
    ["verify.go", verifyProgram],
  ] as const)
    check(path, () => {
      if (textOf(files, path) !== text) throw fault("it is not the one that packs of this kind come with: do not follow or run it");
    });
}

function bytesOf(files: PackBytes, path: string): Uint8Array {
  const bytes = files.get(path);
  if (!bytes) throw fault(`"${path}" is missing`);
  return bytes;
}

const textOf = (files: PackBytes, path: string): string => Buffer.from(bytesOf(files, path)).toString("utf8");

const fault = (problem: string) =>
  new SocError({
    code: "transparency/damaged-pack",
    problem,
    remedy: "ask for the pack again, and compare it with this one",
    retry: "never",
  });
