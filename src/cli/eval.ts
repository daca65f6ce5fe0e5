import { join } from "node:path";
import { SocError } from "../core/soc-error.ts";
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
import { evalTable, suiteList } from "./eval-table.ts";
import { investigateInputs, type Kit, loadKit } from "./investigation.ts";
import { printError } from "./print-error.ts";
import type { System } from "./system.ts";
import type { Terminal } from "./terminal.ts";

const options = {
  data: { type: "string" },
  json: { type: "boolean", default: false },
  check: { type: "boolean", default: false },
  list: { type: "boolean", default: false },
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
  --json     print the figures as JSON`,
  async run(words, system, terminal, signal) {
    const { values, positionals } = readOptions(words, options);
    if (values.list) return list(values.json, terminal);
    const { data } = values;
    if (data === undefined) throw badOption("--data DIR is missing");
    const chosen = chosenSuites(positionals);
    if (!(await isFolder(data))) throw badOption(`--data takes a folder, and "${data.slice(0, 400)}" is none`);
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

/** The suites that the words name, each once, in the order of the list. */
function chosenSuites(names: readonly string[]): readonly Suite[] {
  const known = new Set([...suites.map(({ name }) => name), "all", "quick"]);
  const all = `${[...known].slice(0, -2).join(", ")}; quick, or all`;
  for (const name of names) if (!known.has(name)) throw badOption(`there is no suite "${name.slice(0, 80)}"; there are ${all}`);
  if (names.length === 0) throw badOption(`name a suite: ${all}`);
  return suites.filter(({ name, quick }) => names.includes("all") || names.includes(name) || (quick === true && names.includes("quick")));
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

/** What of the data is not there, where that is why a suite ended; undefined where it ended for another reason. */
function missingFile(error: unknown): string | undefined {
  if (error instanceof SocError && error.code === "input/not-found") return error.problem;
  if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) return undefined;
  return `the data lacks ${"path" in error ? String(error.path) : "a file"}`;
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

/** The rules and playbooks that a suite is measured with; suites that name the same ones share them, since compiling takes seconds. */
function kitOf({ rules, builtin }: Suite, parts: { data: string; system: System; kits: Map<string, Promise<Kit>> }): Promise<Kit> {
  const key = JSON.stringify([rules, builtin]);
  const folders = rules.map((folder) => join(parts.data, folder));
  const kit = parts.kits.get(key) ?? loadKit(parts.system, { rules: folders, builtin, inventory: [], indicators: [] });
  parts.kits.set(key, kit);
  return kit;
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
