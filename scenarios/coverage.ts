import { playCloudTakeover } from "./cloud-takeover/generate.ts";
import { type Coverage, coverageOf, rulesBelow, type Seen } from "./kit/coverage.ts";
import { playOfficeDay } from "./office-day/generate.ts";
import { playPasswordSpray } from "./password-spray/generate.ts";
import { playWebShell } from "./web-shell/generate.ts";

const scenarios = new Map([
  ["office-day", playOfficeDay],
  ["web-shell", playWebShell],
  ["cloud-takeover", playCloudTakeover],
  ["password-spray", playPasswordSpray],
]);

// node scenarios/coverage.ts [SCENARIO] [RULES-FOLDER…]: which steps the rules see, and what they say about the ordinary rest.
const [name = "office-day", ...folders] = process.argv.slice(2);
const play = scenarios.get(name);
if (play) show(await coverageOf(play(1), rulesBelow(folders.length > 0 ? folders : undefined)));
else {
  console.error(`no scenario "${name}"; there are: ${[...scenarios.keys()].join(", ")}`);
  process.exitCode = 2;
}

function show({ steps, ordinary, correlations }: Coverage): void {
  for (const { step, alerts, rules } of steps) {
    console.log(`\n${step}${alerts > 0 ? `: ${alerts} alerts of other products` : ""}${rules.length === 0 ? ": no rule" : ""}`);
    list(rules);
  }
  console.log("\nordinary records");
  list(ordinary);
  console.log("\ncorrelations");
  list(correlations);
}

function list(rules: readonly Seen[]): void {
  for (const { title, level, times } of rules) console.log(`  ${String(times).padStart(5)}  ${level.padEnd(13)} ${title}`);
}
