import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openApiScene } from "../../testing/api-scene.ts";
import { sampleAssessment } from "../../testing/sample-assessment.ts";
import { exampleAlertRow, exampleCaseRow } from "../../testing/views-contract.ts";

const viewer = { role: "viewer" } as const;
const analyst = { role: "analyst", person: "joss" } as const;
const [sample] = sampleAssessment().cases;

async function withCases() {
  const scene = await openApiScene();
  const { views, intake } = scene.tenant();
  const cases = [
    exampleCaseRow("case-1", {
      state: "escalated",
      verdict: "true-positive",
      severity: "critical",
      ...(sample && { detail: sample }),
      assignee: "person:joss",
    }),
    exampleCaseRow("case-2", { state: "closed" }),
    exampleCaseRow("case-3"),
  ];
  const alerts = [exampleAlertRow("a-1", { state: "escalated" }), exampleAlertRow("a-2", { state: "closed" }), exampleAlertRow("a-3")];
  await views.put({ alerts, cases, world: "watch-000001", sequence: 1 });
  await intake.handOver({ source: "s", records: [{ id: "x", bytes: Buffer.from("noise") }] });
  await intake.bury([{ position: 1, reason: "unknown-format", says: "no format reads it" }]);
  return scene;
}

describe("GET /api/v1/cases", () => {
  test("200: the cases, and a ledger that balances with what could not be read", async () => {
    const answer = (await (await withCases()).ask({ url: "/api/v1/cases" }, viewer)).json() as {
      cases: { id: string; escalated: boolean }[];
      accounting: Record<string, number>;
    };
    assert.deepEqual(
      answer.cases.map(({ id, escalated }) => [id, escalated]),
      [
        ["case-1", true],
        ["case-2", false],
        ["case-3", false],
      ],
    );
    const { accepted, closed, escalated, open, deadLettered } = answer.accounting;
    assert.deepEqual(answer.accounting, { accepted: 4, closed: 1, escalated: 1, open: 1, deadLettered: 1 });
    assert.equal(accepted, closed! + escalated! + open! + deadLettered!);
  });

  test("200: by state and assignee", async () => {
    const scene = await withCases();
    const idsOf = async (query: string) =>
      ((await scene.ask({ url: `/api/v1/cases?${query}` }, viewer)).json() as { cases: { id: string }[] }).cases.map(({ id }) => id);
    assert.deepEqual(await idsOf("state=closed&state=escalated"), ["case-1", "case-2"]);
    assert.deepEqual(await idsOf("assignee=person%3Ajoss"), ["case-1"]);
  });
});

describe("GET /api/v1/cases/{id}", () => {
  test("200: the whole case once its verdict stands, null before; evidence and timeline by themselves, 404 before", async () => {
    const scene = await withCases();
    const ask = (url: string) => scene.ask({ url }, viewer);
    assert.deepEqual(((await ask("/api/v1/cases/case-1")).json() as { case: unknown }).case, JSON.parse(JSON.stringify(sample)));
    assert.equal(((await ask("/api/v1/cases/case-3")).json() as { case: unknown }).case, null);
    const { evidence } = (await ask("/api/v1/cases/case-1/evidence")).json() as { evidence: unknown[] };
    assert.equal(evidence.length, sample?.evidence.length);
    const { timeline } = (await ask("/api/v1/cases/case-1/timeline")).json() as { timeline: unknown[] };
    assert.equal(timeline.length, sample?.timeline.length);
    for (const url of ["/api/v1/cases/case-3/evidence", "/api/v1/cases/case-3/timeline", "/api/v1/cases/case-9"])
      assert.equal((await ask(url)).statusCode, 404, url);
  });
});

describe("what a case stands open for, and what carries its verdict", () => {
  test("200: as its row stands; the reasons are evidence of the case, the weightiest first", async () => {
    const scene = await withCases();
    type Whole = { acts: string[]; decisive: string[]; mergedInto: string | null };
    const whole = async (id: string) => (await scene.ask({ url: `/api/v1/cases/${id}` }, viewer)).json() as Whole;
    const first = await whole("case-1");
    assert.ok(!first.acts.includes("escalate") && first.acts.includes("overrule"));
    assert.ok((await whole("case-2")).acts.includes("reopen"));
    const weights = first.decisive.map((id) => Math.abs(sample?.evidence.find((each) => each.id === id)?.weight ?? 0));
    assert.ok(weights.length > 0 && weights.every((weight, at) => weight > 0 && weight <= (weights[at - 1] ?? weight)));
    assert.deepEqual([first.mergedInto, (await whole("case-3")).decisive], [null, []]);
  });
});

describe("POST /api/v1/cases/{id}/acts", () => {
  test("204: each act reaches the watch, under the name of who did it", async () => {
    const scene = await withCases();
    const acts = [
      { act: "assign", assignee: "joss" },
      { act: "assign", assignee: null },
      { act: "note", text: "looked at it" },
      { act: "overrule", verdict: "benign", because: "a test of the red team" },
      { act: "merge", into: "case-2", because: "the same machine" },
      { act: "split", alert: "a-1", because: "another story" },
      { act: "close", because: "done" },
      { act: "close", because: "done", verdict: "false-positive" },
      { act: "unmerge", because: "two stories after all" },
      { act: "escalate", because: "not sure" },
    ];
    for (const payload of acts)
      assert.equal((await scene.ask({ method: "POST", url: "/api/v1/cases/case-1/acts", payload }, analyst)).statusCode, 204);
    assert.deepEqual(
      scene.tenant().acts.map(({ act, by }) => [act, by]),
      acts.map((act) => [{ ...act, caseId: "case-1" }, "person:joss"]),
    );
  });

  test("400: an act that is none, without its reason, with a verdict that nobody can overrule to", async () => {
    const scene = await withCases();
    for (const payload of [
      { act: "delete" },
      { act: "close" },
      { act: "close", because: "  " },
      { act: "close", because: "x", verdict: "insufficient-data" },
      { act: "unmerge" },
      { act: "overrule", verdict: "insufficient-data", because: "x" },
      { act: "note", text: "x", extra: 1 },
    ])
      assert.equal((await scene.ask({ method: "POST", url: "/api/v1/cases/case-1/acts", payload }, analyst)).statusCode, 400);
    assert.deepEqual(scene.tenant().acts, []);
  });

  test("Idempotency-Key: once done however often it is asked; the key of another request is refused; another person's key is another", async () => {
    const scene = await withCases();
    const act = (payload: object, key: string, as: { role: "analyst"; person: string } = analyst) =>
      scene.ask({ method: "POST", url: "/api/v1/cases/case-1/acts", payload, headers: { "idempotency-key": key } }, as);
    const note = { act: "note", text: "once" };
    assert.equal((await act(note, "k-1")).statusCode, 204);
    const again = await act(note, "k-1");
    assert.deepEqual([again.statusCode, again.headers["idempotency-replayed"]], [204, "true"]);
    assert.equal((await act({ act: "note", text: "twice" }, "k-1")).statusCode, 409);
    assert.equal((await act(note, "k-1", { role: "analyst", person: "other" })).statusCode, 204);
    assert.equal(scene.tenant().acts.length, 2);
    assert.equal((await act(note, "k".repeat(201))).statusCode, 400);
  });
});
