import { severityRank } from "../core/alert/severity.ts";
import { fold } from "../core/query/fold.ts";
import {
  aboutNames,
  type CaseNews,
  type Counted,
  type FacetCounts,
  facetNames,
  newsKinds,
  type QueueAsked,
  type QueueFilter,
  type QueueRow,
  type QueueSort,
  type QueueView,
  queueLimits,
  type Storm,
} from "../ports/queue-view.ts";
import type { AlertRow, CaseRow } from "../ports/views.ts";

/** What a queue in memory is made over: rows with the revision of their last change, and the news of cases. */
export type MemoryQueueRows = {
  readonly alerts: () => readonly AlertRow[];
  readonly cases: () => readonly CaseRow[];
  readonly revisionOf: (kind: "alert" | "case", id: string) => number;
  readonly newsOf: (id: string) => CaseNews;
  readonly latest: () => number;
};

/** The queue as its port describes it, plainly: the oracle of the contract suite, and what the API's tests look at. */
export function memoryQueue(rows: MemoryQueueRows): QueueView {
  const all = (asked: Omit<QueueAsked, "sort">, sort: QueueSort): QueueRow[] =>
    (asked.storms ? inStorms(rows, sort) : plain(rows, asked.filter.of, sort)).toSorted((a, b) => compared(a, b) * (isDown(sort) ? -1 : 1));
  const found = (asked: QueueAsked) => all(asked, asked.sort).filter((each) => fits(each, asked.filter));
  return {
    async page(asked, { after, limit }) {
      const place = after === undefined ? undefined : (JSON.parse(after) as QueueRow["order"]);
      const later = found(asked).filter(({ order }) => !place || comparedOrders(order, place) * (isDown(asked.sort) ? -1 : 1) > 0);
      const page = later.slice(0, limit);
      const next = later.length > limit ? JSON.stringify(page.at(-1)?.order) : undefined;
      return { rows: page, next, revision: rows.latest() };
    },
    async count(asked) {
      const { length } = found({ ...asked, sort: "newest" });
      return { count: Math.min(length, queueLimits.counted), exact: length <= queueLimits.counted };
    },
    async rows(asked, ids) {
      const held = all(asked, asked.sort).filter((each) => ids.includes(each.of === "alerts" && each.storm ? each.storm.key : each.row.id));
      return { rows: held.map((each) => ({ ...each, fits: fits(each, asked.filter) })), revision: rows.latest() };
    },
    async order(asked) {
      const ids = found(asked);
      return {
        ids: ids.map((each) => (each.of === "alerts" && each.storm ? each.storm.key : each.row.id)),
        priorities: ids.map(({ row }) => row.priority ?? 0).join(""),
        whole: true,
        revision: rows.latest(),
      };
    },
    async facets(filter) {
      const of: Record<string, { value: string; count: number }[]> = {};
      const looked: Record<string, Counted> = {};
      const look = (name: string, without: QueueFilter) => {
        const rows = found({ filter: without, sort: "newest" });
        looked[name] = { count: rows.length, exact: true };
        return rows;
      };
      for (const name of facetNames) {
        const { [name]: _left, ...rest } = filter;
        const isOfCases = name === "assignee" && filter.of === "alerts";
        if (isOfCases) looked[name] = { count: 0, exact: true };
        of[name] = isOfCases ? [] : counted(look(name, rest).map((each) => [String(each.row[name as "state"] ?? "")]));
        if (name === "priority") of[name] = of[name].map(({ value, count }) => ({ value: value === "" ? "0" : value, count }));
      }
      for (const name of aboutNames) {
        const { [name]: _left, ...about } = filter.about ?? {};
        of[name] = counted(look(name, { ...filter, about }).map((each) => valuesOf(each, name)));
      }
      return Object.fromEntries(Object.entries(of).map(([name, values]) => [name, { values, ...looked[name]! }])) as unknown as FacetCounts;
    },
    async newsSince(revision) {
      const news = rows.cases().map((row) => ({ row, news: rows.newsOf(row.id) }));
      const told = news.filter(({ news: each }) => Math.max(...Object.values(each)) > revision);
      const count = (kind: keyof CaseNews) => told.filter((each) => each.news[kind] > revision).length;
      return {
        counts: { cases: told.length, ...(Object.fromEntries(newsKinds.map((kind) => [kind, count(kind)])) as CaseNews) },
        rows: told
          .toSorted((a, b) => Math.max(...Object.values(b.news)) - Math.max(...Object.values(a.news)))
          .slice(0, queueLimits.news)
          .map(({ row, news: each }) => ({ row: caseRow(row, rows, "priority"), news: each })),
        revision: rows.latest(),
      };
    },
  };
}

const isDown = (sort: QueueSort) => sort === "newest" || sort === "activity";

function comparedOrders(a: QueueRow["order"], b: QueueRow["order"]): number {
  for (const [at, part] of a.entries()) {
    const other = b[at]!;
    if (part === other) continue;
    return part < other ? -1 : 1;
  }
  return 0;
}
const compared = (a: QueueRow, b: QueueRow) => comparedOrders(a.order, b.order);

type Placed = {
  readonly id: string;
  readonly atMs: number;
  readonly newestMs: number;
  readonly priority: number;
  readonly gravity: number;
};
function orderOf({ id, atMs, newestMs, priority, gravity }: Placed, revision: number, sort: QueueSort): (number | string)[] {
  if (sort === "priority") return [priority, -newestMs, id];
  if (sort === "severity") return [gravity, -newestMs, id];
  return sort === "activity" ? [revision, id] : [atMs, id];
}

function caseRow(row: CaseRow, rows: MemoryQueueRows, sort: QueueSort): QueueRow & { readonly of: "cases" } {
  const revision = rows.revisionOf("case", row.id);
  const { id, openedAtMs: atMs, lastMs: newestMs, priority, severity } = row;
  const order = orderOf({ id, atMs, newestMs, priority, gravity: 5 - severityRank(severity) }, revision, sort);
  return { of: "cases", row: { ...row, detail: undefined }, revision, order };
}

function alertRow(
  row: AlertRow,
  rows: MemoryQueueRows,
  sort: QueueSort,
  id = row.id,
  changed?: number,
): QueueRow & { readonly of: "alerts" } {
  const revision = changed ?? rows.revisionOf("alert", row.id);
  const { timeMs, priority = 6, severity } = row;
  const order = orderOf({ id, atMs: timeMs, newestMs: timeMs, priority, gravity: 5 - severityRank(severity) }, revision, sort);
  return { of: "alerts", row, revision, order };
}

const plain = (rows: MemoryQueueRows, of: QueueFilter["of"], sort: QueueSort): QueueRow[] =>
  of === "cases" ? rows.cases().map((row) => caseRow(row, rows, sort)) : rows.alerts().map((row) => alertRow(row, rows, sort));

function inStorms(rows: MemoryQueueRows, sort: QueueSort): QueueRow[] {
  const storms = new Map<string, AlertRow[]>();
  for (const row of rows.alerts()) {
    const key = row.storm ?? `alert:${row.id}`;
    storms.set(key, [...(storms.get(key) ?? []), row]);
  }
  return [...storms].map(([key, alerts]) => {
    const newest = alerts.toSorted((a, b) => b.timeMs - a.timeMs || (a.id < b.id ? 1 : -1))[0]!;
    const count = (state: AlertRow["state"]) => alerts.filter((each) => each.state === state).length;
    const storm: Storm = {
      key,
      alerts: alerts.length,
      open: count("open"),
      closed: count("closed"),
      escalated: count("escalated"),
      firstMs: Math.min(...alerts.map(({ timeMs }) => timeMs)),
      lastMs: newest.timeMs,
    };
    const revision = Math.max(...alerts.map(({ id }) => rows.revisionOf("alert", id)));
    return { ...alertRow(newest, rows, sort, key, revision), storm };
  });
}

function fits(each: QueueRow, filter: QueueFilter): boolean {
  const { row } = each;
  const storm = each.of === "alerts" ? each.storm : undefined;
  const state = storm ? (storm.open > 0 ? "open" : storm.escalated > 0 ? "escalated" : "closed") : row.state;
  const atMs = each.of === "cases" ? each.row.lastMs : each.row.timeMs;
  return (
    among(state, filter.state) &&
    among(row.severity, filter.severity) &&
    among(row.category, filter.category) &&
    among(row.verdict ?? null, filter.verdict) &&
    (each.of !== "cases" || among(each.row.assignee ?? null, filter.assignee)) &&
    among(row.priority, filter.priority) &&
    (each.of !== "alerts" || filter.caseId === undefined || each.row.caseId === filter.caseId) &&
    (filter.fromMs === undefined || atMs >= filter.fromMs) &&
    (filter.toMs === undefined || atMs < filter.toMs) &&
    (filter.changedSince === undefined || each.revision > filter.changedSince) &&
    aboutNames.every((name) => isAbout(each, name, filter)) &&
    holds(row.title, filter.text)
  );
}

const among = (value: unknown, list: readonly unknown[] | undefined) => list === undefined || list.includes(value);
const named = (name: string, value: string) => (name === "hosts" || name === "accounts" ? fold(value) : value);
const valuesOf = ({ of, row }: QueueRow, name: (typeof aboutNames)[number]): string[] =>
  of === "alerts" && name === "sources"
    ? [(row as AlertRow).source]
    : [...new Set((row.about?.[name] ?? []).map((value) => named(name, value)))];

function isAbout(each: QueueRow, name: (typeof aboutNames)[number], { about }: QueueFilter): boolean {
  const asked = about?.[name];
  return asked === undefined || asked.some((value) => valuesOf(each, name).includes(named(name, value)));
}

const words = (text: string) =>
  fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
const holds = (title: string, text: string | undefined) =>
  text === undefined || words(text).every((asked) => words(title).some((word) => word.startsWith(asked)));

function counted(values: readonly (readonly string[])[]): { value: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const value of values.flat()) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, queueLimits.values);
}

/** What changed of a case between two of its rows. */
export function newsBetween(before: CaseRow | undefined, now: CaseRow): (keyof CaseNews)[] {
  const news: (keyof CaseNews)[] = [];
  if (!before) news.push("new");
  if (before && now.verdict !== undefined && before.verdict !== now.verdict) news.push("verdict");
  const isOther = before?.state !== now.state;
  if (isOther && now.state !== "in-progress" && now.state !== "waiting") news.push(now.state);
  if (isOther && before && now.state === "in-progress") news.push("reopened");
  return news;
}
