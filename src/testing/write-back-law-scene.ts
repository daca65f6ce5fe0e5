import assert from "node:assert/strict";
import type { TicketWant, WriteBackCommand } from "../core/write-back/command.ts";
import { decideWriteBack } from "../core/write-back/decide.ts";
import { evolveWriteBack } from "../core/write-back/evolve.ts";
import { nextWork } from "../core/write-back/queue.ts";
import type { Job, WriteBack } from "../core/write-back/write-back.ts";

export const atMs = 1_800_000_000_000;
export const why = { code: "sink/refused", problem: "no", remedy: "look" };

export function obey(state: WriteBack, ...commands: readonly WriteBackCommand[]): WriteBack {
  for (const command of commands) for (const fact of decideWriteBack(command, state)) evolveWriteBack(state, fact);
  return state;
}
export const take = (caseId: string, revision: number, more: Partial<TicketWant> = {}): WriteBackCommand => ({
  type: "TakeCase",
  tenant: "default",
  caseId,
  revision,
  atMs,
  wants: [
    {
      kind: "ticket",
      connector: "rt",
      marking: "amber",
      opens: true,
      closes: false,
      ticket: { body: `look ${revision}` },
      comment: { text: `look ${revision}` },
      closing: { text: `end ${revision}` },
      ...more,
    },
  ],
});
export const jobsIn = (state: WriteBack): Job[] => [...state.open.values()].flatMap((jobs) => [...jobs.values()]);
export const onlyJob = (state: WriteBack): Job => jobsIn(state)[0] ?? assert.fail("no job");
export const tried = (key: string, worker = "one"): WriteBackCommand => ({ type: "TryWrite", key, worker, atMs });
export const work = (state: WriteBack, nowMs = atMs) => nextWork(state, "rt", { worker: "two", nowMs, graceMs: 10_000 });
