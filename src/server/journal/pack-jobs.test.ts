import assert from "node:assert/strict";
import { test } from "node:test";
import { openPackJobs, packJobsMax } from "./pack-jobs.ts";

test("a tenant has one pack at a time, and leaves the places of others alone", async () => {
  let number = 0;
  const packs = openPackJobs(
    () => 0,
    () => `pack-${number++}`,
  );
  const about = (tenant: string) => ({ tenant, world: "case", case: undefined });
  const never = () => new Promise<never>(() => {});
  packs.start(about("amber"), never);
  for (let asked = 0; asked < packJobsMax; asked++) assert.throws(() => packs.start(about("amber"), never), /being made/);
  const first = packs.start(about("birch"), async () => ({ files: [], entries: 0 }));
  await new Promise((settle) => setImmediate(settle));
  assert.equal(packs.find("birch", first.id)?.state, "ready");
  assert.equal(packs.find("amber", first.id), undefined);
  const second = packs.start(about("birch"), never);
  assert.equal(packs.find("birch", first.id), undefined, "the next takes the place of the last");
  assert.equal(packs.find("birch", second.id)?.state, "under-way");
});
