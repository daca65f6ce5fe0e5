import { z } from "zod";
import type { Sink, VerdictNote } from "../../ports/connector.ts";
import { jsonOf } from "../kit/answer.ts";
import { unexpectedAnswer } from "../kit/http-refusals.ts";
import type { Reader } from "../kit/reader.ts";
import { sinkRefused } from "../kit/sink-answer.ts";
import { type AlertState, type Closing, commentOf, halfWritten, type Mark, markIn, stateFor } from "../kit/verdict-note.ts";

// Graph offers no token of concurrency for alerts. What is set first is such that it may be set twice; the comment with our key, written last, says that all of it is there.

const notFound = 404;
/** Longer comments are cut by the portal (MEM). */
const commentLengthMax = 1_000;

const Comments = z.array(z.object({ comment: z.string().max(65_536).nullish() })).max(10_000);
const Standing = z.object({
  id: z.string(),
  status: z.string().max(100).nullish(),
  classification: z.string().max(100).nullish(),
  determination: z.string().max(100).nullish(),
  comments: Comments.nullish(),
});
type Standing = z.output<typeof Standing>;
const Changed = z.object({ id: z.string() });
const Commented = z.union([z.object({ value: Comments }), Comments]);

const states: ReadonlyMap<string, AlertState> = new Map([
  ["new", "new"],
  ["inProgress", "active"],
  ["resolved", "closed"],
]);
const words = { new: "new", active: "inProgress", closed: "resolved" } as const;
/** What Graph takes for each verdict: a class, and the determination that may go with it. */
const classes = {
  "true-positive": { classification: "truePositive", determination: "other" },
  benign: { classification: "informationalExpectedActivity", determination: "other" },
  "false-positive": { classification: "falsePositive", determination: "notMalicious" },
  "insufficient-data": undefined,
} as const;

/** Writes our verdict to an alert: class and status where nobody else set them, and a comment. */
export function verdictsOf(reader: Reader, close: Closing): Sink<VerdictNote> {
  const { name } = reader;
  const path = (alert: string, ...more: readonly string[]) => ["v1.0", "security", "alerts_v2", alert, ...more];
  const standingOf = async (alert: string, signal: AbortSignal): Promise<Standing | undefined> => {
    const answer = await reader.ask({ method: "GET", path: path(alert), kind: "/v1.0/security/alerts_v2/*" }, signal, [notFound]);
    if (answer.status === notFound) return undefined;
    const standing = jsonOf(name, answer, Standing);
    if (standing.id !== alert) throw unexpectedAnswer(name, "another alert than was asked for");
    return standing;
  };
  return {
    name,
    async find({ alert, key }, signal) {
      const standing = await standingOf(alert, signal);
      if (!standing) throw unexpectedAnswer(name, "no alert of this id");
      return marksOf(standing).some((mark) => mark.key === key) ? { id: alert } : undefined;
    },
    async write(note, signal) {
      const { alert, key } = note;
      const standing = await standingOf(alert, signal).catch((cause: unknown) => {
        throw sinkRefused(name, `"${name}" did not say how the alert stands`, cause);
      });
      if (!standing) throw sinkRefused(name, `"${name}" has no alert of this id, or we may not see it`);
      const { set, patch } = changeFor(note, standing, close);
      const kind = "/v1.0/security/alerts_v2/*";
      if (Object.keys(patch).length > 0) {
        const answer = await reader.write({ method: "PATCH", path: path(alert), body: { json: patch }, kind }, signal);
        if (answer.status !== 204 && jsonOf(name, answer, Changed).id !== alert) throw unexpectedAnswer(name, "another alert was changed");
      }
      const json = { "@odata.type": "microsoft.graph.security.alertComment", comment: commentOf(note, { key, ...set }, commentLengthMax) };
      const change = { method: "POST", path: path(alert, "comments"), body: { json }, kind: `${kind}/comments` } as const;
      const answer = await reader.write(change, signal).catch((cause: unknown) => {
        throw Object.keys(patch).length > 0 ? halfWritten(name, cause) : cause;
      });
      if (answer.status !== 204) jsonOf(name, answer, Commented);
      return { id: alert };
    },
  };
}

const marksOf = ({ comments }: Standing): readonly Mark[] => (comments ?? []).flatMap(({ comment }) => markIn(comment ?? "") ?? []);

type Patch = { readonly status?: string; readonly classification?: string; readonly determination?: string };

/** What of the alert changes, and what the mark says that we set: what stands there by another hand is left as it is. */
function changeFor(note: VerdictNote, standing: Standing, close: Closing): { readonly set: Omit<Mark, "key">; readonly patch: Patch } {
  const marks = marksOf(standing);
  const last = { state: marks.findLast(({ state }) => state)?.state, classed: marks.findLast(({ classed }) => classed)?.classed };
  const state = states.get(standing.status ?? "");
  const next = state && stateFor(note, { state, isOurs: state === last.state }, close);
  const there = standing.classification ?? "unknown";
  const isFree = there === "unknown" || there === last.classed;
  const wanted = isFree ? classes[note.verdict] : undefined;
  return {
    set: { state: next ?? (state === last.state ? state : undefined), classed: wanted?.classification },
    patch: { ...(next && { status: words[next] }), ...(wanted && wanted.classification !== there && wanted) },
  };
}
