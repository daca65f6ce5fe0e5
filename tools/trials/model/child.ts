import { ModelOrder } from "../../../src/core/configuration/models.ts";
import type { DomainEvent } from "../../../src/core/run/run.ts";
import { eventsIn } from "../../../src/engine/journal/read-opened.ts";
import { openRecorder } from "../../../src/engine/recorder.ts";
import { runToEnd } from "../../../src/engine/run.ts";
import type { JournalStore } from "../../../src/ports/journal-store.ts";
import type { LanguageModel } from "../../../src/ports/model.ts";
import { realClock } from "../../../src/testing/real/open-effector.ts";
import { inputOf, smallWorld } from "../../../src/testing/small-world.ts";
import { allowing, modelParts, wordTools } from "../../../src/testing/told-model.ts";
import { openModel } from "../../../src/wiring/models.ts";
import { openStore } from "../../../src/wiring/store.ts";

// A process that investigates one case with a model behind HTTP, on the database of a folder, and ends itself by kill -9 where it is told to. It prints what the record holds at the end.
const [folder = "", world = "", url = "", point = "", role = ""] = process.argv.slice(2);
const store = await openStore({ dataDir: folder, join: true }, { environment: {}, clock: realClock, witnesses: [] });
const { journal: kept } = await store.world(world);
const kill = () => process.kill(process.pid, "SIGKILL");

/** Facts are sealed where they are kept, so that the moment is told by what the process does around them. */
let asking = false;
const journal: JournalStore = {
  ...kept,
  async append(entries) {
    const isAnswer = asking && point.startsWith("append");
    asking = false;
    if (isAnswer && point === "append-begun") setImmediate(kill);
    await kept.append(entries);
    if (isAnswer && point === "append-done") kill();
  },
};

const order = ModelOrder.parse({
  ...{ name: "house", product: "openai-compatible", url, model: "told-1", key: { env: "KEY" }, hosted: false, stream: point === "half" },
  ...{ price: { input: 3, output: 15, currency: "EUR" }, "answer-seconds": 10 },
});
const opened = await openModel(order, { folder: ".", environment: { KEY: "canary-model-key" }, clock: realClock });
const model: LanguageModel = {
  ...opened,
  async ask(request, signal) {
    if (request.role === role && point === "recorded") kill();
    const answer = await opened.ask(request, signal);
    if (request.role === role && point === "answered") kill();
    asking = request.role === role;
    return answer;
  },
};

const alert = {
  ...{
    alert: 1,
    time: "2026-05-05T08:41:12Z",
    source: "edr",
    severity: "medium",
    title: "Hidden PowerShell window",
    rule: "Hidden PowerShell",
  },
  ...{
    host: "ws-7.example.test",
    user: "rhea",
    techniques: ["T1059.001"],
    observables: [{ type: "ip", value: "203.0.113.7", role: "target" }],
  },
  CommandLine: "powershell -NoProfile -WindowStyle Hidden -Command Invoke-WebRequest http://files.example.test/a.txt -OutFile C:\\t\\a.txt",
};
const run = smallWorld({
  journal,
  inputs: [inputOf("alerts.jsonl", `${JSON.stringify(alert)}\n`)],
  tools: wordTools(allowing),
  clock: realClock,
  models: modelParts(model),
});
await runToEnd(run);
const { state } = await openRecorder(kept, realClock);
const facts = (await eventsIn(kept)).map((text) => JSON.parse(text) as DomainEvent).filter(({ type }) => type.startsWith("Model"));
process.stdout.write(
  `${JSON.stringify({ cases: [...state.cases.values()], spend: state.modelSpend, facts }, (_, value: unknown) => (value instanceof Map || value instanceof Set ? [...value] : value))}\n`,
);
await store.close();
