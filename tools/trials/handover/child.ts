import { hash } from "node:crypto";
import { handoverWorld } from "../../../src/core/handover/handover.ts";
import type { Person } from "../../../src/core/person/person.ts";
import { openTestHandovers } from "../../../src/testing/handover-scene.ts";
import { memoryIntake } from "../../../src/testing/memory-intake.ts";
import { memoryViews } from "../../../src/testing/memory-views.ts";
import { realClock } from "../../../src/testing/real/open-effector.ts";
import { openStore } from "../../../src/wiring/store.ts";

// A process in which two people hand over to one another without end, for tests that kill it. It prints a line for each deed once that is durable.
const [folder = "", outgoing = "mara", incoming = "joss"] = process.argv.slice(2);
const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const store = await openStore({ dataDir: folder, join: true }, { environment: {}, clock: realClock, witnesses: [] });
const desk = await openTestHandovers({
  tenant: "default",
  clock: realClock,
  views: memoryViews(),
  intake: memoryIntake(realClock.nowMs),
  containment: { refresh: async () => {}, state: { actions: new Map(), breakers: new Map() } } as never,
  killSwitch: async () => ({ stopped: false, file: { place: "STOP", because: null }, scopes: [], inFlight: [] }),
  journal: (await store.world(handoverWorld)).journal,
});
const [gives, takes]: Person[] = [`person:${outgoing}`, `person:${incoming}`];
const roundsMax = 10_000;
for (let round = 0; round < roundsMax && gives && takes; round++) {
  const word = () => ({ signature: undefined, session: { id: hash("sha256", String(round)), steppedUpAtMs: realClock.nowMs() } });
  const { text } = await desk.draft(gives, realClock.nowMs() - 60_000);
  tell({ id: text.id, did: "drafted" });
  await desk.note(text.id, gives, { about: "handover", text: `round ${round}` });
  tell({ id: text.id, did: "noted", text: `round ${round}` });
  const { digest } = await desk.toSign(text.id, gives, "hand-over");
  await desk.sign(text.id, gives, "hand-over", { digest, ...word() });
  tell({ id: text.id, did: "signed", digest });
  await desk.open(text.id, takes);
  const taken = await desk.toSign(text.id, takes, "take-over");
  await desk.sign(text.id, takes, "take-over", { digest: taken.digest, ...word() });
  tell({ id: text.id, did: "accepted", digest: taken.digest });
}
