import { z } from "zod";
import { jsonOf } from "../kit/answer.ts";
import type { Question } from "../kit/http.ts";
import { notAllowed, rateLimited, unexpectedAnswer } from "../kit/http-refusals.ts";
import type { HostedIssue, IssueHost, Said } from "../kit/issue-host.ts";
import type { Reader } from "../kit/reader.ts";

// Only what we use of GitHub's REST API, version 2022-11-28: GitHub may add fields without breaking us.

const number = z.int().min(1);
const user = z.object({ id: number, login: z.string().min(1).max(255) });
const text = z.string().max(1_000_000).nullish();
const moment = z.iso.datetime({ offset: true });
export const Me = user;
const Repository = z.object({ private: z.boolean(), has_issues: z.boolean() });
/** Whose account is gone has no user. */
const Issue = z.object({
  number,
  state: z.enum(["open", "closed"]),
  state_reason: z.string().max(64).nullish(),
  body: text,
  user: user.nullish(),
  created_at: moment,
  updated_at: moment,
  closed_by: user.nullish(),
  assignee: user.nullish(),
  labels: z.array(z.object({ name: z.string().max(255) })).max(1_000),
  html_url: z.url().max(2_048),
});
const Comment = z.object({ id: number, body: text, user: user.nullish(), created_at: moment });
const Created = z.object({ number, html_url: z.url().max(2_048) });
const Commented = z.object({ id: number });

const pageSize = 100;
/** Pages of one issue's comments that are read. */
const commentPagesMax = 20;

/** One repository of a GitHub. */
export type Hub = {
  readonly reader: Reader;
  readonly repository: readonly [owner: string, name: string];
  readonly mayBePublic: boolean;
  readonly labels: readonly string[];
  readonly codes: IssueHost["codes"];
};

const at = ({ repository }: Hub, ...rest: readonly string[]) => ({
  path: ["repos", ...repository, ...rest],
  kind: `/repos/*/*/${rest.map((each) => (/^\d+$/.test(each) ? "*" : each)).join("/")}`,
});

/** The issues of a repository, as tickets need them. */
export function githubIssues(hub: Hub): IssueHost {
  const { reader, labels } = hub;
  const me = ourselves(reader);
  return {
    name: reader.name,
    mayBePublic: hub.mayBePublic,
    codes: hub.codes,
    us: async (signal) => String((await me(signal)).id),
    isPublic: async (signal) => !(await asked(reader, { method: "GET", ...at(hub) }, Repository, signal)).private,
    async ours(_us, page, signal) {
      const { login: creator } = await me(signal);
      const query = { creator, state: "all", sort: "created", direction: "desc", per_page: String(pageSize), page: String(page) };
      const issues = await asked(reader, { method: "GET", ...at(hub, "issues"), query }, z.array(Issue).max(pageSize), signal);
      if (issues.length === 0) return undefined;
      return issues.map((issue) => ({ ...said({ ...issue, id: issue.number }), url: issue.html_url }));
    },
    async issue(ticket, signal): Promise<HostedIssue> {
      const issue = await asked(reader, { method: "GET", ...at(hub, "issues", ticket) }, Issue, signal);
      const { closed_by: closedBy, state_reason: reason } = issue;
      const named = issue.labels.map(({ name }) => name).filter((name) => !labels.includes(name));
      return {
        isClosed: issue.state === "closed",
        revision: `${issue.updated_at}/${issue.state}/${named.toSorted().join(",")}`.slice(0, 200),
        assignee: issue.assignee?.login,
        codes: [...named, ...(reason ? [reason] : [])],
        closedBy: closedBy ? { id: String(closedBy.id), name: closedBy.login } : undefined,
      };
    },
    comments: (ticket, signal) => commentsOf(hub, ticket, signal),
    async open({ title, body }, signal) {
      const change = { method: "POST", ...at(hub, "issues"), body: { json: { title, body, labels } } } as const;
      const { number: id, html_url: url } = jsonOf(reader.name, await reader.write(change, signal), Created);
      return { id: String(id), url };
    },
    async comment(ticket, body, signal) {
      const change = { method: "POST", ...at(hub, "issues", ticket, "comments"), body: { json: { body } } } as const;
      return { id: String(jsonOf(reader.name, await reader.write(change, signal), Commented).id) };
    },
    async close(ticket, verdict, signal) {
      const json = { state: "closed", state_reason: verdict === "true-positive" ? "completed" : "not_planned" };
      jsonOf(reader.name, await reader.write({ method: "PATCH", ...at(hub, "issues", ticket), body: { json } }, signal), Created);
    },
  };
}

const forbidden = 403;
/** How long GitHub is left alone when it says that we ask too much, and not until when; and the longest that it may ask for. Milliseconds. */
const [pauseMs, pauseMsMax] = [60_000, 3_600_000];

/** GitHub says "too much" with the status that says "not allowed", and tells the two apart in headers. Each change begins with a question. */
async function asked<Shape extends z.ZodType>(
  reader: Reader,
  question: Question,
  shape: Shape,
  signal: AbortSignal,
): Promise<z.output<Shape>> {
  const answer = await reader.ask(question, signal, [forbidden]);
  if (answer.status !== forbidden) return jsonOf(reader.name, answer, shape);
  const seconds = answer.header("retry-after");
  if (seconds === undefined && answer.header("x-ratelimit-remaining") !== "0") throw notAllowed(reader.name);
  const askedMs = /^\d{1,6}$/.test(seconds ?? "") ? Number(seconds) * 1_000 : pauseMs;
  throw rateLimited(reader.name, Math.min(askedMs, pauseMsMax));
}

/** Our own account; asked once. */
function ourselves(reader: Reader): (signal: AbortSignal) => Promise<z.output<typeof Me>> {
  let known: z.output<typeof Me> | undefined;
  return async (signal) => {
    known ??= await asked(reader, { method: "GET", path: ["user"] }, Me, signal);
    return known;
  };
}

const said = ({ id, body, user: by, created_at }: z.output<typeof Comment>): Said => ({
  id: String(id),
  by: by ? String(by.id) : "",
  byName: by?.login ?? "ghost",
  atMs: Date.parse(created_at),
  text: body ?? "",
});

/** What people wrote, the newest first; GitHub gives the oldest first, so all of it is read. */
async function commentsOf(hub: Hub, ticket: string, signal: AbortSignal): Promise<readonly Said[]> {
  const all: z.output<typeof Comment>[] = [];
  for (let page = 1; page <= commentPagesMax; page++) {
    const query = { per_page: String(pageSize), page: String(page) };
    const question = { method: "GET", ...at(hub, "issues", ticket, "comments"), query } as const;
    const comments = await asked(hub.reader, question, z.array(Comment).max(pageSize), signal);
    all.push(...comments);
    if (comments.length < pageSize) return all.map(said).toReversed();
  }
  throw unexpectedAnswer(hub.reader.name, "more comments than we can look through");
}
