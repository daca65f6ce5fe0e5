import type { z } from "zod";
import { type Grant, isWaiting, lapsesAtMs } from "../../core/autonomy/grant.ts";
import type { HandoverPeriod } from "../../core/handover/text.ts";
import { slotMs } from "../../core/measure/tally.ts";
import { stretchesOf } from "../../core/measure/zone.ts";
import type { ClockBoard } from "../../core/regulation/board.ts";
import type { HandoverFindings, RunningClock, ShiftFigures } from "../../stages/handover/findings.ts";
import type { Figures } from "../contract/measures.ts";
import type { FigurePeriod } from "./period.ts";

const timeNames = { mtta: "the first look", mtti: "a verdict", mttr: "containment that holds" } as const;

/** A shift as a period of figures: whole quarters of an hour, so that both ends are in it. */
export function shiftPeriod({ fromMs, toMs }: HandoverPeriod): FigurePeriod {
  const [fromSlot, toSlot] = [Math.floor(fromMs / slotMs), Math.ceil(toMs / slotMs)];
  return { fromSlot, toSlot, zone: "UTC", days: stretchesOf("UTC", "day", fromSlot, toSlot) };
}

/** What of the figures a handover tells. */
export function shiftFiguresOf({ flow, escalation, times, approval, override, autoClose }: z.input<typeof Figures>): ShiftFigures {
  return {
    flow,
    escalation: escalation.all,
    autoClose: autoClose.all,
    override: override.rate,
    times: Object.entries(timeNames).map(([name, says]) => ({ name: says, durations: times[name as keyof typeof timeNames].all })),
    approval: approval.all,
  };
}

/** The clocks of a board that still ask for something. */
export const runningClocks = ({ clocks }: ClockBoard): RunningClock[] =>
  clocks
    .filter(({ state }) => state === "running" || state === "late")
    .map(({ caseId, regime, stage, title, article, dueMs }) => ({ caseId, regime, stage, says: title, article, dueMs }));

/** Grants that wait for signatures. */
export const grantsWaiting = (grants: readonly Grant[], nowMs: number): NonNullable<HandoverFindings["proposedGrants"]> =>
  grants
    .filter((grant) => isWaiting(grant, nowMs))
    .map(({ text }) => ({ id: text.id, says: `${text.scope.act} ${text.scope.class}`, lapsesAtMs: lapsesAtMs(text) }));
