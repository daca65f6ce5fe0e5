import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { parse } from "yaml";
import { readInput } from "../../formats/read.ts";
import type { EvidenceInput } from "../../ports/evidence-input.ts";
import { type Bench, type Figure, type Suite, shareFigure, unnamed } from "../suite.ts";

const sigmaFolders = ["sigma/rules", "sigma/rules-emerging-threats"] as const;

type Fired = { readonly id: string; readonly level: string; readonly count: number };

async function fire(input: EvidenceInput, { rules }: Bench["rules"]): Promise<{ events: number; fired: Fired[] }> {
  const fired = new Map<string, Fired>();
  let events = 0;
  for await (const step of readInput(input.path, input.open(), { modifiedMs: input.modifiedMs })) {
    if (step.kind !== "batch") continue;
    for (const record of step.records) {
      if (record.kind !== "event") continue;
      events++;
      for (const { rule } of rules.match(record.event))
        fired.set(rule.id, { id: rule.id, level: rule.level, count: (fired.get(rule.id)?.count ?? 0) + 1 });
    }
  }
  return { events, fired: [...fired.values()] };
}

/** Recordings with the rule that must fire on them, and how often they say it does. Only rules that the data holds can be asked for. */
export const sigmaRegression: Suite = {
  name: "sigma",
  rules: sigmaFolders,
  builtin: false,
  data: ["sigma/regression_data"],
  quick: true,
  measures: "Recordings with the rule that must fire on them; the public rules alone, matched without an investigation.",
  async run({ findInputs, data, rules }) {
    const known = new Set(rules.rules.rules.map(({ id }) => id));
    const { inputs } = await findInputs([join(data, "sigma", "regression_data")]);
    const byPath = new Map(inputs.map((input) => [input.path, input]));
    let wanted = 0;
    let fires = 0;
    let right = 0;
    let absent = 0;
    const silent: string[] = [];
    for (const { path } of inputs.filter(({ path }) => basename(path) === "info.yml")) {
      const info = parse(await readFile(path, "utf8")) as {
        rule_metadata?: { id: string }[];
        regression_tests_info?: { path: string; type: string; match_count?: number }[];
      };
      for (const { id } of info.rule_metadata ?? []) {
        for (const sample of info.regression_tests_info ?? []) {
          const input = byPath.get(join(dirname(path), basename(sample.path)));
          if (!input || !known.has(id)) {
            absent++;
            continue;
          }
          wanted++;
          const { fired } = await fire(input, rules);
          const count = fired.find((each) => each.id === id)?.count ?? 0;
          if (count > 0) fires++;
          if (count > 0 && (sample.match_count === undefined || count === sample.match_count)) right++;
          else silent.push(`${id} (${count} of ${sample.match_count ?? "some"})`);
        }
      }
    }
    return {
      figures: sigmaFigures({ fires, right, wanted }),
      notes: [
        `${absent} recordings belong to rules that the data does not hold`,
        `not as often: ${silent.join(", ") || "none"}`,
        `${rules.rules.rules.length} rules compiled, ${rules.problems.length} refused`,
      ],
    };
  },
};

/** Records of the ordinary logs that say what a rule asks for, as each match shows: the figure counts them against us all the same. */
const trueMatches = new Map([["100ef69e-3327-481c-8e5c-6d80d9507556", "the records do say that the Sysmon log was cleared"]]);

function sigmaFigures({ fires, right, wanted }: { fires: number; right: number; wanted: number }): readonly Figure[] {
  return [
    shareFigure({ suite: "sigma", figure: "recordings on which their rule fires", right: fires, of: wanted, target: 0.99, floor: 0.99 }),
    shareFigure({
      suite: "sigma",
      figure: "recordings on which it fires exactly as often as they say",
      right,
      of: wanted,
      // No goal: one recording states a count that its own rule contradicts; see regression.test.ts of the engine.
      target: 0,
    }),
  ];
}

/** Ordinary logs: nothing of level high or critical may fire, of the public rules and of ours. */
export const benign: Suite = {
  name: "benign",
  rules: sigmaFolders,
  builtin: true,
  data: ["evtx-benign"],
  quick: true,
  measures: "Ordinary Windows logs: what the public and the built-in rules raise on them is a false alarm.",
  async recordings({ findInputs, data }) {
    const { inputs } = await findInputs([join(data, "evtx-benign")]);
    const logs = inputs.filter(({ path }) => path.endsWith(".evtx"));
    return logs.map((input, at) => ({ name: basename(input.path), input: unnamed(input, at + 1), truth: "ordinary" }));
  },
  async run({ findInputs, data, rules }) {
    const { inputs } = await findInputs([join(data, "evtx-benign")]);
    let events = 0;
    let grave = 0;
    let any = 0;
    const notes: string[] = [];
    for (const input of inputs.filter(({ path }) => path.endsWith(".evtx"))) {
      const found = await fire(input, rules);
      events += found.events;
      for (const { id, level, count } of found.fired) {
        any += count;
        if (level !== "high" && level !== "critical") continue;
        grave += count;
        const why = trueMatches.has(id) ? `: ${trueMatches.get(id)}` : "";
        notes.push(`${level} ${id} fired ${count} times on ${basename(input.path)}${why}`);
      }
    }
    return {
      figures: [
        shareFigure({
          suite: "benign",
          figure: "events on which no rule of level high or critical fires",
          right: events - grave,
          of: events,
          target: 1,
          floor: 0.999,
        }),
      ],
      notes: [`${any} matches of any level: ${((any / Math.max(events, 1)) * 10_000).toFixed(1)} per 10,000 events`, ...notes],
    };
  },
};
