import type { Question } from "../kit/http.ts";
import { unexpectedAnswer } from "../kit/http-refusals.ts";
import { everyPage } from "../kit/pages.ts";
import type { Reader } from "../kit/reader.ts";
import { type Change, Changes, type Comment, Comments, Issue, Me } from "./answers.ts";
import type { JiraSettings } from "./settings.ts";

/** A Jira, with the account that we have there. */
export type Jira = { readonly reader: Reader; readonly settings: JiraSettings; readonly us: (signal: AbortSignal) => Promise<string> };

const pageSize = 100;
/** Pages of one issue's comments or changes that are read; an issue with more is no ticket any more. */
const pagesMax = 20;

/** A question of the REST API. */
export function asked(path: readonly string[], query: Readonly<Record<string, string>> = {}): Question {
  return { method: "GET", path: ["rest", "api", "3", ...path], query };
}

/** The id of our own account; asked once. */
export function ourselves(reader: Reader): Jira["us"] {
  let known: string | undefined;
  return async (signal) => {
    known ??= (await reader.json(asked(["myself"]), Me, signal)).accountId;
    return known;
  };
}

/** How an issue stands. */
export function issueOf({ reader }: Jira, id: string, signal: AbortSignal): Promise<Issue> {
  return reader.json(asked(["issue", id], { fields: "status,resolution,assignee,updated" }), Issue, signal);
}

/** All comments of an issue, the newest first. */
export async function commentsOf({ reader }: Jira, id: string, signal: AbortSignal): Promise<readonly Comment[]> {
  const query = { maxResults: String(pageSize), orderBy: "-created" };
  return all(reader.name, (startAt) =>
    reader
      .json(asked(["issue", id, "comment"], { ...query, startAt }), Comments, signal)
      .then(({ comments, ...page }) => ({ ...page, items: comments })),
  );
}

/** All changes of an issue, as Jira keeps them: the oldest first. */
export async function changesOf({ reader }: Jira, id: string, signal: AbortSignal): Promise<readonly Change[]> {
  const query = { maxResults: String(pageSize) };
  return all(reader.name, (startAt) =>
    reader
      .json(asked(["issue", id, "changelog"], { ...query, startAt }), Changes, signal)
      .then(({ values, ...page }) => ({ ...page, items: values })),
  );
}

type Page<Item> = { readonly startAt: number; readonly total: number; readonly items: readonly Item[] };

async function all<Item>(name: string, read: (startAt: string) => Promise<Page<Item>>): Promise<readonly Item[]> {
  const items: Item[] = [];
  const next = ({ startAt, total, items }: Page<Item>) => {
    if (startAt + items.length >= total) return undefined;
    if (items.length === 0) throw unexpectedAnswer(name, "an empty page of a longer list");
    return String(startAt + items.length);
  };
  for await (const page of everyPage({ name, from: "0", pagesMax, read: (from) => read(from ?? "0"), next })) items.push(...page.items);
  return items;
}
