import type { z } from "zod";
import type { Question } from "../kit/http.ts";
import { notAllowed } from "../kit/http-refusals.ts";
import { everyPage } from "../kit/pages.ts";
import type { Reader } from "../kit/reader.ts";
import { Entries, type Entry, pageSize } from "./answers.ts";
import type { NowSettings } from "./settings.ts";

/** A ServiceNow, with the account that we have there. */
export type Now = { readonly reader: Reader; readonly settings: NowSettings };

/** Tables are slow to list. Milliseconds. */
const listMsMax = 25_000;
/** Pages of one incident's journal that are read. */
const journalPagesMax = 10;

/** One condition of an encoded query. The caret joins conditions and is doubled in a value. */
export const condition = (column: string, operator: "=" | ">" | "IN", value: string) =>
  `${column}${operator}${value.replaceAll("^", "^^")}`;

/** A question of the Table API: rows, or the one with `id`. */
export function rows(
  table: string,
  columns: string,
  { query, limit, id }: { readonly query?: string; readonly limit?: number; readonly id?: string },
): Question {
  return {
    method: "GET",
    path: ["api", "now", "table", table, ...(id === undefined ? [] : [id])],
    query: {
      sysparm_fields: columns,
      sysparm_exclude_reference_link: "true",
      sysparm_display_value: "false",
      ...(query !== undefined && { sysparm_query: query }),
      ...(limit !== undefined && { sysparm_limit: String(limit) }),
    },
    timeMs: listMsMax,
  };
}

/**
 * Every row of a table that meets the conditions, by sys_id: a row that is added or deleted meanwhile moves no other one out of sight, as it would with
 * offsets.
 */
export async function everyRow<Shape extends z.ZodType<{ result: { sys_id: string }[] }>>(
  { reader }: Now,
  list: {
    readonly table: string;
    readonly columns: string;
    readonly where: readonly string[];
    readonly shape: Shape;
    readonly pagesMax: number;
  },
  signal: AbortSignal,
): Promise<z.output<Shape>["result"]> {
  const { table, columns, where, shape, pagesMax } = list;
  const all: z.output<Shape>["result"] = [];
  const pages = everyPage({
    name: reader.name,
    pagesMax,
    read: (after) => {
      const conditions = [...where, ...(after === undefined ? [] : [condition("sys_id", ">", after)]), "ORDERBYsys_id"];
      return reader.json(rows(table, columns, { query: conditions.join("^"), limit: pageSize }), shape, signal);
    },
    next: ({ result }) => (result.length < pageSize ? undefined : result.at(-1)?.sys_id),
  });
  for await (const { result } of pages) all.push(...result);
  return all;
}

/**
 * What was written about an incident, the newest first. Each incident of ours begins with a note of ours, so an empty journal is one that we may not see:
 * ServiceNow leaves out such rows without a word.
 */
export async function journalOf(now: Now, incident: string, signal: AbortSignal): Promise<readonly Entry[]> {
  const where = [condition("element_id", "=", incident), condition("element", "IN", "comments,work_notes")];
  const columns = "sys_id,value,sys_created_by,sys_created_on";
  const list = { table: "sys_journal_field", columns, where, shape: Entries, pagesMax: journalPagesMax };
  const entries = await everyRow(now, list, signal);
  if (entries.length === 0) throw notAllowed(now.reader.name);
  return entries.toSorted((a, b) => b.sys_created_on - a.sys_created_on || (a.sys_id < b.sys_id ? 1 : -1));
}
