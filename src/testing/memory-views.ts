import { marksOf } from "../core/assessment/case-marks.ts";
import type { CaseNews } from "../ports/queue-view.ts";
import type { AlertRow, CaseRow, Change, Page, Paged, Views } from "../ports/views.ts";
import { memoryQueue, newsBetween } from "./memory-queue.ts";

/** Views in memory, as far as the API's tests look: filters by words and times, pages by id. Not for tests of the views themselves. */
export function memoryViews(): Views {
  const alerts = new Map<string, AlertRow>();
  const cases = new Map<string, CaseRow>();
  const changes: Change[] = [];
  const waiting = new Set<() => void>();
  const note = (kind: Change["kind"], id: string) => {
    changes.push({ revision: changes.length + 1, kind, id });
    for (const wake of waiting) wake();
  };
  const news = new Map<string, CaseNews>();
  const lastOf = (kind: Change["kind"], id: string) => changes.findLast((each) => each.kind === kind && each.id === id)?.revision ?? 0;
  const count = (state: AlertRow["state"]) => [...alerts.values()].filter((each) => each.state === state).length;
  return {
    async put(rows) {
      for (const each of rows.alerts) {
        alerts.set(each.id, each);
        note("alert", each.id);
      }
      for (const each of rows.cases) {
        const changed = newsBetween(cases.get(each.id), each).map((kind) => [kind, changes.length + 1]);
        news.set(each.id, { ...(news.get(each.id) ?? noNews), ...Object.fromEntries(changed) });
        cases.set(each.id, each);
        note("case", each.id);
      }
    },
    upTo: async () => undefined,
    alerts: async ({ state, severity, category, source, caseId, fromMs, toMs, text }, page) =>
      paged(
        [...alerts.values()].filter(
          (each) =>
            (state === undefined || each.state === state) &&
            (severity === undefined || severity.includes(each.severity)) &&
            (category === undefined || (each.category !== undefined && category.includes(each.category))) &&
            (source === undefined || each.source === source) &&
            (caseId === undefined || each.caseId === caseId) &&
            (fromMs === undefined || each.timeMs >= fromMs) &&
            (toMs === undefined || each.timeMs < toMs) &&
            (text === undefined || each.title.toLowerCase().includes(text.toLowerCase())),
        ),
        page,
      ),
    alert: async (id) => alerts.get(id),
    cases: async ({ state, severity, assignee, text }, page) => {
      const found = [...cases.values()].filter(
        (each) =>
          (state === undefined || state.includes(each.state)) &&
          (severity === undefined || severity.includes(each.severity)) &&
          (assignee === undefined || each.assignee === assignee) &&
          (text === undefined || each.title.toLowerCase().includes(text.toLowerCase())),
      );
      const { rows, next } = paged(found, page);
      return { rows: rows.map((row) => ({ ...row, detail: undefined })), next };
    },
    case: async (id) => cases.get(id),
    async marked(marks, limit) {
      const wanted = new Set(marks);
      const holders = new Map<string, string[]>();
      for (const { id, detail } of [...cases.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)))
        for (const { mark } of detail ? marksOf(detail) : []) {
          const held = holders.get(mark) ?? [];
          if (wanted.has(mark) && held.length < limit) holders.set(mark, [...held, id]);
        }
      return { holders, casesTotal: cases.size };
    },
    queue: memoryQueue({
      alerts: () => [...alerts.values()],
      cases: () => [...cases.values()],
      revisionOf: lastOf,
      newsOf: (id) => news.get(id) ?? noNews,
      latest: () => changes.length,
    }),
    counts: async () => ({ open: count("open"), closed: count("closed"), escalated: count("escalated") }),
    note: async ({ kind, id }) => note(kind, id),
    changes: async (after, limit) => changes.filter(({ revision }) => revision > after).slice(0, limit),
    latest: async () => changes.length,
    arrival: (after, waitMs, signal) =>
      new Promise((resolve) => {
        const settle = () => {
          clearTimeout(timer);
          waiting.delete(settle);
          signal.removeEventListener("abort", settle);
          resolve();
        };
        const timer = setTimeout(settle, waitMs);
        waiting.add(settle);
        signal.addEventListener("abort", settle, { once: true });
        if (changes.length > after || signal.aborted) settle();
      }),
  };
}

const noNews: CaseNews = { new: 0, verdict: 0, escalated: 0, reopened: 0, closed: 0, merged: 0 };

function paged<Row extends { readonly id: string }>(rows: readonly Row[], { after, limit }: Page): Paged<Row> {
  const later = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)).filter(({ id }) => after === undefined || id > after);
  return { rows: later.slice(0, limit), next: later.length > limit ? later[limit - 1]?.id : undefined };
}
