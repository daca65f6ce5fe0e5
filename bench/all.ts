/**
 * Every figure that we promise, in one table: `node bench/all.ts [--json] [--only WORD]`. It takes some minutes, a gigabyte of disk and an idle machine.
 * `--only` measures the parts whose name holds the word: evtx, detect, alerts, verdict, record, intake, million.
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { sharedData } from "../src/testing/shared-data.ts";
import { type Figure, median, numberIn, printed, timed, triageAndCorrelationMs, windowsRules } from "./measure.ts";
import { plainAlerts } from "./plain-alerts.ts";
import { writeSysmonLines } from "./sysmon-lines.ts";

const rounds = 3;
const detectEvents = 200_000;
const alertsCount = 20_000;
const millionEvents = 1_000_000;
const seed = 20_260_105;
const phishing = fileURLToPath(new URL("../src/formats/mail/samples/phishing.eml", import.meta.url));

const parts: Readonly<Record<string, (folder: string) => Promise<Figure[]>>> = { evtx, detect, alerts, verdict, record, intake, million };

async function evtx(): Promise<Figure[]> {
  const text = printed("./evtx.ts");
  return [
    { name: "EVTX read, warm", value: numberIn(text, /watchkeeper: \d+ records, (\d+) records/), unit: "records/s", aim: "" },
    { name: "EVTX against evtxexport, warm", value: numberIn(text, /ratio: ([\d.]+) warm/), unit: "times faster", aim: "3" },
    { name: "EVTX against evtxexport, cold", value: numberIn(text, /([\d.]+) cold/), unit: "times faster", aim: "3" },
  ];
}

async function detect(folder: string): Promise<Figure[]> {
  const data = sharedData();
  if (data === undefined) return missing("detect");
  const text = printed("./detect.ts");
  const input = join(folder, "detect.jsonl");
  await writeSysmonLines(input, detectEvents, seed);
  const runs = await inTurn(rounds, () => timed(["detect", input, ...windowsRules(data)]));
  return [
    {
      name: "matching alone, all Windows rules",
      value: numberIn(text, /made Sysmon day: .* ([\d,]+) events\/s/),
      unit: "events/s",
      aim: "20,000",
    },
    { name: "3,000 rules against 30", value: numberIn(text, /ratio ([\d.]+)/), unit: "times slower", aim: "" },
    {
      name: `watchkeeper detect, ${detectEvents / 1_000}k events, start to end`,
      value: (detectEvents / median(runs.map(({ durationMs }) => durationMs))) * 1_000,
      unit: "events/s",
      aim: "20,000",
    },
  ];
}

async function alerts(folder: string): Promise<Figure[]> {
  const input = join(folder, "alerts.jsonl");
  writeFileSync(input, plainAlerts(alertsCount, seed));
  let round = 0;
  const runs = await inTurn(rounds, async () => {
    const dataDir = join(folder, `alerts-${round++}`);
    const { durationMs } = await timed(["investigate", input, "--data-dir", dataDir, "--out", join(folder, "out")]);
    return { durationMs, stepsMs: await triageAndCorrelationMs(dataDir) };
  });
  const perSecond = (durations: readonly number[]) => (alertsCount / median(durations)) * 1_000;
  return [
    {
      name: "alerts triaged and correlated, durable",
      value: perSecond(runs.map(({ stepsMs }) => stepsMs)),
      unit: "alerts/s",
      aim: "1,000",
    },
    { name: "the same from start to reports", value: perSecond(runs.map(({ durationMs }) => durationMs)), unit: "alerts/s", aim: "" },
  ];
}

async function verdict(folder: string): Promise<Figure[]> {
  const runs = await inTurn(rounds + 2, () => timed(["investigate", phishing, "--out", join(folder, "verdict")]));
  return [
    {
      name: "first verdict: one mail, start to reports",
      value: median(runs.map(({ durationMs }) => durationMs)) / 1_000,
      unit: "s",
      aim: "",
    },
  ];
}

async function record(): Promise<Figure[]> {
  const text = printed("./journal.ts");
  return [
    {
      name: "record appended, durable, in batches",
      value: numberIn(text, /append, .*: ([\d,]+) entries/),
      unit: "entries/s",
      aim: "5,000",
    },
    {
      name: "record verified: chain, tree, commitments",
      value: numberIn(text, /commitments of their payloads: ([\d,]+) entries/),
      unit: "entries/s",
      aim: "100,000",
    },
    { name: "inclusion proof, made and checked", value: numberIn(text, /made and checked: ([\d.]+) ms/), unit: "ms", aim: "5 or less" },
  ];
}

async function intake(): Promise<Figure[]> {
  const text = printed("./intake.ts");
  return [
    {
      name: "records handed over, durable, 100 at once",
      value: numberIn(text, /hand-overs of 100.*?([\d,]+) records/),
      unit: "records/s",
      aim: "2,000",
    },
    { name: "hand-over in a burst of 20,000 in 10 s, p95", value: numberIn(text, /burst.*p95 ([\d,]+) ms/), unit: "ms", aim: "" },
    { name: "page over 1,000,000 alerts, p50", value: numberIn(text, /newest first: p50 ([\d.]+) ms/), unit: "ms", aim: "20 or less" },
  ];
}

async function million(folder: string): Promise<Figure[]> {
  const data = sharedData();
  if (data === undefined) return missing("million");
  const input = join(folder, "million.jsonl");
  await writeSysmonLines(input, millionEvents, seed);
  const { durationMs, peakBytes } = await timed(["investigate", input, ...windowsRules(data), "--out", join(folder, "million")]);
  return [
    { name: "1,000,000 Sysmon events to reports", value: durationMs / 1_000, unit: "s", aim: "90 or less" },
    { name: "peak memory of our process meanwhile", value: peakBytes / 1_048_576, unit: "MiB", aim: "1,024 or less" },
  ];
}

function missing(part: string): Figure[] {
  console.error(`${part}: the shared data is not there, so there are no SigmaHQ rules to measure with`);
  return [];
}

async function inTurn<Outcome>(times: number, measure: () => Promise<Outcome>): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let round = 0; round < times; round++) outcomes.push(await measure());
  return outcomes;
}

const { values } = parseArgs({ options: { json: { type: "boolean", default: false }, only: { type: "string", default: "" } } });
const folder = mkdtempSync(join(tmpdir(), "watchkeeper-bench-"));
// The database runs under an account of its own, which must be able to enter.
chmodSync(folder, 0o755);
try {
  const figures: Figure[] = [];
  for (const [name, measure] of Object.entries(parts)) {
    if (!name.includes(values.only)) continue;
    console.error(`measuring: ${name}`);
    figures.push(...(await measure(folder)));
  }
  if (values.json) console.log(JSON.stringify(figures));
  else
    for (const { name, value, unit, aim } of figures) {
      const shown = value.toLocaleString("en-GB", { maximumFractionDigits: value < 100 ? 1 : 0 });
      console.log(`${name.padEnd(52)} ${shown.padStart(10)} ${unit}${aim === "" ? "" : ` (aim: ${aim})`}`);
    }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
