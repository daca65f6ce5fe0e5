import { z } from "zod";
import { jsonOf } from "../kit/answer.ts";
import { unexpectedAnswer } from "../kit/http-refusals.ts";
import type { HostedIssue, IssueHost, Said } from "../kit/issue-host.ts";
import type { Reader } from "../kit/reader.ts";

// Only what we use of GitLab's REST API, version 4: GitLab may add fields without breaking us.

const number = z.int().min(1);
const user = z.object({ id: number, username: z.string().max(255) });
const text = z.string().max(2_000_000);
const moment = z.iso.datetime({ offset: true });
export const Me = user;
export const Project = z.object({ visibility: z.enum(["private", "internal", "public"]), issues_enabled: z.boolean().optional() });
const Issue = z.object({
  iid: number,
  state: z.enum(["opened", "closed"]),
  description: text.nullish(),
  author: user,
  created_at: moment,
  updated_at: moment,
  closed_by: user.nullish(),
  assignees: z.array(user).max(1_000).nullish(),
  labels: z.array(z.string().max(255)).max(1_000),
  web_url: z.url().max(2_048),
});
const Note = z.object({ id: number, body: text, author: user, created_at: moment, system: z.boolean() });
const Created = z.object({ iid: number, web_url: z.url().max(2_048) });
const Noted = z.object({ id: number });

const pageSize = 100;
/** Pages of one issue's notes that are read. */
const notesPagesMax = 20;

/** One project of a GitLab. */
export type Lab = {
  readonly reader: Reader;
  readonly project: string;
  readonly mayBePublic: boolean;
  readonly labels: readonly string[];
  readonly codes: IssueHost["codes"];
};

const at = ({ project }: Lab, ...rest: readonly string[]) => ({
  path: ["api", "v4", "projects", project, ...rest],
  kind: `/api/v4/projects/*/${rest.map((each) => (/^\d+$/.test(each) ? "*" : each)).join("/")}`,
});

/** The issues of a project, as tickets need them. Each is confidential: only members with a role see it. */
export function gitlabIssues(lab: Lab): IssueHost {
  const { reader, labels } = lab;
  let known: string | undefined;
  return {
    name: reader.name,
    mayBePublic: lab.mayBePublic,
    codes: lab.codes,
    async us(signal) {
      known ??= String((await reader.json({ method: "GET", path: ["api", "v4", "user"] }, Me, signal)).id);
      return known;
    },
    isPublic: async (signal) => (await reader.json({ method: "GET", ...at(lab) }, Project, signal)).visibility === "public",
    async ours(us, page, signal) {
      const query = {
        author_id: us,
        scope: "all",
        state: "all",
        order_by: "created_at",
        sort: "desc",
        per_page: String(pageSize),
        page: String(page),
      };
      const issues = await reader.json({ method: "GET", ...at(lab, "issues"), query }, z.array(Issue).max(pageSize), signal);
      if (issues.length === 0) return undefined;
      return issues.map(({ iid, author, created_at, description, web_url: url }) => ({
        ...said({ id: iid, body: description ?? "", author, created_at }),
        url,
      }));
    },
    async issue(ticket, signal): Promise<HostedIssue> {
      const issue = await reader.json({ method: "GET", ...at(lab, "issues", ticket) }, Issue, signal);
      const { closed_by: closedBy } = issue;
      return {
        isClosed: issue.state === "closed",
        revision: issue.updated_at,
        assignee: issue.assignees?.[0]?.username,
        codes: issue.labels.filter((each) => !labels.includes(each)),
        closedBy: closedBy ? { id: String(closedBy.id), name: closedBy.username } : undefined,
      };
    },
    comments: (ticket, signal) => notesOf(lab, ticket, signal),
    ...changesTo(lab),
  };
}

/** What we change there. */
function changesTo(lab: Lab): Pick<IssueHost, "open" | "comment" | "close"> {
  const { reader, labels } = lab;
  return {
    async open({ title, body: description }, signal) {
      const body = { json: { title, description, labels: labels.join(","), confidential: true } };
      const { iid, web_url: url } = jsonOf(
        reader.name,
        await reader.write({ method: "POST", ...at(lab, "issues"), body }, signal),
        Created,
      );
      return { id: String(iid), url };
    },
    async comment(ticket, text, signal) {
      const change = { method: "POST", ...at(lab, "issues", ticket, "notes"), body: { json: { body: text } } } as const;
      return { id: String(jsonOf(reader.name, await reader.write(change, signal), Noted).id) };
    },
    async close(ticket, _verdict, signal) {
      const body = { json: { state_event: "close" } };
      jsonOf(reader.name, await reader.write({ method: "PUT", ...at(lab, "issues", ticket), body }, signal), Created);
    },
  };
}

const said = ({ id, body, author, created_at }: Pick<z.output<typeof Note>, "id" | "body" | "author" | "created_at">): Said => ({
  id: String(id),
  by: String(author.id),
  byName: author.username,
  atMs: Date.parse(created_at),
  text: body,
});

/** What people wrote, the newest first, without what GitLab itself notes. */
async function notesOf(lab: Lab, ticket: string, signal: AbortSignal): Promise<readonly Said[]> {
  const all: z.output<typeof Note>[] = [];
  for (let page = 1; page <= notesPagesMax; page++) {
    const query = { order_by: "created_at", sort: "desc", per_page: String(pageSize), page: String(page) };
    const notes = await lab.reader.json(
      { method: "GET", ...at(lab, "issues", ticket, "notes"), query },
      z.array(Note).max(pageSize),
      signal,
    );
    all.push(...notes);
    if (notes.length < pageSize) return all.filter(({ system }) => !system).map(said);
  }
  throw unexpectedAnswer(lab.reader.name, "more notes than we can look through");
}
