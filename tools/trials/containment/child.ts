import { containmentWorld } from "../../../src/core/containment/containment.ts";
import { openDesk } from "../../../src/engine/containment/desk.ts";
import type { Effector } from "../../../src/ports/effector.ts";
import { openStopFile } from "../../../src/storage/stop-file.ts";
import { memoryEffector } from "../../../src/testing/memory-effector.ts";
import { openEffectors } from "../../../src/wiring/effectors.ts";
import { openStore } from "../../../src/wiring/store.ts";
import { bounded, boundedEffector } from "./boundaries.ts";
import { productOverPipe } from "./pipe.ts";
import { type ChildPlan, effectorName } from "./plan.ts";
import { clock, isAllOver, trialParts } from "./world.ts";

// One process that carries out containment until everything is over, or until it is killed: the whole engine, on a real database and a product elsewhere.

const plan = JSON.parse(process.argv[2] ?? "{}") as ChildPlan;
const passesMax = 1_000;
const passPauseMs = 20;

let reached = 0;
const reach = (boundary: string) => {
  if (boundary !== plan.dieAt?.boundary || ++reached !== plan.dieAt.time) return;
  process.kill(process.pid, "SIGKILL");
};

const store = await openStore({ dataDir: plan.dataDir, join: true }, { environment: {}, clock });
const { journal } = await store.world(containmentWorld);
const desk = await openDesk({
  ...trialParts({ effectors: [boundedEffector(await opened(), reach)], journal: bounded(journal, reach), executor: plan.executor }),
  executorLock: store.executorLock,
  stopFile: openStopFile(plan.dataDir, clock),
});
process.send?.({ ready: true });
for (let pass = 0; pass < passesMax; pass++) {
  await desk.carryOut(new AbortController().signal);
  if (isAllOver(desk.state)) break;
  await clock.sleep(passPauseMs);
}
await store.close();
process.disconnect?.();

async function opened(): Promise<Effector> {
  const { product } = plan;
  if (product.kind === "memory") return memoryEffector({ product: productOverPipe(), name: effectorName });
  const { effectors, unopened } = await openEffectors([product.order], { clock, environment: product.environment, folder: plan.dataDir });
  if (!effectors[0]) throw new Error(unopened[0]?.problem);
  return effectors[0];
}
