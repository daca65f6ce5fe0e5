import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { oneAlert, oneEvent, testFormat } from "../../testing/format-contract.ts";

testFormat(import.meta.url, { "cef.log": { format: "cef", events: 3, alerts: 1, rejected: 2 } });

const [proxy = "", malware = "", , firewall = ""] = readFileSync(new URL("./samples/cef.log", import.meta.url), "utf8").split("\n");

test("values keep blanks, escapes and equals signs, up to the next key", async () => {
  const event = await oneEvent(
    "CEF:0|v|p|1|id|n|1|rt=1770113472000 msg=a\\=b c next=two  words path=C:\\\\x url=http://example.test/?q=1 last= ",
  );
  assert.deepEqual(
    [event.fields.msg, event.fields.next, event.fields.path, event.fields.url, event.fields.last],
    ["a=b c", "two  words", "C:\\x", "http://example.test/?q=1", ""],
  );
});

test("a proxy's record answers to Sigma's generic names", async () => {
  const event = await oneEvent(proxy);
  assert.deepEqual(event.logSource, { category: "proxy" });
  assert.deepEqual(
    [event.fields["c-uri"], event.fields["cs-method"], event.fields["c-useragent"], event.fields["cs-host"], event.fields.src_ip],
    ["http://www.example.test/a.exe?x=1&y=2", "GET", "Mozilla/5.0 (X11)", "www.example.test", "192.168.10.5"],
  );
});

test("a grave record of a detector is an alert; a firewall's is an event, however grave it calls it", async () => {
  const alert = await oneAlert(malware);
  assert.deepEqual([alert.title, alert.ruleId, alert.givenId, alert.severity], ["Malware | found \\ here", "4000", "e-9", "critical"]);
  assert.deepEqual([alert.timeMs, alert.host, alert.user], [Date.UTC(2026, 1, 3, 9, 11, 12, 500), "ws-01", "alice"]);
  assert.equal(alert.description, "line one\nline=two");
  assert.equal(alert.fields["Threat Name"], "Example.A");
  const event = await oneEvent(firewall);
  assert.deepEqual(event.logSource, { category: "firewall" });
  assert.deepEqual([event.fields.dst_port, event.fields.action], ["22", "deny"]);
});

// Guarantees the escapes of header and extension: what a sender escapes by the standard comes back as it was.
test("whatever is escaped by the standard comes back", async () => {
  const text = fc.stringMatching(/^[ -~]{0,30}$/).map((value) => value.trim());
  const header = (value: string) => value.replace(/[|\\]/g, (sign) => `\\${sign}`);
  const extension = (value: string) => value.replace(/[=\\]/g, (sign) => `\\${sign}`);
  await fc.assert(
    fc.asyncProperty(text, text, text, async (name, first, second) => {
      const line = `CEF:0|v|p|1|id|${header(name)}|1|rt=1770113472000 one=${extension(first)} two=${extension(second)}`;
      const { fields } = await oneEvent(line);
      assert.deepEqual([fields.name, fields.one, fields.two], [name, first, second]);
    }),
    { numRuns: 200 },
  );
});
