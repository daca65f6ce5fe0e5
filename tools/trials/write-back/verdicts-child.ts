import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { WriteBackPolicy } from "../../../src/core/write-back/policy.ts";
import { writeBackWorld } from "../../../src/core/write-back/write-back.ts";
import { openWriteBack } from "../../../src/engine/write-back/desk.ts";
import { loadAttackCatalogue } from "../../../src/knowledge/attack.ts";
import type { Sink, VerdictNote } from "../../../src/ports/connector.ts";
import { memoryLeases } from "../../../src/testing/memory-leases.ts";
import { realClock } from "../../../src/testing/real/open-effector.ts";
import { settledCase } from "../../../src/testing/settled-cases.ts";
import { openStore } from "../../../src/wiring/store.ts";
import { trialTimes, type VerdictsPlan } from "./plan.ts";

// One process that is told of one great case and writes its verdicts back until it is killed. The product is a file: what is in it outlives us.

const plan = JSON.parse(process.argv[2] ?? "{}") as VerdictsPlan;
let moments = plan.dieAfter ?? Number.POSITIVE_INFINITY;
function reach(): void {
  if (moments-- <= 0) process.kill(process.pid, "SIGKILL");
}

const lineOf = (key: string, alert: string) => `${JSON.stringify({ key, alert })}\n`;
const verdicts: Sink<VerdictNote> = {
  name: "siem",
  async write({ key, alert }) {
    reach();
    appendFileSync(plan.ledger, lineOf(key, alert));
    reach();
    return { id: key };
  },
  find: async ({ key, alert }) =>
    existsSync(plan.ledger) && readFileSync(plan.ledger, "utf8").includes(lineOf(key, alert)) ? { id: key } : undefined,
};

const store = await openStore({ dataDir: plan.dataDir, join: true }, { environment: {}, clock: realClock });
const { journal } = await store.world(writeBackWorld);
const desk = await openWriteBack({
  tenant: "default",
  journal: {
    ...journal,
    append: async (entries) => {
      reach();
      await journal.append(entries);
      reach();
    },
  },
  clock: realClock,
  leases: memoryLeases().forWorker(plan.name),
  connectors: [
    {
      name: "siem",
      product: "file",
      title: "A product that is a file",
      provenOn: "a double",
      mayReceive: "red",
      check: async () => ({ says: "it is there" }),
      close: async () => {},
      verdicts,
    },
  ],
  policy: WriteBackPolicy.parse({ attach: [] }),
  catalogue: loadAttackCatalogue(),
  times: trialTimes,
});
const working = desk.work(new AbortController().signal);
await desk.sink.settled(settledCase({ alerts: plan.alerts }));
while (desk.counts().waiting > 0) await realClock.sleep(20);
process.send?.({ idle: true });
await working;
