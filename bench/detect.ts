/**
 * How fast the Sigma engine matches: `node bench/detect.ts`. Uses the rules and recordings of the shared data where they are there.
 * Prints events per second of matching alone, over a made day of Sysmon events and over recorded ones, and what 3,000 rules cost against 30.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TelemetryEvent } from "../src/core/event/event.ts";
import { compileRules } from "../src/detection/sigma/compile.ts";
import type { CompiledRuleSet } from "../src/detection/sigma/rule-set.ts";
import { evtx } from "../src/formats/evtx/evtx.ts";
import { sharedData } from "../src/testing/shared-data.ts";
import { sysmonDay } from "./sysmon-day.ts";

const eventsCount = 40_000;
const rounds = 5;

const data = sharedData();
if (data === undefined) {
  console.log("detect: the shared data is not there, so there are no rules to measure with");
} else {
  const sources = ["rules", "rules-emerging-threats"].flatMap((folder) => filesUnder(join(data, "sigma", folder), ".yml")).map(sourceOf);
  const windows = sources.filter(({ path }) => /[/\\](?:windows|rules-emerging-threats)[/\\]/.test(path));
  const started = performance.now();
  const all = compileRules(windows);
  console.log(
    `detect: ${all.rules.rules.length} Windows rules compiled in ${Math.round(performance.now() - started)} ms, ${all.problems.length} refused`,
  );
  const day = sysmonDay(eventsCount, 20_250_101);
  report("made Sysmon day", all.rules, day);
  const recorded = recordings(join(data, "evtx-mitre")).concat(recordings(join(data, "evtx-benign")));
  report("recorded events", all.rules, recorded);

  // Thirty and three thousand out of the same rules, taken evenly.
  const few = compileRules(evenly(windows, 30)).rules;
  const many = compileRules([...windows, ...evenly(copies(windows), Math.max(0, 3_000 - windows.length))].slice(0, 3_000)).rules;
  // In turns, so that what else the machine does falls on both.
  let [fewMs, manyMs] = [bestMs(few, day, 1), bestMs(many, day, 1)];
  for (let round = 0; round < rounds; round++) {
    fewMs = Math.min(fewMs, bestMs(few, day, 1));
    manyMs = Math.min(manyMs, bestMs(many, day, 1));
  }
  console.log(
    `detect: ${many.rules.length} rules against ${few.rules.length}: ${perSecond(day.length, manyMs)} against ${perSecond(day.length, fewMs)} events/s, ratio ${(manyMs / fewMs).toFixed(2)}`,
  );
  console.log(`detect: peak memory ${Math.round(process.resourceUsage().maxRSS / 1_024)} MiB`);
}

function report(name: string, rules: CompiledRuleSet, events: readonly TelemetryEvent[]): void {
  const ms = bestMs(rules, events);
  const matches = events.reduce((sum, event) => sum + rules.match(event).length, 0);
  console.log(`detect: ${name}: ${events.length} events, ${matches} matches, ${perSecond(events.length, ms)} events/s`);
}

function bestMs(rules: CompiledRuleSet, events: readonly TelemetryEvent[], roundsCount = rounds): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < roundsCount; round++) {
    const started = performance.now();
    for (const event of events) rules.match(event);
    best = Math.min(best, performance.now() - started);
  }
  return best;
}

function perSecond(count: number, ms: number): string {
  return Math.round((count / ms) * 1_000).toLocaleString("en-GB");
}

// The same logic under other ids, so that the number of rules does not depend on how many the data holds.
function copies(sources: readonly { path: string; text: string }[]) {
  return sources.map(({ path, text }) => ({ path: `copy/${path}`, text: text.replace(/^id: (.{4})/m, "id: copy$1") }));
}

function evenly<Item>(items: readonly Item[], count: number): Item[] {
  return Array.from({ length: Math.min(count, items.length) }, (_, index) => items[Math.floor((index * items.length) / count)]!);
}

function recordings(folder: string): TelemetryEvent[] {
  return filesUnder(folder, ".evtx").flatMap((path) => {
    const reader = evtx.open(path);
    return [...reader.push(readFileSync(path)), ...(reader.end() as ReturnType<typeof reader.push>)].flatMap((record) =>
      record.kind === "event" ? [record.event] : [],
    );
  });
}

function filesUnder(folder: string, ending: string): string[] {
  return (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name));
}

function sourceOf(path: string): { path: string; text: string } {
  return { path, text: readFileSync(path, "utf8") };
}
