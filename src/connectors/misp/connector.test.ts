import assert from "node:assert/strict";
import { test } from "node:test";
import type { BundleNote, Marking } from "../../ports/connector.ts";
import { type ConnectorScene, testConnector } from "../../testing/connector-contract.ts";
import { startMisp } from "../../testing/doubles/misp.ts";
import { openConnectorOf } from "../../testing/real/open-connector.ts";
import { reputationCases } from "../../testing/reputation-cases.ts";
import misp from "./connector.ts";
import { eventOf } from "./events.ts";

const secrets = { "api-key": "canary-key" };
const settings = (url: string, more: Record<string, unknown> = {}) => ({ url, internal: true, "requests-per-second": 100, ...more });
const patterns = [
  "[ipv4-addr:value = '198.51.100.7']",
  "[domain-name:value = 'bad.example.test'] OR [url:value = 'https://bad.example.test/a?b=\\'c\\'']",
  `[file:hashes.'SHA-256' = '${"ab".repeat(32)}']`,
  "[process:command_line LIKE '%x%']",
];
const note = (key: string, marking: Marking = "amber"): BundleNote & { readonly key: string } => ({
  key,
  caseId: "case-1",
  marking,
  bundle: {
    type: "bundle",
    objects: [
      ...patterns.map((pattern) => ({ type: "indicator", pattern })),
      { type: "indicator", pattern: "[ipv4-addr:value = '198.51.100.8']", revoked: true },
    ],
  },
});

testConnector("misp on a double", async (): Promise<ConnectorScene> => {
  const { double, events } = await startMisp();
  return {
    kind: misp,
    settings: settings(double.url),
    secrets,
    doubles: [double],
    isWrite: ({ path }) => path === "/events/add",
    view: () => events,
    reputation: {
      cases: reputationCases(["ip", "domain", "url", "hash"], { bad: "known-bad", odd: "unknown", good: "unknown", unknown: "unknown" }),
    },
    publish: { what: note("wk:case-1:bundle"), another: note("wk:case-2:bundle"), view: () => [...events] },
    close: double.close,
  };
});

// Guarantees: an event goes no further than the case's marking allows, whatever the settings say; it holds what was meant for detection, once each, unpublished.
test("the narrower of marking and settings is how far an event goes", () => {
  const reach = (marking: Marking, distribution: "organisation" | "community" | "connected" | "all") =>
    eventOf(note("k", marking), "uuid", distribution).distribution;
  assert.deepEqual(
    (["clear", "green", "amber", "amber+strict", "red"] as const).map((marking) => reach(marking, "all")),
    ["3", "2", "1", "0", "0"],
  );
  assert.equal(reach("clear", "organisation"), "0");
  const event = eventOf(note("k"), "uuid", "all");
  assert.deepEqual([event.published, event.Tag], [false, [{ name: "tlp:amber" }]]);
  assert.deepEqual(
    event.Attribute.map((each) => [each?.type, each?.value]),
    [
      ["ip-dst", "198.51.100.7"],
      ["domain", "bad.example.test"],
      ["url", "https://bad.example.test/a?b='c'"],
      ["sha256", "ab".repeat(32)],
    ],
  );
});

test("a second event of one key is refused by MISP, an empty one by us, and a missing right is found before it bites", async () => {
  const { double, events } = await startMisp();
  try {
    const signal = new AbortController().signal;
    const { publish, check } = openConnectorOf(misp, { name: "misp", settings: settings(double.url), secrets });
    await check(signal);
    const { id } = await publish!.write(note("wk:1"), signal);
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    await assert.rejects(publish!.write(note("wk:1"), signal), { code: "sink/refused" });
    await assert.rejects(publish!.write({ ...note("wk:2"), bundle: { objects: "x" } }, signal), { code: "sink/refused" });
    assert.equal(events.length, 1);
  } finally {
    await double.close();
  }
  const reading = await startMisp({ mayAdd: false });
  try {
    const signal = new AbortController().signal;
    await assert.rejects(openConnectorOf(misp, { name: "misp", settings: settings(reading.double.url), secrets }).check(signal), {
      code: "connector/not-allowed",
    });
  } finally {
    await reading.double.close();
  }
});

// Guarantees: % in a link is a character and finds nothing but itself.
test("what stands for any text at MISP is one character of a value here", async () => {
  const { double } = await startMisp();
  try {
    const { reputation } = openConnectorOf(misp, { name: "misp", settings: settings(double.url), secrets });
    const said = await reputation!.lookUp({ type: "url", value: "https://bad.example.test/%3F%" }, new AbortController().signal);
    const wide = await reputation!.lookUp({ type: "url", value: "https://bad.example.test/%" }, new AbortController().signal);
    assert.deepEqual([said.answer, wide.answer], ["unknown", "unknown"]);
  } finally {
    await double.close();
  }
});
