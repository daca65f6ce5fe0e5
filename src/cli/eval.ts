import { join } from "node:path";
import type { Figure, Suite, SuiteResult } from "../quality/suite.ts";
import { suites } from "../quality/suites.ts";
import { badOption, type Command, readOptions } from "./command.ts";
import { investigateInputs, type Kit, loadKit } from "./investigation.ts";
import type { System } from "./system.ts";

const options = {
  data: { type: "string" },
  json: { type: "boolean", default: false },
  check: { type: "boolean", default: false },
} as const;

/** `watchkeeper eval SUITE --data DIR`: figures on labelled data, with intervals. */
export const evaluate: Command = {
  name: "eval",
  summary: "score the product on labelled data, with intervals",
  usage: `watchkeeper eval SUITE… --data DIR

  SUITE      ${suites.map(({ name }) => name).join(", ")}, or all
  --data DIR a folder of labelled data in the layout that docs/guides/evaluating.md describes
  --check    exit 1 when a figure is below the floor that the last release reached
  --json     print the figures as JSON`,
  async run(words, system, terminal, signal) {
    const { values, positionals } = readOptions(words, options);
    const { data } = values;
    if (data === undefined) throw badOption("--data DIR is missing");
    const chosen = positionals.includes("all")
      ? suites
      : positionals.map((name) => suites.find((suite) => suite.name === name) ?? unknownSuite(name));
    if (chosen.length === 0) throw badOption(`name a suite: ${suites.map(({ name }) => name).join(", ")}, or all`);
    const results: SuiteResult[] = [];
    const kits = new Map<string, Promise<Kit>>();
    for (const suite of chosen) {
      const result = await runSuite(suite, await kitOf(suite, { data, system, kits }), { data, system, signal });
      results.push(result);
      if (!values.json) terminal.out(table(result));
    }
    const figures = results.flatMap((result) => result.figures);
    if (values.json) terminal.out(`${JSON.stringify({ figures, notes: results.flatMap(({ notes }) => notes) }, undefined, 2)}\n`);
    const fallen = values.check ? figures.filter(hasFallen) : [];
    for (const each of fallen)
      terminal.err(`✗ ${each.suite}: ${each.figure} is ${shown(each, each.value)}, worse than ${shown(each, each.floor ?? 0)}\n`);
    return fallen.length > 0 ? 1 : 0;
  },
};

const unknownSuite = (name: string): never => {
  throw badOption(`there is no suite "${name.slice(0, 80)}"; there are ${suites.map((suite) => suite.name).join(", ")}`);
};

/** The rules and playbooks that a suite is measured with; suites that name the same ones share them, since compiling takes seconds. */
function kitOf({ rules, builtin }: Suite, parts: { data: string; system: System; kits: Map<string, Promise<Kit>> }): Promise<Kit> {
  const key = JSON.stringify([rules, builtin]);
  const folders = rules.map((folder) => join(parts.data, folder));
  const kit = parts.kits.get(key) ?? loadKit(parts.system, { rules: folders, builtin, inventory: [], indicators: [] });
  parts.kits.set(key, kit);
  return kit;
}

type Run = { readonly data: string; readonly system: System; readonly signal: AbortSignal };

async function runSuite(suite: Suite, kit: Kit, { data, system, signal }: Run): Promise<SuiteResult> {
  const store = await system.openStore({ ephemeral: true });
  let worlds = 0;
  try {
    return await suite.run({
      data,
      findInputs: system.findInputs,
      catalogue: system.catalogue,
      rules: kit.rules,
      investigate: async (input) => {
        const { assessment } = await investigateInputs({
          inputs: [input],
          worldName: `${suite.name} ${worlds++}`,
          store,
          kit,
          system,
          progress: { step: () => {}, note: () => {} },
          signal,
        });
        return assessment;
      },
    });
  } finally {
    await store.close();
  }
}

function table({ figures, notes }: SuiteResult): string {
  const rows = figures.map((each) => `${each.suite.padEnd(11)} ${each.figure.padEnd(56)} ${cell(each)}`);
  return `${[...rows, ...notes.map((note) => `            ${note}`)].join("\n")}\n`;
}

const hasFallen = ({ value, floor, better }: Figure) => floor !== undefined && (better === "higher" ? value < floor : value > floor);

function cell(figure: Figure): string {
  const { value, interval, right, of, baseline, goal } = figure;
  const count = right === undefined ? `n ${of}` : `${right}/${of}`;
  const others = [baseline !== undefined && `baseline ${shown(figure, baseline)}`, goal !== undefined && `goal ${shown(figure, goal)}`];
  const bounds = `95 % ${shown(figure, interval[0])} to ${shown(figure, interval[1])}`;
  return [`${shown(figure, value).padStart(7)}  (${count}; ${bounds})`, ...others.filter((part) => part !== false)].join("  ");
}

const shown = ({ unit }: Figure, value: number) => (unit === "share" ? `${(value * 100).toFixed(1)} %` : value.toFixed(3));
