import { z } from "zod";
import type { Sink, VerdictNote } from "../../ports/connector.ts";
import { jsonOf } from "../kit/answer.ts";
import { unexpectedAnswer } from "../kit/http-refusals.ts";
import type { Reader } from "../kit/reader.ts";
import { sinkRefused } from "../kit/sink-answer.ts";
import { literal, type Row, textIn, wholeRun } from "./search-job.ts";
import type { SplunkSettings } from "./settings.ts";

/** Statuses as Enterprise Security ships them: 0 unassigned, 1 new, 2 in progress, 3 pending, 4 resolved, 5 closed. */
const status = { new: "1", "in-progress": "2", closed: "5" } as const;
const untouched: readonly (string | undefined)[] = [undefined, "", "0", status.new];
/** Dispositions as it ships them; six says that nobody decided. */
const dispositions: Readonly<Record<VerdictNote["verdict"], string | undefined>> = {
  "true-positive": "disposition:1",
  benign: "disposition:2",
  "false-positive": "disposition:3",
  "insufficient-data": undefined,
};
const undecided: readonly (string | undefined)[] = [undefined, "", "disposition:0", "disposition:6"];
const reviewsMax = 500;
const becauseLengthMax = 4_000;
/** The end of time, seconds: reviews are in a lookup, which has no time of its own. */
const endSeconds = "4102444800";

const Updated = z.object({
  success: z.boolean(),
  success_count: z.int().optional(),
  failure_count: z.int().optional(),
});

/** How our key stands in a comment: in brackets, where people see what it is. */
const markOf = (key: string) => `[watchkeeper ${key}]`;
const isOurs = (review: Row) => /\[watchkeeper [A-Za-z0-9.:_-]{1,100}\]$/.test(textIn(review, "comment") ?? "");

/**
 * Writes our verdict to a notable event: a comment, and status and disposition where no person set them. One request, by one id; the owner is never sent, so that it stays.
 */
export function verdictsOf(reader: Reader, settings: SplunkSettings): Sink<VerdictNote> {
  const { name } = reader;
  return {
    name,
    async find({ alert, key }, signal) {
      const reviews = await reviewsOf(reader, alert, signal);
      const found = reviews.some((review) => (textIn(review, "comment") ?? "").endsWith(markOf(key)));
      if (!found && reviews.length >= reviewsMax) throw unexpectedAnswer(name, "more reviews than can be looked through");
      return found ? { id: alert } : undefined;
    },
    async write(note, signal) {
      const reviews = await reviewsOf(reader, note.alert, signal).catch((cause: unknown) => {
        throw sinkRefused(name, `"${name}" did not say how the notable event stands`, cause);
      });
      const form = { ruleUIDs: note.alert, ...changesFor(note, reviews, settings), comment: commentOf(note), output_mode: "json" };
      const answer = await reader.write({ method: "POST", path: ["services", "notable_update"], body: { form } }, signal);
      const { success, success_count = 1, failure_count = 0 } = jsonOf(name, answer, Updated);
      if (!success)
        throw sinkRefused(
          name,
          `"${name}" turned the change of a notable event down: it is not there, or the role may not make this change`,
        );
      if (success_count !== 1 || failure_count !== 0) throw unexpectedAnswer(name, "not one notable event was changed");
      return { id: note.alert };
    },
  };
}

/** What was done to a notable event, newest first. */
function reviewsOf(reader: Reader, alert: string, signal: AbortSignal): Promise<readonly Row[]> {
  const search = `| inputlookup incident_review_lookup | where rule_id=${literal(alert)} | sort 0 -num(time) | head ${reviewsMax} | table time, rule_id, owner, status, disposition, comment`;
  return wholeRun(reader, { search, earliest: "0", latest: endSeconds, rows: reviewsMax }, signal);
}

function changesFor(
  note: VerdictNote,
  reviews: readonly Row[],
  { close, dispositions: writes }: SplunkSettings,
): Readonly<Record<string, string>> {
  const [last] = reviews;
  const isOurTurn = last === undefined || isOurs(last);
  const before = last && textIn(last, "status");
  const decided = last && textIn(last, "disposition");
  const closes = !note.escalated && (close as readonly string[]).includes(note.verdict);
  const wanted = closes ? status.closed : note.escalated || before === status.closed ? status["in-progress"] : undefined;
  // What we set ourselves may be changed, and what nobody set yet; a status that people set stays.
  const mayStatus = wanted !== undefined && wanted !== before && (untouched.includes(before) || isOurTurn);
  const disposition = writes ? dispositions[note.verdict] : undefined;
  const mayDisposition = disposition !== undefined && disposition !== decided && (undecided.includes(decided) || isOurTurn);
  return { ...(mayStatus ? { status: wanted } : {}), ...(mayDisposition ? { disposition } : {}) };
}

function commentOf({ verdict, escalated, because, caseId, url, key }: VerdictNote & { readonly key: string }): string {
  const lines = [
    `Watchkeeper: ${verdict}${escalated ? ", escalated" : ""} (${caseId})`,
    because.slice(0, becauseLengthMax).toWellFormed(),
    ...(url === undefined ? [] : [url]),
    markOf(key),
  ];
  return lines.join("\n");
}
