import { inert } from "../../core/inert/inert.ts";
import { isPerson, type Person } from "../../core/person/person.ts";
import { commentsHeldMax } from "../../core/write-back/limits.ts";
import { type Ticket, type TicketNews, ticketKey } from "../../core/write-back/write-back.ts";
import type { TicketState } from "../../ports/connector.ts";
import type { TicketEars, WriteBackTimes } from "./parts.ts";
import { type Hand, inTime } from "./step.ts";

const [nameLengthMax, commentLengthMax, closureLengthMax] = [80, 2_000, 500];

/** When tickets of one worker were read last; not on the record, since reading again does no harm. */
export type ReadTimes = Map<string, number>;

/** The ticket of a connector that is due to be read, the longest waiting first. What was heard and not passed on is due at once. */
export function dueTicket(hand: Hand, connector: string, read: ReadTimes, nowMs: number): Ticket | undefined {
  let due: { readonly ticket: Ticket; readonly sinceMs: number } | undefined;
  for (const ticket of hand.state.tickets.values()) {
    if (ticket.connector !== connector) continue;
    const readMs = read.get(ticketKey(connector, ticket.id)) ?? ticket.seen?.atMs ?? ticket.sinceMs;
    const everyMs = everyMsOf(ticket, nowMs, hand.times);
    if (everyMs === undefined || readMs + everyMs > nowMs) continue;
    if (!due || readMs < due.sinceMs) due = { ticket, sinceMs: readMs };
  }
  return due?.ticket;
}

function everyMsOf({ seen, unheard }: Ticket, nowMs: number, times: WriteBackTimes): number | undefined {
  if (unheard || !seen || seen.state === "open" || seen.state === "in-progress") return times.ticketMs;
  return seen.atMs + times.closedTicketForMs > nowMs ? times.closedTicketMs : undefined;
}

/** Reads one ticket, records what is new, and passes it on. What cannot be passed on is told again at the next look. */
export async function readTicket(ticket: Ticket, hand: Hand, ears: TicketEars | undefined): Promise<void> {
  const { connector, id } = ticket;
  const ticketing = hand.connector?.tickets;
  if (!ticketing) return;
  const state = await inTime(hand, (signal) => ticketing.read(id, signal));
  await hand.decide({ type: "RecordTicket", connector, ticket: id, news: newsOf(state), atMs: hand.clock.nowMs() });
  const unheard = hand.state.tickets.get(ticketKey(connector, id))?.unheard;
  if (!unheard) return;
  if (ears) await passOn(ticket, unheard, ears, hand.clock.nowMs());
  await hand.decide({ type: "RecordHeard", connector, ticket: id, revision: unheard.revision, atMs: hand.clock.nowMs() });
}

/** What people wrote, as data: on one line, visible, without live links, within bounds. */
export function newsOf({ state, revision, assignee, closure, comments }: TicketState): TicketNews {
  return {
    state,
    revision: revision.slice(0, 200),
    ...(assignee !== undefined && { assignee: inert(assignee, nameLengthMax) }),
    ...(closure && {
      closure: {
        code: inert(closure.code, nameLengthMax),
        says: inert(closure.says, closureLengthMax),
        ...(closure.by !== undefined && { by: closure.by.slice(0, nameLengthMax) }),
        ...(closure.verdict && { verdict: closure.verdict }),
      },
    }),
    comments: comments.slice(-commentsHeldMax).map(({ id, atMs, by, text }) => ({
      id: id.slice(0, 100),
      atMs,
      by: by.slice(0, nameLengthMax),
      text: inert(text, commentLengthMax),
    })),
  };
}

async function passOn({ caseId, connector, id: ticket, heard }: Ticket, news: TicketNews, ears: TicketEars, atMs: number): Promise<void> {
  for (const { id, atMs: saidMs, by, text } of news.comments)
    await ears.comment({ caseId, connector, ticket, id, by: personAt(connector, by), atMs: saidMs, text });
  if (news.assignee !== heard.assignee) await ears.assigned({ caseId, connector, ticket, assignee: news.assignee });
  const { closure } = news;
  if (!closure?.verdict || JSON.stringify(closure) === JSON.stringify(heard.closure)) return;
  const because = closure.says.trim() === "" ? `closed as "${closure.code}" in ${connector}` : closure.says;
  const by = personAt(connector, closure.by ?? "somebody");
  await ears.closed({ caseId, connector, ticket, by, verdict: closure.verdict, because, atMs });
}

/** A name of a ticket system is that system's: `person:mara@tracker`, never one of our own people. */
export function personAt(connector: string, name: string): Person {
  const plain = name.replace(/[^\p{L}\p{N}._-]/gu, "_").replace(/^[^\p{L}\p{N}]+/u, "");
  const person = `person:${plain.slice(0, 60) || "somebody"}@${connector.slice(0, 38)}`;
  return isPerson(person) ? person : "person:somebody";
}
