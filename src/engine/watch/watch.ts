import type { ClosingGrants } from "../../core/autonomy/closing.ts";
import type { Person } from "../../core/person/person.ts";
import type { WatchState } from "../../core/watch/watch.ts";
import { watchAccounting } from "../../core/watch/watch.ts";
import { act, type CaseAct } from "./act.ts";
import { grantsFact } from "./closing.ts";
import type { WatchContext } from "./context.ts";
import { isFenced } from "./context.ts";
import { openDesk } from "./desk.ts";
import { openInvestigators } from "./investigators.ts";
import { openContext } from "./open-context.ts";
import type { WatchParts } from "./parts.ts";
import { type ActPreview, previewAct } from "./preview.ts";
import { reopenForReview, type ToReopen } from "./reopen-for-review.ts";

export type { CaseAct } from "./act.ts";
export type { WatchKnowledge, WatchParts } from "./parts.ts";

/** The live analyst of one tenant, as one process runs it. */
export type Watch = {
  /**
   * Works until the signal is aborted, and then returns once nothing is under way. What fails is noted and tried again; a database that is away is waited
   * for. Called once.
   */
  readonly work: (signal: AbortSignal) => Promise<void>;
  /** What is known now; the fold owns it, nobody else changes it. */
  readonly state: () => WatchState;
  /** What a person does to a case; durable when it returns. Refuses (`case/…`, `watch/…`, `learn/…`). */
  readonly act: (command: CaseAct & { readonly caseId: string }, by: Person) => Promise<void>;
  /** What would come of an act on each of these cases, or why it would be refused; records nothing. */
  readonly preview: (act: CaseAct, caseIds: readonly string[], by: Person) => Promise<readonly ActPreview[]>;
  /** Opens cases again that the agent closed, for people to end; gives those that were opened. */
  readonly reopenForReview: (asked: readonly ToReopen[]) => Promise<readonly string[]>;
  /** Reads what others recorded. */
  readonly refresh: () => Promise<void>;
  /** Tells the record which grants to close stand; durable when it returns, and from then on nothing is closed under another one. */
  readonly grantsChanged: (now: ClosingGrants) => Promise<void>;
  readonly accounting: () => ReturnType<typeof watchAccounting>;
  /** Who reads, triages and correlates just now; `says` why nobody does. */
  readonly running: () => Promise<{ readonly running: boolean; readonly says: string }>;
};

/** What failed is tried again after this. */
const failedWaitsMs = 1_000;

/** Opens the watch: its newest segment is read, checked and folded. Refuses (`journal/…`). */
export async function openWatch(parts: WatchParts): Promise<Watch> {
  let context = await openContext(parts);
  return {
    state: () => context.log.state,
    refresh: () => context.log.refresh(),
    async grantsChanged(now) {
      await context.log.decide(() => grantsFact(now, context.log.state, parts.clock.nowMs()));
    },
    accounting: () => watchAccounting(context.log.state),
    act: (command, by) => act(command, by, context),
    preview: (command, caseIds, by) => previewAct(command, caseIds, by, context),
    reopenForReview: (asked) => reopenForReview(asked, context),
    async running() {
      await context.log.refresh();
      const worker = context.log.state.desk?.worker;
      const living = await context.alive.among(worker === undefined ? [] : [worker]);
      const running = worker !== undefined && living.has(worker);
      return { running, says: running ? `${worker} reads and triages` : "no process that runs the watch gives a sign of life" };
    },
    async work(signal) {
      while (!signal.aborted) {
        await workOn(context, signal);
        if (signal.aborted || !context.log.isBroken()) break;
        context = await reopened(context, signal);
      }
      await context.alive.end();
    },
  };
}

async function reopened(context: WatchContext, signal: AbortSignal): Promise<WatchContext> {
  const { parts } = context;
  for (;;) {
    await parts.clock.sleep(failedWaitsMs, signal).catch(() => {});
    if (signal.aborted) return context;
    try {
      return { ...(await openContext(parts)), alive: context.alive };
    } catch (error) {
      parts.note?.("the record of the watch could not be opened; it is tried again", error);
    }
  }
}

async function workOn(context: WatchContext, signal: AbortSignal): Promise<void> {
  const { desk = true, cases = true } = context.parts.roles ?? {};
  const ending = new AbortController();
  const both = AbortSignal.any([signal, ending.signal]);
  const loops = [lifeLoop(context, both), ...(desk ? [deskLoop(context, both)] : []), ...(cases ? [caseLoop(context, both)] : [])];
  try {
    await Promise.all(loops);
  } finally {
    ending.abort();
    await Promise.allSettled(loops);
  }
}

/** Runs a step again and again until aborted, or until the record must be opened anew. A failure is noted once for as long as it stands. */
async function loop(
  context: WatchContext,
  signal: AbortSignal,
  says: string,
  step: () => Promise<(signal: AbortSignal) => Promise<unknown>>,
): Promise<void> {
  const { parts, log } = context;
  let standing: string | undefined;
  while (!signal.aborted && !log.isBroken()) {
    try {
      const wait = await step();
      standing = undefined;
      await wait(signal).catch(() => {});
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (message !== standing && !isFenced(error)) parts.note?.(says, error);
      standing = message;
      await parts.clock.sleep(failedWaitsMs, signal).catch(() => {});
    }
  }
}

function lifeLoop(context: WatchContext, signal: AbortSignal): Promise<void> {
  const { parts, alive, limits } = context;
  return loop(context, signal, "no sign of life can be given", async () => {
    await alive.keep();
    return (signal) => parts.clock.sleep(limits.lookMs, signal);
  });
}

function deskLoop(context: WatchContext, signal: AbortSignal): Promise<void> {
  const desk = openDesk(context, signal);
  return loop(context, signal, "the desk cannot go on; it is tried again", desk.step).finally(desk.end);
}

function caseLoop(context: WatchContext, signal: AbortSignal): Promise<void> {
  const { parts, limits, log } = context;
  const investigators = openInvestigators(context);
  const working = loop(context, signal, "cases cannot be claimed; it is tried again", async () => {
    await log.refresh();
    const { begun, nextAtMs } = await investigators.step();
    const waitMs =
      begun > 0 ? limits.lookMs / 10 : Math.min(limits.lookMs, Math.max(0, (nextAtMs ?? Number.POSITIVE_INFINITY) - parts.clock.nowMs()));
    return (signal) => parts.clock.sleep(Math.max(10, waitMs), signal);
  });
  return working.finally(investigators.idle);
}
