import { marksOf } from "../core/assessment/case-marks.ts";
import type { AlertRow, CaseRow, Change, Page, Paged, Views } from "../ports/views.ts";

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
  const count = (state: AlertRow["state"]) => [...alerts.values()].filter((each) => each.state === state).length;
  return {
    async put(rows) {
      for (const each of rows.alerts) {
        alerts.set(each.id, each);
        note("alert", each.id);
      }
      for (const each of rows.cases) {
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

function paged<Row extends { readonly id: string }>(rows: readonly Row[], { after, limit }: Page): Paged<Row> {
  const later = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)).filter(({ id }) => after === undefined || id > after);
  return { rows: later.slice(0, limit), next: later.length > limit ? later[limit - 1]?.id : undefined };
}
