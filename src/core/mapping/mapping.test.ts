import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { readRecords } from "../../testing/source-scene.ts";
import { mapAlerts } from "./map-alert.ts";
import { AlertMapping } from "./mapping.ts";
import { readPath, valuesAt } from "./path.ts";
import { readyMappings } from "./ready-made.ts";

const receivedAtMs = Date.UTC(2026, 10, 23, 9);
const mappingOf = (given: object) =>
  AlertMapping.parse({ source: { text: "example" }, title: "title", time: { paths: ["time"] }, ...given });
const ready = (name: string) => readyMappings.get(name)!;
const only = (mapping: AlertMapping, message: unknown) => mapAlerts(mapping, message, receivedAtMs).alerts[0]?.alert;

describe("a path", () => {
  test("leads through names, places and every place, and nowhere else", () => {
    const data = { a: [{ b: 1 }, { b: 2 }], "c.d": { e: 3 } };
    const at = (text: string) => valuesAt(data, readPath(text)!.steps);
    assert.deepEqual(
      [at("a[0].b"), at("a[*].b"), at('["c.d"].e'), at("$.a[1].b"), at("a[7].b"), at("")],
      [[1], [1, 2], [3], [2], [], [data]],
    );
    for (const own of ["constructor", "__proto__", "toString.length", "a.length"]) assert.deepEqual(at(own), [], own);
  });

  for (const wrong of [
    "a..b",
    ".a",
    "a.",
    "a[-1]",
    "a[b]",
    "a b",
    "a[*",
    "$a",
    "a.b()",
    "x".repeat(300),
    "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a",
  ]) {
    test(`is not ${wrong.slice(0, 20)}`, () => assert.equal(readPath(wrong), undefined));
  }
});

describe("a mapping", () => {
  test("takes the first path that holds something, words of theirs to ours, fixed texts and templates", () => {
    const mapping = mappingOf({
      title: { paths: ["absent", "empty", "name"] },
      severity: { paths: ["level"], map: { P1: "critical" }, otherwise: "low" },
      description: { template: "{name} on {where.host} ({absent})" },
      host: "where.host",
      techniques: ["tags[*]"],
      observables: [{ path: "ips[*]", type: "ip", role: "source" }],
    });
    const message = {
      empty: " ",
      name: "n",
      level: "p1",
      where: { host: "web01" },
      tags: ["attack.t1059.001", "x"],
      ips: ["192.0.2.1", 7],
      time: "2026-11-23 09:00:00",
    };
    const alert = only(mapping, message);
    assert.deepEqual(alert, {
      alert: 1,
      time: "2026-11-23T09:00:00.000Z",
      source: "example",
      title: "n",
      description: "n on web01 ()",
      severity: "critical",
      techniques: ["T1059.001"],
      host: "web01",
      observables: [
        { type: "ip", value: "192.0.2.1", role: "source" },
        { type: "ip", value: "7", role: "source" },
      ],
      original: message,
    });
    assert.equal(only(mapping, { ...message, level: "P9" })?.severity, "low");
  });

  test("reads times in every unit, and refuses one that is none or lies in no year of ours", () => {
    const timeOf = (format: string, time: unknown) => only(mappingOf({ time: { paths: ["time"], format } }), { title: "t", time })?.time;
    const expected = "2026-11-23T09:00:00.500Z";
    assert.equal(timeOf("iso", "2026-11-23T10:00:00.500+01:00"), expected);
    assert.equal(timeOf("seconds", 1_795_424_400.5), expected);
    assert.equal(timeOf("milliseconds", "1795424400500"), expected);
    assert.equal(timeOf("microseconds", 1_795_424_400_500_000), expected);
    assert.equal(timeOf("nanoseconds", "1795424400500000000"), expected);
    for (const [format, time] of [
      ["iso", "yesterday"],
      ["iso", 5],
      ["seconds", 1_795_424_400_500],
      ["milliseconds", "-5"],
      ["iso", null],
    ] as const) {
      assert.equal(timeOf(format, time), undefined, `${format} ${time}`);
    }
    assert.equal(only(mappingOf({ time: { otherwise: "received" } }), { title: "t" })?.time, new Date(receivedAtMs).toISOString());
  });

  test("says what is missing, what it left out and which fields it did not use", () => {
    const mapping = mappingOf({ each: "items", "only-if": { path: "state", is: ["open"] }, host: '["host.name"]' });
    const item = { state: "open", title: "t", time: "2026-11-23T09:00:00Z", "host.name": "web01", extra: { deep: [{ x: 1 }] } };
    const { alerts, refused, leftOut, unmapped } = mapAlerts(
      mapping,
      { items: [item, { ...item, state: "closed" }, { state: "open" }] },
      receivedAtMs,
    );
    assert.deepEqual(
      [alerts.map(({ part }) => part), refused.map(({ part, says }) => [part, says])],
      [["0"], [["2", "no title where the mapping looks for it"]]],
    );
    assert.deepEqual([leftOut, unmapped], [1, ["extra.deep[*].x"]]);
    assert.equal(mapAlerts(mapping, { items: [] }, receivedAtMs).refused.length, 1);
  });

  test("without source, title or time, or with paths that are none, is no mapping", () => {
    for (const wrong of [
      { title: undefined },
      { title: "a..b" },
      { time: undefined },
      { each: "a(" },
      { eval: "x" },
      { severity: { paths: [] } },
    ]) {
      assert.equal(AlertMapping.safeParse({ source: { text: "x" }, title: "t", time: {}, ...wrong }).success, false, JSON.stringify(wrong));
    }
  });
});

describe("the ready-made mapping", () => {
  const firing = {
    version: "4",
    status: "firing",
    alerts: [
      {
        status: "firing",
        labels: { alertname: "SshBruteForce", severity: "warning", instance: "192.0.2.7:9100", host: "web01", technique: "T1110" },
        annotations: { summary: "many failed sign-ins on web01", description: "412 in five minutes" },
        startsAt: "2026-11-23T08:59:30.123456789Z",
        fingerprint: "0f0f0f0f",
      },
      { status: "resolved", labels: { alertname: "Other" }, annotations: {}, startsAt: "2026-11-23T08:00:00Z", fingerprint: "1" },
    ],
  };
  for (const name of ["alertmanager", "grafana"]) {
    test(`of ${name} makes an alert of each that fires`, async () => {
      const { alerts, leftOut } = mapAlerts(ready(name), firing, receivedAtMs);
      assert.deepEqual([alerts.length, leftOut], [1, 1]);
      const read = await readRecords(alerts.map(({ alert }) => ({ bytes: Buffer.from(JSON.stringify(alert)) })));
      assert.deepEqual(
        read.alerts.map(({ product, title, severity, techniques, host, rule, timeMs }) => [
          product,
          title,
          severity,
          techniques,
          host,
          rule,
          timeMs,
        ]),
        [[name, "many failed sign-ins on web01", "medium", ["T1110"], "web01", "SshBruteForce", Date.UTC(2026, 10, 23, 8, 59, 30, 123)]],
      );
    });
  }

  test("of GitHub's secret scanning names the repository and the secret's kind", () => {
    const message = {
      action: "created",
      alert: {
        number: 7,
        secret_type: "example_token",
        secret_type_display_name: "Example token",
        state: "open",
        validity: "active",
        html_url: "https://github.example.test/o/r/7",
        created_at: "2026-11-23T08:00:00Z",
      },
      repository: { full_name: "o/r" },
      sender: { login: "mara" },
    };
    const alert = only(ready("github-secret-scanning"), message);
    assert.deepEqual(
      [alert?.title, alert?.severity, alert?.id, alert?.user],
      ["Secret found in o/r: Example token", "high", "o/r#7", "mara"],
    );
    assert.equal(mapAlerts(ready("github-secret-scanning"), { ...message, action: "resolved" }, receivedAtMs).leftOut, 1);
  });

  test("of anybody takes the words that many use", () => {
    const alert = only(ready("generic"), { name: "odd sign-in", level: "error", hostname: "web01", src_ip: "198.51.100.7" });
    assert.deepEqual([alert?.source, alert?.title, alert?.severity, alert?.host], ["webhook", "odd sign-in", "high", "web01"]);
  });
});

// Guarantees that whatever somebody posts, a mapping ends, throws nothing, and what it makes is a plain alert line that our own format reads.
test("any message gives alerts that can be read, or reasons", async () => {
  const word = fc.constantFrom(
    "alerts",
    "labels",
    "title",
    "time",
    "startsAt",
    "status",
    "annotations",
    "alertname",
    "firing",
    "__proto__",
    "severity",
    "name",
  );
  const message = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.string(),
      word,
      fc.double(),
      fc.constantFrom(null, true, "2026-11-23T09:00:00Z", 1_795_424_400),
      fc.array(tie("value"), { maxLength: 5 }),
      fc.dictionary(fc.oneof(word, fc.string({ maxLength: 5 })), tie("value"), { maxKeys: 6 }),
    ),
  })).value;
  await fc.assert(
    fc.asyncProperty(message, fc.constantFrom(...readyMappings.keys()), async (given, name) => {
      const { alerts, refused, leftOut } = mapAlerts(ready(name), given, receivedAtMs);
      assert.ok(alerts.length + refused.length + leftOut > 0);
      const { rejected, alerts: read } = await readRecords(alerts.map(({ alert }) => ({ bytes: Buffer.from(JSON.stringify(alert)) })));
      assert.deepEqual([read.length, rejected.map(({ reason }) => reason)], [alerts.length, []]);
    }),
    { numRuns: 300 },
  );
});
