import assert from "node:assert/strict";
import { test } from "node:test";
import { SocError } from "../../core/soc-error.ts";
import { caseRevisionOf } from "../../engine/containment/case-revision.ts";
import { alertOf } from "../../testing/alerts.ts";
import { runOf } from "../../testing/confirmed-cases.ts";
import { openScene } from "../../testing/containment-scene.ts";
import { deskParts } from "../../testing/containment-world.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { memoryEffector } from "../../testing/memory-effector.ts";
import { memoryProduct } from "../../testing/memory-product.ts";
import { type ContainParts, openServiceContainment } from "./contain.ts";

test("the service tells people of an action that waits, once, and telling that fails holds up nothing", async () => {
  const run = runOf([
    {
      id: "case-1",
      alerts: [alertOf(1, { user: "user-1", host: "ws-1.example.test", product: "edr", rule: "Rule 1" })],
      propose: [{ action: "disable-account", target: "user-1" }],
    },
  ]);
  const clock = fakeClock(Date.UTC(2026, 4, 5, 9));
  const product = memoryProduct({ targets: { "d-1": ["account:user-1"] } });
  const caseRevision = async (_: string, caseId: string) => caseRevisionOf(run, caseId);
  const world = deskParts({ effectors: [memoryEffector({ product })], clock, caseRevision });
  const { desk, adopt } = await openScene(world);
  await adopt();
  await desk.fileProposals({ world: "office", run });
  const ended = new AbortController();
  let passes = 0;
  const notes: string[] = [];
  const note = (code: string) => void notes.push(code);
  const parts = {
    tenant: "amber",
    store: {},
    folder: "/nowhere",
    ordersPath: undefined,
    log: { error: note, warn: note, info: note, debug: note },
    system: {
      readOrders: async () => ({ orders: world.orders, digest: world.ordersDigest, path: "/nowhere" }),
      openContainment: async () => ({ desk, effectors: [], unopened: [] }),
      clock: {
        nowMs: clock.nowMs,
        sleep: async () => {
          if (++passes === 5) ended.abort();
        },
      },
    },
  } as unknown as ContainParts;
  const heard: string[] = [];
  await openServiceContainment(parts).work(ended.signal, async (actions) => {
    if (passes < 2) throw new SocError({ code: "write-back/full", problem: "full", remedy: "wait", retry: "never" });
    heard.push(...actions.map(({ title }) => title));
  });
  assert.deepEqual(heard, ["disable-account user-1"]);
  assert.deepEqual(
    notes.filter((code) => code === "service/note"),
    ["service/note"],
  );
});
