import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readBytes, testFormat } from "../../testing/format-contract.ts";

testFormat(import.meta.url, { "leef.log": { format: "leef", events: 4, rejected: 2 } });

test("both versions give their attributes, with the delimiter that they name", async () => {
  const { records } = await readBytes(readFileSync(new URL("./samples/leef.log", import.meta.url)));
  const [first, second, third, fourth] = records.flatMap((record) => (record.kind === "event" ? [record.event] : []));
  assert.deepEqual([first!.timeMs, first!.action, first!.channel], [Date.UTC(2026, 1, 3, 10, 11, 12), "sig-1", "IPS"]);
  assert.deepEqual([first!.fields.usrName, first!.fields.dst_port], ["alice", "22"]);
  assert.deepEqual(
    [second!.logSource.category, second!.fields["c-uri"], second!.fields["cs-method"]],
    ["proxy", "http://www.example.test/a", "GET"],
  );
  assert.equal(third!.fields.src, "192.168.10.5");
  assert.deepEqual([fourth!.host, fourth!.logSource.category, fourth!.fields.year_assumed], ["fw01", "firewall", undefined]);
});
