import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { entitiesOf } from "../../core/observable/entities.ts";
import { valuesOf } from "../../core/query/meaning.ts";
import { oneAlert, oneEvent, testFormat } from "../../testing/format-contract.ts";

testFormat(import.meta.url, { "eve.jsonl": { format: "suricata-eve", events: 4, alerts: 1, rejected: 1 } });

const [alert = "", query = "", answer = "", request = ""] = readFileSync(new URL("./samples/eve.jsonl", import.meta.url), "utf8").split(
  "\n",
);

test("an alert keeps its signature, gravity, techniques and both ends", async () => {
  const found = await oneAlert(alert);
  assert.equal(found.timeMs, Date.UTC(2026, 1, 3, 9, 11, 12, 123));
  assert.equal(found.title, "EXAMPLE Web shell upload");
  assert.equal(found.ruleId, "9000001");
  assert.equal(found.severity, "high");
  assert.deepEqual(found.techniques, ["T1505.003"]);
  assert.deepEqual(found.tactics, ["TA0003"]);
  assert.equal(found.host, "sensor-1");
  assert.equal(found.fields.flow_id, "1234567890123456789");
  assert.deepEqual(found.observables.slice(0, 4), [
    { type: "ip", value: "198.51.100.7", role: "source" },
    { type: "ip", value: "192.168.10.5", role: "target" },
    { type: "domain", value: "shop.example.test", role: "target" },
    { type: "url", value: "http://shop.example.test/upload.php?x=1", role: "target" },
  ]);
});

test("DNS of every version answers to the generic names and to the typed query", async () => {
  const asked = await oneEvent(query);
  assert.deepEqual(asked.logSource, { product: "suricata", service: "dns", category: "dns" });
  assert.equal(asked.fields.query, "c2.example.invalid");
  assert.equal(asked.fields.record_type, "TXT");
  const told = await oneEvent(answer);
  assert.equal(told.fields.query, "www.example.test");
  assert.deepEqual(told.fields.answers, ["203.0.113.8"]);
  assert.deepEqual(valuesOf(told, "domain")[0], "www.example.test");
});

test("a request to a stranger reads as proxy traffic, one to an own server as a web server's", async () => {
  const outward = await oneEvent(request);
  assert.equal(outward.logSource.category, "proxy");
  assert.equal(outward.fields["c-uri"], "http://www.example.test/a.exe");
  assert.equal(outward.fields["c-uri-extension"], "exe");
  const inward = await oneEvent(request.replace('"dest_ip":"203.0.113.8"', '"dest_ip":"10.0.0.8"'));
  assert.equal(inward.logSource.category, "webserver");
  assert.equal(inward.fields["cs-uri-query"], "/a.exe");
  assert.deepEqual(
    entitiesOf(outward).map(({ type, value }) => `${type}:${value}`),
    ["ip:192.168.10.5", "ip:203.0.113.8", "domain:www.example.test"],
  );
});
