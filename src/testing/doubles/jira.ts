import { type Said, type Seen, startDouble } from "./double.ts";
import { fileIn } from "./form.ts";

// Jira Cloud's REST API, version 3, as far as issues go, from its published OpenAPI description (paths and bodies READ in domain.md 3.5; fields of
// answers, ADF and JQL's quoting from memory of the documentation, MEM; that forms of files need the header against
// forged forms, the field's name and the answer READ).

type Account = { readonly accountId: string; readonly displayName: string };
type Comment = { readonly id: string; readonly by: Account; readonly atMs: number; readonly body: unknown };
type Change = { readonly by: Account; readonly atMs: number; readonly to: string };
type Attachment = {
  readonly id: string;
  readonly filename: string;
  readonly mimeType: string;
  readonly author: Account;
  readonly text: string;
};
type Issue = {
  readonly id: string;
  readonly key: string;
  readonly fields: Record<string, unknown>;
  readonly labels: readonly string[];
  status: string;
  resolution: string | undefined;
  updatedMs: number;
  readonly comments: Comment[];
  readonly changes: Change[];
  readonly attachments: Attachment[];
};

const us: Account = { accountId: "5b10a2844c20165700ede21g", displayName: "Watchkeeper" };
export const mara: Account = { accountId: "5b109f2e9729b51b54dc274d", displayName: "Mara" };
const transitions = [
  { id: "11", name: "In Progress", to: "In Progress" },
  { id: "31", name: "Done", to: "Done" },
];
const categories: Readonly<Record<string, string>> = { "To Do": "new", "In Progress": "indeterminate", Done: "done" };
const timeOf = (ms: number) => new Date(ms).toISOString().replace("Z", "+0000");

/** Starts the product with the project "SEC". */
export async function startJira() {
  const issues = new Map<string, Issue>();
  let [clockMs, ids] = [Date.UTC(2026, 2, 4), 10_000];
  const next = () => String(++ids);
  const touch = (issue: Issue) => {
    clockMs += 1_000;
    issue.updatedMs = clockMs;
    return clockMs;
  };
  const comment = (issue: Issue, by: Account, body: unknown) => {
    const made = { id: next(), by, atMs: touch(issue), body };
    issue.comments.push(made);
    return made;
  };
  const move = (issue: Issue, by: Account, to: string, resolution?: string) => {
    Object.assign(issue, { status: to, resolution: to === "Done" ? (resolution ?? "Done") : undefined });
    issue.changes.push({ by, atMs: touch(issue), to });
  };
  function create({ fields }: { fields: Record<string, unknown> & { labels?: string[]; summary?: string } }): Said {
    const labels = fields.labels ?? [];
    const isBad = labels.some((each) => /\s/.test(each)) || !fields.summary || fields.summary.length > 255 || /\n/.test(fields.summary);
    if (isBad || !isDocument(fields.description)) return { status: 400, json: { errorMessages: [], errors: { fields: "bad" } } };
    const id = next();
    const issue: Issue = {
      id,
      key: `SEC-${ids}`,
      fields,
      labels,
      status: "To Do",
      resolution: undefined,
      updatedMs: 0,
      comments: [],
      changes: [],
      attachments: [],
    };
    touch(issue);
    issues.set(id, issue);
    return { status: 201, json: { id, key: issue.key, self: `https://jira.example.test/rest/api/3/issue/${id}` } };
  }
  const attach = (issue: Issue, author: Account, file: Pick<Attachment, "filename" | "mimeType" | "text">) => {
    const made = { id: next(), author, ...file };
    issue.attachments.push(made);
    touch(issue);
    return made;
  };
  /** Without the header a form is taken for one that a page made (XSRF). */
  function attached(seen: Seen, issue: Issue): Said {
    if (seen.header("x-atlassian-token") !== "no-check") return { status: 403, text: "XSRF check failed", type: "text/plain" };
    const file = fileIn(seen, "file");
    if (!file) return { status: 400, json: { errorMessages: ["no file"], errors: {} } };
    return { status: 200, json: [attach(issue, us, { filename: file.name, mimeType: file.type, text: file.text })] };
  }
  function ofIssue(seen: Seen, issue: Issue, part: string): Said {
    if (part === "attachments" && seen.method === "POST") return attached(seen, issue);
    const given = seen.method === "GET" ? {} : (JSON.parse(seen.text) as Record<string, Record<string, unknown>>);
    if (part === "comment" && seen.method === "POST") {
      if (!isDocument(given.body)) return { status: 400, json: { errorMessages: ["not ADF"], errors: {} } };
      return { status: 201, json: commentJson(comment(issue, us, given.body)) };
    }
    if (part === "comment") return paged(seen, "comments", issue.comments.toReversed().map(commentJson));
    if (part === "changelog") return paged(seen, "values", issue.changes.map(changeJson));
    if (part === "transitions" && seen.method === "POST") {
      const to = transitions.find(({ id }) => id === given.transition?.id)?.to;
      if (to === undefined) return { status: 400, json: { errorMessages: ["no such transition"], errors: {} } };
      move(issue, us, to, (given.fields?.resolution as { name?: string } | undefined)?.name);
      return { status: 204, nothing: true };
    }
    if (part === "transitions") return { status: 200, json: { transitions } };
    return part === "" ? { status: 200, json: issueJson(issue) } : { status: 404, json: { errorMessages: ["no"] } };
  }
  const answer = (seen: Seen): Said => {
    const expected = `Basic ${Buffer.from("watchkeeper@example.test:canary-token").toString("base64")}`;
    if (seen.header("authorization") !== expected) return { status: 401, json: {} };
    const [, , , , kind = "", id = "", part = ""] = seen.path.split("/").map(decodeURIComponent);
    if (kind === "myself") return { status: 200, json: us };
    if (kind === "mypermissions") return permissions(seen);
    if (kind === "search" && id === "jql") return search(seen);
    if (kind === "issue" && id === "") return create(JSON.parse(seen.text) as Parameters<typeof create>[0]);
    const issue = kind === "issue" ? issues.get(id) : undefined;
    return issue ? ofIssue(seen, issue, part) : { status: 404, json: { errorMessages: ["Issue does not exist"], errors: {} } };
  };
  /** `labels = "…"`, read by JQL's own quoting; labels compare without case. */
  function search(seen: Seen): Said {
    const literal = /^labels = "((?:[^"\\]|\\.)*)" order by created asc$/s.exec(seen.query.get("jql") ?? "")?.[1];
    if (literal === undefined) return { status: 400, json: { errorMessages: ["Error in the JQL Query"], errors: {} } };
    const wanted = literal.replace(/\\(.)/gs, "$1").toLowerCase();
    const found = [...issues.values()].filter(({ labels }) => labels.some((each) => each.toLowerCase() === wanted));
    return { status: 200, json: { issues: found.map(({ id, key, labels }) => ({ id, key, fields: { labels } })), isLast: true } };
  }
  return { double: await startDouble(answer), issues, comment, move, attach, us };
}

function permissions(seen: Seen): Said {
  if (seen.query.get("projectKey") !== "SEC") return { status: 404, json: { errorMessages: ["No project"], errors: {} } };
  const keys = (seen.query.get("permissions") ?? "").split(",");
  return { status: 200, json: { permissions: Object.fromEntries(keys.map((key) => [key, { key, havePermission: true }])) } };
}

/** A document of text and breaks, as Jira takes it: no empty text nodes. */
function isDocument(value: unknown): boolean {
  const node = value as { type?: string; version?: number; content?: { type: string; content?: { type: string; text?: string }[] }[] };
  const inner = node?.content?.flatMap((each) => each.content ?? []) ?? [];
  return (
    node?.type === "doc" && node.version === 1 && inner.every(({ type, text }) => type === "hardBreak" || (type === "text" && text !== ""))
  );
}

function paged(seen: Seen, name: string, items: readonly unknown[]): Said {
  const [startAt, size] = [Number(seen.query.get("startAt") ?? "0"), Math.min(100, Number(seen.query.get("maxResults") ?? "50"))];
  return { status: 200, json: { startAt, maxResults: size, total: items.length, [name]: items.slice(startAt, startAt + size) } };
}

const commentJson = ({ id, by, atMs, body }: Comment) => ({ id, author: by, body, created: timeOf(atMs), updated: timeOf(atMs) });
const changeJson = ({ by, atMs, to }: Change) => ({
  id: "1",
  author: by,
  created: timeOf(atMs),
  items: [{ field: "status", to: "3", toString: to }],
});
const issueJson = ({ id, key, status, resolution, updatedMs, attachments }: Issue) => ({
  id,
  key,
  fields: {
    updated: timeOf(updatedMs),
    status: { name: status, statusCategory: { key: categories[status] } },
    resolution: resolution === undefined ? null : { name: resolution },
    assignee: null,
    attachment: attachments.map(({ id, filename, mimeType, author }) => ({ id, filename, mimeType, author })),
  },
});
