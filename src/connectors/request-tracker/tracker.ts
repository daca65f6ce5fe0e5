import type { z } from "zod";
import { jsonOf } from "../kit/answer.ts";
import type { Change, Question } from "../kit/http.ts";
import { unexpectedAnswer } from "../kit/http-refusals.ts";
import { everyPage } from "../kit/pages.ts";
import type { Reader } from "../kit/reader.ts";
import { History, type Transaction } from "./answers.ts";
import type { TrackerSettings } from "./settings.ts";

/** A Request Tracker, with the account that we have there. */
export type Tracker = { readonly reader: Reader; readonly settings: TrackerSettings };

const pageSize = 100;
/** A ticket with its report takes RT a while: it runs its scrips before it answers. Milliseconds. */
const changeMsMax = 25_000;
/** Pages of one ticket's history that are read; a ticket of more transactions is no ticket any more. */
const historyPagesMax = 20;

/** A question of REST2. */
export function asked(path: readonly string[], query: Readonly<Record<string, string>> = {}): Question {
  return { method: "GET", path: ["REST", "2.0", ...path], query };
}

/** Sends one change and reads the answer; an answer that is none means that nobody knows. */
export async function change<Shape extends z.ZodType>(
  { reader }: Tracker,
  method: Change["method"],
  path: readonly string[],
  json: unknown,
  shape: Shape,
  signal: AbortSignal,
): Promise<z.output<Shape>> {
  return jsonOf(
    reader.name,
    await reader.write({ method, path: ["REST", "2.0", ...path], body: { json }, timeMs: changeMsMax }, signal),
    shape,
  );
}

/** A text as TicketSQL reads it back: the backslash hides itself and the quote. */
export const ticketSql = (value: string) => `'${value.replace(/[\\']/g, "\\$&")}'`;

/** How our key stands in a subject: in brackets, where people see what it is. */
export const marked = (key: string) => `[${key}]`;

/** Everything that happened to a ticket, the newest first. */
export async function historyOf({ reader }: Tracker, ticket: string, signal: AbortSignal): Promise<readonly Transaction[]> {
  const fields = "Type,Field,Data,NewValue,Creator,Created";
  const pages = everyPage({
    name: reader.name,
    from: "1",
    pagesMax: historyPagesMax,
    read: (page) =>
      reader.json(
        asked(["ticket", ticket, "history"], { fields, per_page: String(pageSize), page: page ?? "1", orderby: "id", order: "DESC" }),
        History,
        signal,
      ),
    next: ({ items, page }) => (items.length < pageSize ? undefined : String(page + 1)),
  });
  const all: Transaction[] = [];
  for await (const { items } of pages) all.push(...items);
  if (all.length === 0) throw unexpectedAnswer(reader.name, "a ticket without a history");
  return all;
}
