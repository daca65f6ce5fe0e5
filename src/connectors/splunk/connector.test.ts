import assert from "node:assert/strict";
import { describe } from "node:test";
import type { EventQuery } from "../../core/query/query.ts";
import { recognise } from "../../formats/index.ts";
import type { FindingNote } from "../../ports/connector.ts";
import type { PolledSource } from "../../ports/source.ts";
import { openIn, still } from "../../testing/connector-contract/scene.ts";
import { type ConnectorScene, hostileTexts, testConnector } from "../../testing/connector-contract.ts";
import { literalAfter, startSplunk } from "../../testing/doubles/splunk.ts";
import { verdictNote } from "../../testing/notes.ts";
import { testsOver } from "../../testing/tests-over.ts";
import kind from "./connector.ts";

const time = { fromMs: Date.UTC(2026, 0, 1), toMs: Date.UTC(2026, 0, 2) };
const asks = (text: string): EventQuery => ({ time, where: { field: "user", op: "eq", value: text }, sort: "oldest", limit: 100 });
const finding = (key: string): FindingNote & { readonly key: string } => ({
  key,
  caseId: "case-1",
  finding: { class_uid: 2005, time: time.fromMs },
});

async function opened(settings: Readonly<Record<string, unknown>> = {}) {
  const product = await startSplunk();
  for (const place of [1, 2, 3])
    product.events.push({
      _time: new Date(time.fromMs + place).toISOString(),
      wk_time: String((time.fromMs + place) / 1_000),
      wk_place: `1:${place}`,
      _raw: `event ${place}`,
      index: "main",
      sourcetype: "linux_secure",
      user: "mara",
      src_ip: `192.0.2.${place}`,
      dvc: "WS01",
    });
  const alerts = [1, 2].map((place) => product.addNotable(time.fromMs, time.fromMs + place * 1_000));
  // Indexed now, whatever the notable's own time: so they come in the order in which they were written.
  let indexedMs = Date.now() - 4 * 3_600_000;
  let offMs = 0;
  const scene: ConnectorScene = {
    kind,
    settings: {
      url: product.management.url,
      internal: true,
      "page-size": 4,
      collector: { url: product.collector.url, internal: true, "visible-seconds": 0 },
      ...settings,
    },
    secrets: { token: "canary-token", "collector-token": "canary-collector" },
    doubles: [product.management, product.collector],
    isWrite: ({ path }) => /notable_update$|collector\/event$/.test(path),
    view: () => [product.notables, product.reviews, product.findings],
    alerts: {
      pageRecords: 4,
      add(count, how) {
        indexedMs += 300_000;
        const atMs = (place: number) => indexedMs + offMs + (how === "at once" ? 0 : place * 1_000);
        return Array.from({ length: count }, (_, place) =>
          product.addNotable(how === "late" ? time.fromMs - place : atMs(place), atMs(place)),
        );
      },
      stuck: product.holdStuck,
      clockOff: (byMs) => {
        offMs = byMs;
      },
    },
    search: {
      query: asks("mara"),
      rows: 3,
      literal: { asks, sent: ({ text }) => literalAfter(new URLSearchParams(text).get("search") ?? "", "lower('user')=") },
    },
    verdicts: {
      what: verdictNote("case-1.verdict", alerts[0]!),
      another: verdictNote("case-2.verdict", alerts[1]!),
      view: () => product.reviews,
      text: {
        holding: (text) => verdictNote(`text.${product.reviews.length}`, alerts[0]!, { because: text }),
        shown: () => product.reviews.at(-1)?.comment.split("\n").slice(1, -1).join("\n"),
      },
    },
    findings: { what: finding("case-1.finding"), another: finding("case-2.finding"), view: () => product.findings },
    close: product.close,
  };
  return { scene, product, alerts };
}

testConnector("Splunk", async () => (await opened()).scene);

type Opened = Awaited<ReturnType<typeof opened>>;
const about = testsOver(opened, ({ product }) => product.close());
const sentTo = ({ product }: Opened, path: string) =>
  product.management.seen.filter((seen) => seen.path === path).map(({ text }) => new URLSearchParams(text));

describe("Splunk", () => {
  about("a notable event is read by our formats as what it is", async ({ scene, alerts }) => {
    const { records } = await (openIn(scene).connector.alerts as PolledSource).page({ cursor: undefined, sinceMs: 0, signal: still() });
    const reader = recognise(records[0]!.bytes)!.open("siem");
    const [record] = [...reader.push(records[0]!.bytes), ...(await reader.end())];
    assert.ok(record?.kind === "alert", JSON.stringify(record));
    assert.deepEqual(
      [record.alert.givenId, record.alert.product, record.alert.title, record.alert.host],
      [alerts[0], "splunk", "Brute force", "ws01"],
    );
  });

  about("windows are parameters and never in the text, and no search asks for more than a job gives", async (given) => {
    const { connector } = openIn(given.scene);
    await connector.search!.search({ ...asks("mara"), limit: 1_000 }, still());
    const jobs = sentTo(given, "/services/search/jobs");
    assert.equal(jobs.length, 2);
    for (const job of jobs) {
      assert.deepEqual([Number(job.get("earliest_time")) * 1_000, Number(job.get("latest_time")) * 1_000], [time.fromMs, time.toMs]);
      assert.ok(!job.get("search")!.includes(String(time.fromMs / 1_000)));
      assert.ok(Number(job.get("max_count")) <= 10_000 && job.get("count") === job.get("max_count"));
    }
  });

  about("rows are events that rules and questions understand", async ({ scene }) => {
    const { rows, total } = await openIn(scene).connector.search!.search(asks("mara"), still());
    assert.equal(total, 3);
    assert.deepEqual(
      rows.map(({ dataset, host, timeMs, fields }) => [dataset, host, timeMs - time.fromMs, fields.user, fields.src_ip]),
      [1, 2, 3].map((place) => ["syslog", "ws01", place, "mara", `192.0.2.${place}`]),
    );
    assert.equal(new Set(rows.map(({ source }) => source.path)).size, 3);
  });

  about("groups are counted by Splunk", async ({ scene }) => {
    const query: EventQuery = { ...asks("mara"), aggregate: { by: ["host"], distinct: "src.ip" } };
    const { groups, rows, total } = await openIn(scene).connector.search!.search(query, still());
    assert.deepEqual([groups, rows, total], [[{ by: ["ws01"], count: 3, distinct: 3 }], [], 3]);
  });

  about("an answer of which Splunk says that something is missing is no whole one", async ({ scene, product }) => {
    product.say({ type: "WARN", text: "The search results might be incomplete: a search peer went away" });
    const { alerts, search } = openIn(scene).connector;
    assert.match((await search!.search(asks("mara"), still())).note ?? "", /lacks something/);
    await assert.rejects((alerts as PolledSource).page({ cursor: undefined, sinceMs: 0, signal: still() }), {
      code: "connector/unavailable",
    });
    product.say({ type: "FATAL", text: "it broke" });
    await assert.rejects(search!.search(asks("mara"), still()), { code: "connector/unavailable" });
  });

  about("an id stands in a search as the same text, whatever it holds", async (given) => {
    const { verdicts } = openIn(given.scene).connector;
    for (const text of hostileTexts) assert.equal(await verdicts!.find(verdictNote("k1", text), still()), undefined);
    const asked = sentTo(given, "/services/search/jobs").map((job) => literalAfter(job.get("search") ?? "", "rule_id="));
    assert.deepEqual(asked, [...hostileTexts]);
  });

  about("a verdict names one event, and never its owner", async (given) => {
    const { scene, product, alerts } = given;
    product.reviewBy(alerts[0]!, "mara", "1");
    await openIn(scene).connector.verdicts!.write(verdictNote("k1", alerts[0]!), still());
    const [sent] = sentTo(given, "/services/notable_update");
    assert.deepEqual(sent!.getAll("ruleUIDs"), [alerts[0]]);
    assert.ok(!sent!.has("newOwner") && !sent!.has("searchID"));
    assert.deepEqual([product.reviews.at(-1)!.owner, product.reviews.at(-1)!.status], ["mara", "2"]);
  });

  about(
    "status and disposition that people set stay; ours may change, and what we closed is taken up again",
    async ({ scene, product, alerts }) => {
      const { verdicts } = openIn(scene).connector;
      const last = () => [product.reviews.at(-1)!.status, product.reviews.at(-1)!.disposition];
      await verdicts!.write(verdictNote("k1", alerts[0]!, { verdict: "false-positive", escalated: false }), still());
      assert.deepEqual(last(), ["5", "disposition:3"]);
      await verdicts!.write(verdictNote("k2", alerts[0]!), still());
      assert.deepEqual(last(), ["2", "disposition:1"]);
      product.reviewBy(alerts[0]!, "mara", "5", "disposition:2");
      await verdicts!.write(verdictNote("k3", alerts[0]!), still());
      assert.deepEqual(last(), ["5", "disposition:2"]);
      for (const key of ["k1", "k2", "k3"]) assert.ok(await verdicts!.find(verdictNote(key, alerts[0]!), still()), key);
    },
    { close: ["false-positive"], dispositions: true },
  );

  about("an event that is not there is a clear no", async ({ scene }) => {
    await assert.rejects(openIn(scene).connector.verdicts!.write(verdictNote("k1", "nothing"), still()), { code: "sink/refused" });
  });

  about("a notable that is too large alone is named, and the others come", async ({ scene, product }) => {
    const nowMs = Date.now();
    const good = product.addNotable(nowMs, nowMs - 5_000);
    const huge = [4, 3].map((ago) => product.addNotable(nowMs, nowMs - ago * 1_000, { blob: "x".repeat(5 * 1_048_576) }));
    const after = product.addNotable(nowMs, nowMs - 2_000);
    const [seen, refused] = [new Set<string>(), new Set<string>()];
    let cursor: string | undefined;
    for (let more = true; more; ) {
      const page = await (openIn(scene).connector.alerts as PolledSource).page({ cursor, sinceMs: nowMs - 10_000, signal: still() });
      for (const { id } of page.records) seen.add(id);
      for (const { id } of page.refused ?? []) refused.add(id);
      ({ cursor, more } = page);
    }
    assert.deepEqual([[...seen], [...refused]], [[good, after], huge]);
  });

  about("the check names the capability that is missing", async ({ scene, product }) => {
    product.capabilities.delete("edit_notable_events");
    await assert.rejects(openIn(scene).connector.check(still()), { code: "connector/not-allowed", message: /edit_notable_events/ });
  });

  about("a base that could hold a search of its own is no setting", async ({ scene }) => {
    for (const events of ["index=main | delete", "index=main [search x]", "a\nb"])
      assert.throws(() => openIn({ ...scene, settings: { ...scene.settings, events } }), { code: "connector/bad-settings" });
  });
});
