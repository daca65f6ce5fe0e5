import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import type { TelemetryEvent } from "../../core/event/event.ts";
import { entitiesOf } from "../../core/observable/entities.ts";
import { readBytes, testFormat } from "../../testing/format-contract.ts";
import type { InputRecord } from "../format.ts";
import { readInput } from "../read.ts";

testFormat(import.meta.url, {
  "events.json": { format: "saas", events: 5 },
  "unknown.jsonl": { format: "saas", rejected: 3 },
});

const modifiedMs = Date.UTC(2026, 1, 3);

async function recordsOf(text: string): Promise<InputRecord[]> {
  async function* bytes() {
    yield Buffer.from(text);
  }
  const records: InputRecord[] = [];
  for await (const step of readInput("x.json", bytes(), { modifiedMs })) if (step.kind === "batch") records.push(...step.records);
  return records;
}

async function eventsOf(text: string): Promise<TelemetryEvent[]> {
  return (await recordsOf(text)).flatMap((record) => (record.kind === "event" ? [record.event] : []));
}

describe("events of cloud services", () => {
  test("say what was done, by which product, and who is in them", async () => {
    const { records } = await readBytes(readFileSync(new URL("./samples/events.json", import.meta.url)));
    const events = records.flatMap((record) => (record.kind === "event" ? [record.event] : []));
    assert.deepEqual(
      events.map(({ dataset, channel, action }) => [dataset, channel, action]),
      [
        ["saas", "okta", "user.mfa.factor.deactivate"],
        ["saas", "github", "protected_branch.destroy"],
        ["saas", "kubernetes", "create pods/exec"],
        ["saas", "google-cloud", "google.iam.admin.v1.CreateServiceAccountKey"],
        ["saas", "azure", "delete events"],
      ],
    );
    assert.equal(events[1]?.timeMs, 1_770_113_472_000);
    assert.deepEqual(
      entitiesOf(events[0]!).map(({ type, value }) => `${type} ${value}`),
      ["user admin@example.test", "ip 198.51.100.7", "user bob@example.test"],
    );
  });

  test("of an unknown product are events where they say who did what, at the file's time when they have none", async () => {
    const [event] = await eventsOf('{"when":"soon","actionName":"exportEverything","user":"grace@example.test"}');
    assert.deepEqual([event?.action, event?.timeMs, event?.fields.time_assumed], ["exportEverything", modifiedMs, true]);
  });

  test("are read from one pretty-printed object whose parts look like events themselves", async () => {
    const record = {
      eventType: "group.user_membership.add",
      actor: { alternateId: "a@example.test" },
      target: [{ type: "User", name: "b", created: "2026-01-01T00:00:00Z" }],
      published: "2026-02-03T10:11:12Z",
    };
    for (const text of [
      JSON.stringify(record),
      JSON.stringify(record, null, 2),
      JSON.stringify([record]),
      JSON.stringify({ events: [record] }),
    ])
      assert.deepEqual(
        (await eventsOf(text)).map(({ action }) => action),
        ["group.user_membership.add"],
        text.slice(0, 40),
      );
  });
});

test("JSON that is no event stays rejected", async () => {
  const things = [
    { name: "a-package", version: "1.0.0", scripts: { build: "tsc" }, author: "somebody" },
    { compilerOptions: { strict: true }, include: ["src"] },
    { type: "object", properties: { id: { type: "string" } } },
    { openapi: "3.1.0", info: { title: "x", version: "1" }, paths: {} },
    { apiVersion: "v1", kind: "Pod", metadata: { name: "x" }, spec: {} },
    { "": 1 },
  ];
  for (const thing of things)
    assert.deepEqual(
      (await recordsOf(JSON.stringify(thing))).map(({ kind }) => kind),
      ["rejected"],
      JSON.stringify(thing),
    );
  assert.deepEqual((await eventsOf("[1,2,3]")).length, 0);
});
