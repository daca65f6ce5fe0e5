import assert from "node:assert/strict";
import { test } from "node:test";
import { proveWebhook, sealWebhook } from "../../core/webhook/webhook.ts";
import { openConnector, readRecords } from "../../testing/source-scene.ts";
import kind from "./connector.ts";

const key = "EXAMPLE-key-of-a-source-0001";
const webhookOf = (settings: object, secrets: Record<string, string> = { key }) =>
  openConnector(kind, { ...settings }, { secrets }).webhook!;
const text = (value: unknown) => Buffer.from(JSON.stringify(value));

test("a message that is signed with either key is believed, and becomes alerts that can be read", async () => {
  const webhook = webhookOf({ mapping: "generic" }, { key, "next-key": "EXAMPLE-key-of-a-source-0002" });
  const body = text({ title: "odd sign-in", time: "2026-11-23T09:00:00Z", severity: "high", host: "web01" });
  for (const each of [key, "EXAMPLE-key-of-a-source-0002"]) {
    const headers = sealWebhook(Buffer.from(each), { body, nonce: "0123456789abcdef", sentAtMs: 1_795_424_400_000 });
    assert.equal(typeof proveWebhook(webhook.seal, { header: (name) => headers[name], body }, 1_795_424_400_000), "object");
  }
  const { alerts, rejected } = await readRecords(webhook.recordsOf(body).records);
  assert.deepEqual([alerts.map(({ title, host }) => [title, host]), rejected], [[["odd sign-in", "web01"]], []]);
});

test("each element of a list is a record of its own, and those that cannot be mapped are one dead letter that keeps the whole message", () => {
  const mapping = { each: "items", source: { text: "own" }, title: "name", time: { paths: ["at"], format: "seconds" } };
  const items = [{ name: "a", at: 1_795_424_400 }, { name: "b" }, { name: "c", at: 1_795_424_401 }, { blob: "x".repeat(9_000) }];
  const body = text({ items });
  const { records, refused } = webhookOf({ mapping }).recordsOf(body);
  assert.deepEqual(
    records.map(({ part }) => part),
    ["0", "2"],
  );
  const says = "element 1: no time where the mapping looks for it; element 3: no title where the mapping looks for it";
  assert.deepEqual(refused, [{ part: "", reason: "unmapped", says, bytes: body }]);
  const many = webhookOf({ mapping }).recordsOf(text({ items: Array.from({ length: 900 }, () => ({})) })).refused;
  assert.equal(many?.length, 1);
  assert.match(many?.[0]?.says ?? "", /and 895 elements more$/);
});

test("without a mapping the body is handed over as it came; what is no JSON is refused where there is one", () => {
  const body = Buffer.from("<134>no json");
  assert.deepEqual(webhookOf({ mapping: "none" }).recordsOf(body).records, [{ part: "", bytes: body }]);
  assert.deepEqual(
    webhookOf({})
      .recordsOf(body)
      .refused?.map(({ reason }) => reason),
    ["malformed"],
  );
  assert.deepEqual(
    webhookOf({})
      .recordsOf(Buffer.from("[".repeat(100_000)))
      .refused?.map(({ reason }) => reason),
    ["malformed"],
  );
});

test("a key that can be guessed and a mapping that is none are refused before anybody posts", () => {
  assert.throws(() => webhookOf({}, { key: "short" }), { code: "connector/bad-secret" });
  assert.throws(() => webhookOf({ mapping: "no-such" }), { code: "connector/bad-settings" });
  assert.throws(() => webhookOf({ mapping: { title: "a..b" } }), { code: "connector/bad-settings" });
});
