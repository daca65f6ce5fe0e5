import type { TicketState } from "../../ports/connector.ts";
import { Attachment, Attachments, Ticket, type Transaction } from "./answers.ts";
import { textOfHtml } from "./html-text.ts";
import { stateOf } from "./settings.ts";
import { isOurs } from "./sinks.ts";
import { asked, historyOf, type Tracker } from "./tracker.ts";

/** People's words that are read of one ticket: the newest; and how much of each, in bytes. */
const commentsMax = 100;
const commentBytesMax = 16_384;
const attachmentsPagesMax = 5;
const pageSize = 100;
/** Texts that are remembered: what stands in RT once never changes. */
const textsHeldMax = 2_000;

/** The texts of parts that were read already, by part. */
export type Texts = Map<string, string>;

/** How a ticket stands, and what people wrote and decided there. */
export async function readTicket(tracker: Tracker, ticket: string, texts: Texts, signal: AbortSignal): Promise<TicketState> {
  const { reader, settings } = tracker;
  const standing = await reader.json(asked(["ticket", ticket]), Ticket, signal);
  const history = await historyOf(tracker, ticket, signal);
  const written = history
    .filter((each) => (each.Type === "Comment" || each.Type === "Correspond") && !isOurs(each, settings.user))
    .slice(0, commentsMax)
    .reverse();
  const parts = written.length > 0 ? await textParts(tracker, ticket, new Set(written.map(({ id }) => id)), signal) : new Map();
  const comments: TicketState["comments"][number][] = [];
  for (const each of written) {
    const text = await textOf(tracker, parts.get(each.id), texts, signal);
    comments.push({ id: each.id, atMs: Date.parse(each.Created), by: each.Creator.id, text });
  }
  const owner = standing.Owner.id;
  return {
    id: standing.id,
    state: stateOf(standing.Status, settings),
    ...(owner !== "Nobody" && { assignee: owner }),
    revision: `${standing.LastUpdated}/${history[0]?.id ?? ""}`,
    ...closureOf(tracker, standing, history),
    comments,
  };
}

/** How people ended it. What we closed ourselves is no decision of theirs. */
function closureOf({ settings }: Tracker, ticket: Ticket, history: readonly Transaction[]): Pick<TicketState, "closure"> {
  const { Status: status } = ticket;
  const state = stateOf(status, settings);
  if (state !== "resolved" && state !== "closed") return {};
  const closed = history.find(({ Type, Field, NewValue }) => Type === "Status" && Field === "Status" && NewValue === status);
  if (!closed || isOurs(closed, settings.user)) return {};
  const field = settings["closure-field"];
  const filled = field === undefined ? undefined : ticket.CustomFields.find(({ name }) => name === field)?.values[0];
  const code = typeof filled === "string" && filled !== "" ? filled : status;
  const codes = settings["closure-codes"];
  const verdict = Object.hasOwn(codes, code) ? codes[code] : undefined;
  return { closure: { code, says: "", by: closed.Creator.id, ...(verdict && { verdict }) } };
}

type Part = { readonly id: string; readonly isHtml: boolean };

/** The part of each transaction that holds its words: plain text before HTML, and nothing with a file name. */
async function textParts(
  { reader }: Tracker,
  ticket: string,
  wanted: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Map<string, Part>> {
  const found = new Map<string, Part>();
  for (let page = 1; page <= attachmentsPagesMax; page++) {
    const query = {
      fields: "ContentType,Filename,TransactionId",
      per_page: String(pageSize),
      page: String(page),
      orderby: "id",
      order: "DESC",
    };
    const { items } = await reader.json(asked(["ticket", ticket, "attachments"], query), Attachments, signal);
    for (const { id, ContentType, Filename, TransactionId } of items) {
      const isHtml = ContentType === "text/html";
      if (Filename !== "" || !wanted.has(TransactionId) || (!isHtml && ContentType !== "text/plain")) continue;
      if (!isHtml || !found.has(TransactionId)) found.set(TransactionId, { id, isHtml });
    }
    if (items.length < pageSize) break;
  }
  return found;
}

async function textOf({ reader }: Tracker, part: Part | undefined, texts: Texts, signal: AbortSignal): Promise<string> {
  if (!part) return "";
  const known = texts.get(part.id);
  if (known !== undefined) return known;
  const { Content } = await reader.json(asked(["attachment", part.id]), Attachment, signal);
  const text = Buffer.from(Content, "base64").subarray(0, commentBytesMax).toString("utf8");
  const read = part.isHtml ? textOfHtml(text) : text;
  texts.set(part.id, read);
  const [oldest] = texts.keys();
  if (texts.size > textsHeldMax && oldest !== undefined) texts.delete(oldest);
  return read;
}
