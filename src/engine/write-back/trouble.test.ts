import assert from "node:assert/strict";
import { test } from "node:test";
import { WriteBackPolicy } from "../../core/write-back/policy.ts";
import { memoryProduct } from "../../testing/memory-sinks.ts";
import { settledCase } from "../../testing/settled-cases.ts";
import { openIn, settle, startMs, worldOf } from "../../testing/write-back-scene.ts";

test("what is refused for good waits for a person, who tries it again or gives it up", async () => {
  const rt = memoryProduct("rt");
  const world = worldOf([rt], { policy: WriteBackPolicy.parse({ attach: [], findings: "none", publish: false, tickets: "none" }) });
  const desk = await openIn(world);
  rt.fate = () => "refused for good";
  await desk.sink.settled(settledCase());
  await settle(world, desk);
  const [failed] = await desk.jobs();
  assert.equal(failed?.state.status, "failed");
  const key = failed?.key ?? "";
  assert.deepEqual(desk.counts(), { waiting: 0, failed: 1 });
  await assert.rejects(desk.retry("wk:constructor", "person:mara"), { code: "write-back/unknown-job" });
  await assert.rejects(desk.giveUp(key, "person:mara", " "), { code: "write-back/no-reason" });
  await assert.rejects(desk.retry(key, "agent:watchkeeper" as "person:x"), { code: "write-back/not-a-person" });
  rt.fate = () => "works";
  await desk.retry(key, "person:mara");
  await settle(world, desk);
  assert.equal(rt.arrived.length, 1);
  await assert.rejects(desk.retry(key, "person:mara"), { code: "write-back/not-failed" });
});

test("where nobody can tell whether something arrived, a person decides: it is looked for again, written anew, or given up", async () => {
  const mail = memoryProduct("mail");
  const policy = WriteBackPolicy.parse({ attach: [], findings: "none", publish: false, verdicts: "none", tickets: "none" });
  const world = worldOf([mail], { policy });
  const desk = await openIn(world);
  Object.assign(mail, { blind: true, fate: () => "answer lost" });
  await desk.sink.settled(settledCase());
  await settle(world, desk, 600_000);
  const [job] = await desk.jobs();
  assert.ok(job?.state.status === "failed" && !job.state.sure && job.state.why.code === "sink/cannot-tell");
  await desk.retry(job.key, "person:mara");
  await settle(world, desk, 600_000);
  assert.equal(mail.arrived.length, 1, "it was sent again without asking");
  mail.fate = () => "works";
  await desk.retry(job.key, "person:mara", { anew: true });
  await settle(world, desk, 600_000);
  assert.equal(mail.arrived.length, 2);
  assert.equal((await desk.jobs())[0]?.state.status, "written");
});

test("a product that takes nothing for a day gets everything the day after, once", async () => {
  const siem = memoryProduct("siem");
  const world = worldOf([siem]);
  const desk = await openIn(world);
  const backMs = startMs + 86_400_000;
  let asked = 0;
  siem.fate = () => {
    asked++;
    return world.clock.nowMs() < backMs ? "refused" : "works";
  };
  await desk.sink.settled(settledCase());
  await settle(world, desk, 2 * 86_400_000);
  assert.equal(siem.arrived.length, 7);
  assert.equal(new Set(siem.arrived.map(({ key }) => key)).size, 7);
  // However much waits, a product that takes nothing is left alone: the record is not filled with tries.
  assert.ok(asked < 1_000, `${asked} tries in a day`);
});

test("jobs of a connector that is configured no more need a person", async () => {
  const world = worldOf([memoryProduct("siem")]);
  await (await openIn(world)).sink.settled(settledCase());
  const later = { ...world, products: [] };
  const desk = await openIn(later, "two");
  await settle(later, desk);
  assert.ok((await desk.jobs()).every(({ state }) => state.status === "failed" && state.why.code === "write-back/no-connector"));
});
