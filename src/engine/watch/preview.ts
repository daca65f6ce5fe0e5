import type { Person } from "../../core/person/person.ts";
import { inline } from "../../core/report/inline.ts";
import { standingCase } from "../../core/run/partings.ts";
import { SocError } from "../../core/soc-error.ts";
import { goneOf, type WatchState } from "../../core/watch/watch.ts";
import { type CaseAct, factsOf } from "./act.ts";
import type { WatchContext } from "./context.ts";

/** A state of alerts as the ledger counts them. */
type Counted = "open" | "closed" | "escalated";

/** What an act would come to on one case: in words, and how many alerts would move from one state of the ledger to another; or why it would be refused. */
export type ActPreview =
  | {
      readonly caseId: string;
      readonly says: string;
      /** Cases that would be others than they are: what people approved about them lapses. */
      readonly changes: readonly string[];
      readonly effect: { readonly alerts: number; readonly from: Counted; readonly to: Counted } | undefined;
      /** What the case would be like stands already: nothing would be recorded that changes it. */
      readonly refusal?: undefined;
    }
  | { readonly caseId: string; readonly refusal: SocError };

/** What would come of an act on each of these cases now, on everything recorded before; records nothing. */
export async function previewAct(
  act: CaseAct,
  caseIds: readonly string[],
  by: Person,
  context: Pick<WatchContext, "log" | "parts">,
): Promise<ActPreview[]> {
  await context.log.refresh();
  const { state } = context.log;
  return caseIds.map((caseId) => {
    try {
      factsOf({ ...act, caseId }, by, state, context.parts.clock.nowMs());
      return { caseId, says: saysOf(act, caseId, state), changes: changedBy(act, caseId, state), effect: effectOf(act, caseId, state) };
    } catch (error) {
      if (error instanceof SocError) return { caseId, refusal: error };
      throw error;
    }
  });
}

const ends: { readonly [Act in CaseAct["act"]]?: Counted } = { close: "closed", escalate: "escalated", reopen: "open", overrule: "closed" };

function changedBy(act: CaseAct, caseId: string, { run }: WatchState): string[] {
  switch (act.act) {
    case "assign":
    case "note":
    case "add-task":
    case "finish-task":
      return [];
    case "merge":
      return [caseId, act.into];
    case "unmerge":
      return [standingCase(run.cases, caseId)];
    default:
      return [caseId];
  }
}

function effectOf({ act }: CaseAct, caseId: string, { run, desks }: WatchState) {
  const held = run.cases.get(caseId);
  const to = ends[act];
  if (!held || held.status === "unopened" || held.status === "merged" || !to) return undefined;
  const from: Counted = held.status === "in-progress" || held.status === "waiting" ? "open" : held.status;
  return from === to ? undefined : { alerts: held.alertIds.length + goneOf(desks.get(caseId)), from, to };
}

function saysOf(act: CaseAct, caseId: string, { run, desks }: WatchState): string {
  const held = run.cases.get(caseId);
  const verdict = held && held.status !== "unopened" ? (held.conclusion?.verdict ?? "insufficient-data") : "insufficient-data";
  const assignee = desks.get(caseId)?.assignee;
  switch (act.act) {
    case "assign":
      return `goes from ${assignee ?? "nobody"} to ${act.assignee ?? "nobody"}`;
    case "note":
      return "gets the note";
    case "close":
      return `is closed as ${act.verdict !== undefined && verdict === "insufficient-data" ? `${act.verdict}, by your word` : verdict}`;
    case "unmerge":
      return `stands again with the alerts that it brought to ${standingCase(run.cases, caseId)}`;
    case "merge":
      return `goes into ${inline(act.into, 80)} with ${held && "alertIds" in held ? many(held.alertIds.length) : "its alerts"}, and can be taken out again`;
    case "split":
      return `gives up ${inline(act.alert, 80)}, which becomes a case of its own`;
    case "escalate":
      return `is escalated as ${verdict}`;
    case "reopen":
      return "is opened again, investigated anew, and ended by a person";
    default:
      return `takes the act "${act.act}"`;
  }
}

const many = (alerts: number) => `${alerts} ${alerts === 1 ? "alert" : "alerts"}`;
