import type { NewTicket, Sink, Ticketing, Written } from "../../ports/connector.ts";
import { notAllowed, unexpectedAnswer } from "../kit/http-refusals.ts";
import { sinkRefused } from "../kit/sink-answer.ts";
import { Commented, Created, Ticket, Tickets, type Transaction } from "./answers.ts";
import { stateOf } from "./settings.ts";
import { asked, change, historyOf, marked, type Tracker, ticketSql } from "./tracker.ts";

/** RT's column for subjects ends there, on some databases without a word. */
const subjectLengthMax = 200;
const candidatesMax = 100;

/** What we write: tickets, comments that only staff sees, and the end of a ticket. */
export function sinksOf(tracker: Tracker): Omit<Ticketing, "read"> {
  const { name } = tracker.reader;
  const urlOf = (id: string) => `${tracker.settings.url.replace(/\/+$/, "")}/Ticket/Display.html?id=${id}`;
  return {
    tickets: { name, ...ticketSink(tracker, urlOf) },
    comments: {
      name,
      write: ({ ticket, text, key }, signal) => comment(tracker, ticket, { text, key }, signal),
      find: ({ ticket, key }, signal) => findComment(tracker, ticket, key, signal),
    },
    closing: closingSink(tracker),
  };
}

function ticketSink(tracker: Tracker, urlOf: (id: string) => string): Pick<Sink<NewTicket>, "write" | "find"> {
  return {
    async write({ key, title, body, attachments }, signal) {
      const mark = ` ${marked(key)}`;
      const fields = {
        Queue: tracker.settings.queue,
        Subject: `${oneLine(title)
          .slice(0, subjectLengthMax - mark.length)
          .toWellFormed()}${mark}`,
        Content: body,
        ContentType: "text/plain",
        ...(attachments.length > 0 && { Attachments: attachments.filter(({ text }) => text !== "").map(attached) }),
      };
      const { id } = await change(tracker, "POST", ["ticket"], fields, Created, signal);
      return { id, url: urlOf(id) };
    },
    async find({ key }, signal) {
      // A ticket may have been moved to another queue, so the key alone decides. The underscore of a key matches anything, so what comes is looked at.
      const query = `Subject LIKE ${ticketSql(marked(key))}`;
      const { items } = await tracker.reader.json(
        asked(["tickets"], { query, fields: "Subject", per_page: String(candidatesMax), orderby: "id" }),
        Tickets,
        signal,
      );
      const found = items.filter(({ Subject }) => Subject.includes(marked(key))).map(({ id }) => id);
      const [first] = found.toSorted((a, b) => Number(a) - Number(b));
      if (first !== undefined) return { id: first, url: urlOf(first) };
      if (items.length >= candidatesMax) throw unexpectedAnswer(tracker.reader.name, "more subjects than we can look through");
      return undefined;
    },
  };
}

/** As bytes to save: RT shows text within the page, and a page of HTML is nothing to be shown there. */
const attached = ({ name, type, text }: NewTicket["attachments"][number]) => ({
  FileName: name,
  FileType: type === "text/html" ? "application/octet-stream" : "text/plain",
  FileContent: Buffer.from(text).toString("base64"),
});

const oneLine = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();

/** The subject of our comments, which RT keeps with the transaction: how they are found again. Anybody can write it. */
const subjectOf = (key: string) => `Watchkeeper ${marked(key)}`;

/** Whether our account did it: only that tells ours from people's. RT's names of accounts do not differ by case alone. */
export const isOurs = ({ Creator }: Pick<Transaction, "Creator">, user: string) => Creator.id.toLowerCase() === user.toLowerCase();

async function comment(
  tracker: Tracker,
  ticket: string,
  { text, key, status }: { readonly text: string; readonly key: string; readonly status?: string },
  signal: AbortSignal,
): Promise<Written> {
  const fields = { Subject: subjectOf(key), Content: text, ContentType: "text/plain", ...(status !== undefined && { Status: status }) };
  await change(tracker, "POST", ["ticket", ticket, "comment"], fields, Commented, signal);
  return { id: key };
}

async function findComment(tracker: Tracker, ticket: string, key: string, signal: AbortSignal): Promise<Written | undefined> {
  const history = await historyOf(tracker, ticket, signal);
  const found = history.find(
    (each) => each.Type === "Comment" && isOurs(each, tracker.settings.user) && each.Data.trim() === subjectOf(key),
  );
  return found && { id: key };
}

/**
 * Closing is a comment and a status, sent in one request that RT carries out in two steps: so it is looked at first what of it is there already, and what is
 * missing is sent.
 */
function closingSink(tracker: Tracker): Ticketing["closing"] {
  const { reader, settings } = tracker;
  const status = settings["resolved-status"];
  const isClosed = async (ticket: string, signal: AbortSignal) => {
    const { Status } = await reader.json(asked(["ticket", ticket]), Ticket, signal);
    return ["resolved", "closed"].includes(stateOf(Status, settings));
  };
  return {
    name: reader.name,
    async write({ ticket, text, key }, signal) {
      const before = await Promise.all([findComment(tracker, ticket, key, signal), isClosed(ticket, signal)]).catch((cause: unknown) => {
        // Only questions were asked so far.
        throw sinkRefused(reader.name, `"${reader.name}" did not say how the ticket stands`, cause);
      });
      const [told, closed] = before;
      if (!told) await comment(tracker, ticket, { text, key, ...(closed ? {} : { status }) }, signal);
      else if (!closed) await change(tracker, "PUT", ["ticket", ticket], { Status: status }, Commented, signal);
      if (await isClosed(ticket, signal)) return { id: key };
      // RT took the comment and left the status: the next try finds the comment and asks for the status alone.
      throw told
        ? sinkRefused(reader.name, `"${reader.name}" keeps the ticket open: the account may not close it`)
        : notAllowed(reader.name);
    },
    async find({ ticket, key }, signal) {
      const [told, closed] = await Promise.all([findComment(tracker, ticket, key, signal), isClosed(ticket, signal)]);
      return told && closed ? { id: key } : undefined;
    },
  };
}
