import type { ClockBoard } from "./board.ts";
import type { SaidValue } from "./decide.ts";
import { fitsType } from "./decide.ts";
import { clockKey, type Dossier, type Regulation, type RegulationEvent } from "./dossier.ts";
import { regulationLimits as limits } from "./limits.ts";
import { recurrencesOf } from "./recurrence.ts";
import type { LegalSituation } from "./situation.ts";
import { clockAlarms } from "./words.ts";

/** The agent's word: it opens papers, proposes values, warns, and looks for recurrences. There is nothing here by which a clock stops or moves to a later time. */
const agent = "agent:watchkeeper" as const;

/** Opens the papers of a case and proposes what is known of it. What it proposed already, and what no pack asks for, is left out; what people said stays. */
export function proposeValues(
  given: {
    readonly caseId: string;
    readonly title: string;
    readonly by: Extract<RegulationEvent, { type: "DossierOpened" }>["by"];
    readonly values: readonly SaidValue[];
    readonly atMs: number;
  },
  state: Regulation,
  { book }: LegalSituation,
): readonly RegulationEvent[] {
  const { caseId, by, atMs } = given;
  const held = state.dossiers.get(caseId);
  const title = given.title.slice(0, limits.textLengthMax).toWellFormed();
  const opened: RegulationEvent[] = held?.title === title ? [] : [{ type: "DossierOpened", caseId, title, by, atMs }];
  const asked = new Map(book.packs.flatMap(({ pack }) => pack.values.map((each) => [each.id, each] as const)));
  const proposed = given.values.flatMap(({ id, value, estimate, source }): RegulationEvent[] => {
    const wanted = asked.get(id);
    if (!wanted || !fitsType(wanted, value) || isSaid(held, id, value)) return [];
    return [{ type: "ValueProposed", caseId, id, value, estimate, source: source.slice(0, limits.wordsLengthMax), by: agent, atMs }];
  });
  return [...opened, ...proposed];
}

const isSaid = (held: Dossier | undefined, id: string, value: SaidValue["value"]) =>
  JSON.stringify(held?.values.get(id)?.proposed?.value) === JSON.stringify(value);

/** Alarms that nobody was given yet, for each clock the highest; a deadline that moved is warned of anew. */
export function newAlarms({ clocks }: ClockBoard, state: Regulation, atMs: number): readonly RegulationEvent[] {
  return clocks.flatMap(({ caseId, regime, stage, alarm, dueMs, state: stands }): RegulationEvent[] => {
    if (dueMs === undefined || alarm === "none" || (stands !== "running" && stands !== "late")) return [];
    const before = state.dossiers.get(caseId)?.alarms.get(clockKey({ regime, stage }));
    if (before && before.dueMs === dueMs && clockAlarms.indexOf(before.alarm) >= clockAlarms.indexOf(alarm)) return [];
    return [{ type: "ClockAlarmed", caseId, regime, stage, alarm, dueMs, atMs }];
  });
}

/** The monthly look of the months that were not looked at yet, the one before this: a fact also where it found nothing. */
export function lookForRecurrences(state: Regulation, month: string, monthEndMs: number, atMs: number): readonly RegulationEvent[] {
  if (state.recurrences.some((each) => each.month === month)) return [];
  return [{ type: "RecurrencesLookedFor", month, ...recurrencesOf(state, monthEndMs), atMs }];
}

/** An outage of our own, once. */
export function noteOutage(
  state: Regulation,
  outage: { readonly fromMs: number; readonly toMs: number },
  atMs: number,
): readonly RegulationEvent[] {
  if (state.outages.some(({ fromMs }) => fromMs === outage.fromMs)) return [];
  return [{ type: "OutageFound", fromMs: outage.fromMs, toMs: outage.toMs, atMs }];
}
