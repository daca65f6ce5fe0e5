import { z } from "zod";
import type { Question } from "../kit/http.ts";
import { unexpectedAnswer } from "../kit/http-refusals.ts";
import type { Reader } from "../kit/reader.ts";
import type { HiveSettings } from "./settings.ts";

// Only what we use of TheHive 5's API, version 1: TheHive may add fields without breaking us.

/** What a thing is called: "~41235". */
const id = z.string().regex(/^~?[A-Za-z0-9_-]{1,64}$/);
const atMs = z.int().min(0);
const name = z.string().max(255).nullish();

export const User = z.object({ login: z.string().min(1).max(255), permissions: z.array(z.string().max(120)).max(1_000) });
export const Created = z.object({ _id: id });
const standing = {
  _id: id,
  _createdAt: atMs,
  _updatedAt: atMs.nullish(),
  _updatedBy: name,
  assignee: name,
  status: z.string().max(64),
  stage: z.string().max(64),
  summary: z.string().max(1_048_576).nullish(),
};
export const Alert = z.object({ ...standing, source: z.string(), sourceRef: z.string(), caseId: id.nullish() });
export const Case = z.object(standing);
/** An alert, or the case that people made of it. */
export type Standing = z.output<typeof Case>;
export const Alerts = z.array(Alert).max(100);
export const Comment = z.object({ _id: id, createdBy: z.string().max(255), createdAt: atMs, message: z.string().max(1_048_576) });
export type Comment = z.output<typeof Comment>;

const attachment = z.object({ _id: id, _createdBy: z.string().max(255), name: z.string().max(1_024) });
export const AttachedNow = z.object({ attachments: z.tuple([attachment]) });
export const Attachments = z.array(attachment).max(100);

/** A TheHive, with the account that we have there. */
export type Hive = { readonly reader: Reader; readonly settings: HiveSettings; readonly us: (signal: AbortSignal) => Promise<string> };
/** Where a ticket lives: an alert until people make a case of it. */
export type Place = { readonly kind: "alert" | "case"; readonly id: string; readonly standing: Standing };

const pageSize = 100;
/** Comments of one alert or case that are read. */
const pagesMax = 20;
export const api = ["api", "v1"] as const;

export const asked = (...path: readonly string[]): Question => ({ method: "GET", path: [...api, ...path], kind: `/api/v1/${path[0]}/*` });

/** A query: steps that are put together, values only as values of JSON. Nothing is changed by it. */
export const query = (title: string, ...steps: readonly object[]): Question => ({
  method: "POST",
  changes: false,
  path: [...api, "query"],
  query: { name: title },
  body: { json: { query: steps } },
});

/** The login of our own account; asked once. */
export function ourselves(reader: Reader): Hive["us"] {
  let known: string | undefined;
  return async (signal) => {
    known ??= (await reader.json(asked("user", "current"), User, signal)).login;
    return known;
  };
}

/** Where a ticket lives now, the alert first. */
export async function placesOf({ reader }: Hive, ticket: string, signal: AbortSignal): Promise<readonly [Place, ...Place[]]> {
  const alert = await reader.json(asked("alert", ticket), Alert, signal);
  const first: Place = { kind: "alert", id: alert._id, standing: alert };
  if (!alert.caseId) return [first];
  const made = await reader.json(asked("case", alert.caseId), Case, signal);
  return [first, { kind: "case", id: made._id, standing: made }];
}

/** All comments of an alert or a case, the newest first. */
export async function commentsOf({ reader }: Hive, { kind, id: of }: Place, signal: AbortSignal): Promise<readonly Comment[]> {
  const all: Comment[] = [];
  for (let page = 0; page < pagesMax; page++) {
    const steps = [
      { _name: kind === "alert" ? "getAlert" : "getCase", idOrName: of },
      { _name: "comments" },
      { _name: "sort", _fields: [{ _createdAt: "desc" }] },
      { _name: "page", from: page * pageSize, to: (page + 1) * pageSize },
    ];
    const comments = await reader.json(query("comments", ...steps), z.array(Comment).max(pageSize), signal);
    all.push(...comments);
    if (comments.length < pageSize) return all.toSorted((a, b) => b.createdAt - a.createdAt);
  }
  throw unexpectedAnswer(reader.name, "more comments than we can look through");
}
