import requestTracker from "../../../src/connectors/request-tracker/connector.ts";
import { WriteBackPolicy } from "../../../src/core/write-back/policy.ts";
import { writeBackWorld } from "../../../src/core/write-back/write-back.ts";
import { openWriteBack } from "../../../src/engine/write-back/desk.ts";
import { loadAttackCatalogue } from "../../../src/knowledge/attack.ts";
import type { Sink, Ticketing } from "../../../src/ports/connector.ts";
import type { JournalStore } from "../../../src/ports/journal-store.ts";
import { memoryLeases } from "../../../src/testing/memory-leases.ts";
import { openConnectorOf } from "../../../src/testing/real/open-connector.ts";
import { realClock } from "../../../src/testing/real/open-effector.ts";
import { settledCase } from "../../../src/testing/settled-cases.ts";
import { openStore } from "../../../src/wiring/store.ts";
import { type ChildPlan, trialTimes } from "./plan.ts";

// One process that writes back until it is killed: the whole engine and the connector, on a real database and a product in another process.

const plan = JSON.parse(process.argv[2] ?? "{}") as ChildPlan;
let moments = plan.dieAfter ?? Number.POSITIVE_INFINITY;
/** Dies at the nth moment at which something lasting is about to happen, or has just happened. */
function reach(): void {
  if (moments-- <= 0) process.kill(process.pid, "SIGKILL");
}

const store = await openStore({ dataDir: plan.dataDir, join: true }, { environment: {}, clock: realClock });
const { journal } = await store.world(writeBackWorld);
const { tickets, ...rest } = openConnectorOf(requestTracker, {
  name: "tracker",
  settings: { url: plan.url, internal: true, queue: "Incidents", user: "watchkeeper" },
  secrets: { password: "canary-password" },
});
if (!tickets) throw new Error("the tracker has no tickets");
const desk = await openWriteBack({
  tenant: "default",
  journal: mortalJournal(journal),
  clock: realClock,
  leases: memoryLeases().forWorker(plan.name),
  connectors: [{ ...rest, tickets: mortalTickets(tickets) }],
  policy: WriteBackPolicy.parse({ attach: [] }),
  catalogue: loadAttackCatalogue(),
  times: trialTimes,
});
process.send?.({ ready: true });
const working = desk.work(new AbortController().signal);
for (const { caseId, revision, closes } of plan.cases)
  await desk.sink.settled(settledCase({ caseId, revision, like: closes ? 2 : 0, because: `look ${revision}` }));
while (desk.counts().waiting > 0) await realClock.sleep(20);
process.send?.({ idle: true });
await working;

function mortalJournal(kept: JournalStore): JournalStore {
  return {
    ...kept,
    append: async (entries) => {
      reach();
      await kept.append(entries);
      reach();
    },
  };
}

function mortalTickets({ read, ...sinks }: Ticketing): Ticketing {
  const mortal = <What>(sink: Sink<What>): Sink<What> => ({
    ...sink,
    write: async (...given) => {
      reach();
      const written = await sink.write(...given);
      reach();
      return written;
    },
  });
  return { read, tickets: mortal(sinks.tickets), comments: mortal(sinks.comments), closing: mortal(sinks.closing) };
}
