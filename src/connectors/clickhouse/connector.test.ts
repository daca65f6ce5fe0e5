import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clickhouseRow } from "../../dialects/clickhouse/row.ts";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { startClickhouse } from "../../testing/doubles/clickhouse.ts";
import { exampleEvent } from "../../testing/event-store-contract.ts";
import kind from "./connector.ts";

const time = { fromMs: Date.UTC(2020, 0, 1), toMs: Date.UTC(2020, 0, 2) };

async function scene(): Promise<ConnectorScene> {
  const { double, rows } = await startClickhouse();
  for (const record of [1, 2, 3])
    rows.push({ ...clickhouseRow(exampleEvent(record, {}, { User: "mara" }), record), time_ms: String(time.fromMs + record) });
  const asks = (text: string) => ({ time, where: { field: "user", op: "eq", value: text }, sort: "oldest", limit: 10 }) as const;
  return {
    kind,
    settings: { url: double.url, internal: true },
    secrets: { password: "canary-password" },
    doubles: [double],
    // Everything is asked by POST, with a setting under which the server changes nothing.
    isWrite: ({ query }) => query.get("readonly") !== "2",
    search: {
      query: { time, sort: "oldest", limit: 100 },
      rows: 3,
      literal: {
        asks,
        sent: ({ query }) => query.get("param_p3")?.replace(/\\(.)/gs, (_, each: string) => ({ t: "\t", n: "\n" })[each] ?? each),
      },
    },
    close: double.close,
  };
}

testConnector("ClickHouse", scene);

describe("ClickHouse", () => {
  test("a row comes back as the event that was stored", async () => {
    const { kind: of, settings, secrets, close } = await scene();
    const clock = {
      nowMs: () => 0,
      sleep: (delayMs: number, signal?: AbortSignal) =>
        new Promise<void>((resolve) => setTimeout(resolve, delayMs).unref() && signal?.addEventListener("abort", () => resolve())),
    };
    const opened = of.open(
      { name: "lake", product: "clickhouse", settings, secrets: {}, "may-receive": "red" },
      { get: (name) => secrets[name] ?? "", has: () => true },
      { clock, random: { secret: () => "" } },
    );
    try {
      const { rows } = await opened.search!.search({ time, sort: "oldest", limit: 1 }, new AbortController().signal);
      assert.deepEqual(rows, [exampleEvent(1, { timeMs: time.fromMs + 1 }, { User: "mara" })]);
    } finally {
      await close();
    }
  });
});
