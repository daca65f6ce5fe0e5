import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openApiScene, type Test } from "../../testing/api-scene.ts";
import { exampleAlertRow, exampleCaseRow } from "../../testing/views-contract.ts";
import { ApiProblem, apiClient, operations } from "../contract.ts";
import type { Operation } from "./operation.ts";

// Guarantees: the console's client asks what the server takes and gets what it answers, by types (this file compiles only then) and on the wire.

async function connected(as: Test) {
  const scene = await openApiScene();
  const { views } = scene.tenant();
  const alerts = ["a-1", "a-2", "a 3/ü?#"].map((id) => exampleAlertRow(id, { severity: "high" }));
  await views.put({ alerts, cases: [exampleCaseRow("case-1")], world: "w", sequence: 1 });
  const asked: { url: string; headers: Record<string, string> }[] = [];
  const client = apiClient(
    operations,
    async (url, { method, headers, body }) => {
      asked.push({ url, headers });
      const payload = body === undefined ? {} : { payload: typeof body === "string" ? body : Buffer.from(body) };
      const { statusCode, rawPayload } = await scene.ask({ method: method as "GET", url, headers, ...payload }, as);
      const bytes = new Uint8Array(rawPayload);
      return {
        ok: statusCode < 400,
        status: statusCode,
        text: async () => Buffer.from(bytes).toString("utf8"),
        arrayBuffer: async () => bytes.buffer as ArrayBuffer,
      };
    },
    { headers: () => ({ "x-test": "1" }) },
  );
  return { scene, client, asked };
}

describe("the typed client", () => {
  test("reads lists with filters, pages and one thing by any id", async () => {
    const { client, asked } = await connected({ role: "analyst" });
    const { alerts, next } = await client.listAlerts({ query: { severity: ["high", "critical"], limit: 2 } });
    const severity: "informational" | "low" | "medium" | "high" | "critical" = alerts[0]!.severity;
    assert.deepEqual([alerts.length, severity], [2, "high"]);
    const rest = await client.listAlerts({ query: { limit: 2, after: next! } });
    assert.equal(rest.next, null);
    assert.equal((await client.readAlert({ params: { id: "a 3/ü?#" } })).id, "a 3/ü?#");
    assert.deepEqual(
      (await client.listCases()).cases.map(({ id }) => id),
      ["case-1"],
    );
    assert.ok(asked.every(({ headers }) => headers["x-test"] === "1"));
    assert.match(asked[0]!.url, /severity=high&severity=critical&limit=2$/);
  });

  test("changes things under a key of its own, and hands bytes in and out as they are", async () => {
    const { client, scene } = await connected({ rights: ["read", "triage", "ingest"] });
    const note = { params: { id: "case-1" }, body: { act: "note", text: "seen" } } as const;
    await client.actOnCase(note, { idempotencyKey: "k" });
    await client.actOnCase(note, { idempotencyKey: "k" });
    assert.equal(scene.tenant().acts.length, 1);
    const bytes = new Uint8Array([0, 255, 10]);
    assert.equal((await client.ingestEvidence({ params: { source: "sensor" }, body: bytes })).accepted, 1);
    assert.deepEqual(await client.downloadRecord({ params: { position: 1 } }), bytes);
    assert.match(await client.readMetrics(), /watchkeeper_alerts/);
    assert.equal(client.urlOf("watchLive", { query: { after: 7 } }), "/api/v1/live?after=7");
  });

  test("throws what the server refuses, as the problem that it said; and says so when something else answered", async () => {
    const { client } = await connected({ role: "viewer" });
    await assert.rejects(client.readAlert({ params: { id: "none" } }), (error) => {
      assert.ok(error instanceof ApiProblem);
      assert.deepEqual([error.said.status, error.said.code], [404, "server/no-such-thing"]);
      return true;
    });
    const page = async () => ({
      ok: false,
      status: 502,
      text: async () => "<html>proxy</html>",
      arrayBuffer: async () => new ArrayBuffer(0),
    });
    await assert.rejects(
      apiClient(operations, page).listAlerts(),
      (error) => error instanceof ApiProblem && error.said.code === "server/unreadable",
    );
    const other = async () => ({ ok: true, status: 200, text: async () => '{"alerts":1}', arrayBuffer: async () => new ArrayBuffer(0) });
    await assert.rejects(apiClient(operations, other).listAlerts(), "an answer of another shape is none");
  });

  test("its table is what the routes are made of: each route's shapes are the table's own", async () => {
    const { scene } = await connected({});
    const table = operations as Readonly<Record<string, Operation>>;
    for (const { operation, method, path, params, query, body, answer, right } of scene.routes) {
      const shape = table[operation];
      assert.deepEqual([shape?.method, shape?.path, shape?.right], [method, path, right], operation);
      assert.ok(shape?.params === params && shape?.query === query && shape?.body === body && shape?.answer === answer, operation);
    }
    for (const [name, { operation }] of Object.entries(table)) assert.equal(name, operation);
  });

  test("what does not fit an operation does not compile", () => {
    const client = apiClient(operations, () => Promise.reject(new Error("never asked")));
    const never = () => {
      // @ts-expect-error an alert is read by its id
      void client.readAlert();
      // @ts-expect-error there is no such severity
      void client.listAlerts({ query: { severity: "grave" } });
      // @ts-expect-error an act needs its reason
      void client.actOnCase({ params: { id: "case-1" }, body: { act: "close" } });
      // @ts-expect-error a stream is opened by its address
      void client.watchLive();
    };
    assert.equal(typeof never, "function");
  });
});
