import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { chanceOf } from "../../../tools/trials/chance.ts";
import type { OpenStore } from "../../cli/system.ts";
import { handoverWorld } from "../../core/handover/handover.ts";
import { signatureHolds } from "../../core/handover/signature.ts";
import { openTestHandovers } from "../../testing/handover-scene.ts";
import { realClock } from "../../testing/real/open-effector.ts";
import { openStore } from "../../wiring/store.ts";

const kills = process.env.WATCHKEEPER_LONG === "1" ? 60 : 4;
const program = fileURLToPath(new URL("../../../tools/trials/handover/child.ts", import.meta.url));
const firstDeedMs = 60_000;
const livesMsMax = 1_500;

type Told = {
  readonly id: string;
  readonly did: "drafted" | "noted" | "signed" | "accepted";
  readonly digest?: string;
  readonly text?: string;
};

let folder: string;
let store: OpenStore;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "watchkeeper-handover-"));
  // The database runs under an account of its own, which must be able to enter.
  chmodSync(folder, 0o755);
  store = await openStore({ dataDir: folder }, { environment: {}, clock: realClock, witnesses: [] });
});
after(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/** Lets a process hand over for a while, and kills it. */
async function live(told: Told[], names: readonly [string, string], forMs: number): Promise<void> {
  const child: ChildProcess = spawn(process.execPath, [program, folder, ...names], { stdio: ["ignore", "pipe", "inherit"] });
  let rest = "";
  const first = new Promise<void>((resolve) =>
    child.stdout?.on("data", (bytes: Buffer) => {
      const lines = (rest + bytes.toString()).split("\n");
      rest = lines.pop() ?? "";
      told.push(...lines.map((line) => JSON.parse(line) as Told));
      resolve();
    }),
  );
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  await Promise.race([first, ended, sleep(firstDeedMs, undefined, { ref: false })]);
  await sleep(forMs);
  child.kill("SIGKILL");
  await ended;
}

// Guarantees that what a process said it did is on the record however it ends, that the record stays whole, and that two processes never mix their handovers up.
test(`${kills} times kill -9 of two processes that hand over: nothing that was said is lost, every signature holds`, async (t) => {
  const { below } = chanceOf(11);
  const told: Told[] = [];
  for (let life = 0; life < kills; life += 2)
    await Promise.all([live(told, ["mara", "joss"], below(livesMsMax)), live(told, ["ines", "omar"], below(livesMsMax))]);
  const { journal } = await store.world(handoverWorld);
  const desk = await openTestHandovers({
    tenant: "default",
    clock: realClock,
    views: store.views,
    intake: store.intake,
    containment: {} as never,
    killSwitch: async () => ({ stopped: false, file: { place: "", because: null }, scopes: [], inFlight: [] }),
    journal,
  });
  const all = new Map((await desk.list()).map((each) => [each.text.id, each]));
  t.diagnostic(`${told.length} deeds were told, ${all.size} handovers are held`);
  assert.ok(told.length >= kills, `${told.length} deeds`);
  assert.ok(told.some(({ did }) => did === "accepted"));
  for (const { id, did, digest, text } of told) {
    const held = all.get(id);
    // The oldest are forgotten, and stay in the record.
    if (!held) continue;
    if (did === "noted") assert.equal(held.text.notes[0]?.text, text);
    if (did === "signed") assert.equal(held.signed?.digest, digest);
    if (did === "accepted") assert.equal(held.accepted?.digest, digest);
  }
  for (const held of all.values()) {
    if (held.signed) assert.ok(signatureHolds(held, "hand-over"));
    if (held.accepted) assert.ok(signatureHolds(held, "take-over"));
    const pair = held.accepted && [held.signed?.by, held.accepted.by].join(" ");
    if (pair) assert.ok(["person:mara person:joss", "person:ines person:omar"].includes(pair), pair);
  }
});
