import { isPerson } from "../person/person.ts";
import { unreachable } from "../unreachable.ts";
import type { WriteBackCommand } from "./command.ts";
import { triesMax } from "./limits.ts";
import { notAPerson, notFailed, requireReason, unknownJob } from "./refusal.ts";
import { askFor, takeCase, takeVerdicts } from "./take.ts";
import { type Job, jobOf, type TicketNews, ticketKey, type WriteBack, type WriteBackEvent } from "./write-back.ts";

/**
 * Says what happens to what is written back; never makes it happen. What a worker says of a job that is its own no more is no fact: the answer is empty, and
 * whoever holds the job now finds out by looking. Refuses people with `write-back/…` codes.
 */
export function decideWriteBack(command: WriteBackCommand, state: WriteBack): readonly WriteBackEvent[] {
  switch (command.type) {
    case "TakeCase":
      return takeCase(command, state);
    case "TakeVerdicts":
      return takeVerdicts(command, state);
    case "AskFor":
      return askFor(command, state);
    case "TryWrite":
    case "RecordWritten":
    case "PutOff":
    case "LoseTrack":
    case "RecordFailure":
      return ofTry(command, state);
    case "RecordFound":
    case "RecordAbsent":
    case "RecordUnfound":
      return ofLook(command, state);
    case "RetryJob": {
      const job = failedJob(command.key, command.by, state);
      const { key, caseId } = job;
      const isLookedFor = job.state.status === "failed" && !job.state.sure && !command.anew;
      const after = isLookedFor ? [] : overtaken(job, state, command.atMs);
      return [{ type: "JobRetried", key, caseId, by: command.by, anew: command.anew, atMs: command.atMs }, ...after];
    }
    case "GiveUpJob": {
      requireReason(command.because);
      const { key, caseId } = failedJob(command.key, command.by, state);
      return [{ type: "JobGivenUp", key, caseId, by: command.by, because: command.because, atMs: command.atMs }];
    }
    case "RecordTicket":
      return ticketNews(command, state);
    case "RecordHeard": {
      const { connector, ticket, revision, atMs } = command;
      const known = state.tickets.get(ticketKey(connector, ticket));
      if (known?.unheard?.revision !== revision) return [];
      return [{ type: "TicketHeard", connector, ticket, caseId: known.caseId, revision, atMs }];
    }
    default:
      return unreachable(command);
  }
}

type Tried = Extract<WriteBackCommand, { type: "TryWrite" | "RecordWritten" | "PutOff" | "LoseTrack" | "RecordFailure" }>;

function ofTry(command: Tried, state: WriteBack): readonly WriteBackEvent[] {
  const { key, worker, atMs } = command;
  const job = jobOf(state, key);
  if (!job) return [];
  const { caseId } = job;
  if (command.type === "TryWrite") {
    const mayGo = mayTry(job, state, atMs) && !thingsUnderWay(state, job.connector).has(job.thing);
    return mayGo ? [{ type: "WriteTried", key, caseId, worker, atMs }] : [];
  }
  if (job.state.status !== "trying" || job.state.worker !== worker) return [];
  switch (command.type) {
    case "RecordWritten": {
      const { id, url } = command;
      return [{ type: "WriteDone", key, caseId, id, ...(url !== undefined && { url }), found: false, atMs }];
    }
    case "PutOff":
      if (job.tries >= triesMax) return [{ type: "WriteFailed", key, caseId, why: command.why, sure: true, atMs }];
      return [{ type: "WritePutOff", key, caseId, untilMs: command.untilMs, why: command.why, atMs }, ...overtaken(job, state, atMs)];
    case "LoseTrack":
      return [{ type: "WriteUnknown", key, caseId, untilMs: command.untilMs, why: command.why, atMs }];
    case "RecordFailure":
      return [{ type: "WriteFailed", key, caseId, why: command.why, sure: true, atMs }];
    default:
      return unreachable(command);
  }
}

/** What needs a ticket that is there. */
const followsTicket: ReadonlySet<Job["kind"]> = new Set(["comment", "close", "attach"]);

/** A job may be tried when its time has come, and what follows a ticket when the ticket is there. */
export function mayTry({ state: { status, ...standing }, kind, caseId, connector }: Job, state: WriteBack, nowMs: number): boolean {
  if (status !== "asked" || !("notBeforeMs" in standing) || standing.notBeforeMs > nowMs) return false;
  return !followsTicket.has(kind) || state.cases.get(caseId)?.tickets.get(connector)?.id !== undefined;
}

/** Things of which one form may be under way to a connector: no other form of them goes out before it is known what became of it. */
export function thingsUnderWay(state: WriteBack, connector: string): ReadonlySet<string> {
  const things = new Set<string>();
  for (const { thing, state: standing } of state.open.get(connector)?.values() ?? []) if (standing.status !== "asked") things.add(thing);
  return things;
}

/** What would be written again goes nowhere once a newer form of the same thing was asked for: the newest stands, whichever is sent first. */
function overtaken({ key, thing, digest, caseId }: Job, state: WriteBack, atMs: number): readonly WriteBackEvent[] {
  const newest = state.things.get(thing);
  if (newest === undefined || newest === digest) return [];
  return [{ type: "JobSuperseded", key, by: `revision ${state.cases.get(caseId)?.revision ?? "unknown"}`, caseId, atMs }];
}

type Looked = Extract<WriteBackCommand, { type: "RecordFound" | "RecordAbsent" | "RecordUnfound" }>;

/** Looking changes nothing, so whoever looked may say what they saw; it counts only while nobody knows better. */
function ofLook(command: Looked, state: WriteBack): readonly WriteBackEvent[] {
  const { key, atMs } = command;
  const job = jobOf(state, key);
  if (job?.state.status !== "unknown") return [];
  const { caseId } = job;
  switch (command.type) {
    case "RecordFound": {
      const { id, url } = command;
      return [{ type: "WriteDone", key, caseId, id, ...(url !== undefined && { url }), found: true, atMs }];
    }
    case "RecordAbsent":
      return [{ type: "WriteAbsent", key, caseId, atMs }, ...overtaken(job, state, atMs)];
    case "RecordUnfound":
      if (command.final || job.looks >= triesMax) return [{ type: "WriteFailed", key, caseId, why: command.why, sure: false, atMs }];
      return [{ type: "WriteUnknown", key, caseId, untilMs: command.untilMs, why: command.why, atMs }];
    default:
      return unreachable(command);
  }
}

function failedJob(key: string, by: string, state: WriteBack): Job {
  if (!isPerson(by)) throw notAPerson(by);
  const job = jobOf(state, key);
  if (!job) throw unknownJob(key);
  if (job.state.status !== "failed") throw notFailed(key, job.state.status);
  return job;
}

function ticketNews(
  { connector, ticket, news, atMs }: Extract<WriteBackCommand, { type: "RecordTicket" }>,
  state: WriteBack,
): readonly WriteBackEvent[] {
  const known = state.tickets.get(ticketKey(connector, ticket));
  if (!known) return [];
  const comments = news.comments.filter(({ id }) => !known.comments.includes(id));
  if (known.seen && comments.length === 0 && looksAlike(known.seen, news)) return [];
  return [{ type: "TicketSeen", connector, ticket, caseId: known.caseId, news: { ...news, comments }, atMs }];
}

/**
 * Whether a ticket stands as it stood. Its revision alone does not say so: a product answers in several parts, and who closes the ticket between two of them
 * leaves the revision of afterwards beside the standing of before.
 */
function looksAlike(seen: Pick<TicketNews, "revision" | "state" | "assignee" | "closure">, news: TicketNews): boolean {
  const standing = ({ revision, state, assignee, closure }: typeof seen) =>
    JSON.stringify([revision, state, assignee, closure?.code, closure?.says, closure?.by, closure?.verdict]);
  return standing(seen) === standing(news);
}
