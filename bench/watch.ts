/**
 * The live analyst under load, on the embedded PostgreSQL of this machine: `node bench/watch.ts [--rate 200] [--seconds 600] [--burst 20000] [--held 50000] [--shared 0]`. Alerts of several products come as
 * records of sources: storms and repeats, the noise of a company of 400 machines, and attacks among it. Measured is the time from the receipt of a record to
 * the triage of its alert, by the record's own facts; then how long a burst takes to be caught up with; and the memory of the process.
 */
import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readTexts } from "../src/connectors/local-files/texts.ts";
import { parsePlaybook } from "../src/core/playbook/lint.ts";
import { compileRules } from "../src/detection/sigma/compile.ts";
import { loadAttackCatalogue } from "../src/knowledge/attack.ts";
import { openEventStore } from "../src/storage/event/postgres-events.ts";
import { openDatabase } from "../src/storage/open-database.ts";
import { realClock } from "../src/testing/real/open-effector.ts";
import { watchScene } from "../src/testing/watch-scene.ts";
import { openAttackReader } from "../src/wiring/attack-reader.ts";
import { openJudges } from "../src/wiring/judges.ts";
import { openScorer } from "../src/wiring/scorer.ts";
import { loadIndicatorFiles, loadInventoryFiles, openTools } from "../src/wiring/tools.ts";
import { chanceOf } from "../tools/trials/chance.ts";
import { openMix } from "./watch-mix.ts";

const { values } = parseArgs({
  options: {
    rate: { type: "string", default: "200" },
    seconds: { type: "string", default: "600" },
    burst: { type: "string", default: "20000" },
    held: { type: "string", default: "50000" },
    shared: { type: "string", default: "0" },
  },
});
const [rate, seconds, burst] = [Number(values.rate), Number(values.seconds), Number(values.burst)];
const home = dirname(dirname(fileURLToPath(import.meta.url)));
const deliveriesPerSecond = 10;
const burstSeconds = 10;
const sayEverySeconds = 30;

const server = await openDatabase({ ephemeral: true, connectionsMax: 10 });
const catalogue = loadAttackCatalogue();
const ruleTexts = (await readTexts(join(home, "rules"), [".yaml", ".yml"])).filter(({ path }) => !/\.samples\.ya?ml$/.test(path));
const playbookTexts = (await readTexts(join(home, "playbooks"), [".yaml"])).filter(({ path }) => !path.includes("/scenarios/"));
const inventory = loadInventoryFiles([]);
const indicators = loadIndicatorFiles([]);
const latencies: number[] = [];
let triaged = 0;
const scene = await watchScene({
  server,
  tenant: "default",
  knowledge: {
    catalogue,
    rules: compileRules(ruleTexts).rules,
    playbooks: playbookTexts.map(({ path, text }) => ({
      playbook: parsePlaybook(text, path).playbook!,
      digest: `sha256:${"0".repeat(64)}`,
    })),
    scorer: openScorer(home),
    judges: openJudges(home),
    reader: openAttackReader(home, catalogue),
    hasIndicators: false,
  },
  parts: {
    limits: { alertsHeldMax: Number(values.held) },
    toolsFor: async () => openTools({ events, inventory, indicators, clock: realClock }),
    onTriaged: (receivedAtMs: readonly number[], atMs: number) => {
      for (const each of receivedAtMs) latencies.push(atMs - each);
      triaged += receivedAtMs.length;
    },
  },
});
const events = await openEventStore(server, "watch");

const mix = openMix(chanceOf(1), Number(values.shared));
const ending = new AbortController();
const working = scene.watch.work(ending.signal);
let handed = 0;

async function hand(count: number): Promise<void> {
  for (const [source, lines] of mix.next(count)) {
    await scene.intake.handOver({ source, records: lines.map((line) => ({ id: randomUUID(), bytes: Buffer.from(line) })) });
    handed += lines.length;
  }
}

const quantile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
const megabytes = () => Math.round(process.memoryUsage().rss / 1_048_576);
function say(what: string): void {
  const sorted = latencies.toSorted((a, b) => a - b);
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantile(sorted, share));
  const { accepted, open, closed, escalated } = scene.watch.accounting();
  const { run, desks } = scene.watch.state();
  const looks = [...desks.values()].reduce((sum, each) => sum + each.looks, 0);
  const largest = [...run.cases.values()].reduce((most, each) => Math.max(most, each.status === "unopened" ? 0 : each.alertIds.length), 0);
  console.log(
    `${what}: handed ${handed}, triaged ${triaged}; p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, most ${sorted.at(-1)} ms; accepted ${accepted}, open ${open}, closed ${closed}, escalated ${escalated}; cases ${run.casesOpened}, the largest of ${largest} alerts, looks ${looks}, answers ${run.evidenceCount}, held ${run.alerts.size}; RSS ${megabytes()} MB`,
  );
}

const startedMs = performance.now();
for (let tick = 0; tick < seconds * deliveriesPerSecond; tick++) {
  const dueMs = startedMs + (tick * 1_000) / deliveriesPerSecond;
  if (performance.now() < dueMs) await sleep(dueMs - performance.now());
  await hand(rate / deliveriesPerSecond);
  if (tick % (sayEverySeconds * deliveriesPerSecond) === 0 && tick > 0) say(`after ${tick / deliveriesPerSecond} s`);
}
while (triaged < handed) await sleep(50);
say(`sustained ${rate}/s for ${seconds} s`);

if (burst > 0) {
  latencies.length = 0;
  const burstMs = performance.now();
  for (let tick = 0; tick < burstSeconds * deliveriesPerSecond; tick++) {
    const dueMs = burstMs + (tick * 1_000) / deliveriesPerSecond;
    if (performance.now() < dueMs) await sleep(dueMs - performance.now());
    await hand(burst / burstSeconds / deliveriesPerSecond);
  }
  const handedMs = performance.now();
  while (triaged < handed) await sleep(20);
  say(`burst of ${burst}`);
  console.log(
    `handed over in ${((handedMs - burstMs) / 1_000).toFixed(1)} s, caught up ${((performance.now() - handedMs) / 1_000).toFixed(1)} s after its end`,
  );
}
ending.abort();
await working;
if (scene.noted.length > 0)
  console.log(
    `noted: ${scene.noted.length}, the first: ${String((scene.noted[0] as unknown[])[0])} ${String((scene.noted[0] as unknown[])[1])}`,
  );
await scene.close();
await server.close();
