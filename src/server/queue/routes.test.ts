import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { severities } from "../../core/alert/severity.ts";
import { priorityOf } from "../../stages/triage/triage.ts";
import { openApiScene } from "../../testing/api-scene.ts";
import { exampleAlertRow, exampleCaseRow } from "../../testing/views-contract.ts";
import { explained } from "./priority.ts";

const viewer = { role: "viewer" } as const;
const analyst = { role: "analyst", person: "mara" } as const;
const put = { world: "w", sequence: 1 };
type Page = {
  rows: { id: string; order: unknown[]; storm?: { alerts: number } | null }[];
  total: unknown;
  next: string | null;
  revision: number;
};

async function scene() {
  const api = await openApiScene();
  const { views } = api.tenant();
  const about = { sources: ["edge"], hosts: ["WS-1"], accounts: ["alice"], rules: ["R-1"], techniques: ["T1003"] };
  await views.put({
    alerts: [1, 2, 3].map((number) => exampleAlertRow(`a-${number}`, { timeMs: number * 1_800_000, about, storm: "s-1", priority: 2 })),
    cases: [
      exampleCaseRow("case-1", { priority: 1, assignee: "person:mara", about }),
      exampleCaseRow("case-2", { priority: 2, severity: "high" }),
      exampleCaseRow("case-3", { priority: 2, state: "closed", verdict: "benign" }),
    ],
    ...put,
  });
  const get = async <Answer>(path: string, as: object = viewer) => {
    const answer = await api.ask({ url: `/api/v1/queue${path}` }, as);
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json() as Answer;
  };
  return { api, views, get };
}
const idsOf = ({ rows }: Page) => rows.map(({ id }) => id);

describe("GET /api/v1/queue", () => {
  test("200: pages in order with the total on the first, filters by words, me and nobody, storms in one line", async () => {
    const { get } = await scene();
    const first = await get<Page>("?limit=2");
    assert.deepEqual([idsOf(first), first.total], [["case-1", "case-2"], { count: 3, exact: true }]);
    const second = await get<Page>(`?limit=2&after=${encodeURIComponent(first.next ?? "")}`);
    assert.deepEqual([idsOf(second), second.total, second.next], [["case-3"], null, null]);
    assert.deepEqual(idsOf(await get<Page>("?assignee=me", analyst)), ["case-1"]);
    assert.deepEqual(idsOf(await get<Page>("?assignee=nobody&verdict=none")), ["case-2"]);
    assert.deepEqual(idsOf(await get<Page>("?host=ws-1&rule=R-1&technique=T1003&source=edge&account=Alice")), ["case-1"]);
    assert.deepEqual(idsOf(await get<Page>("?state=closed&state=escalated")), ["case-3"]);
    const storms = await get<Page>("?of=alerts&collapse=storm");
    assert.deepEqual(
      storms.rows.map(({ id, storm }) => [id, storm]),
      [
        [
          "a-3",
          {
            key: "s-1",
            alerts: 3,
            open: 3,
            closed: 0,
            escalated: 0,
            first: "1970-01-01T00:30:00.000Z",
            last: "1970-01-01T01:30:00.000Z",
            perHour: 3,
          },
        ],
      ],
    );
  });

  test("400: a state, an assignee or storms of the wrong kind of row; 401 for strangers", async () => {
    const { api } = await scene();
    for (const query of ["state=open", "of=alerts&state=merged", "of=alerts&assignee=me", "collapse=storm", "case=case-1", "priority=9"])
      assert.equal((await api.ask({ url: `/api/v1/queue?${query}` }, viewer)).statusCode, 400, query);
    assert.equal((await api.ask({ url: "/api/v1/queue" })).statusCode, 401);
  });

  test("rows are looked up by id, with what the filter holds and what is not there; ids come in order, and facets count", async () => {
    const { get } = await scene();
    const looked = await get<Page & { fits: string[]; gone: string[] }>("/rows?id=case-2&id=case-3&id=case-9&state=closed");
    assert.deepEqual([idsOf(looked).toSorted(), looked.fits, looked.gone], [["case-2", "case-3"], ["case-3"], ["case-9"]]);
    assert.deepEqual(await get("/order"), {
      of: "cases",
      revision: 6,
      ids: ["case-1", "case-2", "case-3"],
      priorities: "122",
      whole: true,
    });
    const facets = await get<Record<string, { values: unknown; rows: number }>>("/facets?state=closed");
    assert.deepEqual([facets.state?.rows, facets.verdict?.rows], [3, 1]);
    assert.deepEqual(facets.state?.values, [
      { value: "in-progress", count: 2 },
      { value: "closed", count: 1 },
    ]);
    assert.deepEqual([facets.verdict?.values, facets.assignee?.values], [[{ value: "benign", count: 1 }], [{ value: "nobody", count: 1 }]]);
  });

  test("a long answer goes out compressed to whoever takes it so, and to nobody else", async () => {
    const { api, views } = await scene();
    await views.put({ alerts: [], cases: Array.from({ length: 900 }, (_, at) => exampleCaseRow(`case-long-${at}`)), ...put });
    const plain = await api.ask({ url: "/api/v1/queue/order", headers: { "accept-encoding": "gzip;q=0" } }, viewer);
    assert.equal(plain.headers["content-encoding"], undefined);
    const small = await api.ask({ url: "/api/v1/queue/order", headers: { "accept-encoding": "br, gzip" } }, viewer);
    assert.equal(small.headers["content-encoding"], "gzip");
    assert.ok(small.rawPayload.length * 3 < plain.rawPayload.length);
    assert.equal(gunzipSync(small.rawPayload).toString(), plain.body);
  });
});

describe("GET /api/v1/cases/{id}/priority", () => {
  // Guarantees: what is said of a priority is the rule by which it was given; whoever multiplies and looks into the bands finds it.
  test("the parts that are said make exactly the priority, for every severity and likelihood", () => {
    fc.assert(
      fc.property(fc.constantFrom(...severities), fc.integer({ min: 0, max: 10_000 }), (severity, share) => {
        const maliciousness = share / 10_000;
        const priority = priorityOf(severity, maliciousness);
        const alert = exampleAlertRow("a-1", {
          severity,
          priority,
          detail: { triaged: { severity, maliciousness }, because: ["rare (+0.2)"], givenSeverity: severity },
        });
        const { leading, bands } = explained(exampleCaseRow("case-1", { priority }), alert);
        assert.ok(leading);
        assert.equal(leading.severity.points * leading.likelihood.factor, leading.urgency);
        assert.equal(bands.find(({ fromUrgency }) => leading.urgency >= fromUrgency)?.priority, priority);
      }),
    );
  });

  test("404 for a case that is not there; without its alert it says so", async () => {
    const { api } = await scene();
    assert.equal((await api.ask({ url: "/api/v1/cases/case-9/priority" }, viewer)).statusCode, 404);
    const answer = await api.ask({ url: "/api/v1/cases/case-1/priority" }, viewer);
    assert.deepEqual([answer.statusCode, (answer.json() as { leading: unknown }).leading], [200, null]);
  });
});

describe("POST /api/v1/cases/acts", () => {
  const act = { act: "close", because: "a planned test" };
  const send = (api: Awaited<ReturnType<typeof scene>>["api"], payload: object, headers = {}) =>
    api.ask({ method: "POST", url: "/api/v1/cases/acts", payload, headers }, analyst);

  test("a dry run tells of each case and records nothing; the deed records each by itself, and tells of those that were refused", async () => {
    const { api } = await scene();
    const cases = ["case-1", "gone-1", "case-2", "case-1"];
    const dry = (await send(api, { cases, act, dryRun: true })).json() as { done: number; refused: number; cases: { outcome: string }[] };
    assert.deepEqual(
      [dry.done, dry.refused, dry.cases.map(({ outcome }) => outcome)],
      [0, 1, ["would-be-done", "refused", "would-be-done"]],
    );
    assert.deepEqual(dry.cases[0], {
      case: "case-1",
      outcome: "would-be-done",
      says: "takes close",
      code: null,
      remedy: null,
      effect: { alerts: 2, from: "escalated", to: "closed" },
    });
    assert.equal(api.tenant().acts.length, 0);
    const key = { "idempotency-key": "k-1" };
    const done = await send(api, { cases, act }, key);
    assert.deepEqual((await send(api, { cases, act }, key)).json(), done.json());
    assert.deepEqual(
      api.tenant().acts.map(({ act: { caseId, act: what }, by }) => [caseId, what, by]),
      [
        ["case-1", "close", "person:mara"],
        ["case-2", "close", "person:mara"],
      ],
    );
  });

  test("400: more than 200 cases, none, an act that is of one case alone; 403 for whoever only reads", async () => {
    const { api } = await scene();
    const many = Array.from({ length: 201 }, (_, at) => `case-${at}`);
    for (const payload of [
      { cases: many, act },
      { cases: [], act },
      { cases: ["case-1"], act: { act: "merge", into: "case-2", because: "x" } },
    ])
      assert.equal((await send(api, payload)).statusCode, 400);
    assert.equal(
      (await api.ask({ method: "POST", url: "/api/v1/cases/acts", payload: { cases: ["case-1"], act } }, viewer)).statusCode,
      403,
    );
  });
});

describe("what people keep of their looking", () => {
  const view = { name: "mine", shared: false, query: { state: ["closed"] }, columns: ["title"] };
  const asked = (method: "POST" | "PUT" | "DELETE", url: string, payload?: object) => ({
    method,
    url: `/api/v1/queue/${url}`,
    ...(payload && { payload }),
  });

  test("a view is one's own until it is shared; others see a shared one, and a lead alone changes it", async () => {
    const { api, get } = await scene();
    const { id } = (await api.ask(asked("POST", "views", view), analyst)).json() as { id: string };
    const joss = { role: "analyst", person: "joss" } as const;
    const names = async (as: object) =>
      (await get<{ views: { name: string; mine: boolean }[] }>("/views", as)).views.map(({ name, mine }) => [name, mine]);
    assert.deepEqual([await names(analyst), await names(joss)], [[["mine", true]], []]);
    assert.equal((await api.ask(asked("PUT", `views/${id}`, view), joss)).statusCode, 404);
    assert.equal((await api.ask(asked("PUT", `views/${id}`, { ...view, shared: true }), analyst)).statusCode, 200);
    assert.deepEqual(await names(joss), [["mine", false]]);
    assert.equal((await api.ask(asked("DELETE", `views/${id}`), joss)).statusCode, 403);
    assert.equal((await api.ask(asked("DELETE", `views/${id}`), { role: "lead", person: "lee" })).statusCode, 204);
    assert.deepEqual(await names(analyst), []);
  });

  test("what changed since one looked is told until one marks it, and a mark never goes back", async () => {
    const { api, views, get } = await scene();
    type News = {
      since: { revision: number } | null;
      revision: number;
      counts: { cases: number };
      cases: { row: { id: string }; changes: string[] }[];
    };
    const first = await get<News>("/changes", analyst);
    assert.deepEqual([first.since, first.counts.cases], [null, 0]);
    const mark = async (revision: number) =>
      ((await api.ask(asked("PUT", "looked", { revision }), analyst)).json() as { revision: number }).revision;
    assert.equal(await mark(first.revision), first.revision);
    await views.put({ alerts: [], cases: [exampleCaseRow("case-2", { state: "escalated", verdict: "true-positive" })], ...put });
    const news = await get<News>("/changes", analyst);
    assert.deepEqual(
      news.cases.map(({ row, changes }) => [row.id, changes]),
      [["case-2", ["verdict", "escalated"]]],
    );
    assert.equal(await mark(news.revision + 1_000), news.revision, "nobody has looked further than there is");
    assert.equal(await mark(1), news.revision);
    assert.equal((await get<News>("/changes", analyst)).counts.cases, 0);
    assert.equal((await get<News>("/changes", viewer)).since, null, "each has a mark of their own");
  });
});
