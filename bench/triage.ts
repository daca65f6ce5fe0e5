/**
 * How many alerts a second the shipped model of triage scores and explains on one core, and whether history slows it: `node bench/triage.ts`.
 * Alerts are made up: forty hosts on which rules that the model knows fire evenly, and a burst of scans every two hours.
 */
import { readFileSync } from "node:fs";
import { openRandom } from "../src/learning/random.ts";
import type { Neighbour } from "../src/ports/scorer.ts";
import { readAlertModel } from "../src/stages/triage/alert-model.ts";
import { openNeighbours } from "../src/stages/triage/neighbours.ts";

const counts = [10_000, 100_000, 1_000_000];
const measured = 10_000;
const betweenMs = 1_500;
const burstEvery = 5_000;
const burstLength = 200;
const hostsCount = 40;

const model = readAlertModel(readFileSync(new URL("../trained/triage/model.json", import.meta.url), "utf8"));
const texts = model.knownRules.map(({ text }) => text);

function alertsOf(count: number): Neighbour[] {
  const random = openRandom(1);
  const some = (end: number) => Math.floor(random() * end);
  return Array.from({ length: count }, (_, at) => {
    const isBurst = at % burstEvery < burstLength;
    const title = isBurst ? "Alert - ET SCAN Possible Nmap User-Agent Observed" : (texts[some(texts.length)] ?? "");
    return { timeMs: at * betweenMs, product: isBurst ? "suricata" : "", title, host: `h-${some(hostsCount)}`, observables: [] };
  });
}

const open = openNeighbours(model);
for (const count of counts) {
  const at = open(alertsOf(count));
  // The first one passes all that lies before; then it is history.
  at(count - measured);
  const before = process.cpuUsage();
  for (let place = count - measured; place < count; place++) at(place);
  const { user, system } = process.cpuUsage(before);
  const rate = measured / ((user + system) / 1_000_000);
  console.log(`${count.toLocaleString("en")} alerts in history: ${Math.round(rate).toLocaleString("en")} alerts/s scored and explained`);
}
