import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import fc from "fast-check";
import { addressOf, holds, rangeOf } from "./address.ts";
import { answerOf } from "./answer.ts";
import { indexOf } from "./index.ts";
import type { Indicator } from "./indicator.ts";
import { readIndicators } from "./read.ts";
import { pairsOf } from "./stix.ts";
import { csvCells } from "./table.ts";

const day = 86_400_000;
const base: Indicator = {
  kind: "known-bad",
  match: "value",
  type: "domain",
  value: "bad.example.test",
  source: "one",
  validFromMs: undefined,
  validUntilMs: undefined,
  confidence: 0.5,
  labels: [],
  marking: undefined,
};
const ask = (indicators: Indicator[], type: Indicator["type"], value: string, atMs = 0) =>
  answerOf(indexOf(indicators).lookUp({ type, value }, atMs));

test("a value is known by itself, by its domain and by its range", () => {
  const list: Indicator[] = [
    base,
    { ...base, match: "suffix", value: "evil.example" },
    { ...base, match: "range", type: "ip", value: "192.0.2.0/25" },
    { ...base, type: "hash", value: "A".repeat(64) },
  ];
  for (const [type, value] of [
    ["domain", "BAD.example.test."],
    ["url", "https://bad.example.test:8443/x"],
    ["email", "a@bad.example.test"],
    ["host", "bad.example.test"],
    ["domain", "a.b.evil.example"],
    ["domain", "evil.example"],
    ["ip", "192.0.2.127"],
    ["url", "http://192.0.2.1/x"],
    ["hash", "a".repeat(64)],
  ] as const)
    assert.equal(ask(list, type, value), "known-bad", value);
  for (const [type, value] of [
    ["domain", "example.test"],
    ["domain", "notevil.example"],
    ["ip", "192.0.2.128"],
    ["domain", "sub.bad.example.test"],
    ["hash", "b".repeat(64)],
    ["url", "https://good.example.test/?u=bad.example.test"],
  ] as const)
    assert.equal(ask(list, type, value), "unknown", value);
});

test("a list of ordinary things corrects a feed, but does not clear what a feed names exactly below it", () => {
  const allow: Indicator = { ...base, kind: "known-good", match: "suffix", value: "example.test", source: "two" };
  assert.equal(ask([base, { ...allow, match: "value", value: "bad.example.test" }], "domain", "bad.example.test"), "known-good");
  assert.equal(ask([base, allow], "domain", "bad.example.test"), "known-bad");
  assert.equal(ask([{ ...base, match: "suffix", value: "bad.example.test" }, allow], "domain", "www.example.test"), "known-good");
});

test("an indicator is judged by the time of the case, not of the clock", () => {
  const dated: Indicator = { ...base, validFromMs: 0, validUntilMs: 10 * day };
  assert.equal(ask([dated], "domain", base.value, 9 * day), "known-bad");
  assert.equal(ask([dated], "domain", base.value, 10 * day), "expired");
  assert.equal(ask([{ ...dated, validUntilMs: undefined }], "domain", base.value, 366 * day), "expired");
  assert.equal(ask([{ ...base, type: "hash", value: "a".repeat(32), validFromMs: 0 }], "hash", "a".repeat(32), 3_000 * day), "known-bad");
});

test("a STIX bundle gives its equalities and counts what it says otherwise", () => {
  const indicator = (pattern: string, more = {}) => ({
    type: "indicator",
    pattern,
    pattern_type: "stix",
    valid_from: "2024-01-01T00:00:00Z",
    ...more,
  });
  const bundle = {
    type: "bundle",
    objects: [
      indicator("[ipv4-addr:value = '192.0.2.5' OR domain-name:value = 'bad.example.test']", {
        valid_until: "2024-02-01T00:00:00.000Z",
        confidence: 80,
        indicator_types: ["malicious-activity"],
        object_marking_refs: ["marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"],
      }),
      indicator(`[file:hashes.'SHA-256' = '${"c".repeat(64)}' AND file:name = 'a.exe']`),
      indicator("[url:value = 'https://a.example.test/it\\'s']"),
      indicator("[network-traffic:dst_port = 4444]"),
      indicator("[domain-name:value LIKE '%.bad']"),
      indicator("[domain-name:value = 'old.example.test']", { revoked: true }),
      indicator("rule x {}", { pattern_type: "yara" }),
      { type: "malware", name: "x" },
      null,
    ],
  };
  const file = readIndicators({ name: "feed.json", text: JSON.stringify(bundle) });
  assert.equal(file.format, "stix");
  assert.deepEqual(
    file.indicators.map(({ type, value }) => `${type} ${value}`),
    ["ip 192.0.2.5", "domain bad.example.test", `hash ${"c".repeat(64)}`, "url https://a.example.test/it's"],
  );
  const [first] = file.indicators;
  assert.deepEqual([first?.confidence, first?.marking, first?.validUntilMs], [0.8, "TLP:GREEN", Date.UTC(2024, 1, 1)]);
  assert.deepEqual(file.skipped, [
    { reason: "pattern is not a STIX pattern", count: 1, firstRow: 7 },
    { reason: "pattern not supported", count: 2, firstRow: 4 },
    { reason: "revoked by its author", count: 1, firstRow: 6 },
  ]);
});

test("MISP events give what is meant for detection; a warning list gives what is ordinary", () => {
  const event = {
    Event: {
      info: "campaign",
      date: "2024-03-01",
      Orgc: { name: "CERT" },
      Tag: [{ name: "tlp:amber" }],
      Attribute: [
        { type: "ip-dst", value: "192.0.2.9", to_ids: true, timestamp: "1709251200" },
        { type: "filename|sha256", value: `a.exe|${"d".repeat(64)}`, to_ids: true },
        { type: "domain", value: "seen.example.test", to_ids: false },
        { type: "mutex", value: "x", to_ids: true },
      ],
      Object: [{ Attribute: [{ type: "url", value: "hxxp://bad[.]example[.]test/x", to_ids: true }] }],
    },
  };
  const file = readIndicators({ name: "misp.json", text: JSON.stringify([event]) });
  assert.deepEqual(
    file.indicators.map(({ type, value, source }) => [type, value, source]),
    [
      ["ip", "192.0.2.9", "CERT"],
      ["hash", "d".repeat(64), "CERT"],
      ["url", "http://bad.example.test/x", "CERT"],
    ],
  );
  assert.equal(file.indicators[0]?.marking, "TLP:AMBER");
  assert.deepEqual(
    file.skipped.map(({ reason, count }) => [reason, count]),
    [
      ["attribute not meant for detection", 1],
      ["attribute type not supported", 1],
    ],
  );
  const warning = readIndicators({
    name: "x.json",
    text: JSON.stringify({ name: "Public resolvers", type: "cidr", list: ["198.51.100.0/24", "2001:db8::/32", "nonsense"] }),
  });
  assert.deepEqual(
    warning.indicators.map(({ kind, match }) => [kind, match]),
    [
      ["known-good", "range"],
      ["known-good", "range"],
    ],
  );
  assert.equal(warning.skipped[0]?.count, 1);
});

test("a CSV and a plain list are read, bad rows are counted with their place", () => {
  const csv =
    'type,value,source,valid_until,confidence,tags\nip,192.0.2.7,desk,2025-01-01,90,"c2;botnet"\n# note\nhash,xyz,desk,,,\n,"bad.example.test",,,,\n';
  const file = readIndicators({ name: "iocs.csv", text: csv });
  assert.deepEqual(
    file.indicators.map(({ type, value, source, confidence, labels }) => [type, value, source, confidence, labels]),
    [
      ["ip", "192.0.2.7", "desk", 0.9, ["c2", "botnet"]],
      ["domain", "bad.example.test", "iocs.csv", 0.5, []],
    ],
  );
  assert.deepEqual(file.skipped, [{ reason: "not a hash", count: 1, firstRow: 4 }]);
  const list = readIndicators({
    name: "hashes.txt",
    text: `; list\n${"e".repeat(40)}  a.exe\n0.0.0.0 ads.example.test\n*.evil.example\nwhat is this\n`,
  });
  assert.deepEqual(
    list.indicators.map(({ match, value }) => [match, value]),
    [
      ["value", "e".repeat(40)],
      ["value", "ads.example.test"],
      ["suffix", "evil.example"],
    ],
  );
  assert.equal(readIndicators({ name: "allow-list.txt", text: "example.test\n" }).indicators[0]?.kind, "known-good");
  assert.deepEqual(csvCells('a,"b,""c""",d'), ["a", 'b,"c"', "d"]);
});

test("a file that is no list is refused by name", () => {
  assert.throws(() => readIndicators({ name: "broken.json", text: "{not json" }), { code: "indicators/not-readable" });
});

// Guarantees that our reading of addresses agrees with the platform's, on addresses and on noise.
test("addresses are read as the platform reads them", () => {
  const noise = fc.string({ unit: fc.constantFrom(..."0123456789abcdef:./"), maxLength: 24 });
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), noise), (text) => {
      assert.equal(addressOf(text) !== undefined, net.isIP(text) !== 0, text);
    }),
    { numRuns: 2_000 },
  );
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), (network, address, prefix) => {
      const list = new net.BlockList();
      list.addSubnet(network, prefix);
      assert.equal(holds(rangeOf(`${network}/${prefix}`)!, addressOf(address)!), list.check(address));
    }),
  );
});

// Guarantees that no text makes a reader throw anything but its own error, and that patterns are read in bounded time.
test("any text is read or refused by name", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ maxLength: 300 }),
        fc.json(),
        fc.json().map((text) => `{"type":"bundle","objects":[${text}]}`),
      ),
      (text) => {
        try {
          readIndicators({ name: "x", text });
        } catch (error) {
          assert.equal((error as { code?: string }).code, "indicators/not-readable");
        }
        pairsOf(text);
      },
    ),
    { numRuns: 500 },
  );
  const started = performance.now();
  pairsOf(`[file:name IN (${"'a',".repeat(150)}`);
  pairsOf("[".repeat(16_000));
  pairsOf(`[url:value = '${"\\".repeat(8_000)}`);
  assert.ok(performance.now() - started < 1_000);
});
