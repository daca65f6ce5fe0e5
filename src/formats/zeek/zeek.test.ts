import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readBytes, testFormat } from "../../testing/format-contract.ts";

testFormat(import.meta.url, {
  "dns.log": { format: "zeek", events: 2, rejected: 1 },
  "mixed.jsonl": { format: "zeek", events: 4, rejected: 2 },
});

const eventsOf = async (name: string) => {
  const { records } = await readBytes(readFileSync(new URL(`./samples/${name}`, import.meta.url)));
  return records.flatMap((record) => (record.kind === "event" ? [record.event] : []));
};

test("columns become typed values; unset and empty ones are absent", async () => {
  const [first, second] = await eventsOf("dns.log");
  assert.deepEqual(
    { ...first!.fields },
    {
      ts: 1770113472.123456,
      uid: "Cx1",
      "id.orig_h": "192.168.10.5",
      "id.orig_p": 40000,
      "id.resp_h": "192.0.2.53",
      "id.resp_p": 53,
      proto: "udp",
      query: "a,b.example.test",
      qtype_name: "A",
      answers: ["203.0.113.8", "203.0.113.9"],
      rejected: false,
      src_ip: "192.168.10.5",
      dst_ip: "192.0.2.53",
      dst_port: 53,
      record_type: "A",
    },
  );
  assert.equal(first!.timeMs, 1770113472123);
  assert.deepEqual([second!.fields.query, second!.fields.answers, second!.fields.rejected], [undefined, undefined, true]);
});

test("the log's name comes from its path, or from fields that only it has", async () => {
  const events = await eventsOf("mixed.jsonl");
  assert.deepEqual(
    events.map(({ channel, logSource }) => [channel, logSource.product, logSource.service, logSource.category]),
    [
      ["conn", "zeek", "conn", "firewall"],
      ["http", "zeek", "http", "proxy"],
      ["dce_rpc", "zeek", "dce_rpc", undefined],
      ["notice", "zeek", "notice", undefined],
    ],
  );
  assert.equal(events[2]!.fields["id.resp_h"], "192.168.10.9");
  assert.equal(events[2]!.host, "sensor.example.test");
});
