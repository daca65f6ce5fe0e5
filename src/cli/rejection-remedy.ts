import type { AssessmentInput } from "../core/assessment/assessment.ts";
import { type RejectReason, rejectReasons } from "../core/event/event.ts";

/** What a person can do about records that were rejected, by the reason. */
const remedies: Readonly<Record<RejectReason, string>> = {
  "not-evidence": "leave it out, or convert it into a format that the README lists",
  "unknown-format": "export it in a format that the README lists, for example as JSON lines",
  malformed: "export these records again; all others were read",
  truncated: "copy the file again, whole, from where it came from",
  checksum: "copy the file again from where it came from; if it stays so, take it for damaged or tampered with",
  "too-long": "export it in smaller records, or unpack the archive and name the files that matter",
  "too-deep": "unpack the inner archives or flatten the records, and name the result",
  "too-many": "split it into several files",
  "no-time": "export the records with their time",
  encrypted: "unpack it with its password, and name the folder",
  unsupported: "unpack or convert it with another program, and name the result",
};

/** The remedy for the commonest reason among an input's rejections; undefined where nothing was rejected. */
export function remedyOf({ rejections }: AssessmentInput): string | undefined {
  const commonest = rejections?.[0]?.reason;
  return commonest === undefined ? undefined : remedyFor(commonest);
}

/** The remedy for a reason; undefined for a word that is none. */
export function remedyFor(word: string): string | undefined {
  const reason = rejectReasons.find((each) => each === word);
  return reason && remedies[reason];
}
