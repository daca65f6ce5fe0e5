import type { NewTicket, Sink, Ticketing, TicketState } from "../../ports/connector.ts";
import { jsonOf } from "../kit/answer.ts";
import { sinkRefused } from "../kit/sink-answer.ts";
import { twoStepClosing } from "../kit/two-step-closing.ts";
import { documentOf, textOfDocument } from "./adf.ts";
import { CommentCreated, Created, Found, type Issue, Transitions } from "./answers.ts";
import { filesOf } from "./files.ts";
import { asked, changesOf, commentsOf, issueOf, type Jira } from "./jira.ts";

/** Jira refuses longer summaries (255) and texts (32,767 characters). */
const [summaryLengthMax, textLengthMax] = [250, 30_000];
/** People's words that are read of one issue: the newest; and how much of each, in characters. */
const [commentsMax, commentLengthMax] = [100, 16_384];
const candidatesMax = 50;

/** Issues as tickets, both ways. */
export function ticketsOf(jira: Jira): Ticketing {
  return {
    tickets: ticketSink(jira),
    files: filesOf(jira),
    ...twoStepClosing(steps(jira)),
    read: (ticket, signal) => readIssue(jira, ticket, signal),
  };
}

function ticketSink({ reader, settings }: Jira): Sink<NewTicket> {
  const urlOf = (key: string) => `${settings.url.replace(/\/+$/, "")}/browse/${encodeURIComponent(key)}`;
  return {
    name: reader.name,
    async write({ key, title, body, severity }, signal) {
      const priority = settings.priorities[severity];
      const fields = {
        project: { key: settings.project },
        issuetype: { name: settings["issue-type"] },
        summary: oneLine(title).slice(0, summaryLengthMax).toWellFormed() || "Watchkeeper",
        description: documentOf(body.slice(0, textLengthMax)),
        labels: ["watchkeeper", key],
        ...(priority !== undefined && { priority: { name: priority } }),
      };
      const answer = await reader.write({ method: "POST", path: ["rest", "api", "3", "issue"], body: { json: { fields } } }, signal);
      const { id, key: shown } = jsonOf(reader.name, answer, Created);
      return { id, url: urlOf(shown) };
    },
    async find({ key }, signal) {
      // The label alone decides: an issue may have been moved to another project. Labels compare without case in JQL, so what comes is looked at.
      const jql = `labels = ${jqlText(key)} order by created asc`;
      const query = { jql, fields: "labels", maxResults: String(candidatesMax) };
      const { issues } = await reader.json(asked(["search", "jql"], query), Found, signal);
      const found = issues.find(({ fields }) => fields.labels.includes(key));
      return found && { id: found.id, url: urlOf(found.key) };
    },
  };
}

/** A text as JQL reads it back: the backslash hides itself and the quote. */
export const jqlText = (value: string) => `"${value.replace(/[\\"]/g, "\\$&")}"`;

const oneLine = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();

/** The last line of each comment of ours. */
const markOf = (key: string) => `Watchkeeper [${key}]`;

function steps(jira: Jira): Parameters<typeof twoStepClosing>[0] {
  const { reader, settings, us } = jira;
  const { name } = reader;
  return {
    name,
    async comment({ ticket, text, key }, signal) {
      const body = documentOf(`${text.slice(0, textLengthMax)}\n${markOf(key)}`);
      const path = ["rest", "api", "3", "issue", ticket, "comment"];
      return { id: jsonOf(name, await reader.write({ method: "POST", path, body: { json: { body } } }, signal), CommentCreated).id };
    },
    async findComment(ticket, key, signal) {
      const [me, comments] = await Promise.all([us(signal), commentsOf(jira, ticket, signal)]);
      // Anybody can write our mark; only what our account wrote is ours.
      const found = comments.find(({ author, body }) => author?.accountId === me && textOfDocument(body).endsWith(markOf(key)));
      return found && { id: found.id };
    },
    isClosed: async (ticket, signal) => isDone(await issueOf(jira, ticket, signal)),
    async close(ticket, _verdict, signal) {
      const path = ["issue", ticket, "transitions"];
      const { transitions } = await reader.json(asked(path), Transitions, signal).catch((cause: unknown) => {
        throw sinkRefused(name, `"${name}" did not say which transitions there are`, cause);
      });
      const wanted = settings["close-transition"].toLowerCase();
      const found = transitions.find((each) => each.name.trim().toLowerCase() === wanted);
      if (!found) throw sinkRefused(name, `"${name}" has no transition for the end of this issue under the name in close-transition`);
      const { resolution } = settings;
      const json = { transition: { id: found.id }, ...(resolution !== undefined && { fields: { resolution: { name: resolution } } }) };
      await reader.write({ method: "POST", path: ["rest", "api", "3", ...path], body: { json } }, signal);
    },
  };
}

const isDone = ({ fields }: Issue) => fields.status.statusCategory.key === "done";

async function readIssue(jira: Jira, ticket: string, signal: AbortSignal): Promise<TicketState> {
  const [me, issue, comments] = await Promise.all([jira.us(signal), issueOf(jira, ticket, signal), commentsOf(jira, ticket, signal)]);
  const { status, assignee, updated } = issue.fields;
  const theirs = comments.filter(({ author }) => author?.accountId !== me).slice(0, commentsMax);
  return {
    id: issue.id,
    state: isDone(issue) ? "resolved" : status.statusCategory.key === "new" ? "open" : "in-progress",
    ...(assignee && { assignee: assignee.displayName || assignee.accountId }),
    revision: `${updated}/${comments[0]?.id ?? ""}`,
    ...(isDone(issue) && (await closureOf(jira, issue, me, signal))),
    comments: theirs.toReversed().map(({ id, author, created, body }) => ({
      id,
      atMs: created,
      by: author?.displayName || author?.accountId || "",
      text: textOfDocument(body).slice(0, commentLengthMax).toWellFormed(),
    })),
  };
}

/** How people ended it: the last change of the status says who. What we closed ourselves is no decision of theirs. */
async function closureOf(jira: Jira, { id, fields }: Issue, me: string, signal: AbortSignal): Promise<Pick<TicketState, "closure">> {
  const changes = await changesOf(jira, id, signal);
  const last = changes.filter(({ items }) => items.some(({ field }) => field === "status")).toSorted((a, b) => a.created - b.created);
  const author = last.at(-1)?.author;
  if (!author || author.accountId === me) return {};
  const code = fields.resolution?.name ?? fields.status.name;
  const codes = jira.settings["closure-codes"];
  const verdict = Object.hasOwn(codes, code) ? codes[code] : undefined;
  return { closure: { code, says: "", by: author.displayName || author.accountId, ...(verdict && { verdict }) } };
}
