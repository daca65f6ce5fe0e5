import type { z } from "zod";
import type { AssessmentCase } from "../../core/assessment/assessment.ts";
import { type CaseMark, marksOf } from "../../core/assessment/case-marks.ts";
import { actsOpen } from "../../core/case/acts-open.ts";
import { defang, inert, visible } from "../../core/inert/inert.ts";
import { isPerson } from "../../core/person/person.ts";
import { verdicts } from "../../core/verdict/verdict.ts";
import type { CaseRecordRead } from "../../engine/watch/case-record.ts";
import type { CaseRow } from "../../ports/views.ts";
import { type CaseFact, type HistoryLine, historyOf } from "../../stages/case-page/history.ts";
import { commonAbove, similarCases } from "../../stages/case-page/similar-cases.ts";
import { type CaseRecord, type CaseWork, caseWorkOperations, type SimilarCase, type SimilarCases } from "../contract/case-work.ts";
import type { TenantDesk } from "../desk.ts";
import { iso } from "../http/iso.ts";
import { badRequest } from "../http/refusals.ts";
import { defineRoute, type Route } from "../route.ts";
import { concludedRow, factsOf, rowOf } from "./case-facts.ts";
import { lineOf } from "./routes.ts";

/** The routes about the work on a case. */
export const caseWorkRoutes: readonly Route[] = [
  defineRoute({
    ...caseWorkOperations.readCaseHistory,
    handle: async ({ desk, params: { id }, query: { kind, order, after, limit } }) => {
      await rowOf(desk, id);
      const found = await factsOf(desk, id);
      const all = historyOf(found.facts).filter((line) => !kind || kind.includes(line.kind));
      const inOrder = order === "newest" ? all.toReversed() : all;
      const from = after === undefined ? 0 : placeAfter(inOrder, after);
      const shown = inOrder.slice(from, from + limit);
      const last = from + limit < inOrder.length ? shown.at(-1) : undefined;
      return { lines: shown.map(lineSaid), next: last ? cursorOf(last) : null, total: all.length, record: recordSaid(found) };
    },
  }),
  defineRoute({
    ...caseWorkOperations.readCaseWork,
    handle: async ({ desk, params: { id } }) => {
      const { assignee } = await rowOf(desk, id);
      const found = await factsOf(desk, id);
      return { assignee: assignee ?? null, ...workIn(found.facts), record: recordSaid(found) };
    },
  }),
  defineRoute({
    ...caseWorkOperations.listSimilarCases,
    handle: async ({ desk, params: { id }, query: { limit } }) => {
      const { detail } = await concludedRow(desk, id);
      return similarTo(desk, id, marksOf(detail), limit);
    },
  }),
];

const recordSaid = ({ facts, erased, recorded, counted }: CaseRecordRead): z.input<typeof CaseRecord> => ({
  read: facts.length,
  erased,
  recorded,
  counted,
});

const cursorOf = ({ place }: HistoryLine) => `${place.world}.${place.sequence}`;

/** Where the page after this one begins: what was recorded meanwhile moves nothing. */
function placeAfter(lines: readonly HistoryLine[], after: string): number {
  const at = lines.findIndex((line) => cursorOf(line) === after);
  if (at < 0) throw badRequest('the place after which the next page is asked for is none that a page ended with; hand back its "next"');
  return at + 1;
}

const lineSaid = ({ atMs, alerts, evidence, ...line }: HistoryLine) => ({
  at: iso(atMs),
  ...line,
  alerts: [...alerts],
  evidence: [...evidence],
});

/** A note as it was written, line by line, with nothing hidden in it. */
const written = (text: string) =>
  text
    .split(/\r?\n/)
    .map((line) => defang(visible(line)))
    .join("\n");

function workIn(facts: readonly CaseFact[]): Pick<z.input<typeof CaseWork>, "notes" | "tasks"> {
  const notes: z.input<typeof CaseWork>["notes"] = [];
  const tasks = new Map<string, z.input<typeof CaseWork>["tasks"][number]>();
  for (const { fact } of facts) {
    if (fact.type === "CaseNoted") notes.push({ text: written(fact.text), by: fact.by, at: iso(fact.atMs) });
    if (fact.type === "CaseTaskAdded") {
      const { task: id, text, assignee, by, atMs } = fact;
      tasks.set(id, { id, text: written(text), assignee: assignee === null ? null : visible(assignee), by, at: iso(atMs), finished: null });
    }
    const task = fact.type === "CaseTaskFinished" ? tasks.get(fact.task) : undefined;
    if (fact.type === "CaseTaskFinished" && task) tasks.set(fact.task, { ...task, finished: { by: fact.by, at: iso(fact.atMs) } });
  }
  return { notes, tasks: [...tasks.values()] };
}

async function similarTo(
  { views }: TenantDesk,
  id: string,
  marks: readonly CaseMark[],
  limit: number,
): Promise<z.input<typeof SimilarCases>> {
  const { holders, casesTotal } = await views.marked(
    marks.map(({ mark }) => mark),
    commonAbove + 1,
  );
  const { ranked, compared, tooCommon } = similarCases(id, marks, holders, casesTotal, limit);
  const cases: z.input<typeof SimilarCase>[] = [];
  for (const { caseId, score, shared } of ranked) {
    const row = await views.case(caseId);
    if (!row) continue;
    const takesIn = actsOpen(row).includes("merge");
    cases.push({ case: lineOf(row), score, shared: shared.map((each) => ({ ...each, more: false })), takesIn, ended: endOf(row) });
  }
  return { cases, compared, tooCommon: tooCommon.map((each) => ({ ...each })), casesTotal };
}

function endOf({ state, verdict, settledAtMs, detail }: CaseRow): z.input<typeof SimilarCase>["ended"] {
  const said = verdicts.find((each) => each === verdict);
  if (state !== "closed" || settledAtMs === undefined || !said || !detail) return null;
  return { verdict: said, by: deciderOf(detail) ?? "agent:watchkeeper", at: iso(settledAtMs), because: inert(detail.because, 400) };
}

/** Whose word ended a case: it is the last of its evidence. */
export function deciderOf({ evidence }: Pick<AssessmentCase, "evidence">): string | undefined {
  const word = evidence.findLast(({ tool }) => tool === "person/verdict");
  if (word?.source.kind !== "answer") return undefined;
  try {
    const said: unknown = JSON.parse(word.source.query);
    const by = typeof said === "object" && said !== null && "by" in said ? said.by : undefined;
    return typeof by === "string" && isPerson(by) ? by : undefined;
  } catch {
    return undefined;
  }
}
