import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openApiScene } from "../../testing/api-scene.ts";
import { exampleAlertRow } from "../../testing/views-contract.ts";

// Guarantees: what is listed is what was asked for, page by page and each once; text from outside leaves as text.

const viewer = { role: "viewer" } as const;
const nasty = '<script>alert(1)</script>\u001b]8;;https://attacker.example\u0007"\u202e';

async function withAlerts() {
  const scene = await openApiScene();
  const { views } = scene.tenant();
  const alerts = ["a-1", "a-2", "a-3", "a-4", "a-5"].map((id, at) =>
    exampleAlertRow(id, {
      severity: at % 2 ? "high" : "low",
      title: at === 4 ? nasty : `Beacon ${at}`,
      timeMs: Date.UTC(2026, 0, 1 + at),
      state: "open",
    }),
  );
  await views.put({ alerts, cases: [], world: "watch-000001", sequence: 1 });
  return scene;
}

describe("GET /api/v1/alerts", () => {
  test("200: every alert once over pages of any size, and next is null at the end", async () => {
    const scene = await withAlerts();
    for (const limit of [1, 2, 3, 500]) {
      const seen: string[] = [];
      for (let after: string | null = "", pages = 0; after !== null && pages < 10; pages++) {
        const place: string = after === "" ? "" : `&after=${encodeURIComponent(after)}`;
        const page = (await scene.ask({ url: `/api/v1/alerts?limit=${limit}${place}` }, viewer)).json() as {
          alerts: { id: string }[];
          next: string | null;
        };
        assert.ok(page.alerts.length <= limit);
        seen.push(...page.alerts.map(({ id }) => id));
        after = page.next;
      }
      assert.deepEqual(seen, ["a-1", "a-2", "a-3", "a-4", "a-5"]);
    }
  });

  test("200: filters, one value or several, and times from inclusive to exclusive", async () => {
    const scene = await withAlerts();
    const idsOf = async (query: string) =>
      ((await scene.ask({ url: `/api/v1/alerts?${query}` }, viewer)).json() as { alerts: { id: string }[] }).alerts.map(({ id }) => id);
    assert.deepEqual(await idsOf("severity=high"), ["a-2", "a-4"]);
    assert.deepEqual((await idsOf("severity=high&severity=low")).length, 5);
    assert.deepEqual(await idsOf("from=2026-01-02T00:00:00Z&to=2026-01-03T00:00:00Z"), ["a-2"]);
    assert.deepEqual(await idsOf("text=beacon%202"), ["a-3"]);
    assert.deepEqual(await idsOf("state=closed"), []);
  });

  test("400: a severity that is none, a page that is too large or empty, a time that is none", async () => {
    const scene = await withAlerts();
    for (const query of [
      "severity=grave",
      "limit=501",
      "limit=0",
      "limit=x",
      "from=yesterday",
      "limit=1&limit=2",
      `after=${"x".repeat(1_001)}`,
    ])
      assert.equal((await scene.ask({ url: `/api/v1/alerts?${query}` }, viewer)).statusCode, 400, query);
  });
});

describe("GET /api/v1/alerts/{id}", () => {
  test("200 and 304: text from outside comes as it was, inside JSON that no browser takes for a page; an ETag spares the second time", async () => {
    const scene = await withAlerts();
    const answer = await scene.ask({ url: "/api/v1/alerts/a-5" }, viewer);
    assert.equal((answer.json() as { title: string }).title, nasty);
    assert.match(String(answer.headers["content-type"]), /^application\/json/);
    assert.ok(!answer.body.includes("\u001b"), "control characters are escaped");
    const tag = String(answer.headers.etag);
    const again = await scene.ask({ url: "/api/v1/alerts/a-5", headers: { "if-none-match": `"other", W/${tag}` } }, viewer);
    assert.deepEqual([again.statusCode, again.body], [304, ""]);
    await scene.tenant().views.put({ alerts: [exampleAlertRow("a-5", { title: "changed" })], cases: [], world: "w", sequence: 2 });
    assert.equal((await scene.ask({ url: "/api/v1/alerts/a-5", headers: { "if-none-match": tag } }, viewer)).statusCode, 200);
  });

  test("404: an id that is not there", async () => {
    assert.equal((await (await withAlerts()).ask({ url: "/api/v1/alerts/a-9" }, viewer)).statusCode, 404);
  });
});

describe("GET /api/v1/alerts/{id}/evidence", () => {
  test("200: the very bytes that came in, in base64 with their digest; or why they are not here", async () => {
    const scene = await withAlerts();
    const { views, intake } = scene.tenant();
    const bytes = Buffer.from([0, 255, 60, 115, 99, 114, 105, 112, 116, 62]);
    await intake.handOver({ source: "edge", records: [{ id: "r-1", bytes }] });
    const detail = (record: number) => ({ detail: { record: { path: "edge", record } } });
    const alerts = [exampleAlertRow("a-6", detail(1)), exampleAlertRow("a-7", detail(99)), exampleAlertRow("a-8")];
    await views.put({ alerts, cases: [], world: "w", sequence: 2 });
    const evidence = async (id: string) => (await scene.ask({ url: `/api/v1/alerts/${id}/evidence` }, viewer)).json() as Evidence;
    const found = await evidence("a-6");
    assert.deepEqual(Buffer.from(found.record?.base64 ?? "", "base64"), bytes);
    assert.match(found.record?.digest ?? "", /^sha256:[0-9a-f]{64}$/);
    assert.deepEqual([(await evidence("a-7")).record, (await evidence("a-8")).record], [null, null]);
    assert.match((await evidence("a-7")).says ?? "", /let go/);
  });
});

type Evidence = { readonly record: { readonly base64: string; readonly digest: string } | null; readonly says: string | null };
