import { createHash } from "node:crypto";
import type { DomainEvent } from "../run/run.ts";
import type { Evidence } from "./evidence.ts";

/** The most characters of a tool's canonical facts that are kept; of longer ones the beginning is kept, and says so. */
export const factsCharactersMax = 65_536;

/**
 * The text that is kept of a tool's answer, and whose SHA-256 is the digest of the evidence: the array
 * ["answer-v1", tool, query, answer, facts, records] as RFC 8785 writes it. `write` is that canonical form. Facts beyond
 * `factsCharactersMax` are kept as {"truncated":true,"text":"<their beginning>"}, so that what is digested is what is kept.
 */
export function answerText(
  parts: { readonly tool: string; readonly query: string; readonly answer: string; readonly facts: unknown; readonly records: unknown },
  write: (value: unknown) => string | undefined,
): string {
  const { tool, query, answer, facts, records } = parts;
  const written = write(facts) ?? "null";
  const kept =
    written.length <= factsCharactersMax ? facts : { truncated: true, text: written.slice(0, factsCharactersMax).toWellFormed() };
  return write(["answer-v1", tool, query, answer, kept, records]) ?? "null";
}

/** `sha256:` and 64 lower-case hex digits over the UTF-8 bytes of a kept answer. */
export function answerDigest(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

/** What re-hashing the kept answers found: how many there are, or the first evidence item whose answer does not bear it out and why. */
export type AnswersVerification =
  | { readonly intact: true; readonly answers: number }
  | { readonly intact: false; readonly caseId: string; readonly evidenceId: string; readonly because: string };

/** Hashes every kept answer anew and compares it with the evidence that rests on it. Events of other kinds are passed over; holds one event at a time. */
export function verifyAnswers(events: Iterable<DomainEvent>): AnswersVerification {
  let answers = 0;
  for (const event of events) {
    if (!isAnswered(event)) continue;
    const because = doubtOf(event.evidence, event.kept);
    if (because !== undefined) return { intact: false, caseId: event.caseId, evidenceId: event.evidence.id, because };
    answers++;
  }
  return { intact: true, answers };
}

type Answered = Extract<DomainEvent, { type: "EvidenceRecorded" | "QuestionFailed" | "CaseDecided" }>;

/** What was asked of a tool, or said by a person. What follows from the alerts alone (their order, their spread) names its records and keeps no answer. */
function isAnswered(event: DomainEvent): event is Answered {
  if (event.type === "CaseDecided") return true;
  return (event.type === "EvidenceRecorded" || event.type === "QuestionFailed") && event.questionKey !== undefined;
}

function doubtOf(evidence: Evidence, kept: string | undefined): string | undefined {
  if (evidence.source.kind !== "answer") return "it does not rest on an answer";
  if (kept === undefined) return "its answer was not kept";
  if (answerDigest(kept) !== evidence.digest) return "its answer does not match its digest";
  const [version, tool, query, answer] = partsOf(kept);
  const same = version === "answer-v1" && tool === evidence.tool && query === evidence.source.query && answer === evidence.answer;
  return same ? undefined : "its answer is to another question";
}

function partsOf(kept: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(kept);
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
