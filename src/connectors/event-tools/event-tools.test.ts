import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyFields, type TelemetryEvent } from "../../core/event/event.ts";
import { playbookTools } from "../../core/playbook/tools.ts";
import { memoryEventStore } from "../../storage/memory/memory-events.ts";
import { eventTools, prevalenceWord } from "./connector.ts";

const hour = 3_600_000;
const event = (record: number, host: string, user: string): TelemetryEvent => ({
  timeMs: record * 60_000,
  dataset: "windows",
  channel: "Security",
  action: "4624",
  host,
  fields: Object.assign(emptyFields(), { TargetUserName: user }),
  source: { path: "log", record, digest: `sha256:${"0".repeat(64)}` },
  logSource: {},
});

async function tools() {
  const events = memoryEventStore();
  const rows = Array.from({ length: 600 }, (_, index) =>
    event(index, `host${index % 10}`, index === 550 ? "late" : index === 3 ? "seldom" : index % 10 < 2 ? "two-hosts" : "common"),
  );
  await events.append({ inputIndex: 0, batch: 0, events: rows, letters: [] });
  await events.finishLoading();
  return new Map(eventTools(events).map((tool) => [tool.name, tool]));
}

test("a search answers with how many, in the words that playbooks weigh, and shows at most twenty", async () => {
  const tool = (await tools()).get("events/search")!;
  assert.deepEqual([...tool.answers], [...playbookTools.get(tool.name)!.answers]);
  const ask = (toMs: number, entity = "user:common") => tool.ask(tool.input.parse({ entity, time: { fromMs: 0, toMs } }));
  assert.equal((await ask(60_000)).answer, "none");
  assert.equal((await ask(601 * 60_000, "user:late")).answer, "one");
  assert.equal((await ask(5 * 60_000)).answer, "few");
  const many = await ask(601 * 60_000);
  assert.equal(many.answer, "many");
  assert.equal(many.records.length, 20);
  assert.equal(many.recordsTotal, 479);
  assert.ok(JSON.stringify(many.facts).length < 65_536);
});

// Guarantees that a place which is not watched is never taken for a place where nothing happened.
test("finding nothing where nothing is recorded is no answer of none", async () => {
  const tool = (await tools()).get("events/search")!;
  const where = { field: "action", op: "eq", value: "1102" } as const;
  const ask = async (query: object, toMs = 60 * 60_000) =>
    (await tool.ask(tool.input.parse({ time: { fromMs: 0, toMs }, where, ...query }))).answer;
  assert.equal(await ask({}), "none");
  assert.equal(await ask({ dataset: "windows", entity: "host:host3" }), "none");
  assert.equal(await ask({ dataset: "windows", entity: "user:nobody-at-all" }), "none");
  assert.equal(await ask({ dataset: "zeek" }), "not-observed");
  assert.equal(await ask({ entity: "host:elsewhere" }), "not-observed");
  assert.equal(await ask({ dataset: "windows", entity: "host:host3" }, 60_000), "not-observed");
  const before = await tool.ask(tool.input.parse({ time: { fromMs: -hour, toMs: 0 }, where }));
  assert.equal(before.answer, "not-observed");
  assert.match(before.says, /no events/);
});

test("prevalence looks only at what came before the case", async () => {
  const tool = (await tools()).get("events/prevalence")!;
  assert.deepEqual([...tool.answers], [...playbookTools.get(tool.name)!.answers]);
  const ask = async (key: string, beforeMs: number) => (await tool.ask(tool.input.parse({ key, beforeMs }))).answer;
  assert.equal(await ask("user:late", 500 * 60_000), "first-seen");
  assert.equal(await ask("user:late", 590 * 60_000), "rare");
  assert.equal(await ask("user:seldom", 590 * 60_000), "rare");
  assert.equal(await ask("user:two-hosts", 590 * 60_000), "uncommon");
  assert.equal(await ask("user:common", 590 * 60_000), "common");
  assert.equal(await ask("user:nobody", 590 * 60_000), "first-seen");
  assert.equal(await ask("user:common", 60_000), "too-little-history");
});

test("a young or small world never calls anything new", () => {
  const seen = { historyMs: 48 * hour, events: 10_000, seenBefore: 0, hosts: 0, worldHosts: 50 };
  assert.equal(prevalenceWord(seen), "first-seen");
  assert.equal(prevalenceWord({ ...seen, historyMs: hour }), "too-little-history");
  assert.equal(prevalenceWord({ ...seen, events: 10 }), "too-little-history");
  assert.equal(prevalenceWord({ ...seen, seenBefore: 2 }), "rare");
  assert.equal(prevalenceWord({ ...seen, seenBefore: 40, worldHosts: 1, hosts: 1 }), "uncommon");
});
