import { join } from "node:path";
import { badOption, type Command, readOptions } from "./command.ts";
import { evtxMitre, otrf } from "./eval/attack-suites.ts";
import { benign, sigmaRegression } from "./eval/detection-suites.ts";
import type { Figure, Suite, SuiteResult } from "./eval/suite.ts";
import { investigateInputs, type Kit, loadKit } from "./investigation.ts";
import type { System } from "./system.ts";

const suites: readonly Suite[] = [sigmaRegression, benign, evtxMitre, otrf];
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
    const fallen = values.check ? figures.filter(({ share, floor }) => share < floor) : [];
    for (const { suite, figure, share, floor } of fallen)
      terminal.err(`✗ ${suite}: ${figure} fell to ${percent(share)}, below ${percent(floor)}\n`);
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
      system,
      data,
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

function cell({ right, of, share, interval, target }: Figure): string {
  const goal = target > 0 ? `  goal ${percent(target)}` : "";
  return `${percent(share).padStart(7)}  (${right}/${of}; 95 % ${percent(interval[0])} to ${percent(interval[1])})${goal}`;
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
