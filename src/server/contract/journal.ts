import { z } from "zod";
import { because, count, id, notThere, time, whole } from "./common.ts";
import { operation } from "./operation.ts";

const worldName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/);
const inWorld = z.strictObject({ world: worldName });
const atSequence = inWorld.extend({ sequence: whole(0, Number.MAX_SAFE_INTEGER) });
const word = z.string().regex(/^[A-Za-z][A-Za-z0-9.:_-]{0,127}$/);

/** The most entries that one request looks at while it searches. */
export const entriesScannedMax = 20_000;

/** A record (a world's journal) as it stands. */
export const RecordLine = z.strictObject({
  world: z.string(),
  entries: count,
  head: z.string().nullable(),
  origin: z.string(),
  /** What a verifier needs beside the checkpoint. */
  publicKey: z.string(),
  /** The newest published checkpoint, the exact signed text; null before the first. */
  checkpoint: z.string().nullable(),
});

/** One entry of a record. `event` is null where its key was erased, and names in `withheld` the fields that nobody is shown (hashes of passwords and codes); what is in it may be text from outside. */
export const EntryLine = z.strictObject({
  sequence: count,
  stream: z.string(),
  type: z.string(),
  recordedAt: time,
  hash: z.string(),
  event: z.unknown(),
});

/** That what was published at `from` entries is the beginning of the newest checkpoint, which is `checkpoint` as it was signed. `proof` is in base64. */
export const ConsistencyProof = z.strictObject({ from: count, to: count, proof: z.array(z.string()).max(63), checkpoint: z.string() });

/** A pack that is being made, or lies ready for a while. */
export const PackJob = z.strictObject({
  id: z.string(),
  world: z.string(),
  case: z.string().nullable(),
  state: z.enum(["under-way", "ready", "failed"]),
  entries: count,
  bytes: count,
  problem: z.string().nullable(),
  remedy: z.string().nullable(),
});

/** What is asked of the record. Reading what it says needs the right "audit"; what proves it needs "read". */
export const journalOperations = {
  listRecords: operation({
    method: "GET",
    path: "/api/v1/journal",
    operation: "listRecords",
    summary: "the records of this tenant by name",
    tag: "journal",
    right: "read",
    answer: z.strictObject({ worlds: z.array(z.string()) }),
  }),
  readRecordHead: operation({
    method: "GET",
    path: "/api/v1/journal/{world}",
    operation: "readRecordHead",
    summary: "how far a record is written, and how far it is signed",
    tag: "journal",
    right: "read",
    params: inWorld,
    answer: RecordLine,
    problems: notThere,
  }),
  searchEntries: operation({
    method: "GET",
    path: "/api/v1/journal/{world}/entries",
    operation: "searchEntries",
    summary: "entries in order, by stream, type and time; a page may be empty while next says to go on",
    tag: "journal",
    right: "audit",
    params: inWorld,
    query: z.strictObject({
      stream: word.optional(),
      type: word.optional(),
      from: time.optional(),
      to: time.optional(),
      /** The first sequence that is looked at. */
      after: whole(0, Number.MAX_SAFE_INTEGER).default(0),
      limit: whole(1, 500).default(50),
    }),
    answer: z.strictObject({ entries: z.array(EntryLine), next: z.int().nullable() }),
    problems: notThere,
  }),
  readInclusionProof: operation({
    method: "GET",
    path: "/api/v1/journal/{world}/entries/{sequence}/proof",
    operation: "readInclusionProof",
    summary: "that an entry is in the published record (c2sp.org/tlog-proof), with the record's exact text",
    tag: "journal",
    right: "read",
    params: atSequence,
    answer: z.strictObject({ sequence: count, record: z.string(), proof: z.string() }),
    problems: { ...notThere, 409: "the entry is not published yet" },
  }),
  readConsistencyProof: operation({
    method: "GET",
    path: "/api/v1/journal/{world}/consistency",
    operation: "readConsistencyProof",
    summary: "that the record only grew since a checkpoint of this many entries (RFC 6962), up to the newest checkpoint",
    tag: "journal",
    right: "read",
    params: inWorld,
    query: z.strictObject({ from: whole(0, Number.MAX_SAFE_INTEGER) }),
    answer: ConsistencyProof,
    problems: { ...notThere, 409: "nothing is published yet, or less than that" },
  }),
  makeCheckpoint: operation({
    method: "POST",
    path: "/api/v1/journal/{world}/checkpoint",
    operation: "makeCheckpoint",
    summary: "signs and publishes what is recorded now",
    tag: "journal",
    right: "audit",
    params: inWorld,
    answer: RecordLine,
    problems: { ...notThere, 409: "the record is not the one that was published, or a witness does not sign" },
  }),
  startPack: operation({
    method: "POST",
    path: "/api/v1/journal/{world}/packs",
    operation: "startPack",
    summary: "begins an evidence pack of one case, or of the whole record, that an outsider can check",
    tag: "journal",
    right: "audit",
    params: inWorld,
    body: z.strictObject({ case: id.optional(), because }),
    answer: PackJob,
    status: 202,
    stepUp: true,
    problems: { ...notThere, 429: "as many packs as may be are being made" },
  }),
  readPack: operation({
    method: "GET",
    path: "/api/v1/packs/{id}",
    operation: "readPack",
    summary: "how far a pack is",
    tag: "journal",
    right: "audit",
    params: z.strictObject({ id }),
    answer: PackJob,
    problems: notThere,
  }),
  downloadPack: operation({
    method: "GET",
    path: "/api/v1/packs/{id}/files",
    operation: "downloadPack",
    summary: "a ready pack as a tar archive, under journal verify --pack once it is unpacked",
    tag: "journal",
    right: "audit",
    params: z.strictObject({ id }),
    answer: "bytes",
    stepUp: true,
    problems: { 404: "there is no such pack, or it is not ready" },
  }),
} as const;
