import assert from "node:assert/strict";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, test } from "node:test";
import fc from "fast-check";
import { openApiScene } from "../../testing/api-scene.ts";
import { exampleAlertRow, exampleCaseRow } from "../../testing/views-contract.ts";
import { pour, streamsPerAskerMax } from "../http/stream.ts";
import { liveEvents, streamLastsMs } from "./live.ts";
import { prometheusText, seriesMax } from "./prometheus.ts";

const viewer = { role: "viewer" } as const;
const row = (id: string) => ({ alerts: [exampleAlertRow(id)], cases: [], world: "w", sequence: 1 });

describe("GET /health, /ready, /version", () => {
  test("200 without signing in; 503 with the parts that are missing, and nothing else about them", async () => {
    const scene = await openApiScene();
    assert.deepEqual((await scene.ask({ url: "/health" })).json(), { status: "ok", version: "0.1.0" });
    assert.equal(((await scene.ask({ url: "/version" })).json() as { assessment: string }).assessment, "watchkeeper/assessment@1");
    assert.deepEqual((await scene.ask({ url: "/ready" })).json(), { ready: true, parts: [{ name: "database", ready: true }] });
    const parts = [
      { name: "database", ready: true },
      { name: "watch", ready: false },
    ];
    const unready = await openApiScene({ ready: async () => parts });
    const answer = await unready.ask({ url: "/ready" });
    assert.deepEqual([answer.statusCode, answer.json()], [503, { ready: false, parts }]);
  });
});

describe("GET /metrics", () => {
  test("200: counts that agree with the ledger, as Prometheus reads them; 401 for strangers", async () => {
    const scene = await openApiScene();
    const { views, intake } = scene.tenant();
    await views.put({ ...row("a-1"), cases: [exampleCaseRow("case-1", { state: "closed", openedAtMs: 0, settledAtMs: 45_000 })] });
    await intake.handOver({ source: "edge", records: [{ id: "1", bytes: Buffer.from("x") }] });
    const answer = await scene.ask({ url: "/metrics" }, viewer);
    assert.match(String(answer.headers["content-type"]), /^text\/plain; version=0\.0\.4/);
    const lines = answer.body.split("\n");
    for (const line of [
      'watchkeeper_alerts{state="open"} 1',
      'watchkeeper_intake_accepted_total{source="edge"} 1',
      'watchkeeper_intake_waiting{source="edge"} 1',
      'watchkeeper_connector_failures_total{connector="edge"} 1',
      'watchkeeper_case_duration_seconds_bucket{le="30"} 0',
      'watchkeeper_case_duration_seconds_bucket{le="60"} 1',
      'watchkeeper_case_duration_seconds_bucket{le="+Inf"} 1',
      "watchkeeper_case_duration_seconds_sum 45",
      "process_resident_memory_bytes 1000",
    ])
      assert.ok(lines.includes(line), line);
    assert.equal((await scene.ask({ url: "/metrics" })).statusCode, 401);
  });

  test("whatever a label says, it stays one label of one line, and the number of series is bounded without losing a sum", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { maxLength: 2 * seriesMax }), (names) => {
        const samples = names.map((source) => ({ labels: { source }, value: 1 }));
        const text = prometheusText([{ name: "m", help: "h", type: "gauge", samples }]);
        const lines = text.split(/[\n\r\u2028\u2029]/).slice(2, -1);
        assert.ok(lines.length <= seriesMax);
        for (const line of lines) assert.match(line, /^m\{source="(?:[^"\\]|\\.)*"\} \d+$/u);
        assert.equal(
          lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0),
          names.length,
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe("GET /api/v1/live", () => {
  const events = (text: string) =>
    text
      .split("\n\n")
      .filter((each) => each.includes("event:"))
      .map((each) => /^(?:id: (\d+)\n)?event: (\w+)\ndata: (.*)$/.exec(each)!.slice(1) as [string | undefined, string, string]);

  test("a hello, then every change once and in order, resumed where a reader stopped; a reader that is ahead starts anew", async () => {
    const { tenant, clock } = await openApiScene();
    const { views } = tenant();
    for (const id of ["a", "b", "c"]) await views.put(row(id));
    const read = async (after: number | undefined, most: number) => {
      const gone = new AbortController();
      let text = "";
      for await (const piece of liveEvents({ views, after, signal: gone.signal, nowMs: clock.nowMs, sleep: async () => {} })) {
        text += piece;
        if (events(text).length >= most) gone.abort();
      }
      return events(text);
    };
    assert.deepEqual(
      (await read(0, 4)).map(([id, event, data]) => [id, event, (JSON.parse(data) as { id?: string }).id]),
      [
        ["0", "hello", undefined],
        [undefined, "change", "a"],
        [undefined, "change", "b"],
        ["3", "change", "c"],
      ],
    );
    assert.deepEqual(
      (await read(2, 2)).map(([id]) => id),
      ["2", "3"],
    );
    assert.deepEqual(
      (await read(99, 1)).map(([id, event]) => [id, event]),
      [["3", "reset"]],
    );
    assert.deepEqual(
      (await read(undefined, 1)).map(([id, event]) => [id, event]),
      [["3", "hello"]],
    );
  });

  test("a burst is told once for each thing, by number where it is much, and of a hundred thousand by a reset; nothing is left out in between", async () => {
    const { tenant, clock } = await openApiScene();
    const { views } = tenant();
    const burst = async (from: number, count: number, cases: number) =>
      views.put({
        alerts: Array.from({ length: count }, (_, at) => exampleAlertRow(`a-${from + at}`)),
        cases: Array.from({ length: cases }, (_, at) => exampleCaseRow(`case-${at}`)),
        world: "w",
        sequence: 1,
      });
    const gone = new AbortController();
    let sleeps = 0;
    const rounds = [() => burst(0, 20, 3), () => burst(0, 20, 3), () => burst(0, 300, 2), () => burst(0, 12_000, 0)];
    let text = "";
    const sleep = async () => {
      await rounds[sleeps++]?.();
      if (sleeps > rounds.length) gone.abort();
    };
    await burst(0, 20, 3);
    await burst(0, 20, 3);
    for await (const piece of liveEvents({ views, after: 0, signal: gone.signal, nowMs: clock.nowMs, sleep })) text += piece;
    const told = text
      .split("\n\n")
      .filter((each) => each.includes("event:"))
      .map((each) => ({
        id: /^id: (\d+)/m.exec(each)?.[1],
        event: /^event: (\w+)/m.exec(each)?.[1],
        data: JSON.parse(/^data: (.*)$/m.exec(each)?.[1] ?? "") as {
          kind?: string;
          id?: string;
          revision?: number;
          count?: number;
          because?: string;
        },
      }));
    const changes = told.filter(({ event }) => event === "change");
    assert.equal(
      changes.filter(({ data }) => data.id === "a-7").length,
      3,
      "twice before the first look and once in each of the two after it",
    );
    assert.deepEqual(changes[0]?.data, { kind: "alert", id: "a-0", revision: 24 });
    assert.deepEqual(
      told.filter(({ event }) => event === "many").map(({ data }) => data),
      [{ kind: "alert", count: 300 }],
    );
    assert.deepEqual(told.at(-1), { id: String(await views.latest()), event: "reset", data: { because: "too far behind" } });
    const places = told.flatMap(({ id }) => (id === undefined ? [] : [Number(id)]));
    assert.deepEqual(places, [0, 46, 69, 92, 394, 12_394], "a place is named only once everything up to it was told");
  });

  test("whoever comes back after more than is remembered is told to read anew", async () => {
    const { clock } = await openApiScene();
    const forgetful = {
      latest: async () => 900,
      changes: async (after: number) => (after < 500 ? [{ revision: 501, kind: "case" as const, id: "case-1" }] : []),
      arrival: async () => {},
    };
    const first = async (after: number) =>
      (
        await liveEvents({
          views: forgetful,
          after,
          signal: new AbortController().signal,
          nowMs: clock.nowMs,
          sleep: async () => {},
        }).next()
      ).value;
    assert.match(String(await first(3)), /^id: 900\nevent: reset\ndata: {"because":"too far behind"}/);
    assert.match(String(await first(500)), /event: hello/);
  });

  test("a stream ends by itself, so that a right that was taken does not live on in it", async () => {
    const { tenant, clock } = await openApiScene();
    const { views } = tenant();
    const pieces = liveEvents({ views, after: undefined, signal: new AbortController().signal, nowMs: clock.nowMs, sleep: async () => {} });
    await pieces.next();
    clock.set(clock.nowMs() + streamLastsMs);
    assert.equal((await pieces.next()).done, true);
  });

  test("over the wire: headers of a stream, a change as it happens, Last-Event-ID; one asker has so many and no more", async () => {
    const scene = await openApiScene();
    await scene.server.listen({ host: "127.0.0.1", port: 0 });
    const { port } = scene.server.server.address() as AddressInfo;
    const authorization = `Test ${Buffer.from(JSON.stringify(viewer)).toString("base64")}`;
    const open: ReturnType<typeof request>[] = [];
    const stream = (headers: Record<string, string> = {}) =>
      new Promise<{ status: number; type: string; until: (wanted: RegExp) => Promise<string> }>((resolve, reject) => {
        const asking = request({ host: "127.0.0.1", port, path: "/api/v1/live", headers: { authorization, ...headers } }, (response) => {
          let text = "";
          response.on("data", (piece: Buffer) => {
            text += piece.toString();
            response.emit("grown");
          });
          const until = (wanted: RegExp) =>
            new Promise<string>((settle) => {
              const look = () => wanted.test(text) && settle(text);
              response.on("grown", look);
              look();
            });
          resolve({ status: response.statusCode ?? 0, type: String(response.headers["content-type"]), until });
        });
        asking.on("error", reject);
        open.push(asking);
        asking.end();
      });
    try {
      const first = await stream();
      assert.deepEqual([first.status, first.type], [200, "text/event-stream; charset=utf-8"]);
      await first.until(/event: hello/);
      await scene.tenant().views.put(row("a-1"));
      assert.match(await first.until(/"id":"a-1"/), /event: change/);
      assert.match(await (await stream({ "last-event-id": "0" })).until(/"id":"a-1"/), /^id: 0\nevent: hello/);
      while (open.length < streamsPerAskerMax) assert.equal((await stream()).status, 200);
      assert.equal((await stream()).status, 503);
    } finally {
      for (const each of open) each.destroy();
      await scene.server.close();
    }
  });

  test("a reader that does not read is cut, and one that goes away ends the writing", async () => {
    async function* endless() {
      for (;;) yield "x".repeat(1_000);
    }
    const listeners = new Map<string, () => void>();
    let destroyed = false;
    const stuck = {
      destroyed: false,
      write: () => false,
      once: (name: string, listener: () => void) => void listeners.set(name, listener),
      off: (name: string) => void listeners.delete(name),
      end: () => {},
      destroy: () => {
        destroyed = true;
      },
    };
    assert.equal(await pour(endless(), stuck as never, 20), "too slow");
    assert.equal(destroyed, true);
    assert.equal(listeners.size, 0, "nothing is left behind");
    const leaving = pour(endless(), stuck as never, 10_000);
    await new Promise((resolve) => setImmediate(resolve));
    listeners.get("close")?.();
    assert.equal(await leaving, "gone");
  });
});
