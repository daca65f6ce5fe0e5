import { unreachable } from "../unreachable.ts";
import { casesHeldMax, commentsHeldMax, failedJobsMax, settledJobsMax, thingsHeldMax, ticketsHeldMax } from "./limits.ts";
import { type AskedJob, type Job, type JobState, jobOf, ticketKey, type WriteBack, type WriteBackEvent } from "./write-back.ts";

type Seen = Extract<WriteBackEvent, { type: "TicketSeen" }>;

/** Folds one fact, in place, and gives the state. Total: takes any fact ever written, in the order it was written, and facts about jobs that were erased. */
export function evolveWriteBack(state: WriteBack, event: WriteBackEvent): WriteBack {
  switch (event.type) {
    case "CaseTaken": {
      const tickets = state.cases.get(event.caseId)?.tickets ?? new Map();
      keep(state.cases, event.caseId, { revision: event.revision, tickets }, casesHeldMax);
      return state;
    }
    case "VerdictsTaken": {
      const known = state.cases.get(event.caseId);
      if (known) state.cases.set(event.caseId, { ...known, verdictsUpTo: event.upTo });
      return state;
    }
    case "JobAsked":
      asked(state, event.job, event.atMs);
      return state;
    case "JobWithheld": {
      const order = state.asked++;
      const job = { ...event.job, content: undefined, order, askedAtMs: event.atMs, tries: 0, looks: 0 };
      keep(state.settled, job.key, { ...job, state: { status: "withheld", why: event.why } }, settledJobsMax);
      return state;
    }
    case "WriteDone":
      written(state, event);
      return state;
    case "TicketSeen":
      return seen(state, event);
    case "TicketHeard":
      return heard(state, event);
    case "JobSuperseded":
    case "JobGivenUp":
      withoutTicket(state, event.key);
      return moved(state, event);
    case "WriteTried":
    case "WritePutOff":
    case "WriteUnknown":
    case "WriteAbsent":
    case "WriteFailed":
    case "JobRetried":
      return moved(state, event);
    default:
      return unreachable(event);
  }
}

type Move = Extract<
  WriteBackEvent,
  {
    type:
      | "JobSuperseded"
      | "JobGivenUp"
      | "WriteTried"
      | "WritePutOff"
      | "WriteUnknown"
      | "WriteAbsent"
      | "WriteFailed"
      | "WriteDone"
      | "JobRetried";
  }
>;

/** How a job stands after a fact about it. */
function standingAfter(event: Move, was: JobState): JobState {
  switch (event.type) {
    case "JobSuperseded":
      return { status: "superseded", by: event.by };
    case "JobGivenUp":
      return { status: "given-up", by: event.by, because: event.because };
    case "WriteTried":
      return { status: "trying", worker: event.worker, sinceMs: event.atMs };
    case "WritePutOff":
      return { status: "asked", notBeforeMs: event.untilMs, why: event.why };
    case "WriteUnknown":
      return { status: "unknown", triedMs: triedMsOf(was, event.atMs), notBeforeMs: event.untilMs, why: event.why };
    case "WriteAbsent":
      return { status: "asked", notBeforeMs: event.atMs };
    case "WriteFailed":
      return { status: "failed", why: event.why, sure: event.sure, triedMs: triedMsOf(was, event.atMs), atMs: event.atMs };
    case "WriteDone": {
      const { id, url, found, atMs } = event;
      return { status: "written", id, ...(url !== undefined && { url }), found, atMs };
    }
    case "JobRetried":
      if (was.status !== "failed" || was.sure || event.anew) return { status: "asked", notBeforeMs: event.atMs };
      return { status: "unknown", triedMs: was.triedMs, notBeforeMs: event.atMs, why: was.why };
    default:
      return unreachable(event);
  }
}

const triedMsOf = (was: JobState, otherwiseMs: number) =>
  was.status === "trying" ? was.sinceMs : was.status === "unknown" || was.status === "failed" ? was.triedMs : otherwiseMs;

function asked(state: WriteBack, asked: AskedJob, atMs: number): void {
  const { key, kind, connector, caseId, thing, digest } = asked;
  place(state, { ...asked, order: state.asked++, askedAtMs: atMs, tries: 0, looks: 0, state: { status: "asked", notBeforeMs: atMs } });
  keep(state.things, thing, digest, thingsHeldMax);
  if (kind === "ticket") noteTicket(state, caseId, connector, { job: key });
}

function noteTicket(state: WriteBack, caseId: string, connector: string, ticket: { job: string; id?: string } | undefined): void {
  const known = state.cases.get(caseId);
  if (!known) return;
  const tickets = new Map(known.tickets);
  if (ticket) tickets.set(connector, ticket);
  else tickets.delete(connector);
  state.cases.set(caseId, { ...known, tickets });
}

/** A ticket that surely was not opened makes room for another; of one that may be there, nobody opens a second. */
function withoutTicket(state: WriteBack, key: string): void {
  const job = jobOf(state, key);
  if (job?.kind !== "ticket" || (job.state.status === "failed" && !job.state.sure)) return;
  noteTicket(state, job.caseId, job.connector, undefined);
}

/** Takes a job from wherever it stands, and puts it where its new state belongs. A person's retry counts from nothing. */
function moved(state: WriteBack, event: Move): WriteBack {
  const job = taken(state, event.key);
  if (!job) return state;
  const isAfresh = event.type === "JobRetried";
  const tries = isAfresh ? 0 : job.tries + (event.type === "WriteTried" ? 1 : 0);
  const looks = isAfresh ? 0 : job.looks + (event.type === "WriteUnknown" ? 1 : 0);
  place(state, { ...job, tries, looks, state: standingAfter(event, job.state) });
  return state;
}

function taken(state: WriteBack, key: string): Job | undefined {
  const job = jobOf(state, key);
  if (!job || state.settled.has(key)) return undefined;
  if (!state.failed.delete(key) && state.open.get(job.connector)?.has(key)) state.openCount--;
  return job;
}

function place(state: WriteBack, job: Job): void {
  const { key, connector } = job;
  const open = state.open.get(connector);
  switch (job.state.status) {
    case "asked":
    case "trying":
    case "unknown": {
      // Setting a key that is there keeps its place in the order.
      (open ?? new Map<string, Job>()).set(key, job);
      if (open) open.set(key, job);
      else state.open.set(connector, new Map([[key, job]]));
      state.openCount++;
      return;
    }
    case "failed":
      drop(state, connector, key);
      keep(state.failed, key, job, failedJobsMax);
      return;
    default:
      drop(state, connector, key);
      keep(state.settled, key, { ...job, content: undefined }, settledJobsMax);
  }
}

function drop(state: WriteBack, connector: string, key: string): void {
  const open = state.open.get(connector);
  open?.delete(key);
  if (open?.size === 0) state.open.delete(connector);
}

function written(state: WriteBack, event: Extract<WriteBackEvent, { type: "WriteDone" }>): void {
  const job = jobOf(state, event.key);
  const { id, url, atMs } = event;
  moved(state, event);
  if (job?.kind !== "ticket") return;
  const { connector, caseId } = job;
  noteTicket(state, caseId, connector, { job: job.key, id });
  const ticket = {
    connector,
    id,
    ...(url !== undefined && { url }),
    caseId,
    sinceMs: atMs,
    seen: undefined,
    comments: [],
    unheard: undefined,
    heard: {},
  };
  keep(state.tickets, ticketKey(connector, id), ticket, ticketsHeldMax);
}

function seen(state: WriteBack, { connector, ticket: id, news, atMs }: Seen): WriteBack {
  const key = ticketKey(connector, id);
  const ticket = state.tickets.get(key);
  if (!ticket) return state;
  const { comments, ...rest } = news;
  const held = ticket.unheard ? [...ticket.unheard.comments, ...comments] : comments;
  state.tickets.set(key, {
    ...ticket,
    seen: { ...rest, atMs },
    comments: [...ticket.comments, ...comments.map((comment) => comment.id)].slice(-commentsHeldMax),
    unheard: { ...news, comments: held.slice(-commentsHeldMax) },
  });
  return state;
}

function heard(state: WriteBack, { connector, ticket: id, revision }: Extract<WriteBackEvent, { type: "TicketHeard" }>): WriteBack {
  const key = ticketKey(connector, id);
  const ticket = state.tickets.get(key);
  if (ticket?.unheard?.revision !== revision) return state;
  const { assignee, closure } = ticket.unheard;
  state.tickets.set(key, {
    ...ticket,
    unheard: undefined,
    heard: { ...(assignee !== undefined && { assignee }), ...(closure && { closure }) },
  });
  return state;
}

/** Sets an entry and lets go of the oldest beyond a bound. What is set anew is the newest. */
function keep<Value>(map: Map<string, Value>, key: string, value: Value, sizeMax: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= sizeMax) return;
    map.delete(oldest);
  }
}
