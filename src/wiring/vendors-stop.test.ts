import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { EffectorKind } from "../connectors/kit/define.ts";
import type { Effector } from "../ports/effector.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";
import { openScene } from "../testing/containment-scene.ts";
import { deskParts, testStopFile } from "../testing/containment-world.ts";
import { nothingStops } from "../testing/guards.ts";
import { realClock } from "../testing/real/open-effector.ts";
import { office, stop, type Vendor, vendors } from "../testing/vendor-office.ts";
import { effectorKinds } from "./effectors.ts";

const slowMs = 3_000;
/** For how long nothing may arrive after a stop, longer than any question takes. */
const watchMs = slowMs + 1_500;
const lastChangeMsMax = 2_000;
const passesMax = 40;
const activationsEach = process.env.WATCHKEEPER_LONG ? 25 : 5;

/** Stops, by record or file, while the effector is at a question that takes seconds: how long after it the last change arrived, 0 when none did. */
async function stopDuringQuestion(
  kind: EffectorKind,
  start: () => Promise<Vendor>,
  how: { delayMs: number; byFile: boolean; looksAway?: true },
) {
  const vendor = await start();
  const arrivals: number[] = [];
  let isPerforming = false;
  vendor.double.delayMs = (seen) => {
    if (vendor.isChange(seen)) arrivals.push(performance.now());
    return isPerforming && !vendor.isChange(seen) ? slowMs : 0;
  };
  let begun = () => {};
  const performing = new Promise<void>((settle) => {
    begun = settle;
  });
  const through = (effector: Effector): Effector => ({
    ...effector,
    perform(order, guard) {
      isPerforming = true;
      begun();
      return effector.perform(order, how.looksAway ? nothingStops : guard);
    },
  });
  const [journal, stopFile] = [memoryJournalStore(), testStopFile()];
  let passing = Promise.resolve();
  try {
    const { scene } = await office(kind, vendor, { through, parts: { journal, stopFile } });
    const other = await openScene(deskParts({ effectors: [], clock: realClock, journal, stopFile, executor: "other" }));
    // On a busy machine a pass may end before the product is asked: the next one asks.
    const passes = async () => {
      for (let pass = 0; pass < passesMax && !isPerforming; pass++) {
        await scene.pass();
        await sleep(20);
      }
    };
    passing = passes();
    await Promise.race([performing, passing]);
    assert.ok(isPerforming, "the product was never asked");
    await sleep(how.delayMs);
    const before = arrivals.length;
    if (how.byFile) stopFile.stopped = "touched";
    else await other.desk.obey(stop);
    const stoppedAtMs = performance.now();
    await sleep(watchMs);
    return { before, lastMs: Math.max(0, ...arrivals.slice(before).map((atMs) => atMs - stoppedAtMs)) };
  } finally {
    await vendor.double.close();
    await passing;
  }
}

describe("the kill switch, while products are slow", () => {
  const kinds = effectorKinds();
  const delaysMs = (activation: number) => (activation % 2 === 0 ? (activation * 700) % 2_500 : slowMs - 60 + activation * 20);

  test("the last change arrives within two seconds of a stop, at every vendor, however long its questions take", async (t) => {
    const runs = (await kinds).flatMap((kind) => {
      const start = Object.hasOwn(vendors, kind.product) ? vendors[kind.product] : undefined;
      if (!start) return [];
      return Array.from({ length: activationsEach }, (_, activation) =>
        stopDuringQuestion(kind, start, { delayMs: delaysMs(activation), byFile: activation % 3 === 1 }),
      );
    });
    const outcomes = await Promise.all(runs);
    const worst = Math.max(...outcomes.map(({ lastMs }) => lastMs));
    const after = outcomes.filter(({ lastMs }) => lastMs > 0).length;
    t.diagnostic(
      `${outcomes.length} activations at 8 vendors whose questions take ${slowMs} ms: last change ${worst.toFixed(1)} ms after the stop at most; ${after} had any after it`,
    );
    assert.equal(outcomes.length, 8 * activationsEach);
    assert.ok(
      outcomes.some(({ before }) => before === 0),
      "every stop came too late to matter",
    );
    assert.ok(worst <= lastChangeMsMax);
  });

  test("a guard that looks away is found out", async () => {
    const okta = (await kinds).find(({ product }) => product === "okta");
    const { lastMs } = await stopDuringQuestion(okta!, vendors.okta!, { delayMs: 100, byFile: false, looksAway: true });
    assert.ok(lastMs > lastChangeMsMax, "the measure does not see a change that leaves late");
  });
});
