/**
 * Alerts scored and correlated per second on one core, with 10,000, 100,000 and 1,000,000 alerts in history: `node --max-old-space-size=8000 bench/correlate.ts [--json] [--most N]`; a million alerts take four gigabytes and minutes.
 * One run of the product takes 250,000 alerts (`alertsMaxDefault` of the intake) and refuses, counted, what comes beyond: larger histories show how the stages grow.
 * Scored as shipped, by scorecard and trained model; a quarter of the rules are ones that the model knows. The stages alone, in memory: what is measured is that an alert costs the same however many there were. The journal is measured by `bench/all.ts`.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Alert } from "../src/core/alert/alert.ts";
import { type DomainEvent, emptyRun, evolveRun, type RunState } from "../src/core/run/run.ts";
import { correlateStep } from "../src/engine/correlate-step.ts";
import { triageStep } from "../src/engine/triage-step.ts";
import { settingsOf, type World } from "../src/engine/world.ts";
import { alertsPerStepMax } from "../src/stages/next.ts";
import { alertOf } from "../src/testing/alerts.ts";
import { smallWorld } from "../src/testing/small-world.ts";
import { openScorer } from "../src/wiring/scorer.ts";
import { chanceOf } from "../tools/trials/chance.ts";

const histories = [10_000, 100_000, 1_000_000] as const;
/** The alerts that are timed at each size of the history. */
const timedAlerts = 10_000;
const betweenMs = 1_500;
const startMs = Date.UTC(2026, 0, 5);
const seed = 20_260_105;
const hostsCount = 2_000;
const rulesCount = 400;
const repeatsPercent = 30;
const reported = 1_000;

/** Rules that the shipped model knows. */
const knownRules = [
  { product: "wazuh", title: "Dovecot Authentication Success." },
  { product: "wazuh", title: "Web server 400 error code." },
  { product: "wazuh", title: "Successful sudo to ROOT executed." },
  { product: "suricata", title: "Alert - ET SCAN Possible Nmap User-Agent Observed" },
  { product: "aminer", title: "New event type." },
];

const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, most: { type: "string", default: String(histories.at(-1)) } },
});

/** Alerts of a company of 2,000 machines, without end: hosts, accounts, addresses and rules that come again, and files that hardly do. */
function* alerts(): Generator<Alert> {
  const chance = chanceOf(seed);
  const recent: Partial<Alert>[] = [];
  for (let number = 1; ; number++) {
    const again = recent.length > 0 && chance.below(100) < repeatsPercent;
    const parts = again ? chance.pick(recent) : draft(chance.below);
    if (!again && recent.push(parts) > reported) recent.shift();
    yield alertOf(number, { ...parts, timeMs: startMs + number * betweenMs });
  }
}

function draft(below: (end: number) => number): Partial<Alert> {
  const machine = below(hostsCount);
  const rule = below(rulesCount);
  return {
    host: `ws-${machine}.example.test`,
    user: `user${machine + below(3)}`,
    ruleId: `r-${rule}`,
    ...(rule % 4 === 0 ? knownRules[(rule / 4) % knownRules.length] : { title: `rule ${rule}` }),
    severity: (["low", "medium", "high"] as const)[rule % 3] ?? "low",
    techniques: rule % 2 ? ["T1059.001"] : [],
    observables: [
      { type: "ip", value: `10.0.${machine >> 8}.${machine & 255}`, role: "source" },
      { type: "ip", value: `203.0.113.${below(256)}`, role: "target" },
      { type: "hash", value: below(1_000_000).toString(16), role: "file" },
    ],
  };
}

const source = alerts();

/** Reads the next alerts; as in a run, all are read before the first of them is triaged. Gives their ids. */
function read(count: number, run: RunState): string[] {
  const ids: string[] = [];
  for (let taken = 0; taken < count; taken += alertsPerStepMax) {
    const fresh = Array.from({ length: Math.min(alertsPerStepMax, count - taken) }, () => source.next().value as Alert);
    evolveRun(run, { type: "BatchRead", inputIndex: 0, batch: 0, alerts: fresh, refused: 0 });
    for (const { id } of fresh) ids.push(id);
  }
  return ids;
}

/** Takes alerts through triage and correlation, step by step as a run does; gives the processor time that took, whatever else the machine does. */
async function take(ids: readonly string[], run: RunState, world: World): Promise<number> {
  const started = process.cpuUsage();
  for (let taken = 0; taken < ids.length; taken += alertsPerStepMax) {
    const some = ids.slice(taken, taken + alertsPerStepMax);
    for (const event of await triageStep(some, run, world)) evolveRun(run, event);
    correlateStep(some, run);
  }
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1_000;
}

const world = smallWorld({ scorer: openScorer(fileURLToPath(new URL("..", import.meta.url))) });
const run = emptyRun();
const first: DomainEvent[] = [
  { type: "RunStarted", inputs: [], settings: settingsOf(world), marks: [] },
  { type: "DetectionsCorrelated", alerts: [], refused: 0 },
  { type: "LoadingFinished", events: 0, hosts: hostsCount, names: [] },
];
for (const event of first) evolveRun(run, event);

const rates: { readonly history: number; readonly perSecond: number; readonly heapMib: number }[] = [];
for (const history of histories.filter((each) => each <= Number(values.most))) {
  const before = history - run.alerts.size;
  const ids = read(before + timedAlerts, run);
  await take(ids.slice(0, before), run, world);
  const spentMs = await take(ids.slice(before), run, world);
  rates.push({ history, perSecond: (timedAlerts / spentMs) * 1_000, heapMib: process.memoryUsage().heapUsed / 1_048_576 });
  if (!values.json) {
    const { perSecond, heapMib } = rates.at(-1) ?? { perSecond: 0, heapMib: 0 };
    console.log(
      `${history.toLocaleString("en-GB").padStart(9)} alerts in history: ${Math.round(perSecond).toLocaleString("en-GB")} alerts/s scored and correlated (aim: 2,000), ${Math.round(heapMib)} MiB, ${run.cases.size} cases`,
    );
  }
}
const slowdown = (rates[0]?.perSecond ?? 0) / (rates.at(-1)?.perSecond ?? 1);
if (values.json) console.log(JSON.stringify({ rates, slowdown }));
else console.log(`slowdown from the smallest history to the largest: ${slowdown.toFixed(2)} times (flat: 1)`);
