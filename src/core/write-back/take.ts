import type { TicketWant, Want, WriteBackCommand } from "./command.ts";
import { contentDigest, keyOf, thingOf } from "./key.ts";
import { contentLengthMax, jobsPerCaseMax, openJobsMax } from "./limits.ts";
import { full, tooLarge } from "./refusal.ts";
import { type AskedJob, type Job, type JobKind, jobOf, type Trouble, type WriteBack, type WriteBackEvent } from "./write-back.ts";

type Take = Extract<WriteBackCommand, { type: "TakeCase" }>;
type About = Pick<Take, "tenant" | "caseId" | "revision" | "atMs">;

/** The jobs that a settled case brings, each once: nothing for a revision that was taken before, or is older than one that was. */
export function takeCase(command: Take, state: WriteBack): readonly WriteBackEvent[] {
  const { caseId, revision, wants, atMs } = command;
  const known = state.cases.get(caseId);
  if (known && known.revision >= revision) return [];
  const facts = wants
    .slice(0, jobsPerCaseMax)
    .flatMap((want) => (want.kind === "ticket" ? ticketFacts(want, command, state) : wantFacts(want, command, state)));
  requireRoom(facts, state);
  return [{ type: "CaseTaken", caseId, revision, atMs }, ...facts];
}

/** The verdicts on some of its alerts, each once: nothing for a revision that is not the newest, or for a page that was taken before. */
export function takeVerdicts(command: Extract<WriteBackCommand, { type: "TakeVerdicts" }>, state: WriteBack): readonly WriteBackEvent[] {
  const { caseId, revision, after, upTo, wants, atMs } = command;
  const known = state.cases.get(caseId);
  if (known?.revision !== revision || known.verdictsUpTo !== after) return [];
  const facts = wants.slice(0, jobsPerCaseMax).flatMap((want) => wantFacts(want, command, state));
  requireRoom(facts, state);
  return [{ type: "VerdictsTaken", caseId, revision, upTo, atMs }, ...facts];
}

function requireRoom(facts: readonly WriteBackEvent[], { openCount }: WriteBack): void {
  if (openCount + facts.filter(({ type }) => type === "JobAsked").length > openJobsMax) throw full();
}

/** One thing more about a case, as a notice that an action waits for approval: asked for once. */
export function askFor(command: Extract<WriteBackCommand, { type: "AskFor" }>, state: WriteBack): readonly WriteBackEvent[] {
  const facts = wantFacts(command.want, command, state);
  if (state.openCount + facts.length > openJobsMax) throw full();
  return facts;
}

function wantFacts(
  { kind, connector, subject, marking, content, withheld }: Want,
  about: About,
  state: WriteBack,
): readonly WriteBackEvent[] {
  const job = jobFor({ kind, connector, subject, marking, content }, about);
  if (jobOf(state, job.key) || state.things.get(job.thing) === job.digest) return [];
  return [...(mayGo(job, withheld) ? superseded(state, job, about) : []), askFact(job, withheld, about)];
}

function ticketFacts(want: TicketWant, about: About, state: WriteBack): readonly WriteBackEvent[] {
  const { connector, marking, opens, closes, withheld } = want;
  const known = state.cases.get(about.caseId)?.tickets.get(connector);
  const opening = known && known.id === undefined ? jobOf(state, known.job) : undefined;
  // What was surely not sent yet is told as it stands now, or not at all.
  if (!known || opening?.state.status === "asked") {
    const gone = [...(opening ? [opening] : []), ...filesWaiting(state, connector, about)].map((job) => supersededFact(job, about));
    if (!opens) return gone;
    const job = jobFor({ kind: "ticket", connector, subject: "", marking, content: want.ticket }, about);
    // What the ticket is withheld for, its files are.
    const files = mayGo(job, withheld) ? fileFacts(want, about) : [];
    return [...gone, askFact(job, withheld, about), ...files];
  }
  // Given up while nobody knew whether it is there: a person looks after it.
  if (known.id === undefined && (!opening || opening.state.status === "given-up")) return [];
  const follow = closes ? ({ kind: "close", content: want.closing } as const) : ({ kind: "comment", content: want.comment } as const);
  const job = {
    ...jobFor({ ...follow, connector, subject: "", marking }, about),
    thing: thingOf({ kind: "follow", connector, caseId: about.caseId, subject: "" }),
  };
  if (jobOf(state, job.key) || state.things.get(job.thing) === job.digest) return [];
  return [...(mayGo(job, withheld) ? superseded(state, job, about) : []), askFact(job, withheld, about)];
}

const fileFacts = ({ connector, marking, files = [] }: TicketWant, about: About): readonly WriteBackEvent[] =>
  files.map(({ name, content }) =>
    askFact(jobFor({ kind: "attach", connector, subject: name, marking, content }, about), undefined, about),
  );

/** Files of a ticket that was not opened: they belong to that ticket, and to no other. */
const filesWaiting = (state: WriteBack, connector: string, { caseId }: About): readonly Job[] =>
  [...(state.open.get(connector)?.values() ?? [])].filter(
    (job) => job.kind === "attach" && job.caseId === caseId && job.state.status === "asked",
  );

type Part = {
  readonly kind: JobKind;
  readonly connector: string;
  readonly subject: string;
  readonly marking: string;
  readonly content: unknown;
};

function jobFor({ kind, connector, subject, marking, content }: Part, { tenant, caseId, revision }: About): AskedJob {
  const key = keyOf({ tenant, caseId, revision, kind, connector, subject });
  const thing = thingOf({ kind, connector, caseId, subject });
  return { key, kind, connector, caseId, revision, subject, thing, marking, digest: contentDigest(content), content };
}

/** Older forms of the same thing that surely were not sent. */
function superseded(state: WriteBack, { key, thing, connector }: AskedJob, about: About): WriteBackEvent[] {
  const older = [...(state.open.get(connector)?.values() ?? [])].filter(
    (job) => job.thing === thing && job.state.status === "asked" && job.key !== key,
  );
  return older.map((job) => supersededFact(job, about));
}

const supersededFact = ({ key }: Job, { caseId, revision, atMs }: About): WriteBackEvent => ({
  type: "JobSuperseded",
  key,
  by: `revision ${revision}`,
  caseId,
  atMs,
});

const mayGo = ({ content }: AskedJob, withheld: Trouble | undefined) => !withheld && JSON.stringify(content).length <= contentLengthMax;

/** What may not go, or is longer than anything may be, is on the record and goes nowhere. */
function askFact(job: AskedJob, withheld: Trouble | undefined, { atMs }: About): WriteBackEvent {
  if (mayGo(job, withheld)) return { type: "JobAsked", job, atMs };
  const { content: _, ...rest } = job;
  return { type: "JobWithheld", job: rest, why: withheld ?? tooLarge(job.caseId), atMs };
}
