import type pg from "pg";
import type { QueueAsked, QueueFilter, QueueSort } from "../../ports/queue-view.ts";
import { aboutNames } from "../../ports/queue-view.ts";
import { storable } from "../event/storable.ts";
import { aboutWord, anyWord } from "./about-words.ts";
import { askedWords } from "./words.ts";

/** A list in one of its orders: the table, the states it is read by, and the columns that compare. */
export type Source = { readonly table: string; readonly words: string; readonly states: readonly string[]; readonly opened: string };
const alertStates = ["open", "closed", "escalated"] as const;
const sources = {
  cases: {
    table: "watchkeeper.view_cases",
    words: "watchkeeper.view_case_words",
    states: ["in-progress", "escalated", "waiting", "closed", "merged"],
    opened: "opened_at_ms",
  },
  alerts: { table: "watchkeeper.view_alerts", words: "watchkeeper.view_words", states: alertStates, opened: "time_ms" },
  storms: { table: "watchkeeper.view_storms", words: "watchkeeper.view_words", states: alertStates, opened: "time_ms" },
} as const satisfies Readonly<Record<string, Source>>;

/** Which list is asked. */
export const kindOf = ({ filter, storms }: Omit<QueueAsked, "sort">): keyof typeof sources =>
  filter.of === "cases" ? "cases" : storms ? "storms" : "alerts";

/** The columns of an order, and whether it goes from the largest down. */
export function keysOf(sort: QueueSort, opened: string): { readonly keys: readonly string[]; readonly down: boolean } {
  if (sort === "priority") return { keys: ["priority", "newest_first", "id"], down: false };
  if (sort === "severity") return { keys: ["gravity", "newest_first", "id"], down: false };
  if (sort === "activity") return { keys: ["revision", "id"], down: true };
  return { keys: [opened, "id"], down: sort === "newest" };
}

/** A question as conditions, with all values in it as parameters. `states` are the branches that it is read by. */
export class Conditions {
  readonly values: unknown[] = [];
  readonly all: string[] = [];
  readonly source: Source;
  /** The rows to look at are few and named. */
  isNamed = false;
  readonly states: readonly string[];

  constructor(tenant: string, asked: Omit<QueueAsked, "sort">) {
    this.source = sources[kindOf(asked)];
    const { state } = asked.filter;
    const states = state ? this.source.states.filter((each) => state.includes(each)) : this.source.states;
    this.states = states.filter((each) => mayHold(each, asked));
    this.where(tenant, (p) => `tenant = ${p}`);
    this.add(asked.filter);
  }

  value(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  where(value: unknown, condition: (parameter: string) => string): void {
    if (value !== undefined) this.all.push(condition(this.value(value)));
  }

  /** One of some values, null among them. */
  oneOf(column: string, values: readonly (string | null)[] | undefined): void {
    if (!values) return;
    const there = values.flatMap((value) => (value === null ? [] : [storable(value)]));
    const any = `${column} = ANY (${this.value(there)}::text[])`;
    this.all.push(values.includes(null) ? `(${any} OR ${column} IS NULL)` : any);
  }

  private add(filter: QueueFilter): void {
    const isCase = filter.of === "cases";
    this.oneOf("severity", filter.severity);
    this.oneOf("category", filter.category);
    this.oneOf("verdict", filter.verdict);
    if (isCase) this.oneOf("assignee", filter.assignee);
    else this.oneOf("source", filter.about?.sources);
    this.where(filter.priority, (p) => `priority = ANY (${p}::int[])`);
    if (!isCase) this.where(filter.caseId === undefined ? undefined : storable(filter.caseId), (p) => `case_id = ${p}`);
    this.where(filter.fromMs === undefined ? undefined : -filter.fromMs, (p) => `newest_first <= ${p}::bigint`);
    this.where(filter.toMs === undefined ? undefined : -filter.toMs, (p) => `newest_first > ${p}::bigint`);
    this.where(filter.changedSince, (p) => `revision > ${p}::bigint`);
    const words = wordQueries(filter);
    if (words.length > 0) this.where(words.map(({ query }) => query).join(" & "), (p) => `words @@ ${p}::tsquery`);
  }
}

/** Whether rows of a state can have the verdict asked for: an alert has one exactly when it is not open. */
function mayHold(state: string, asked: Omit<QueueAsked, "sort">): boolean {
  const { verdict } = asked.filter;
  if (!verdict || kindOf(asked) !== "alerts") return true;
  return state === "open" ? verdict.includes(null) : verdict.some((each) => each !== null);
}

type WordQuery = { readonly query: string } & ({ readonly any: readonly string[] } | { readonly from: string; readonly to: string });

/** What is asked of words, kind by kind: each in PostgreSQL's language, and as a reading of the words' index. */
function wordQueries({ of, about, text }: QueueFilter): WordQuery[] {
  const asked: WordQuery[] = [];
  for (const name of aboutNames) {
    const values = about?.[name];
    if (!values || (of === "alerts" && name === "sources")) continue;
    const any = values.map((value) => aboutWord(name, value));
    asked.push({ query: anyWord(any), any });
  }
  const titled = text === undefined ? undefined : askedWords(text);
  return titled ? [...asked, titled] : asked;
}

/** Up to how many rows with a word are looked at one by one; rows with a more frequent one are found soon by going through the list. */
const rareMax = 5_000;

/** Where one of the words asked for is rare: the rows to look at are named, so that no list is gone through in vain. */
export async function nameRare(
  client: Pick<pg.Pool, "query">,
  conditions: Conditions,
  filter: QueueFilter,
  storms: boolean,
): Promise<void> {
  const tenant = conditions.values[0];
  for (const asked of wordQueries(filter)) {
    const condition = "any" in asked ? "word = ANY ($2::text[])" : "word >= $2 AND word < $3";
    const values = "any" in asked ? [tenant, asked.any] : [tenant, asked.from, asked.to];
    const text = `SELECT id FROM ${conditions.source.words} WHERE tenant = $1 AND ${condition} LIMIT ${rareMax + 1}`;
    const { rows } = await client.query<{ id: string }>(text, values);
    if (rows.length > rareMax) continue;
    conditions.isNamed = true;
    const ids = conditions.value([...new Set(rows.map(({ id }) => id))]);
    conditions.all.push(
      storms
        ? `id IN (SELECT storm FROM watchkeeper.view_alerts WHERE tenant = $1 AND id = ANY (${ids}::text[]))`
        : `id = ANY (${ids}::text[])`,
    );
    return;
  }
}

/** Rows by state, each read from its own index in order and cut at the limit, merged: "one of these states" alone would lose the order. */
export function inOrder(conditions: Conditions, sort: QueueSort, columns: readonly string[], limit: number): string {
  const { keys, down } = keysOf(sort, conditions.source.opened);
  const order = keys.map((key) => (down ? `${key} DESC` : key)).join(", ");
  const wanted = [...new Set([...keys, ...columns])].join(", ");
  const most = conditions.value(limit);
  if (conditions.states.length === 0)
    return `SELECT ${wanted} FROM ${conditions.source.table} WHERE ${conditions.all.join(" AND ")} AND false LIMIT ${most}`;
  if (conditions.isNamed) {
    const all = [...conditions.all, `state = ANY (${conditions.value(conditions.states)}::text[])`].join(" AND ");
    // Named rows are fetched and sorted: going through the list for them would look at all others.
    return `SELECT * FROM (SELECT ${wanted} FROM ${conditions.source.table} WHERE ${all} OFFSET 0) AS named ORDER BY ${order} LIMIT ${most}`;
  }
  const branches = conditions.states.map((state) => {
    const all = [...conditions.all, `state = ${conditions.value(state)}`].join(" AND ");
    return `(SELECT ${wanted} FROM ${conditions.source.table} WHERE ${all} ORDER BY ${order} LIMIT ${most})`;
  });
  return branches.length === 1
    ? branches[0]!
    : `SELECT * FROM (${branches.join(" UNION ALL ")}) AS branches ORDER BY ${order} LIMIT ${most}`;
}

/** The same without an order, for counting. */
export function anyOrder(conditions: Conditions, columns: readonly string[], limit: number): string {
  const most = conditions.value(limit);
  const state = `state = ANY (${conditions.value(conditions.states)}::text[])`;
  return `SELECT ${columns.join(", ") || "1"} FROM ${conditions.source.table} WHERE ${[...conditions.all, state].join(" AND ")} LIMIT ${most}`;
}
