import { type Said, type Seen, startDouble } from "./double.ts";

// GitHub's REST API, version 2022-11-28, as far as the issues of one repository go, from its published description (fields and parameters from memory of
// the documentation, MEM).

type User = { readonly id: number; readonly login: string };
type Comment = { readonly id: number; readonly body: string; readonly user: User | null; readonly created_at: string };
type Issue = Record<string, unknown> & {
  readonly number: number;
  state: string;
  state_reason: string | null;
  labels: { readonly name: string }[];
  updated_at: string;
  closed_by: User | null;
  readonly user: User;
  readonly said: Comment[];
};

export const us: User = { id: 7, login: "watchkeeper-soc" };
const mara: User = { id: 8, login: "mara" };

/** Starts the product with the repository "soc/cases". */
export async function startGithub() {
  const issues = new Map<string, Issue>();
  let [clockMs, ids, isPrivate, isSpent] = [Date.UTC(2026, 2, 4), 100, true, false];
  const later = () => {
    clockMs += 1_000;
    return new Date(clockMs).toISOString().replace(".000Z", "Z");
  };
  const comment = (issue: Issue, user: User | null, body: string): Comment => {
    ids += 1;
    const made = { id: ids, body, user, created_at: later() };
    issue.said.push(made);
    issue.updated_at = made.created_at;
    return made;
  };
  const close = (issue: Issue, by: User, reason: string, labels: readonly string[] = []) => {
    const all = [...issue.labels, ...labels.map((name) => ({ name }))];
    Object.assign(issue, { state: "closed", state_reason: reason, closed_by: by, labels: all, updated_at: later() });
  };
  const open = (user: User, { labels, ...given }: Record<string, unknown>): Issue => {
    const [number, at] = [issues.size + 1, later()];
    const made: Issue = {
      ...given,
      number,
      state: "open",
      state_reason: null,
      labels: ((labels ?? []) as string[]).map((name) => ({ name })),
      user,
      created_at: at,
      updated_at: at,
      closed_by: null,
      assignee: null,
      html_url: `https://github.example.test/soc/cases/issues/${number}`,
      said: [],
    };
    issues.set(String(number), made);
    return made;
  };
  const paged = (seen: Seen, all: readonly unknown[]): Said => {
    const [size, page] = [Number(seen.query.get("per_page") ?? "30"), Number(seen.query.get("page") ?? "1")];
    return { status: 200, json: all.slice((page - 1) * size, page * size) };
  };
  const shown = ({ said: _, ...rest }: Issue) => rest;
  function ofIssue(seen: Seen, issue: Issue, part: string): Said {
    const given = seen.method === "GET" ? {} : (JSON.parse(seen.text) as Record<string, string>);
    if (part === "comments" && seen.method === "POST") return { status: 201, json: comment(issue, us, given.body ?? "") };
    if (part === "comments") return paged(seen, issue.said);
    if (seen.method === "PATCH" && given.state === "closed") close(issue, us, given.state_reason ?? "completed");
    return { status: 200, json: shown(issue) };
  }
  const answer = (seen: Seen): Said => {
    if (!seen.header("user-agent")) return { status: 403, json: { message: "Request forbidden by administrative rules" } };
    if (seen.header("authorization") !== "Bearer canary-token") return { status: 401, json: { message: "Bad credentials" } };
    if (isSpent) return { status: 403, json: { message: "API rate limit exceeded" }, headers: { "x-ratelimit-remaining": "0" } };
    if (seen.path === "/user") return { status: 200, json: us };
    const [, kind, owner, repository, part = "", number = "", rest = ""] = seen.path.split("/").map(decodeURIComponent);
    if (kind !== "repos" || `${owner}/${repository}` !== "soc/cases") return { status: 404, json: { message: "Not Found" } };
    if (part === "") return { status: 200, json: { id: 1, private: isPrivate, has_issues: true } };
    if (part === "issues" && number === "" && seen.method === "POST")
      return { status: 201, json: shown(open(us, JSON.parse(seen.text) as Record<string, unknown>)) };
    if (part === "issues" && number === "") {
      const creator = seen.query.get("creator");
      const found = [...issues.values()].filter((each) => creator === null || each.user.login === creator);
      return paged(seen, found.toReversed().map(shown));
    }
    const issue = issues.get(number);
    return issue ? ofIssue(seen, issue, rest) : { status: 404, json: { message: "Not Found" } };
  };
  const setPrivate = (now: boolean) => {
    isPrivate = now;
  };
  /** From now on too much was asked. */
  const spend = () => {
    isSpent = true;
  };
  return { double: await startDouble(answer), issues, comment, close, open, mara, setPrivate, spend };
}
