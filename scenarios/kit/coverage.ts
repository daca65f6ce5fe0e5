import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Severity } from "../../src/core/alert/severity.ts";
import type { TelemetryEvent } from "../../src/core/event/event.ts";
import { compileRules } from "../../src/detection/sigma/compile.ts";
import type { CorrelationMatch } from "../../src/detection/sigma/correlation-match.ts";
import { openCorrelator } from "../../src/detection/sigma/correlator.ts";
import type { CompiledRuleSet } from "../../src/detection/sigma/rule-set.ts";
import type { Scenario } from "./assemble.ts";
import { readEvidence } from "./reading.ts";
import { marksOf } from "./truth.ts";

/** A rule that fired somewhere, and how often. */
export type Seen = { readonly title: string; readonly level: Severity; readonly times: number };

/** What rules, and products that raise alerts of their own, saw of a scenario. Steps are `part/step`, in the truth's order. */
export type Coverage = {
  readonly steps: readonly { readonly step: string; readonly alerts: number; readonly rules: readonly Seen[] }[];
  /** Rules that fired on records that no part claims. */
  readonly ordinary: readonly Seen[];
  readonly correlations: readonly Seen[];
};

const ordinaryMark = "";
const rulesFolder = fileURLToPath(new URL("../../rules/", import.meta.url));

/** The rules below the given folders, by default the built-in ones, compiled. */
export function rulesBelow(folders: readonly string[] = [rulesFolder]): CompiledRuleSet {
  const sources = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.ya?ml$/.test(name) && !name.includes(".samples."))
      .sort()
      .map((name) => ({ path: name, text: readFileSync(join(folder, name), "utf8") })),
  );
  return compileRules(sources).rules;
}

/** Runs rules over a scenario's evidence and sorts what fired by the truth. */
export async function coverageOf({ files, truth }: Scenario, rules: CompiledRuleSet): Promise<Coverage> {
  const marks = marksOf(truth);
  const alerts = new Map<string, number>();
  const tallies = new Map<string, Tally>();
  const events: TelemetryEvent[] = [];
  for await (const { path, records } of readEvidence(files))
    for (const [index, record] of records.entries()) {
      const mark = marks.get(`${path}#${index + 1}`) ?? ordinaryMark;
      if (record.kind === "alert") alerts.set(mark, (alerts.get(mark) ?? 0) + 1);
      if (record.kind !== "event") continue;
      events.push(record.event);
      for (const { rule, alerts: isAlert } of rules.match(record.event)) if (isAlert) tallyOf(tallies, mark).add(rule.title, rule.level);
    }
  const correlated = openTally();
  for (const { rule } of correlationsOf(rules, events)) correlated.add(rule.title, rule.level);
  const steps = truth.parts.flatMap(({ part, chain }) => chain.map(({ step }) => `${part}/${step}`));
  return {
    steps: steps.map((step) => ({ step, alerts: alerts.get(step) ?? 0, rules: tallies.get(step)?.seen() ?? [] })),
    ordinary: tallies.get(ordinaryMark)?.seen() ?? [],
    correlations: correlated.seen(),
  };
}

function correlationsOf(rules: CompiledRuleSet, events: TelemetryEvent[]): CorrelationMatch[] {
  const correlator = openCorrelator(rules);
  const found: CorrelationMatch[] = [];
  for (const event of events.sort((a, b) => a.timeMs - b.timeMs)) found.push(...correlator.push(event, rules.match(event)));
  return [...found, ...correlator.end()];
}

type Tally = { readonly add: (title: string, level: Severity) => void; readonly seen: () => Seen[] };

function openTally(): Tally {
  const counts = new Map<string, { level: Severity; times: number }>();
  return {
    add(title, level) {
      const count = counts.get(title) ?? { level, times: 0 };
      count.times++;
      counts.set(title, count);
    },
    seen: () =>
      [...counts]
        .map(([title, { level, times }]) => ({ title, level, times }))
        .sort((a, b) => b.times - a.times || (a.title < b.title ? -1 : 1)),
  };
}

function tallyOf(tallies: Map<string, Tally>, mark: string): Tally {
  const tally = tallies.get(mark) ?? openTally();
  tallies.set(mark, tally);
  return tally;
}
