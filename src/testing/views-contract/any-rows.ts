import assert from "node:assert/strict";
import fc from "fast-check";
import { categories } from "../../core/alert/category.ts";
import { severities } from "../../core/alert/severity.ts";
import type { AlertRow, CaseRow, Page, Paged, Views } from "../../ports/views.ts";
import { start, world } from "./scene.ts";

export const few = <Value>(...values: Value[]) => fc.constantFrom(...values);
export const title = fc
  .array(few("Beaconing", "ÜBER", "power", "PowerShell", "to", "10.0.0.1", "'; DROP", "\0", "\ud800", "<b>", "&|!:*"), { maxLength: 4 })
  .map((words) => words.join(" "));
export const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
export const time = fc.integer({ min: 0, max: 6 }).map((step) => start + step);

const anyAlert: fc.Arbitrary<AlertRow> = fc.record(
  {
    id: few("a", "b", "c", "d", "e", "f", "g", "h"),
    timeMs: time,
    receivedAtMs: time,
    triagedAtMs: maybe(time),
    source: few("siem", "mail"),
    product: fc.string(),
    rule: maybe(fc.string()),
    givenId: maybe(fc.string({ unit: "binary" })),
    title,
    category: maybe(few(...categories.slice(0, 3))),
    severity: few(...severities),
    maliciousness: maybe(few(0, 0.25, 1)),
    priority: maybe(few(1, 5)),
    caseId: maybe(few("case-1", "case-2")),
    verdict: maybe(few("benign", "true-positive")),
    state: few("open" as const, "closed" as const, "escalated" as const),
    detail: fc
      .dictionary(fc.string(), fc.jsonValue(), { maxKeys: 2, noNullPrototype: true })
      .map((each) => JSON.parse(JSON.stringify(each))),
  },
  { noNullPrototype: true },
);
const anyCase: fc.Arbitrary<CaseRow> = fc.record(
  {
    id: few("case-1", "case-2", "case-3", "case-4", "case-5"),
    title,
    category: maybe(few(...categories.slice(0, 3))),
    severity: few(...severities),
    maliciousness: maybe(few(0, 1)),
    verdict: maybe(few("benign")),
    state: few("in-progress" as const, "closed" as const, "escalated" as const, "merged" as const),
    priority: few(1, 2, 5),
    alerts: fc.nat(9),
    openedAtMs: time,
    settledAtMs: maybe(time),
    firstMs: time,
    lastMs: time,
    assignee: maybe(few("person:mara", "person:joss")),
    detail: few(undefined),
  },
  { noNullPrototype: true },
);
export const anyPut = fc.record({
  alerts: fc.array(anyAlert, { maxLength: 6 }),
  cases: fc.array(anyCase, { maxLength: 4 }),
  sequence: fc.nat(4),
});
type AnyPut = Parameters<Views["put"]>[0];

/** What the rows must be after some puts: by id, of the latest place, and of those of one place the last put. */
export function expected<Row extends { readonly id: string }>(puts: readonly AnyPut[], rowsOf: (put: AnyPut) => readonly Row[]): Row[] {
  const rows = new Map<string, { readonly row: Row; readonly sequence: number }>();
  for (const put of puts)
    for (const row of rowsOf(put))
      if (put.sequence >= (rows.get(row.id)?.sequence ?? -1)) rows.set(row.id, { row, sequence: put.sequence });
  return [...rows.values()].map(({ row }) => row);
}

export async function put(views: Views, puts: readonly Omit<AnyPut, "world">[]): Promise<AnyPut[]> {
  const given = puts.map((each) => ({ ...each, world }));
  for (const each of given) await views.put(each);
  return given;
}

/** All rows of a list, page by page. */
export async function every<Row>(list: (page: Page) => Promise<Paged<Row>>, limit: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (let after: string | undefined, pages = 0; pages < 100; pages++) {
    const page = await list({ limit, ...(after === undefined ? {} : { after }) });
    assert.ok(page.rows.length <= limit);
    rows.push(...page.rows);
    if (page.next === undefined) return rows;
    after = page.next;
  }
  throw new Error("a list without an end");
}

export const everything = (views: Views) => every((page) => views.alerts({}, page), 100);
