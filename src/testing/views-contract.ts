import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { categories } from "../core/alert/category.ts";
import { severities } from "../core/alert/severity.ts";
import { marksOf } from "../core/assessment/case-marks.ts";
import type { AlertFilter, AlertRow, CaseFilter, CaseRow, Change, Page, Paged, Views } from "../ports/views.ts";

/** New, empty views with a second door to them, as another process has one. */
export type ViewsScene = { readonly views: Views; readonly other: Views };

const start = Date.UTC(2026, 0, 5);
const world = "watch-000001";

/** An ordinary alert's row, for examples. */
export function exampleAlertRow(id: string, parts: Partial<AlertRow> = {}): AlertRow {
  return {
    id,
    timeMs: start,
    receivedAtMs: start,
    triagedAtMs: undefined,
    source: "siem",
    product: "example",
    rule: undefined,
    givenId: undefined,
    title: `Alert ${id}`,
    category: undefined,
    severity: "low",
    maliciousness: undefined,
    priority: undefined,
    caseId: undefined,
    verdict: undefined,
    state: "open",
    detail: {},
    ...parts,
  };
}

/** An ordinary case's row, for examples. */
export function exampleCaseRow(id: string, parts: Partial<CaseRow> = {}): CaseRow {
  return {
    id,
    title: `Case ${id}`,
    category: undefined,
    severity: "low",
    maliciousness: undefined,
    verdict: undefined,
    state: "in-progress",
    priority: 3,
    alerts: 1,
    openedAtMs: start,
    settledAtMs: undefined,
    firstMs: start,
    lastMs: start,
    assignee: undefined,
    detail: undefined,
    ...parts,
  };
}

/** The promises of every store of views. */
export function testViews(name: string, open: () => Promise<ViewsScene>, { runs = 40 }: { readonly runs?: number } = {}): void {
  describe(`views: ${name}`, () => {
    testRows(open, runs);
    testLists(open, runs);
    testChanges(open, runs);
    testMarks(open);
  });
}

const few = <Value>(...values: Value[]) => fc.constantFrom(...values);
const title = fc
  .array(few("Beaconing", "ÜBER", "power", "PowerShell", "to", "10.0.0.1", "'; DROP", "\0", "\ud800", "<b>", "&|!:*"), { maxLength: 4 })
  .map((words) => words.join(" "));
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const time = fc.integer({ min: 0, max: 6 }).map((step) => start + step);

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
const anyPut = fc.record({ alerts: fc.array(anyAlert, { maxLength: 6 }), cases: fc.array(anyCase, { maxLength: 4 }), sequence: fc.nat(4) });
type AnyPut = Parameters<Views["put"]>[0];

/** What the rows must be after some puts: by id, of the latest place, and of those of one place the last put. */
function expected<Row extends { readonly id: string }>(puts: readonly AnyPut[], rowsOf: (put: AnyPut) => readonly Row[]): Row[] {
  const rows = new Map<string, { readonly row: Row; readonly sequence: number }>();
  for (const put of puts)
    for (const row of rowsOf(put))
      if (put.sequence >= (rows.get(row.id)?.sequence ?? -1)) rows.set(row.id, { row, sequence: put.sequence });
  return [...rows.values()].map(({ row }) => row);
}

async function put(views: Views, puts: readonly Omit<AnyPut, "world">[]): Promise<AnyPut[]> {
  const given = puts.map((each) => ({ ...each, world }));
  for (const each of given) await views.put(each);
  return given;
}

/** All rows of a list, page by page. */
async function every<Row>(list: (page: Page) => Promise<Paged<Row>>, limit: number): Promise<Row[]> {
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

const everything = (views: Views) => every((page) => views.alerts({}, page), 100);

function testRows(open: () => Promise<ViewsScene>, runs: number): void {
  // Guarantees: rows say what the latest place in the record says, in whatever order the record is told, and the counts are theirs.
  test("of each thing there is the row of the latest place, with whatever a stranger wrote into it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyPut, { maxLength: 5 }), async (puts) => {
        const { views, other } = await open();
        const given = await put(views, puts);
        const alerts = expected(given, (each) => each.alerts);
        for (const row of alerts) assert.deepEqual(await other.alert(row.id), row);
        for (const row of expected(given, (each) => each.cases)) assert.deepEqual(await other.case(row.id), row);
        assert.equal(await views.upTo(world), given.length === 0 ? undefined : Math.max(...given.map(({ sequence }) => sequence)));
        const count = (state: AlertRow["state"]) => alerts.filter((row) => row.state === state).length;
        assert.deepEqual(await views.counts(), { open: count("open"), closed: count("closed"), escalated: count("escalated") });
      }),
      { numRuns: runs },
    );
  });

  test("a later world's rows stand over an earlier one's, also when they are told first", async () => {
    const { views } = await open();
    const row = (titled: string) => ({ alerts: [exampleAlertRow("a", { title: titled })], cases: [] });
    await views.put({ ...row("later"), world: "watch-000002", sequence: 1 });
    await views.put({ ...row("earlier"), world: "watch-000001", sequence: 900 });
    assert.equal((await views.alert("a"))?.title, "later");
    assert.equal(await views.upTo("watch-000001"), 900);
  });

  test("a case has its detail alone, and a list is without", async () => {
    const { views } = await open();
    const detail = { id: "case-1", observables: [], techniques: [], evidence: [] } as unknown as NonNullable<CaseRow["detail"]>;
    await views.put({ alerts: [], cases: [exampleCaseRow("case-1", { detail })], world, sequence: 0 });
    assert.deepEqual((await views.case("case-1"))?.detail, detail);
    assert.equal((await views.cases({}, { limit: 5 })).rows[0]?.detail, undefined);
    assert.equal(await views.case("constructor"), undefined);
    assert.equal(await views.alert("\0"), undefined);
  });
}

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

function testMarks(open: () => Promise<ViewsScene>): void {
  const detailOf = (hosts: readonly string[], technique = "T1059") =>
    ({
      observables: hosts.map((value) => ({ type: "host", value })),
      techniques: [{ id: technique, confidence: 1, evidence: [] }],
      evidence: [],
    }) as unknown as NonNullable<CaseRow["detail"]>;
  const row = (id: string, hosts: readonly string[], technique?: string) => exampleCaseRow(id, { detail: detailOf(hosts, technique) });

  test("a mark leads to the cases that hold it as they stand now, so many of them as were asked for, and to no other tenant's", async () => {
    const { views, other } = await open();
    const nasty = "a'; DROP TABLE \u202e\0 \ud800";
    await views.put({
      alerts: [],
      cases: [row("case-1", ["ws-1", nasty]), row("case-2", ["WS-1."]), row("case-3", ["ws-3"])],
      world,
      sequence: 1,
    });
    const marks = marksOf(detailOf(["ws-1", nasty, "nowhere"])).map(({ mark }) => mark);
    const found = await other.marked(marks, 10);
    assert.equal(found.casesTotal, 3);
    assert.deepEqual(
      marks.map((mark) => found.holders.get(mark)),
      [["case-1", "case-2"], ["case-1"], undefined, ["case-1", "case-2", "case-3"]],
    );
    assert.deepEqual((await views.marked(marks, 2)).holders.get(marks[3]!), ["case-1", "case-2"]);
    await views.put({ alerts: [], cases: [row("case-1", ["ws-9"], "T1003"), exampleCaseRow("case-2")], world, sequence: 2 });
    const after = await views.marked(marks, 10);
    assert.deepEqual(after.holders.get(marks[0]!), ["case-2"], "one that is looked at again keeps what it was known by");
    assert.deepEqual(after.holders.get(marks[3]!), ["case-2", "case-3"]);
    assert.deepEqual((await views.marked([], 10)).holders.size, 0);
  });
}

function testLists(open: () => Promise<ViewsScene>, runs: number): void {
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

function testChanges(open: () => Promise<ViewsScene>, runs: number): void {
  // Guarantees: a live view that goes on after the last change it saw misses none, while several processes write; and sees none where nothing changed.
  test("changes are numbered without gaps, in one order, for exactly what changed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyPut, { minLength: 1, maxLength: 6 }), async (puts) => {
        const { views, other } = await open();
        const seen: Change[] = [];
        let isWriting = true;
        const reader = async () => {
          for (let last = false; ; ) {
            const page = await views.changes(seen.at(-1)?.revision ?? 0, 3);
            seen.push(...page);
            if (page.length === 0 && last) return;
            last = !isWriting;
          }
        };
        const reading = reader();
        await Promise.all(puts.map((each, index) => [views, other][index % 2]!.put({ ...each, world })));
        await other.note({ kind: "source", id: "siem" });
        isWriting = false;
        await reading;
        assert.deepEqual(
          seen.map(({ revision }) => revision),
          seen.map((_, index) => index + 1),
        );
        assert.equal(await views.latest(), seen.length);
        assert.deepEqual(seen.at(-1), { revision: seen.length, kind: "source", id: "siem" });
        assert.deepEqual(
          new Set(seen.filter(({ kind }) => kind === "alert").map(({ id }) => id)),
          new Set((await everything(views)).map(({ id }) => id)),
        );
      }),
      { numRuns: runs },
    );
  });

  test("the same rows put again change nothing", async () => {
    const { views } = await open();
    const rows = { alerts: [exampleAlertRow("a")], cases: [exampleCaseRow("case-1")], world, sequence: 3 };
    await views.put(rows);
    await views.put(rows);
    await views.put({ ...rows, sequence: 4 });
    assert.deepEqual(await views.changes(0, 10), [
      { revision: 1, kind: "alert", id: "a" },
      { revision: 2, kind: "case", id: "case-1" },
    ]);
    // What an earlier place said is not heard after a later one said the same as before it.
    await views.put({ alerts: [exampleAlertRow("a", { state: "closed" })], cases: [], world, sequence: 3 });
    assert.equal((await views.alert("a"))?.state, "open");
  });

  test("whoever waits for a change is woken by another process", async () => {
    const { views, other } = await open();
    const waiting = views.arrival(0, 20_000, new AbortController().signal);
    await other.note({ kind: "job", id: "1" });
    await waiting;
    assert.equal(await views.latest(), 1);
    await views.arrival(1, 0, new AbortController().signal);
    const ended = new AbortController();
    const aborted = views.arrival(1, 20_000, ended.signal);
    ended.abort();
    await aborted;
  });
}
