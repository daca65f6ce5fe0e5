import { z } from "zod";
import { SocError } from "../../core/soc-error.ts";
import type { VerdictNote } from "../../ports/connector.ts";
import { notAllowed } from "./http-refusals.ts";

/** Verdicts that may close an alert at a product, as settings name them. */
export const closing = z
  .array(z.enum(["benign", "false-positive"]))
  .max(2)
  .default([]);
export type Closing = z.output<typeof closing>;

/** How an alert stands at a product, whatever its words for that are. */
export type AlertState = "new" | "active" | "closed";
/** What the end of one of our comments says: whose key it has, and what we set with it. */
export type Mark = { readonly key: string; readonly state?: AlertState | undefined; readonly classed?: string | undefined };

const mark = /\[watchkeeper key=([A-Za-z0-9.:_-]{1,100})(?: state=(new|active|closed))?(?: class=([A-Za-z]{1,60}))?\]\s*$/;

/** Our comment, as people read it, of at most `lengthMax` characters; it ends with its mark. */
export function commentOf({ verdict, escalated, because, caseId, url, techniques }: VerdictNote, set: Mark, lengthMax: number): string {
  const end = `[watchkeeper key=${set.key}${set.state ? ` state=${set.state}` : ""}${set.classed ? ` class=${set.classed}` : ""}]`;
  const known = techniques.length > 0 ? ` Techniques: ${techniques.slice(0, 10).join(", ")}.` : "";
  const where = `Case ${caseId.slice(0, 100)}.${url && url.length <= 300 ? ` ${url}` : ""}`;
  const says = `Watchkeeper: ${verdict}${escalated ? ", escalated" : ""}. ${where}${known} ${because}`;
  return `${[...says]
    .slice(0, lengthMax - end.length - 1)
    .join("")
    .slice(0, lengthMax - end.length - 1)
    .toWellFormed()} ${end}`;
}

/** The mark at the end of a comment, where it is one of ours. */
export function markIn(text: string): Mark | undefined {
  const [, key, state, classed] = mark.exec(text) ?? [];
  return key === undefined ? undefined : { key, state: state as AlertState | undefined, classed };
}

/** What people set stays. An alert that nobody touched is taken up when its case is escalated, or closed where settings say so; what we closed ourselves is opened again when we think otherwise. */
export function stateFor(
  { verdict, escalated }: VerdictNote,
  { state, isOurs }: { readonly state: AlertState; readonly isOurs: boolean },
  close: Closing,
): AlertState | undefined {
  const closes = !escalated && (close as readonly string[]).includes(verdict);
  if (closes) return state === "new" || (state === "active" && isOurs) ? "closed" : undefined;
  if (state === "closed") return isOurs ? "active" : undefined;
  return escalated && state === "new" ? "active" : undefined;
}

/** One of two changes was taken in this call, so that "surely nothing happened" is no longer true. */
export function halfWritten(name: string, cause: unknown): unknown {
  if (!(cause instanceof SocError) || cause.code !== "sink/refused") return cause;
  return new SocError({
    code: "connector/not-allowed",
    problem: `"${name}" took how an alert stands, and not our comment`,
    remedy: cause.remedy,
    retry: cause.retry,
    cause: cause.cause instanceof SocError ? cause.cause : notAllowed(name),
  });
}
