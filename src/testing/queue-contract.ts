import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { CaseNews, FacetCounts, QueueAsked, QueueRow, QueueView } from "../ports/queue-view.ts";
import type { AlertRow, CaseRow, Change, Views } from "../ports/views.ts";
import { anyAlert, anyAsked, anyCase, anyPut, few, ids, sorts } from "./any-queue.ts";
import { memoryQueue, newsBetween } from "./memory-queue.ts";
import { runs as often } from "./runs.ts";
import { exampleCaseRow, type ViewsScene } from "./views-contract.ts";

const world = "watch-000001";
const noNews: CaseNews = { new: 0, verdict: 0, escalated: 0, reopened: 0, closed: 0, merged: 0 };

/** The promises of every queue over views. */
export function testQueue(name: string, open: () => Promise<ViewsScene>, { runs = often(15) }: { readonly runs?: number } = {}): void {
  describe(`queue: ${name}`, () => {
    testOrders(open, runs);
    testWalks(open, runs);
    testNews(open);
  });
}

type Put = { readonly alerts: readonly AlertRow[]; readonly cases: readonly CaseRow[] };

/** The same queue by the plain reading of its port, over what was put. */
async function oracleOf(views: Views, puts: readonly Put[]): Promise<QueueView> {
  const alerts = new Map<string, AlertRow>();
  const cases = new Map<string, CaseRow>();
  const news = new Map<string, CaseNews>();
  const changes = await views.changes(0, 10_000);
  let sequence = 0;
  const last = new Map<string, number>();
  const next = (kind: Change["kind"], id: string) => {
    const change = changes[sequence++];
    assert.deepEqual(change, { revision: sequence, kind, id });
    last.set(`${kind} ${id}`, sequence);
    return sequence;
  };
  const differs = (before: object | undefined, now: object) => JSON.stringify(before) !== JSON.stringify(now);
  for (const put of puts) {
    for (const row of put.alerts.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      if (differs(alerts.get(row.id), row)) next("alert", row.id);
      alerts.set(row.id, row);
    }
    for (const row of put.cases.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      const before = cases.get(row.id);
      if (differs(before, row)) {
        const revision = next("case", row.id);
        const kinds = newsBetween(before, row).map((kind) => [kind, revision]);
        news.set(row.id, { ...(news.get(row.id) ?? noNews), ...Object.fromEntries(kinds) });
      }
      cases.set(row.id, row);
    }
  }
  return memoryQueue({
    alerts: () => [...alerts.values()],
    cases: () => [...cases.values()],
    revisionOf: (kind, id) => last.get(`${kind} ${id}`) ?? 0,
    newsOf: (id) => news.get(id) ?? noNews,
    latest: () => sequence,
  });
}

async function walked(
  queue: QueueView,
  asked: QueueAsked,
  limit: number,
  between: () => Promise<void> = async () => {},
): Promise<QueueRow[]> {
  const rows: QueueRow[] = [];
  for (let after: string | undefined, pages = 0; pages < 200; pages++) {
    const page = await queue.page(asked, { limit, ...(after === undefined ? {} : { after }) });
    assert.ok(page.rows.length <= limit);
    rows.push(...page.rows);
    if (page.next === undefined) return rows;
    after = page.next;
    await between();
  }
  throw new Error("a queue without an end");
}

function testOrders(open: () => Promise<ViewsScene>, runs: number): void {
  // Guarantees: whatever is asked, by whatever filters and in whatever order, pages, counts, ids and facets are those of the rows that the filter means.
  test("pages, orders, counts and facets are what a plain reading of all rows gives", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyPut, { minLength: 1, maxLength: 4 }),
        fc.array(anyAsked, { minLength: 4, maxLength: 8 }),
        fc.integer({ min: 1, max: 5 }),
        async (puts, asks, limit) => {
          const { views } = await open();
          for (const [sequence, put] of puts.entries()) await views.put({ ...put, world, sequence });
          const oracle = await oracleOf(views, puts);
          for (const asked of asks) {
            const about = JSON.stringify(asked);
            const rows = await walked(views.queue, asked, limit);
            assert.deepEqual(rows, await walked(oracle, asked, 100), about);
            assert.deepEqual(await views.queue.count(asked), { count: rows.length, exact: true }, about);
            assert.deepEqual(await views.queue.order(asked), await oracle.order(asked), about);
            assert.deepEqual(plainFacets(await views.queue.facets(asked.filter)), plainFacets(await oracle.facets(asked.filter)), about);
            const wanted = [...rows.map((row) => (row.of === "alerts" && row.storm ? row.storm.key : row.row.id)), "a0", "nobody", "\0"];
            assert.deepEqual(byId(await views.queue.rows(asked, wanted)), byId(await oracle.rows(asked, wanted)), about);
          }
        },
      ),
      { numRuns: runs },
    );
  });

  test("a place that no page ended with is refused", async () => {
    const { views } = await open();
    const made = (place: unknown) => Buffer.from(JSON.stringify(place)).toString("base64url");
    const asked = { filter: { of: "cases" as const }, sort: "priority" as const };
    for (const after of [
      "",
      "x",
      made(null),
      made([1, "a"]),
      made([1, 2, 3]),
      made(["1", 2, "a"]),
      made([1e99, 1, "a"]),
      "a".repeat(5_000),
    ])
      await assert.rejects(views.queue.page(asked, { limit: 1, after }), { code: "query/malformed" }, after);
  });
}

/** Values whose text is not kept to the letter (too long, or no text that the database holds) stand for one another here. */
function plainFacets(facets: FacetCounts): unknown {
  const plain = Object.entries(facets).map(([name, facet]) => [
    name,
    facet && [facet.count, facet.exact],
    facet?.values.map(({ value, count }) => `${/^x{60}|\p{Cc}|\p{Surrogate}/u.test(value) ? "?" : value}: ${count}`).toSorted(),
  ]);
  return plain;
}

const byId = ({ rows, revision }: Awaited<ReturnType<QueueView["rows"]>>) => [
  revision,
  rows.toSorted((a, b) => (a.row.id < b.row.id ? -1 : 1)),
];

function testWalks(open: () => Promise<ViewsScene>, runs: number): void {
  // Guarantees: whoever reads a list page by page while others change it meets each row that stays as it was exactly once.
  test("what stays as it was is met once by whoever goes from page to page, whatever others change meanwhile", async () => {
    const change = fc.record({
      cases: fc.subarray(ids.slice(4)).chain((chosen) => fc.tuple(...chosen.map((id) => anyCase(`case-${id}`)))),
      alerts: fc.subarray(ids.slice(4)).chain((chosen) => fc.tuple(...chosen.map((id) => anyAlert(`a${id}`)))),
    });
    const first = fc.record({
      cases: fc.tuple(...ids.map((id) => anyCase(`case-${id}`))),
      alerts: fc.tuple(...ids.map((id) => anyAlert(`a${id}`))),
    });
    await fc.assert(
      fc.asyncProperty(
        first,
        fc.array(change, { maxLength: 8 }),
        sorts,
        few("cases" as const, "alerts" as const),
        async (rows, changes, sort, of) => {
          const { views, other } = await open();
          await views.put({ ...rows, world, sequence: 0 });
          let sequence = 0;
          const met = await walked(views.queue, { filter: { of }, sort }, 2, async () => {
            const next = changes[sequence++];
            if (next) await other.put({ ...next, world, sequence });
          });
          const still = ids.slice(0, 4).map((id) => (of === "cases" ? `case-${id}` : `a${id}`));
          assert.deepEqual(
            met
              .map(({ row }) => row.id)
              .filter((id) => still.includes(id))
              .toSorted(),
            still,
          );
        },
      ),
      { numRuns: runs },
    );
  });
}

function testNews(open: () => Promise<ViewsScene>): void {
  test("what changed since a revision is told once, with what changed, and what only grew is not", async () => {
    const { views } = await open();
    let sequence = 0;
    const put = (...cases: CaseRow[]) => views.put({ alerts: [], cases, world, sequence: sequence++ });
    await put(exampleCaseRow("case-1"), exampleCaseRow("case-2"), exampleCaseRow("case-3"));
    const { revision } = await views.queue.newsSince(0);
    assert.deepEqual((await views.queue.newsSince(revision)).counts, { ...noNews, cases: 0 });
    await put(exampleCaseRow("case-1", { alerts: 2 }));
    assert.equal((await views.queue.newsSince(revision)).counts.cases, 0);
    await put(exampleCaseRow("case-1", { state: "escalated", verdict: "insufficient-data" }));
    await put(exampleCaseRow("case-2", { state: "closed", verdict: "benign" }), exampleCaseRow("case-4"));
    await put(exampleCaseRow("case-2", { verdict: "benign" }));
    const news = await views.queue.newsSince(revision);
    assert.deepEqual(news.counts, { cases: 3, new: 1, verdict: 2, escalated: 1, reopened: 1, closed: 1, merged: 0 });
    assert.deepEqual(
      news.rows.map(({ row, news: each }) => [row.row.id, Object.entries(each).flatMap(([kind, at]) => (at > revision ? [kind] : []))]),
      [
        ["case-2", ["verdict", "reopened", "closed"]],
        ["case-4", ["new"]],
        ["case-1", ["verdict", "escalated"]],
      ],
    );
    assert.equal((await views.queue.newsSince(news.revision)).counts.cases, 0);
  });
}
