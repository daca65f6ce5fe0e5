import type { Person } from "../../core/person/person.ts";
import type { WriteBackCommand } from "../../core/write-back/command.ts";
import { decideWriteBack } from "../../core/write-back/decide.ts";
import { evolveWriteBack } from "../../core/write-back/evolve.ts";
import { allJobs } from "../../core/write-back/queue.ts";
import { emptyWriteBack, type Job, jobOf, type Ticket, type WriteBack, type WriteBackEvent } from "../../core/write-back/write-back.ts";
import type { CaseSink, SettledCase } from "../../ports/settled.ts";
import { openSealedLog, type SealedLog } from "../sealed-log.ts";
import { type WriteBackParts, writeBackTimes } from "./parts.ts";
import { type Alarm, alarmWants, approvalWants, givesVerdicts, type Planning, verdictWants, type WaitingAction, wantsOf } from "./wants.ts";
import { type Working, workFor } from "./worker.ts";

/** Writing back, for one tenant, as one process does it; several may, on one journal. */
export type WriteBackDesk = {
  /** Takes settled cases: what they bring is durable when it returns. */
  readonly sink: CaseSink;
  /** Writes, looks and reads tickets until the signal; ends once nothing is under way. */
  readonly work: (signal: AbortSignal) => Promise<void>;
  /** Everything that waits, failed, or was settled lately, newest first; read from the record first. */
  readonly jobs: () => Promise<readonly Job[]>;
  readonly tickets: () => Promise<readonly Ticket[]>;
  /** Tries a failed job again; where nobody knows it is looked for first, unless the person did (`anew`) and it is not there. Refuses (`write-back/…`). */
  readonly retry: (key: string, by: Person, how?: { readonly anew: boolean }) => Promise<void>;
  readonly giveUp: (key: string, by: Person, because: string) => Promise<void>;
  /** Tells people, once each, that actions wait for their approval. */
  readonly approvalsWaiting: (actions: readonly WaitingAction[]) => Promise<void>;
  /** Tells people, once for each, of something that is about no case. */
  readonly alarm: (alarm: Alarm) => Promise<void>;
  /** How many jobs wait, and how many need a person: for metrics. */
  readonly counts: () => { readonly waiting: number; readonly failed: number };
};

/** Opens the journal of what is written back, checks and folds it. Refuses (`journal/…`). Sends nothing before `work`. */
export async function openWriteBack(parts: WriteBackParts): Promise<WriteBackDesk> {
  const { clock } = parts;
  const state = emptyWriteBack();
  const log = await openLog(parts, state);
  const bell = openBell();
  const decide = async (command: WriteBackCommand): Promise<readonly WriteBackEvent[]> => {
    const facts = await log.decide(() => decideWriteBack(command, state));
    for (const fact of facts) tell(parts, state, fact);
    if (facts.some(({ type }) => type === "JobAsked" || type === "JobRetried")) bell.ring();
    return facts;
  };
  const working: Working = {
    state,
    parts,
    times: { ...writeBackTimes, ...parts.times },
    decide,
    refresh: log.refresh,
    wait: (waitMs, signal) => bell.wait(clock, waitMs, signal),
  };
  return { ...asking(working), work: (signal) => workForAll(working, log, signal) };
}

/** Asks for the verdicts of a case page by page, each durable before the next is made; what a crash cut short goes on after the last that was. */
async function verdictsTaken(
  each: SettledCase,
  { state, parts, decide }: Pick<Working, "state" | "parts" | "decide">,
  planning: Planning,
): Promise<void> {
  const { caseId, revision } = each;
  const { tenant, clock } = parts;
  const known = state.cases.get(caseId);
  if (known?.revision !== revision) return;
  let after = known.verdictsUpTo;
  for await (const { alerts, upTo } of each.alertPages(after)) {
    const wants = verdictWants(each, alerts, planning);
    if (wants.length === 0) continue;
    await decide({ type: "TakeVerdicts", tenant, caseId, revision, after, upTo, wants, atMs: clock.nowMs() });
    after = upTo;
  }
}

/** All of the desk but the work itself. */
function asking({ state, parts, decide, refresh }: Working): Omit<WriteBackDesk, "work"> {
  const { clock, tenant, policy, connectors, catalogue, caseUrl } = parts;
  const planning = { policy, connectors, catalogue, caseUrl };
  const now = () => clock.nowMs();
  const takeVerdicts = (each: SettledCase) => verdictsTaken(each, { state, parts, decide }, planning);
  return {
    sink: {
      name: "write-back",
      async settled(each: SettledCase) {
        const { caseId, revision } = each;
        await decide({ type: "TakeCase", tenant, caseId, revision, wants: wantsOf(each, planning), atMs: now() });
        if (givesVerdicts(each, planning)) await takeVerdicts(each);
      },
    },
    async jobs() {
      await refresh();
      return allJobs(state);
    },
    async tickets() {
      await refresh();
      return [...state.tickets.values()];
    },
    async retry(key, by, { anew } = { anew: false }) {
      await decide({ type: "RetryJob", key, by, anew, atMs: now() });
    },
    async giveUp(key, by, because) {
      await decide({ type: "GiveUpJob", key, by, because, atMs: now() });
    },
    async approvalsWaiting(actions) {
      for (const action of actions)
        for (const want of approvalWants(action, planning))
          await decide({ type: "AskFor", tenant, caseId: action.caseId, revision: 0, want, atMs: now() });
    },
    async alarm(alarm) {
      for (const want of alarmWants(alarm, planning))
        await decide({ type: "AskFor", tenant, caseId: aboutNoCase, revision: 0, want, atMs: now() });
    },
    counts: () => ({ waiting: state.openCount, failed: state.failed.size }),
  };
}

function openLog({ journal, clock }: WriteBackParts, state: WriteBack): Promise<SealedLog<WriteBackEvent>> {
  return openSealedLog<WriteBackEvent>(journal, clock, {
    fold: (fact) => {
      evolveWriteBack(state, fact);
    },
    factOf: (text) => JSON.parse(text) as WriteBackEvent,
    // What a case had written can be erased with it.
    streamOf: (fact) => streamOf("job" in fact ? fact.job.caseId : fact.caseId),
    erased: "skip",
  });
}

/** What stands in the place of a case where something is about none. */
const aboutNoCase = "alarm";

/** Case ids are ours; whatever else comes stands in one stream, so that nothing from outside is ever in plain. */
const streamOf = (caseId: string) => (/^[a-z0-9][a-z0-9.-]{0,79}$/.test(caseId) ? caseId : "other");

function tell({ told }: WriteBackParts, state: WriteBack, fact: WriteBackEvent): void {
  if (!told) return;
  const key = "job" in fact ? fact.job.key : "key" in fact ? fact.key : undefined;
  const job = key === undefined ? undefined : jobOf(state, key);
  if (!job) return;
  told({ kind: "job", job: { key: job.key, kind: job.kind, connector: job.connector, caseId: job.caseId, state: job.state } });
}

const servesSinks = ["verdicts", "tickets", "findings", "publish", "notify"] as const;

/** One worker for each connector that is written to, one for each that only has jobs left, and one that publishes the record. */
async function workForAll(working: Working, log: SealedLog<WriteBackEvent>, signal: AbortSignal): Promise<void> {
  const { parts, state } = working;
  const connectors = parts.connectors.filter((connector) => servesSinks.some((use) => connector[use] !== undefined));
  const known = new Set(connectors.map(({ name }) => name));
  const orphans = [...state.open.keys()].filter((name) => !known.has(name)).toSorted();
  await Promise.all([
    ...connectors.map((connector) => workFor(connector.name, connector, working, signal)),
    ...orphans.map((name) => workFor(name, undefined, working, signal)),
    publishNowAndThen(working, log, signal),
  ]);
}

async function publishNowAndThen({ parts, times }: Working, log: SealedLog<WriteBackEvent>, signal: AbortSignal): Promise<void> {
  let published = -1;
  const publish = async () => {
    const { entries } = log.head();
    if (entries === published || entries === 0) return;
    await log.checkpoint({ witness: "may" });
    published = entries;
  };
  const tell = (error: unknown) => parts.told?.({ kind: "trouble", connector: "", error });
  while (!signal.aborted) {
    await publish().catch(tell);
    await parts.clock.sleep(times.checkpointMs, signal).catch(() => undefined);
  }
  await publish().catch(tell);
}

type Bell = {
  readonly ring: () => void;
  readonly wait: (clock: WriteBackParts["clock"], waitMs: number, signal: AbortSignal) => Promise<void>;
};

/** Wakes every worker that waits. */
function openBell(): Bell {
  let waiting: AbortController[] = [];
  return {
    ring() {
      const all = waiting;
      waiting = [];
      for (const each of all) each.abort();
    },
    async wait(clock, waitMs, signal) {
      const rung = new AbortController();
      waiting.push(rung);
      await clock.sleep(waitMs, AbortSignal.any([rung.signal, signal])).catch(() => undefined);
      waiting = waiting.filter((each) => each !== rung);
    },
  };
}
