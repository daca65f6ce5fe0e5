import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { oneAlert, oneLetter, testFormat } from "../../testing/format-contract.ts";

testFormat(import.meta.url, { "alerts.jsonl": { format: "plain-alert", alerts: 2, rejected: 6 } });

const lines = readFileSync(new URL("./samples/alerts.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n");

test("four keys are enough", async () => {
  const alert = await oneAlert(lines[0]!);
  assert.deepEqual([alert.product, alert.title, alert.severity, alert.givenId], ["honeypot", "Login on a decoy", "medium", undefined]);
});

test("all that a line says is kept; techniques and tactics are told apart", async () => {
  const alert = await oneAlert(lines[1]!);
  assert.equal(alert.timeMs, 1770113472000);
  assert.deepEqual([alert.severity, alert.givenId, alert.host, alert.user], ["low", "x-7", "web01", "alice"]);
  assert.deepEqual([alert.techniques, alert.tactics], [["T1110"], ["TA0006"]]);
  assert.deepEqual(alert.observables, [
    { type: "ip", value: "192.0.2.9", role: "source" },
    { type: "other", value: "blue" },
    { type: "host", value: "Web01", role: "target" },
    { type: "user", value: "alice", role: "actor" },
  ]);
  assert.equal(alert.fields["own.field"], 1);
});

test("a line that does not keep to the schema is rejected with what is wrong", async () => {
  const letters = await Promise.all(lines.slice(2).map((line) => oneLetter(line)));
  assert.deepEqual(
    letters.map(({ reason, detail }) => `${reason} ${/"[a-z.0-9]*"/.exec(detail)?.[0]}`),
    [
      'malformed "time"',
      'no-time "time"',
      'malformed "alert"',
      'malformed "severity"',
      'malformed "observables.0.value"',
      'malformed "source"',
    ],
  );
});

test("an over-long title is refused as too long, not cut", async () => {
  const letter = await oneLetter(JSON.stringify({ alert: 1, time: "2026-02-03T10:11:12Z", source: "x", title: "y".repeat(2_000) }));
  assert.equal(letter.reason, "too-long");
});
