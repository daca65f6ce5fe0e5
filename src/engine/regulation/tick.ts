import { lookForRecurrences, newAlarms, noteOutage } from "../../core/regulation/agent.ts";
import { clockBoard } from "../../core/regulation/board.ts";
import { dayOf, partsOf } from "../../core/regulation/calendar/day.ts";
import { momentOf, wallAt } from "../../core/regulation/calendar/wall.ts";
import { takeUpAgain } from "../../core/regulation/case-word.ts";
import type { RegulationEvent } from "../../core/regulation/dossier.ts";
import { regulationLimits as limits } from "../../core/regulation/limits.ts";
import type { CaseRow } from "../../ports/views.ts";
import type { HeldRegulation } from "./parts.ts";

/** What one look at the papers did: cases whose papers it opened, and facts it recorded. */
export type Ticked = { readonly opened: number; readonly facts: readonly RegulationEvent[] };

/** Escalated cases that one look takes up; the others are taken up by the next. */
const casesMax = 200;
/** Pages of escalated cases that are looked through for them, the most urgent first. */
const pagesMax = 100;

/** One look. Everything in it is decided on the record, so that a second process that looks too records nothing twice. */
export async function tick({ parts, state, log }: HeldRegulation, open: (caseId: string) => Promise<unknown>): Promise<Ticked> {
  const { clock, situation, views } = parts;
  if (situation.order.entity.length === 0) return { opened: 0, facts: [] };
  await log.refresh();
  const rows = await escalatedWithoutPapers({ parts, state });
  for (const { id } of rows) await open(id);
  const reopened = await openedAgain({ parts, state });
  const outages = await parts.outages();
  const facts = await log.decide(() => {
    const atMs = clock.nowMs();
    const { month, endMs } = monthBefore(atMs);
    return [
      ...reopened.flatMap((caseId) => takeUpAgain(caseId, state, atMs)),
      ...newAlarms(clockBoard(state, situation, atMs), state, atMs),
      ...lookForRecurrences(state, month, endMs, atMs),
      ...outages.flatMap((outage) => noteOutage(state, outage, atMs)),
    ];
  });
  if (facts.length > 0) await log.checkpoint({ witness: "may" });
  for (const fact of facts) if (fact.type === "ClockAlarmed") await views.note({ kind: "case", id: fact.caseId });
  return { opened: rows.length, facts };
}

/** Those that have papers come back in every page: it is looked through until enough are found that have none. */
async function escalatedWithoutPapers({ parts, state }: Pick<HeldRegulation, "parts" | "state">): Promise<readonly CaseRow[]> {
  const most = Math.min(casesMax, limits.dossiersMax - state.dossiers.size);
  const found: CaseRow[] = [];
  let after: string | undefined;
  for (let page = 0; page < pagesMax && found.length < most; page++) {
    const { rows, next } = await parts.views.cases({ state: ["escalated"] }, { limit: casesMax, ...(after !== undefined && { after }) });
    found.push(...rows.filter(({ id }) => !state.dossiers.has(id)));
    if (next === undefined) break;
    after = next;
  }
  return found.slice(0, Math.max(0, most));
}

/** Quiet papers whose cases one look asks about. */
const quietMax = 500;
/** About how often is looked, milliseconds. */
const lookMs = 60_000;

/** Cases that a person closed as harmless and that are open now. Of more than one look asks about, each look takes the next. */
async function openedAgain({ parts, state }: Pick<HeldRegulation, "parts" | "state">): Promise<readonly string[]> {
  const nowMs = parts.clock.nowMs();
  const quiet = [...state.dossiers.values()].flatMap(({ caseId, harmless }) =>
    harmless && nowMs - harmless.atMs > 2 * lookMs ? [{ caseId, sinceMs: harmless.atMs }] : [],
  );
  const turn = Math.floor(nowMs / lookMs) % Math.max(1, Math.ceil(quiet.length / quietMax));
  const found: string[] = [];
  for (const { caseId, sinceMs } of quiet.slice(turn * quietMax, (turn + 1) * quietMax)) {
    const row = await parts.views.case(caseId);
    // A row that was not written anew yet still says how the case stood before.
    if (row && row.state !== "closed" && row.state !== "merged" && (row.settledAtMs ?? nowMs) > sinceMs) found.push(caseId);
  }
  return found;
}

/** The month before a moment ("2026-10") and where it ended, UTC. */
function monthBefore(atMs: number): { readonly month: string; readonly endMs: number } {
  const { year, month } = partsOf(wallAt(atMs, "UTC").day);
  const begins = dayOf(year, month, 1);
  const last = partsOf(begins - 1);
  return { month: `${last.year}-${String(last.month).padStart(2, "0")}`, endMs: momentOf({ day: begins, ofDayMs: 0 }, "UTC") };
}
