import { type Said, type Seen, startDouble } from "./double.ts";

// GitLab's REST API, version 4, as far as the issues of one project go, from its published description (fields and parameters from memory of the
// documentation, MEM).

type User = { readonly id: number; readonly username: string };
type Note = { readonly id: number; readonly body: string; readonly author: User; readonly created_at: string; readonly system: boolean };
type Issue = Record<string, unknown> & {
  readonly iid: number;
  state: string;
  labels: string[];
  updated_at: string;
  closed_by: User | null;
  readonly author: User;
  readonly notes: Note[];
};

export const us: User = { id: 7, username: "watchkeeper" };
const mara: User = { id: 8, username: "mara" };

/** Starts the product with the project "soc/cases". */
export async function startGitlab() {
  const issues = new Map<string, Issue>();
  let [clockMs, ids, visibility] = [Date.UTC(2026, 2, 4), 100, "private"];
  const later = () => {
    clockMs += 1_000;
    return new Date(clockMs).toISOString();
  };
  const note = (issue: Issue, author: User, body: string, system = false): Note => {
    ids += 1;
    const made = { id: ids, body, author, created_at: later(), system };
    issue.notes.push(made);
    issue.updated_at = made.created_at;
    return made;
  };
  const close = (issue: Issue, by: User, labels: readonly string[] = []) => {
    Object.assign(issue, { state: "closed", closed_by: by, labels: [...issue.labels, ...labels] });
    note(issue, by, "closed", true);
  };
  const open = (author: User, given: Record<string, unknown>): Issue => {
    const [iid, at] = [issues.size + 1, later()];
    const labels = String(given.labels ?? "").split(",");
    const web_url = `https://gitlab.example.test/soc/cases/-/issues/${iid}`;
    const more = {
      iid,
      state: "opened",
      labels,
      author,
      created_at: at,
      updated_at: at,
      closed_by: null,
      assignees: [],
      web_url,
      notes: [],
    };
    const made: Issue = { ...given, ...more };
    issues.set(String(iid), made);
    return made;
  };
  const paged = (seen: Seen, all: readonly unknown[]): Said => {
    const [size, page] = [Number(seen.query.get("per_page") ?? "20"), Number(seen.query.get("page") ?? "1")];
    return { status: 200, json: all.slice((page - 1) * size, page * size) };
  };
  function ofIssue(seen: Seen, issue: Issue, part: string): Said {
    const given = seen.method === "GET" ? {} : (JSON.parse(seen.text) as Record<string, string>);
    if (part === "notes" && seen.method === "POST") return { status: 201, json: note(issue, us, given.body ?? "") };
    if (part === "notes") return paged(seen, issue.notes.toReversed());
    if (seen.method === "PUT" && given.state_event === "close") close(issue, us);
    const { notes: _, ...shown } = issue;
    return { status: 200, json: shown };
  }
  const answer = (seen: Seen): Said => {
    if (seen.header("private-token") !== "canary-token") return { status: 401, json: { message: "401 Unauthorized" } };
    if (seen.path === "/api/v4/user") return { status: 200, json: us };
    const [, , , kind, project, part = "", iid = "", rest = ""] = seen.path.split("/").map(decodeURIComponent);
    if (kind !== "projects" || project !== "soc/cases") return { status: 404, json: { message: "404 Project Not Found" } };
    if (part === "") return { status: 200, json: { id: 1, visibility, issues_enabled: true } };
    if (part === "issues" && iid === "" && seen.method === "POST")
      return { status: 201, json: { ...open(us, JSON.parse(seen.text) as Record<string, unknown>), notes: undefined } };
    if (part === "issues" && iid === "") {
      const author = seen.query.get("author_id");
      const found = [...issues.values()].filter((each) => author === null || String(each.author.id) === author);
      return paged(
        seen,
        found.toReversed().map(({ notes: _, ...shown }) => shown),
      );
    }
    const issue = issues.get(iid);
    return issue ? ofIssue(seen, issue, rest) : { status: 404, json: { message: "404 Not found" } };
  };
  const setVisibility = (now: string) => {
    visibility = now;
  };
  return { double: await startDouble(answer), issues, note, close, open, mara, setVisibility };
}
