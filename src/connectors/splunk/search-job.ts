import { z } from "zod";
import { unavailable, unexpectedAnswer } from "../kit/http-refusals.ts";
import type { Reader } from "../kit/reader.ts";

/** The most rows that we ever ask for: a job gives no more than 50,000 by default, and says nothing of what it left out. */
export const rowsMax = 10_000;
const searchMs = 60_000;
const messageLengthMax = 10_000;

/** A row of a search: every value is a text, or several are a list. */
const Row = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.union([z.string(), z.null()]))]));
export type Row = z.output<typeof Row>;
const Body = z.object({
  preview: z.literal(false),
  results: z.array(Row).max(rowsMax),
  messages: z.array(z.object({ type: z.string().max(40), text: z.string().max(messageLengthMax) })).max(1_000),
});

/** A search with its window, seconds since the epoch; the window never stands in the text. */
export type Job = { readonly search: string; readonly earliest: string; readonly latest: string; readonly rows: number };

/** Words by which Splunk says that an answer is a part of one; the types of such messages differ between versions. */
const lacks = /incomplete|partial|truncat|peer|unable to distribute|limit/i;

/**
 * Runs a search and waits for its rows. `isPart` says that Splunk told of something that is missing. Throws where the search itself failed (`connector/unavailable`), and where
 * there are more rows than were asked for.
 */
export async function run(
  reader: Reader,
  job: Job,
  signal: AbortSignal,
): Promise<{ readonly rows: readonly Row[]; readonly isPart: boolean }> {
  const form = {
    search: job.search,
    earliest_time: job.earliest,
    latest_time: job.latest,
    exec_mode: "oneshot",
    output_mode: "json",
    max_count: String(job.rows),
    count: String(job.rows),
  };
  const question = { method: "POST", changes: false, path: ["services", "search", "jobs"], body: { form }, timeMs: searchMs } as const;
  const { results, messages } = await reader.json(question, Body, signal);
  if (messages.some(({ type }) => /^(?:ERROR|FATAL)$/i.test(type))) throw unavailable(reader.name, 200);
  if (results.length > job.rows) throw unexpectedAnswer(reader.name, "more rows than were asked for");
  return { rows: results, isPart: messages.some(({ type, text }) => /^WARN/i.test(type) && lacks.test(text)) };
}

/** The rows of a search that nothing is missing from. */
export async function wholeRun(reader: Reader, job: Job, signal: AbortSignal): Promise<readonly Row[]> {
  const { rows, isPart } = await run(reader, job, signal);
  if (isPart) throw unavailable(reader.name, 200);
  return rows;
}

/** A text as SPL reads it back between double quotes, where a backslash and a double quote alone mean anything. */
export const literal = (text: string) => `"${text.replace(/[\\"]/g, "\\$&")}"`;

/** A field of a row as a text; the first where there are several. */
export function textIn(row: Row, name: string): string | undefined {
  const value = Object.hasOwn(row, name) ? row[name] : undefined;
  const [first] = Array.isArray(value) ? value : [value];
  return first === undefined || first === null ? undefined : String(first);
}

/** The same as a whole number; an answer without one is none (`connector/unexpected-answer`). */
export function numberIn(reader: Reader, row: Row, name: string): number {
  const text = textIn(row, name) ?? "";
  const value = Number(text);
  if (text === "" || !Number.isSafeInteger(Math.trunc(value))) throw unexpectedAnswer(reader.name, "a row without a number");
  return Math.trunc(value);
}
