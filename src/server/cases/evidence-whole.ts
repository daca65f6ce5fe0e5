import { hash } from "node:crypto";
import type { z } from "zod";
import type { RecordRef } from "../../core/event/event.ts";
import { answerDigest } from "../../core/evidence/answer.ts";
import type { Evidence } from "../../core/evidence/evidence.ts";
import { EventQuery } from "../../core/query/query.ts";
import { answerRows } from "../../stages/case-page/answer-rows.ts";
import type { CaseFact } from "../../stages/case-page/history.ts";
import { assessmentEvidence } from "../../stages/report/assessment-case.ts";
import type { EvidenceWhole } from "../contract/case-reasons.ts";
import type { TenantDesk } from "../desk.ts";
import { iso } from "../http/iso.ts";

/** Bytes of one record, and of all records of one item, that are handed out at once; the rest is with the record itself. */
export const recordBytesMax = 65_536;
export const recordsBytesMax = 524_288;
/** Records of one item that are read. */
export const recordsReadMax = 20;

type Whole = z.input<typeof EvidenceWhole>;
type Item = { readonly item: Evidence; readonly kept: string | undefined; readonly isRecorded: boolean; readonly atMs: number };

/** An evidence item with the answer that the record keeps beside it; undefined where the record says nothing of it. */
export function itemIn(facts: readonly CaseFact[], evidenceId: string): Item | undefined {
  for (const { fact, atMs } of facts) {
    if (fact.type !== "EvidenceRecorded" && fact.type !== "QuestionFailed" && fact.type !== "CaseDecided") continue;
    if (fact.evidence.id === evidenceId) return { item: fact.evidence, kept: fact.kept, isRecorded: true, atMs };
  }
  return undefined;
}

/** The item whole. What tools told and what records hold is from outside: values are inert, bytes are base64. */
export async function evidenceWhole({ item, kept, isRecorded, atMs }: Item, desk: Pick<TenantDesk, "intake">): Promise<Whole> {
  const { source } = item;
  const records = source.kind === "record" ? [source] : source.records;
  const told = kept === undefined ? { rows: [], rowsTotal: 0, truncated: false } : answerRows(kept);
  return {
    item: assessmentEvidence(item),
    at: iso(atMs),
    query: source.kind === "answer" && item.tool === "events/search" ? queryOf(source.query) : null,
    asked: source.kind === "answer" ? source.query : null,
    answer: { digest: digestSays(item, kept, isRecorded), ...told, rows: [...told.rows] },
    records: await recordsOf(records, desk),
    recordsTotal: source.kind === "record" ? 1 : source.recordsTotal,
  };
}

function digestSays({ digest, source, tool }: Evidence, kept: string | undefined, isRecorded: boolean): Whole["answer"]["digest"] {
  if (kept !== undefined) return answerDigest(kept) === digest ? "holds" : "broken";
  // What follows from the alerts alone (their order, their spread) names its records and keeps no answer.
  return source.kind === "record" || tool.startsWith("correlation/") || isRecorded ? "none" : "erased";
}

function queryOf(text: string): EventQuery | null {
  try {
    const query = EventQuery.safeParse(JSON.parse(text));
    return query.success ? query.data : null;
  } catch {
    return null;
  }
}

async function recordsOf(records: readonly RecordRef[], { intake }: Pick<TenantDesk, "intake">): Promise<Whole["records"]> {
  const told: Whole["records"] = [];
  let left = recordsBytesMax;
  for (const { path, record, digest } of records.slice(0, recordsReadMax)) {
    const ref = { path, record, digest };
    const kept = record > 0 ? await intake.one(record) : undefined;
    if (!kept || kept.source !== sourceOf(path)) {
      told.push({
        ...ref,
        position: null,
        bytes: 0,
        base64: null,
        whole: false,
        check: "gone",
        says: "the record was let go; its digest stands",
      });
      continue;
    }
    const { bytes, position } = kept;
    const sent = Math.min(bytes.byteLength, recordBytesMax, left);
    left -= sent;
    const check = checkOf(bytes, digest);
    const base64 = sent === 0 ? null : Buffer.from(bytes.buffer, bytes.byteOffset, sent).toString("base64");
    told.push({ ...ref, position, bytes: bytes.byteLength, base64, whole: sent === bytes.byteLength, check, says: checkWords[check] });
  }
  return told;
}

/** Members of an archive are of the archive's source. */
const sourceOf = (path: string) => path.split("!", 1)[0];

const checkWords = {
  holds: "the bytes have the digest that the evidence names",
  "part-of-delivery": "the evidence names a part of this delivery by its digest; these are the bytes of the whole delivery",
} as const;

function checkOf(bytes: Uint8Array, digest: string): keyof typeof checkWords {
  const ends = [bytes.byteLength, ...[1, 2].filter((size) => endsInBreak(bytes, size)).map((size) => bytes.byteLength - size)];
  return ends.some((end) => `sha256:${hash("sha256", bytes.subarray(0, end), "hex")}` === digest) ? "holds" : "part-of-delivery";
}

const endsInBreak = (bytes: Uint8Array, size: number) =>
  size === 1 ? bytes.at(-1) === lineFeed : bytes.at(-2) === carriageReturn && bytes.at(-1) === lineFeed;
const lineFeed = 10;
const carriageReturn = 13;
