import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { categories } from "../../core/alert/category.ts";
import { severities } from "../../core/alert/severity.ts";
import type { AlertFilter, AlertRow, CaseFilter, CaseRow } from "../../ports/views.ts";
import { anyPut, every, expected, few, maybe, put, time } from "./any-rows.ts";
import { exampleAlertRow, start, type ViewsScene, world } from "./scene.ts";

const folded = (text: string) =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
const holds = (row: { readonly title: string }, text: string | undefined) =>
  text === undefined || folded(text).every((asked) => folded(row.title).some((word) => word.startsWith(asked)));
const within = (value: unknown, list: readonly unknown[] | undefined) => list === undefined || list.includes(value);
const among = (timeMs: number, { fromMs = -Infinity, toMs = Infinity }: { fromMs?: number; toMs?: number }) =>
  timeMs >= fromMs && timeMs < toMs;
const same = (value: unknown, asked: unknown) => asked === undefined || value === asked;

const given = <Filter>(filter: Filter): Filter =>
  Object.fromEntries(Object.entries(filter as object).filter(([, value]) => value !== undefined)) as Filter;
const anyText = few("power", "über to", "10 0", "drop", "!!", "nowhere", "power shell");
const anyAlertFilter = fc
  .record({
    state: maybe(few("open", "closed", "escalated")),
    severity: maybe(fc.subarray([...severities])),
    category: maybe(fc.subarray(categories.slice(0, 4))),
    source: maybe(few("siem", "mail", "\0")),
    caseId: maybe(few("case-1", "case-2")),
    fromMs: maybe(time),
    toMs: maybe(time),
    text: maybe(anyText),
  })
  .map((each) => given(each) as AlertFilter);
const anyCaseFilter = fc
  .record({
    state: maybe(fc.subarray(["in-progress", "closed", "escalated", "merged"])),
    severity: maybe(fc.subarray([...severities])),
    category: maybe(fc.subarray(categories.slice(0, 4))),
    assignee: maybe(few("person:mara")),
    fromMs: maybe(time),
    toMs: maybe(time),
    text: maybe(anyText),
  })
  .map((each) => given(each) as CaseFilter);

const isIn = (filter: AlertFilter) => (row: AlertRow) =>
  same(row.state, filter.state) &&
  same(row.source, filter.source) &&
  same(row.caseId, filter.caseId) &&
  within(row.severity, filter.severity) &&
  within(row.category, filter.category) &&
  among(row.timeMs, filter) &&
  holds(row, filter.text);
const isAmong = (filter: CaseFilter) => (row: CaseRow) =>
  within(row.state, filter.state) &&
  same(row.assignee, filter.assignee) &&
  within(row.severity, filter.severity) &&
  within(row.category, filter.category) &&
  among(row.lastMs, filter) &&
  holds(row, filter.text);

export function testLists(open: () => Promise<ViewsScene>, runs: number): void {
  // Guarantees: a list holds exactly what its filter says, in its order, each row once, whatever the size of its pages.
  test("pages of a list together are the rows that its filter means, in order", async () => {
    const size = fc.integer({ min: 1, max: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyPut, { minLength: 1, maxLength: 4 }),
        fc.array(anyAlertFilter, { minLength: 3, maxLength: 6 }),
        fc.array(anyCaseFilter, { minLength: 3, maxLength: 6 }),
        size,
        async (puts, alertFilters, caseFilters, limit) => {
          const { views } = await open();
          const all = await put(views, puts);
          const alerts = expected(all, (each) => each.alerts).sort((a, b) => b.timeMs - a.timeMs || (a.id < b.id ? 1 : -1));
          const cases = expected(all, (each) => each.cases).sort(
            (a, b) => a.priority - b.priority || b.lastMs - a.lastMs || (a.id < b.id ? -1 : 1),
          );
          for (const filter of alertFilters)
            assert.deepEqual(await every((page) => views.alerts(filter, page), limit), alerts.filter(isIn(filter)), JSON.stringify(filter));
          for (const filter of caseFilters)
            assert.deepEqual(
              await every((page) => views.cases(filter, page), limit),
              cases.filter(isAmong(filter)),
              JSON.stringify(filter),
            );
        },
      ),
      { numRuns: runs },
    );
  });

  test("what comes between two pages moves nothing of the next", async () => {
    const { views, other } = await open();
    const rows = [1, 2, 3, 4].map((step) => exampleAlertRow(`a${step}`, { timeMs: start + step }));
    await views.put({ alerts: rows, cases: [], world, sequence: 0 });
    const first = await views.alerts({}, { limit: 2 });
    await other.put({ alerts: [exampleAlertRow("new", { timeMs: start + 9 })], cases: [], world, sequence: 1 });
    const second = await views.alerts({}, { limit: 2, after: first.next! });
    assert.deepEqual(
      [...first.rows, ...second.rows].map(({ id }) => id),
      ["a4", "a3", "a2", "a1"],
    );
  });

  test("a place that no page ended with is refused", async () => {
    const { views } = await open();
    const made = (place: unknown) => Buffer.from(JSON.stringify(place)).toString("base64url");
    for (const after of [
      "",
      "x",
      made(null),
      made([1]),
      made(["1", "a"]),
      made([1e99, "a"]),
      made([1, 2, 3]),
      made({ length: 2 }),
      "a".repeat(5_000),
    ]) {
      await assert.rejects(views.alerts({}, { limit: 1, after }), { code: "query/malformed" }, after);
      await assert.rejects(views.cases({}, { limit: 1, after }), { code: "query/malformed" }, after);
    }
    assert.deepEqual((await views.alerts({}, { limit: 1, after: made([5, "\0"]) })).rows, []);
  });
}
