import { SocError } from "../../core/soc-error.ts";
import type { Ticketing, TicketState, Written } from "../../ports/connector.ts";
import { fenced } from "./fenced.ts";
import { quoted } from "./quoted.ts";
import { sinkRefused } from "./sink-answer.ts";
import { twoStepClosing } from "./two-step-closing.ts";

type Verdict = "true-positive" | "benign" | "false-positive";

/** What a person wrote: an issue or a comment. `by` is the account's id. */
export type Said = { readonly id: string; readonly by: string; readonly byName: string; readonly atMs: number; readonly text: string };
/** An issue as it stands. `codes` are what may say how it ended, the surest first; `closedBy` an account, where somebody closed it. */
export type HostedIssue = {
  readonly isClosed: boolean;
  readonly revision: string;
  readonly assignee: string | undefined;
  readonly codes: readonly string[];
  readonly closedBy: { readonly id: string; readonly name: string } | undefined;
};

/** The issues of one repository, where anybody who sees it may read along, and texts are Markdown. Each call throws as a reader's does. */
export type IssueHost = {
  readonly name: string;
  /** The id of our own account. */
  readonly us: (signal: AbortSignal) => Promise<string>;
  /** Whether everybody can read what is written there, now. */
  readonly isPublic: (signal: AbortSignal) => Promise<boolean>;
  readonly mayBePublic: boolean;
  /** Issues that our account opened, the newest first; undefined past the last page. */
  readonly ours: (us: string, page: number, signal: AbortSignal) => Promise<readonly (Said & Written)[] | undefined>;
  readonly issue: (ticket: string, signal: AbortSignal) => Promise<HostedIssue>;
  /** All comments, the newest first. */
  readonly comments: (ticket: string, signal: AbortSignal) => Promise<readonly Said[]>;
  readonly open: (issue: { readonly title: string; readonly body: string }, signal: AbortSignal) => Promise<Written>;
  readonly comment: (ticket: string, body: string, signal: AbortSignal) => Promise<Written>;
  readonly close: (ticket: string, verdict: string, signal: AbortSignal) => Promise<void>;
  readonly codes: Readonly<Record<string, Verdict>>;
};

const [titleLengthMax, textLengthMax, urlLengthMax] = [240, 50_000, 1_000];
/** People's words that are read of one issue: the newest; and how much of each, in characters. */
const [commentsMax, commentLengthMax] = [100, 16_384];
/** Pages of our own issues that are looked through for a key. */
const pagesMax = 20;

/** Our key in a text, where people do not see it. */
export const markOf = (key: string) => `<!-- watchkeeper:${key} -->`;
const isMarked = ({ text }: Said, key: string) => text.trimEnd().endsWith(markOf(key));

/** A title mentions nobody and refers to nothing: a joiner of no width stands between a sign and its name. */
export const titleOf = (text: string) =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .trim()
    .slice(0, titleLengthMax)
    .toWellFormed()
    .replace(/([@#!$%&~^*:`[])(?=[\p{L}\p{N}"_{[])/gu, "$1\u2060") || "Watchkeeper";

const bodyOf = (text: string, key: string, url?: string) => {
  const isLink = url !== undefined && url.length <= urlLengthMax && /^https?:\/\/[^\s<>()[\]]+$/.test(url);
  const link = isLink ? `<${url}> leads to sign-in; nothing is approved by opening it.\n\n` : "";
  return `${fenced(text.slice(0, textLengthMax))}\n\n${link}${markOf(key)}`;
};

/** Issues as tickets, both ways. */
export function issuesAsTickets(host: IssueHost): Ticketing {
  const { name } = host;
  const mayWrite = async (signal: AbortSignal) => {
    const isPublic = await host.isPublic(signal).catch((cause: unknown) => {
      throw sinkRefused(name, `"${name}" did not say who can read there`, cause);
    });
    if (isPublic && !host.mayBePublic) throw sinkRefused(name, publicRepository(name).problem, publicRepository(name));
  };
  const comment = async ({ ticket, text, key }: { ticket: string; text: string; key: string }, signal: AbortSignal) => {
    await mayWrite(signal);
    return host.comment(ticket, bodyOf(text, key), signal);
  };
  const findComment = async (ticket: string, key: string, signal: AbortSignal) => {
    const [us, comments] = await Promise.all([host.us(signal), host.comments(ticket, signal)]);
    // Anybody can write our mark; only what our account wrote is ours.
    const found = comments.find((each) => each.by === us && isMarked(each, key));
    return found && { id: found.id };
  };
  const isClosed = async (ticket: string, signal: AbortSignal) => (await host.issue(ticket, signal)).isClosed;
  return {
    tickets: {
      name,
      async write({ key, title, body, url }, signal) {
        await mayWrite(signal);
        return host.open({ title: titleOf(title), body: bodyOf(body, key, url) }, signal);
      },
      find: ({ key }, signal) => findIssue(host, key, signal),
    },
    ...twoStepClosing({ name, comment, findComment, isClosed, close: host.close }),
    read: (ticket, signal) => readIssue(host, ticket, signal),
  };
}

/** Refuses a repository that everybody can read, unless the settings say that it is meant. */
export async function refusePublic(host: IssueHost, signal: AbortSignal): Promise<void> {
  if ((await host.isPublic(signal)) && !host.mayBePublic) throw publicRepository(host.name);
}

/** Lists are read from the database and not from an index, so what was written a moment ago is in them. */
async function findIssue(host: IssueHost, key: string, signal: AbortSignal): Promise<Written | undefined> {
  const us = await host.us(signal);
  for (let page = 1; page <= pagesMax; page++) {
    const issues = await host.ours(us, page, signal);
    const found = issues?.find((each) => each.by === us && isMarked(each, key));
    if (found) return { id: found.id, ...(found.url !== undefined && { url: found.url }) };
    if (!issues) return undefined;
  }
  throw cannotTell(host.name);
}

async function readIssue(host: IssueHost, ticket: string, signal: AbortSignal): Promise<TicketState> {
  const [us, issue, comments] = await Promise.all([host.us(signal), host.issue(ticket, signal), host.comments(ticket, signal)]);
  const { isClosed, assignee, revision, closedBy, codes } = issue;
  const theirs = comments.filter(({ by }) => by !== us).slice(0, commentsMax);
  const code = codes.find((each) => Object.hasOwn(host.codes, each)) ?? codes[0] ?? "closed";
  const verdict = Object.hasOwn(host.codes, code) ? host.codes[code] : undefined;
  return {
    id: ticket,
    state: isClosed ? "closed" : assignee === undefined ? "open" : "in-progress",
    ...(assignee !== undefined && { assignee }),
    revision: `${revision}/${comments[0]?.id ?? ""}`,
    // What we closed ourselves is no decision of people.
    ...(isClosed && closedBy && closedBy.id !== us && { closure: { code, says: "", by: closedBy.name, ...(verdict && { verdict }) } }),
    comments: theirs.toReversed().map(({ id, atMs, byName, text }) => ({
      id,
      atMs,
      by: byName,
      text: text.slice(0, commentLengthMax).toWellFormed(),
    })),
  };
}

const publicRepository = (name: string) =>
  new SocError({
    code: "connector/not-allowed",
    problem: `everybody can read the repository of ${quoted(name)}`,
    remedy: "make it private, or use another; allow-public: true says that everybody may read these cases",
    retry: "never",
  });

const cannotTell = (name: string) =>
  new SocError({
    code: "sink/cannot-tell",
    problem: `nobody can tell whether ${quoted(name)} has the issue: there are more issues of ours than can be looked through`,
    remedy: "look there; write it again, or give it up",
    retry: "never",
  });
