import assert from "node:assert/strict";
import { describe } from "node:test";
import { recognise } from "../../formats/index.ts";
import type { PolledSource } from "../../ports/source.ts";
import { openIn, still } from "../../testing/connector-contract/scene.ts";
import { testConnector } from "../../testing/connector-contract.ts";
import { about, asks, opened, time } from "../../testing/elastic-scene.ts";
import kind from "./connector.ts";

testConnector("Elastic Security", async () => (await opened()).scene);

describe("Elastic Security", () => {
  about("an alert is read by our formats as what it is", async ({ scene, alerts }) => {
    const source = openIn(scene).connector.alerts as PolledSource;
    const { records } = await source.page({ cursor: undefined, sinceMs: 0, signal: still() });
    assert.deepEqual(
      records.map(({ id }) => id),
      alerts,
    );
    const reader = recognise(records[0]!.bytes)!.open("siem");
    const [record] = [...reader.push(records[0]!.bytes), ...(await reader.end())];
    assert.ok(record?.kind === "alert");
    assert.equal(record.alert.givenId, alerts[0]);
    assert.equal(record.alert.severity, "high");
    assert.equal(record.alert.host, "ws01.example.test");
  });

  about("an alert that comes hours late is found, and what was read before is not read again", async ({ scene, product }) => {
    const source = () => openIn(scene).connector.alerts as PolledSource;
    const nowMs = Date.now();
    for (let index = 0; index < 30; index++) product.addAlert(nowMs - index * 60_000);
    let cursor: string | undefined;
    for (let more = true; more; ) ({ cursor, more } = await source().page({ cursor, sinceMs: 0, signal: still() }));
    const idle = await source().page({ cursor, sinceMs: 0, signal: still() });
    assert.deepEqual([idle.records, idle.more], [[], false]);
    const late = product.addAlert(nowMs - 2.5 * 3_600_000);
    const page = await source().page({ cursor: idle.cursor, sinceMs: 0, signal: still() });
    assert.deepEqual(
      page.records.map(({ id }) => id),
      [late],
    );
  });

  about("after a pause longer than it looks back everything since is read", async ({ scene, product }) => {
    const source = () => openIn(scene).connector.alerts as PolledSource;
    const nowMs = Date.now();
    product.addAlert(nowMs - 20 * 3_600_000);
    let cursor: string | undefined;
    for (let more = true; more; ) ({ cursor, more } = await source().page({ cursor, sinceMs: 0, signal: still() }));
    const made = [-19, -10, -1].map((hours) => product.addAlert(nowMs + hours * 3_600_000));
    const seen = new Set<string>();
    for (let more = true; more; ) {
      const page = await source().page({ cursor, sinceMs: 0, signal: still() });
      for (const { id } of page.records) seen.add(id);
      ({ cursor, more } = page);
    }
    assert.deepEqual(
      made.filter((id) => !seen.has(id)),
      [],
    );
  });

  about("a page that is too large comes in smaller ones, and an alert that is too large alone is named", async ({ scene, product }) => {
    const nowMs = Date.now();
    const good = product.addAlert(nowMs - 5_000);
    const huge = product.addAlert(nowMs - 4_000, { message: "x".repeat(5 * 1_048_576) });
    const after = product.addAlert(nowMs - 3_000);
    const seen = new Set<string>();
    const refused = new Set<string>();
    let cursor: string | undefined;
    for (let more = true; more; ) {
      const page = await (openIn(scene).connector.alerts as PolledSource).page({ cursor, sinceMs: nowMs - 10_000, signal: still() });
      for (const { id } of page.records) seen.add(id);
      for (const { id } of page.refused ?? []) refused.add(id);
      ({ cursor, more } = page);
    }
    assert.deepEqual([[...seen], [...refused]], [[good, after], [huge]]);
  });

  about("an index of which a part did not answer is no whole answer", async ({ scene, product }) => {
    for (const double of [product.kibana, product.elasticsearch])
      double.twist = (_seen, json) =>
        typeof json === "object" && json !== null && "_shards" in json ? { ...json, _shards: { total: 2, failed: 1 } } : json;
    const { alerts, search } = openIn(scene).connector;
    await assert.rejects((alerts as PolledSource).page({ cursor: undefined, sinceMs: 0, signal: still() }), {
      code: "connector/unavailable",
    });
    assert.match((await search!.search(asks("mara"), still())).note ?? "", /did not answer/);
  });

  about("rows are events that rules and questions understand", async ({ scene }) => {
    const { rows } = await openIn(scene).connector.search!.search(asks("mara"), still());
    assert.deepEqual(
      rows.map(({ dataset, host, action, timeMs, fields }) => [dataset, host, action, timeMs - time.fromMs, fields.User, fields.SourceIp]),
      [1, 2, 3].map((index) => ["windows", "ws01", "4624", index, "mara", `192.0.2.${index}`]),
    );
    assert.equal(new Set(rows.map(({ source }) => source.path)).size, 3);
  });

  about("groups are counted over all that match", async ({ scene }) => {
    const { groups, rows } = await openIn(scene).connector.search!.search(
      { ...asks("mara"), aggregate: { by: ["host"], distinct: "src.ip" } },
      still(),
    );
    assert.deepEqual([groups, rows], [[{ by: ["ws01"], count: 3, distinct: 3 }], []]);
  });

  about("the check says which right is missing", async ({ scene, product }) => {
    for (const right of ["write", "findings", "read"] as const) {
      product.rights[right] = false;
      await assert.rejects(openIn(scene).connector.check(still()), { code: "connector/not-allowed" });
      product.rights[right] = true;
    }
  });

  about(
    "another space is another address",
    async ({ scene, product }) => {
      await openIn(scene).connector.check(still());
      assert.ok(product.kibana.seen.every(({ path }) => path.startsWith("/s/soc/api/")));
    },
    { space: "soc" },
    { space: "soc" },
  );

  about("without Elasticsearch there are alerts and verdicts alone", async ({ scene, product }) => {
    const settings = { url: product.kibana.url, internal: true };
    const open = (use?: ("alerts" | "verdicts")[]) =>
      kind.open(
        { name: "siem", product: "elastic", settings, secrets: {}, "may-receive": "green", ...(use && { use }) },
        { get: () => "canary-key", has: () => true },
        { clock: { nowMs: () => 0, sleep: async () => {} }, random: { secret: () => "" } },
      );
    assert.throws(() => open(), { code: "connector/bad-settings" });
    assert.equal(open(["alerts", "verdicts"]).search, undefined);
    assert.ok(scene);
  });
});
