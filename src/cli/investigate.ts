import { createHash } from "node:crypto";
import { alarmWorld } from "../core/alarm/alarm.ts";
import { type Severity, severities, severityRank } from "../core/alert/severity.ts";
import type { Assessment } from "../core/assessment/assessment.ts";
import { containmentWorld } from "../core/containment/containment.ts";
import { exerciseWorld } from "../core/exercise/exercise.ts";
import { governanceWorld } from "../core/governance/governance.ts";
import { handoverWorld } from "../core/handover/handover.ts";
import { type Learned, learningWorld } from "../core/learning/learning.ts";
import { guideWorld } from "../core/model/guide.ts";
import { qualitySampleWorld } from "../core/quality-sample/quality-sample.ts";
import { regulationWorld } from "../core/regulation/dossier.ts";
import { escapedJson } from "../core/report/escaped-json.ts";
import { inline } from "../core/report/inline.ts";
import { type Verdict, verdicts } from "../core/verdict/verdict.ts";
import type { EvidenceInput, UnreadableInput } from "../ports/evidence-input.ts";
import { badOption, type Command, type ExitStatus, nothingToRead, oneOf, readOptions } from "./command.ts";
import { sayEmpty, sayLeftOut, sayUnreadable } from "./complain.ts";
import { type Containing, openContaining, ordersOfContain } from "./investigate-contain.ts";
import { investigateInputs, type Kit, learnedIn, loadKit } from "./investigation.ts";
import { openProgress } from "./progress.ts";
import { openResultFolder, type ResultFolder } from "./result-folder.ts";
import { summaryOf, verdictLine } from "./summary.ts";
import type { OpenStore, StoreChoice, System } from "./system.ts";
import type { Terminal } from "./terminal.ts";

const options = {
  out: { type: "string" },
  each: { type: "boolean", default: false },
  rules: { type: "string", multiple: true },
  "no-builtin-rules": { type: "boolean", default: false },
  inventory: { type: "string", multiple: true },
  indicators: { type: "string", multiple: true },
  ephemeral: { type: "boolean", default: false },
  "data-dir": { type: "string" },
  world: { type: "string" },
  model: { type: "string", default: "none" },
  config: { type: "string" },
  "fail-on": { type: "string" },
  contain: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

/** `watchkeeper investigate PATH… --out DIR`: evidence in, a finished investigation out. */
export const investigate: Command = {
  name: "investigate",
  summary: "read evidence, raise and triage alerts, investigate, report; no server needed",
  usage: `watchkeeper investigate PATH… --out DIR

  --out DIR          where assessment.json and the reports go (made when it does not exist)
  --each             each PATH (each file under a folder) is its own world; one line per input in DIR/assessments.jsonl
  --rules DIR        Sigma rules beside the built-in ones (repeatable)
  --no-builtin-rules only the rules given with --rules
  --inventory FILE   assets, identities, planned changes (JSON, YAML, CSV; repeatable)
  --indicators FILE  MISP feed, STIX 2.1, CSV or hash list (repeatable)
  --ephemeral        a throw-away database (the default, unless DATABASE_URL names a server)
  --data-dir DIR     keep the database; the same command resumes what a crash left
  --world NAME       the name of this investigation in the database (default: investigation; with DATABASE_URL one made of
                     the paths and settings, so that the same command resumes and another one is another world)
  --contain FILE     standing orders (containment.yaml): file what is proposed, and carry out what they allow without a person;
                     needs --data-dir; everything else waits in "contain list"
  --model NAME       a language model of the configuration, scripted:FILE or recorded:FILE; none by default
  --config FILE      watchkeeper.yaml, which says what the model is, where its key lies and what it may take
  --fail-on WORD     exit 1 when a case has this verdict, or this severity or a graver one and is escalated
  --json             print the assessment instead of a summary`,
  async run(words, system, terminal, signal) {
    const { values, positionals } = readOptions(words, options);
    if (positionals.length === 0) throw nothingToRead("investigate PATH… --out DIR");
    if (values.out === undefined) throw badOption("--out DIR is missing");
    if (values.model === "") throw badOption("--model takes none, a name, scripted:FILE or recorded:FILE");
    if (values.config !== undefined && values.model === "none") throw badOption("--config says what --model NAME is; name one");
    if (values.ephemeral && values["data-dir"] !== undefined) throw badOption("--ephemeral and --data-dir exclude each other");
    requireName(values.world);
    const failOn = readFailOn(values["fail-on"]);
    const choice = storeChoice(values, system);
    const orders = await ordersOfContain(values.contain, choice, system);
    const models = values.model === "none" ? undefined : await system.namedModels({ named: values.model, config: values.config });
    const { inputs, unreadable } = await system.findInputs(positionals);
    const folder = await openResultFolder(values.out);
    const [kit, store] = await Promise.all([
      loadKit(system, {
        rules: values.rules ?? [],
        builtin: !values["no-builtin-rules"],
        inventory: values.inventory ?? [],
        indicators: values.indicators ?? [],
        models,
      }),
      system.openStore(choice),
    ]);
    try {
      reportProblems(kit, store, unreadable, terminal);
      if (inputs.length === 0 && unreadable.length === 0) sayEmpty(positionals, terminal);
      const worldName = values.world ?? ("databaseUrl" in choice ? derivedName(inputs, kit, system, values.model) : "investigation");
      if ("databaseUrl" in choice) terminal.err(`world: ${inline(worldName)}\n`);
      const learned = await learnedIn(store, system);
      const containing = await openContaining(orders, { store, choice, system, terminal, json: values.json });
      const job = { learned, containing, worldName, inputs, unreadable, kit, store, folder, system, terminal, signal, json: values.json };
      const assessments = values.each ? await eachAlone(job) : [await together(job)];
      await containing.finish(signal);
      return statusOf(assessments, inputs.length === 0 || unreadable.length > 0, failOn);
    } finally {
      await store.close();
    }
  },
};

/** The same paths read with the same rules and knowledge by the same version are the same investigation. */
function derivedName(
  inputs: readonly EvidenceInput[],
  { rules, playbooks, inventory, indicators }: Kit,
  { version }: System,
  model: string,
): string {
  const paths = inputs.map(({ path }) => path);
  const named = model === "none" ? [] : [model];
  const parts = ["world-v1", version, rules.digest, playbooks.digest, inventory.digest, indicators.digest, paths, ...named];
  return `investigation-${createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16)}`;
}

type Job = {
  readonly learned: Learned | undefined;
  readonly containing: Containing;
  readonly worldName: string;
  readonly inputs: readonly EvidenceInput[];
  readonly unreadable: readonly UnreadableInput[];
  readonly kit: Kit;
  readonly store: OpenStore;
  readonly folder: ResultFolder;
  readonly system: System;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly json: boolean;
};

function storeChoice(
  values: { readonly ephemeral: boolean; readonly "data-dir"?: string; readonly contain?: string },
  system: System,
): StoreChoice {
  // Where something carries out all the time, its database is joined.
  if (values["data-dir"] !== undefined) return { dataDir: values["data-dir"], ...(values.contain !== undefined && { join: true }) };
  const url = system.environment.DATABASE_URL;
  return url && !values.ephemeral ? { databaseUrl: url } : { ephemeral: true };
}

async function together({
  learned,
  containing,
  worldName,
  inputs,
  unreadable,
  kit,
  store,
  folder,
  system,
  terminal,
  signal,
  json,
}: Job): Promise<Assessment> {
  const progress = openProgress(terminal, system.clock);
  const { assessment, recorder } = await investigateInputs({
    learned,
    inputs,
    unread: unreadable,
    worldName,
    store,
    kit,
    system,
    progress,
    signal,
  });
  progress.clear();
  await folder.writeAll(assessment, system.catalogue());
  terminal.out(json ? `${JSON.stringify(assessment)}\n` : summaryOf(assessment, folder.path));
  await containing.file(worldName, recorder);
  return assessment;
}

/** Each input alone, in the order in which they were found; then those that could not be opened, so that each has its line. */
async function eachAlone(job: Job): Promise<Assessment[]> {
  const { learned, containing, worldName, kit, store, folder, system, terminal, signal, json } = job;
  const jobs = [
    ...job.inputs.map((input) => ({ path: input.path, inputs: [input], unread: [] })),
    ...job.unreadable.map((unread) => ({ path: unread.path, inputs: [], unread: [unread] })),
  ];
  const progress = openProgress(terminal, system.clock);
  const lines = await folder.openLines();
  const kept: Assessment[] = [];
  try {
    for (const [index, { path, inputs, unread }] of jobs.entries()) {
      signal.throwIfAborted();
      const world = `${worldName} input ${index}`;
      const { assessment, recorder } = await investigateInputs({
        learned,
        inputs,
        unread,
        worldName: world,
        store,
        kit,
        system,
        progress: { step: () => {}, note: progress.note },
        signal,
      });
      await containing.file(world, recorder);
      progress.step("inputs", index + 1, jobs.length);
      const line = `${escapedJson(JSON.stringify({ ...assessment, input: path }))}\n`;
      await lines.write(line);
      if (json) terminal.out(line);
      else terminal.out(verdictLine(path, assessment));
      kept.push(essenceOf(assessment));
    }
    await lines.finish();
  } catch (cause) {
    await lines.abandon();
    throw cause;
  } finally {
    progress.clear();
  }
  return kept;
}

/** Only what the exit status needs is kept: thousands of inputs are one command. */
function essenceOf(assessment: Assessment): Assessment {
  const cases = assessment.cases.map((each) => ({ ...each, evidence: [], timeline: [], observables: [], correlation: [] }));
  return { ...assessment, alerts: [], cases };
}

function reportProblems({ rules }: Kit, store: OpenStore, unreadable: readonly UnreadableInput[], terminal: Terminal): void {
  sayUnreadable(unreadable, terminal);
  sayLeftOut(rules.problems, terminal);
  for (const note of store.notes) terminal.err(`! ${inline(note, 400)}\n`);
}

function requireName(world: string | undefined): void {
  if (world !== undefined && !/^[\w.-][\w. -]{0,199}$/.test(world)) throw badOption("--world takes up to 200 letters, digits, and . _ -");
  if (world === containmentWorld) throw badOption(`--world "${containmentWorld}" is where containment is recorded; name another`);
  if (world === handoverWorld) throw badOption(`--world "${handoverWorld}" is where handovers are kept; name another`);
  if (world === qualitySampleWorld) throw badOption(`--world "${qualitySampleWorld}" is where quality samples are kept; name another`);
  if (world === alarmWorld) throw badOption(`--world "${alarmWorld}" is where alarms are kept; name another`);
  if (world === regulationWorld) throw badOption(`--world "${regulationWorld}" is where papers for regulators are kept; name another`);
  if (world === governanceWorld) throw badOption(`--world "${governanceWorld}" is where the oversight of the agent is kept; name another`);
  if (world === exerciseWorld) throw badOption(`--world "${exerciseWorld}" is where exercises are kept; name another`);
  if (world === guideWorld) throw badOption(`--world "${guideWorld}" is where questions to a model are kept; name another`);
  if (world === learningWorld) throw badOption(`--world "${learningWorld}" is where verdicts of people are kept; name another`);
}

type FailOn = { readonly verdict: Verdict } | { readonly severity: Severity } | undefined;

function readFailOn(word: string | undefined): FailOn {
  if (word === undefined) return undefined;
  const given = oneOf("fail-on", word, [...verdicts, ...severities]);
  const verdict = verdicts.find((each) => each === given);
  return verdict ? { verdict } : { severity: given as Severity };
}

/** Inputs that could not be opened, or of which records were rejected, and paths that hold none are said with 3, unless `--fail-on` has something graver to say. */
function statusOf(assessments: readonly Assessment[], notAllRead: boolean, failOn: FailOn): ExitStatus {
  const cases = assessments.flatMap((each) => each.cases);
  if (
    failOn &&
    cases.some((each) =>
      "verdict" in failOn
        ? each.verdict === failOn.verdict
        : each.escalated && severityRank(each.severity) >= severityRank(failOn.severity),
    )
  )
    return 1;
  const rejected = assessments.some(({ inputs }) => inputs.some((input) => input.rejected > 0));
  return notAllRead || rejected ? 3 : 0;
}
