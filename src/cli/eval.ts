import { join } from "node:path";
import {
  type EvalReport,
  EvalReport as EvalReportSchema,
  isMet,
  type ReportedFigure,
  ReportedFigure as ReportedFigureSchema,
  type ReportedSuite,
} from "../quality/eval-report.ts";
import { fallsOf } from "../quality/gate.ts";
import type { Suite, SuiteResult } from "../quality/suite.ts";
import { absentFolders, isFolder } from "../quality/suite-data.ts";
import { suites } from "../quality/suites.ts";
import { badOption, type Command, type ExitStatus, readOptions } from "./command.ts";
import { compareWithModel } from "./eval-model.ts";
import { chosenSuites, kitOf, missingFile } from "./eval-suites.ts";
import { evalTable, suiteList } from "./eval-table.ts";
import { investigateInputs, type Kit } from "./investigation.ts";
import { printError } from "./print-error.ts";
import type { System } from "./system.ts";
import type { Terminal } from "./terminal.ts";

const options = {
  data: { type: "string" },
  json: { type: "boolean", default: false },
  check: { type: "boolean", default: false },
  list: { type: "boolean", default: false },
  model: { type: "string" },
  config: { type: "string" },
  "cases-max": { type: "string" },
  inventory: { type: "string", multiple: true },
} as const;

/** `watchkeeper eval SUITE --data DIR`: figures on labelled data, with intervals. */
export const evaluate: Command = {
  name: "eval",
  summary: "score the product on labelled data, with intervals",
  usage: `watchkeeper eval SUITE… --data DIR

  SUITE      ${suites.map(({ name }) => name).join(", ")};
             quick (the deterministic, fast ones), or all
  --data DIR a folder of labelled data in the layout that docs/guides/evaluating.md describes; a suite whose folders are
             not there is named as not run, and the exit status is 3
  --check    exit 1 when a figure is worse than the interval of the last release (docs/quality.json) or than its floor
  --list     name the suites and the folders that they read
  --model NAME  investigate what the suites hold without and with a language model, and compare: a model of the configuration,
             scripted:FILE or recorded:FILE; exit 1 when the model did what it may never do
  --config FILE  watchkeeper.yaml, which says what the model is
  --cases-max N  with --model: begin no recording of a suite once N cases were compared; which ones is drawn
  --inventory PATH  with --model: what the organisation has and has announced (repeatable); without it the rules close little,
             and a model can only hand over what would be closed
  --json     print the figures as JSON`,
  async run(words, system, terminal, signal) {
    const { values, positionals } = readOptions(words, options);
    if (values.list) return list(values.json, terminal);
    const { data, model, config, "cases-max": casesMax, inventory } = values;
    if (model === undefined && (config ?? casesMax ?? inventory) !== undefined)
      throw badOption("--config, --cases-max and --inventory go with --model NAME");
    if (data === undefined) throw badOption("--data DIR is missing");
    const chosen = chosenSuites(positionals);
    if (!(await isFolder(data))) throw badOption(`--data takes a folder, and "${data.slice(0, 400)}" is none`);
    if (model !== undefined) {
      if (values.check) throw badOption("--check holds the figures without a model; leave one of --check and --model out");
      return compareWithModel(
        { names: positionals, data, model, config, casesMax, inventory, json: values.json },
        { system, terminal, signal },
      );
    }
    const done: Measured[] = [];
    const kits = new Map<string, Promise<Kit>>();
    for (const suite of chosen) {
      signal.throwIfAborted();
      if (!values.json) terminal.err(`${suite.name} …\n`);
      const measured = await measure(suite, { data, system, signal, terminal, kits });
      done.push(measured);
      if (!values.json) terminal.out(evalTable(measured.suite, measured.figures));
    }
    const report: EvalReport = EvalReportSchema.parse({
      schema: "watchkeeper/eval@1",
      version: system.version,
      suites: done.map(({ suite }) => suite),
      figures: done.flatMap(({ figures }) => figures),
    });
    if (values.json) terminal.out(`${JSON.stringify(report, undefined, 2)}\n`);
    const stored = values.check ? await storedReport(system) : undefined;
    if (values.check && !stored) terminal.err("! no figures of a release are stored here: only floors are held\n");
    const falls = values.check ? fallsOf(report, stored) : [];
    for (const { suite, figure, says } of falls) terminal.err(`✗ ${suite}: ${figure} ${says}\n`);
    return statusOf(report, falls.length);
  },
};

function list(json: boolean, terminal: Terminal): ExitStatus {
  terminal.out(
    json
      ? `${JSON.stringify(
          suites.map(({ run: _, ...suite }) => suite),
          undefined,
          2,
        )}\n`
      : suiteList(suites),
  );
  return 0;
}

type Run = { readonly data: string; readonly system: System; readonly signal: AbortSignal };
type Measured = { readonly suite: ReportedSuite; readonly figures: readonly ReportedFigure[] };

/** Runs one suite. One that lacks its folders, or fails, is named with the reason; the others run all the same. */
async function measure(
  suite: Suite,
  { kits, terminal, ...run }: Run & { readonly kits: Map<string, Promise<Kit>>; readonly terminal: Terminal },
): Promise<Measured> {
  const { name, seed, measures, looks } = suite;
  const facts = {
    name,
    quick: suite.quick === true,
    ...(seed !== undefined && { seed }),
    ...(measures !== undefined && { measures }),
    ...(looks !== undefined && { looks }),
  };
  const without = (status: "not-run" | "failed", because: string): Measured => ({
    suite: { ...facts, status, because, weak: [], notes: [] },
    figures: [],
  });
  const absent = await absentFolders(suite, run.data);
  if (absent.length > 0) return without("not-run", `the data lacks ${absent.join(", ")}`);
  const startedMs = run.system.clock.nowMs();
  try {
    const { figures, notes, weak = [] } = await runSuite(suite, await kitOf(suite, { ...run, kits }), run);
    const seconds = Math.round((run.system.clock.nowMs() - startedMs) / 100) / 10;
    return { suite: { ...facts, status: "ran", seconds, weak: [...weak], notes: [...notes] }, figures: figures.map(reported) };
  } catch (error) {
    run.signal.throwIfAborted();
    const missing = missingFile(error);
    if (missing !== undefined) return without("not-run", missing);
    printError(error, terminal);
    return without("failed", error instanceof Error ? error.message.slice(0, 400) : "it ended without a reason");
  }
}

/** A figure without what is undefined, and whether its goal is met; one that is no number makes its suite fail. */
function reported(figure: SuiteResult["figures"][number]): ReportedFigure {
  const { goal, floor, ...rest } = figure;
  const met = isMet(figure);
  return ReportedFigureSchema.parse({
    ...rest,
    interval: [figure.interval[0], figure.interval[1]],
    ...(goal !== undefined && { goal }),
    ...(floor !== undefined && { floor }),
    ...(met !== undefined && { met }),
  });
}

/** The figures that the last release stored; none where the page was never written. */
async function storedReport({ readTexts, home }: System): Promise<EvalReport | undefined> {
  const [file] = await readTexts(join(home, "docs", "quality.json"), [".json"]).catch(() => []);
  return file && EvalReportSchema.parse(JSON.parse(file.text));
}

/** A fallen figure is said first; then a suite that broke; then one that did not run. */
function statusOf({ suites: done }: EvalReport, falls: number): ExitStatus {
  if (falls > 0) return 1;
  if (done.some(({ status }) => status === "failed")) return 4;
  return done.some(({ status }) => status === "not-run") ? 3 : 0;
}

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
