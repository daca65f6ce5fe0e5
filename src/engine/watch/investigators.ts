import type { Claim } from "../../core/watch/claim.ts";
import type { CaseDesk } from "../../core/watch/watch.ts";
import type { WatchFact } from "../../core/watch/watch-event.ts";
import { casesDue } from "../../stages/watch/cases.ts";
import { investigateStep } from "../investigate-step.ts";
import { closingNow } from "./closing.ts";
import { decideOnCase, isFenced, type WatchContext } from "./context.ts";

/** The investigating of one process: at most so many cases at once, each claimed in the record. */
export type Investigators = {
  /** Begins on cases that are due; gives when the next one is, where nothing could be begun. */
  readonly step: () => Promise<{ readonly begun: number; readonly nextAtMs: number | undefined }>;
  /** Waits until nothing is under way. */
  readonly idle: () => Promise<void>;
  readonly busy: () => number;
};

/** Cases that one step begins on at most, so that one append does not grow beyond what others wait for. */
const claimsPerStepMax = 16;
/** From the first of these shares of what may be held on, cases are looked at sooner; from the second on, as soon as they may be. */
const pressedFrom = 0.2;
const pressedTo = 0.5;
const pressureOf = (share: number) => Math.min(1, Math.max(0, (share - pressedFrom) / (pressedTo - pressedFrom)));
/** A case whose look failed waits so long. */
const failedWaitsMs = 10_000;

/** Opens it. A claim of a worker that gives no sign of life is taken over; the case goes on where its record stands. */
export function openInvestigators(context: WatchContext): Investigators {
  const { parts, limits, log, alive } = context;
  const { worker } = parts.leases;
  const working = new Map<string, Promise<void>>();
  const failed = new Map<string, number>();
  const begin = (caseId: string, claim: Claim, asks: boolean) => {
    const look = lookAt(caseId, claim, asks, context).catch((error: unknown) => {
      if (isFenced(error)) return;
      failed.set(caseId, parts.clock.nowMs() + failedWaitsMs);
      parts.note?.("a case could not be looked at to its end; it is tried again", error);
    });
    const ended = look.finally(() => working.delete(caseId));
    working.set(caseId, ended);
  };
  return {
    busy: () => working.size,
    idle: async () => void (await Promise.all(working.values())),
    async step() {
      const room = Math.min(limits.casesAtOnceMax - working.size, claimsPerStepMax);
      if (room <= 0) return { begun: 0, nextAtMs: undefined };
      const nowMs = parts.clock.nowMs();
      for (const [caseId, untilMs] of failed) if (untilMs <= nowMs) failed.delete(caseId);
      const living = await alive.among(claimants(context));
      const isFree = ({ claim }: CaseDesk, caseId: string) =>
        !working.has(caseId) && !failed.has(caseId) && (!claim || claim.worker === worker || !living.has(claim.worker));
      const settling = { ...limits, pressure: pressureOf(log.state.run.alerts.size / limits.alertsHeldMax) };
      const { due, nextAtMs } = casesDue(log.state, nowMs, settling, isFree);
      const chosen = choose(due, room, limits.casesWaitingMax);
      if (chosen.size === 0) return { begun: 0, nextAtMs };
      const claimed = await log.decide(() => {
        const still = casesDue(log.state, nowMs, settling, isFree).due.filter((caseId) => chosen.has(caseId));
        return still.flatMap((caseId) => claimsOf(caseId, context));
      });
      for (const fact of claimed) if (fact.type === "CaseClaimed") begin(fact.caseId, fact.claim, chosen.get(fact.caseId) ?? true);
      return { begun: claimed.length, nextAtMs };
    },
  };
}

/** Whoever claimed a case that is in progress. */
function claimants({ log }: WatchContext): string[] {
  const { run, desks } = log.state;
  return [...run.cases].flatMap(([caseId, { status }]) => (status === "in-progress" ? (desks.get(caseId)?.claim?.worker ?? []) : []));
}

/** The most urgent cases are asked about. Where too many wait, the least urgent are concluded beside them, from their alerts alone. */
function choose(due: readonly string[], room: number, waitingMax: number): Map<string, boolean> {
  const chosen = new Map<string, boolean>();
  for (const caseId of due.slice(waitingMax).slice(-Math.floor(room / 2))) chosen.set(caseId, false);
  for (const caseId of due) if (chosen.size < room && !chosen.has(caseId)) chosen.set(caseId, true);
  return chosen;
}

/** A case that gathered news since it was begun is begun anew, so that its verdict rests on all that is in it. */
function claimsOf(caseId: string, { log, parts }: WatchContext): WatchFact[] {
  const held = log.state.run.cases.get(caseId);
  const desk = log.state.desks.get(caseId);
  if (held?.status !== "in-progress" || !desk) return [];
  const claim: Claim = { worker: parts.leases.worker, epoch: (desk.claim?.epoch ?? desk.lastEpoch) + 1 };
  const anew: WatchFact[] =
    held.playbook && desk.unseen.size > 0
      ? [{ type: "CaseReopened", caseId, because: `${desk.unseen.size} alerts joined since it was begun` }]
      : [];
  return [{ type: "TimeNoted", atMs: parts.clock.nowMs() }, ...anew, { type: "CaseClaimed", caseId, claim }];
}

/** Looks at one case to its verdict: at the alerts that it holds now. */
async function lookAt(caseId: string, claim: Claim, asks: boolean, context: WatchContext): Promise<void> {
  const { log, parts, knowledge } = context;
  const { run, desks } = log.state;
  const held = run.cases.get(caseId);
  if (held?.status !== "in-progress") return;
  const tools = await parts.toolsFor(caseId);
  const isEnd = ({ type }: WatchFact) => type === "CaseClosed" || type === "CaseEscalated" || type === "CaseLeftToPeople";
  const closing = parts.autonomy === "closes-alone" ? undefined : () => closingNow(caseId, knowledge, context);
  await investigateStep(
    caseId,
    {
      state: run,
      tell: (decide) =>
        decideOnCase(context, caseId, claim, () => {
          const facts = decide();
          return facts.some(isEnd) ? [{ type: "TimeNoted", atMs: parts.clock.nowMs() }, ...facts] : facts;
        }),
    },
    { ...knowledge, tools, clock: parts.clock },
    { asks, alertIds: new Set(held.alertIds), staysEscalated: desks.get(caseId)?.handedOver ?? false, ...(closing && { closing }) },
  );
}
