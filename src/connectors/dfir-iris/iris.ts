import { z } from "zod";
import type { Question } from "../kit/http.ts";
import { unexpectedAnswer } from "../kit/http-refusals.ts";
import type { Reader } from "../kit/reader.ts";

// Only what we use of DFIR-IRIS 2.x's API: every answer is {status, message, data}. IRIS may add fields without breaking us.

const id = z.int().min(0);
const text = z.string().max(1_048_576).nullish();
const said = <Data extends z.ZodType>(data: Data) => z.object({ status: z.literal("success"), data });
/** IRIS keeps times without a zone, in UTC. */
const moment = z
  .string()
  .max(40)
  .transform((value) => Date.parse(/(?:Z|[+-]\d{2}:?\d{2})$/.test(value) ? value : `${value}Z`))
  .pipe(z.number());

const person = z.object({ user_login: text, user_name: text });
export const Alert = z.object({
  alert_id: id,
  alert_source: text,
  alert_source_ref: text,
  alert_tags: text,
  status: z.object({ status_name: z.string().max(255) }),
  resolution_status: z.object({ resolution_status_name: z.string().max(255) }).nullish(),
  owner: person.nullish(),
});
export type Alert = z.output<typeof Alert>;
export const OneAlert = said(Alert);
export const Created = said(z.object({ alert_id: id }));
export const Found = said(z.object({ alerts: z.array(Alert).max(1_000), total: id }));
const Comment = z.object({ comment_id: id, comment_text: text, comment_date: moment, user: person });
export type Comment = z.output<typeof Comment>;
const Comments = said(z.array(Comment).max(10_000));
export const Commented = said(z.object({ comment_id: id }));
const Me = said(z.object({ user_login: z.string().min(1).max(255) }));
const named = (key: string, name: string) => said(z.array(z.looseObject({ [key]: id, [name]: z.string() })).max(1_000));

/** An IRIS, with the account that we have there. */
export type Iris = { readonly reader: Reader; readonly us: (signal: AbortSignal) => Promise<string> };

/** A question; numbers in a path are somebody's ids. */
export const asked = (path: readonly string[], query: Readonly<Record<string, string>> = {}): Question => ({ method: "GET", path, query });

/** The login of our own account; asked once. */
export function ourselves(reader: Reader): Iris["us"] {
  let known: string | undefined;
  return async (signal) => {
    known ??= (await reader.json(asked(["user", "whoami"]), Me, signal)).data.user_login;
    return known;
  };
}

export const alertOf = async ({ reader }: Iris, ticket: string, signal: AbortSignal): Promise<Alert> =>
  (await reader.json(asked(["alerts", ticket]), OneAlert, signal)).data;

/** All comments of an alert, the newest first: IRIS gives them in one piece. */
export async function commentsOf({ reader }: Iris, ticket: string, signal: AbortSignal): Promise<readonly Comment[]> {
  const { data } = await reader.json(asked(["alerts", ticket, "comments", "list"]), Comments, signal);
  return data.toSorted((a, b) => b.comment_id - a.comment_id);
}

const lists = {
  status: { path: "alert-status", key: "status_id", name: "status_name" },
  resolution: { path: "alert-resolutions", key: "resolution_status_id", name: "resolution_status_name" },
  severity: { path: "severities", key: "severity_id", name: "severity_name" },
} as const;

/** The id under which IRIS keeps one of its words: they differ from one installation to the next. */
export async function idOf({ reader }: Iris, list: keyof typeof lists, word: string, signal: AbortSignal): Promise<number> {
  const { path, key, name } = lists[list];
  const { data } = await reader.json(asked(["manage", path, "list"]), named(key, name), signal);
  const found = data.find((each) => String(each[name]).toLowerCase() === word.toLowerCase())?.[key];
  if (typeof found !== "number") throw unexpectedAnswer(reader.name, `no ${list} of the name that is needed`);
  return found;
}
