import { baseCases } from "../redteam/bases/bases.ts";
import { type Chosen, chosenOf } from "../redteam/chosen.ts";
import { corpus } from "../redteam/corpus/corpus.ts";
import type { RedteamReport } from "../redteam/report/report.ts";
import { surfaces } from "../redteam/surfaces/surface.ts";
import { badOption, type Command, type ExitStatus, oneOf, readOptions } from "./command.ts";
import { loadKit } from "./investigation.ts";
import { openProgress } from "./progress.ts";
import { exercise, type Size, sizes } from "./redteam-exercise.ts";
import { writeExercise } from "./redteam-files.ts";
import { exerciseHistory, historyLines, keepExercise, requireKeeping } from "./redteam-history.ts";
import { redteamTable } from "./redteam-table.ts";
import { openResultFolder } from "./result-folder.ts";
import type { System } from "./system.ts";
import type { Terminal } from "./terminal.ts";

const options = {
  model: { type: "string", default: "none" },
  config: { type: "string" },
  quick: { type: "boolean", default: false },
  full: { type: "boolean", default: false },
  escalation: { type: "boolean", default: false },
  seed: { type: "string", default: "1" },
  seeds: { type: "string", default: "3" },
  field: { type: "string", multiple: true },
  only: { type: "string", multiple: true },
  rules: { type: "string", multiple: true },
  "no-builtin-rules": { type: "boolean", default: false },
  inventory: { type: "string", multiple: true },
  indicators: { type: "string", multiple: true },
  out: { type: "string" },
  "data-dir": { type: "string" },
  history: { type: "boolean", default: false },
  "fail-on": { type: "string" },
  json: { type: "boolean", default: false },
} as const;

/** `watchkeeper redteam`: hostile text in every field that an attacker writes, on the user's own rules and knowledge. */
export const redteam: Command = {
  name: "redteam",
  summary: "attack this installation with hostile text, in memory, and report what holds",
  usage: `watchkeeper redteam [--quick | --full] [--escalation] [--out DIR]

  --quick            every kind of text in every kind of field once (${sizes.quick} plays at most); --full: all of them in all cases, which
                     takes hours; without either ${sizes.standard}
  --escalation       play intrusions of many trades, noisy, quiet and deceptive, each with ordinary work that looks like it, and see whether
                     somebody is called, and when; alone or beside --quick or --full
  --seed N           which of them are drawn (default 1); the same seed gives the same exercise
  --seeds N          with how many seeds, from --seed on, each attack is played (default 3, at most 50)
  --field NAME       only this field (repeatable): ${surfaces.slice(0, 8).join(", ")},
                     ${surfaces.slice(8).join(", ")}
  --only CASE/FIELD/TEXT  only what a report names so (repeatable), such as ssh/tried/user-name/structure/10, beside every other case;
                     CASE/FIELD is all texts in one field of a case, CASE all in all of its fields
  --rules DIR        rules beside the built-in ones (repeatable)   --no-builtin-rules
  --inventory PATH   what the organisation has (repeatable)   --indicators PATH   what intelligence says (repeatable)
  --model NAME       none (default); hostile, the attacker himself as the model, on this machine's loopback; or a language model of the
                     configuration, scripted:FILE or recorded:FILE: each case is played without and with it, and it may only call a person
  --config FILE      watchkeeper.yaml, which says what the model is
  --out DIR          write redteam.json, redteam.md and redteam.html there; with --escalation also which ATT&CK techniques were seen in
                     drills and are named by rules, as attack-coverage.md and a layer for the Navigator (attack-coverage-layer.json)
  --data-dir DIR     keep the figures in the record of this data folder, beside its cases
  --history          what was kept there, or in the database of DATABASE_URL; plays nothing
  --fail-on any      exit 1 when anything went against a promise
  --json             print the report as JSON

  No product is connected, nothing is carried out, and nothing is kept: every case is played in memory. With --model a model is asked as in an
  investigation.`,
  async run(words, system, terminal, signal) {
    const { values, positionals } = readOptions(words, options);
    if (positionals.length > 0) throw badOption(`redteam takes no path, and "${positionals[0]?.slice(0, 80)}" is one`);
    if (values.history) return history(values["data-dir"], values.json, system, terminal);
    if (values.only && (values.quick || values.full)) throw badOption("--only plays all that it names, without --quick and --full");
    if (values.quick && values.full) throw badOption("--quick and --full exclude each other");
    if (values["fail-on"] !== undefined) oneOf("fail-on", values["fail-on"], ["any"]);
    if (values.model === "") throw badOption("--model takes none, a name, scripted:FILE or recorded:FILE");
    if (values.config !== undefined && values.model === "none") throw badOption("--config says what --model NAME is; name one");
    const seed = seedOf(values.seed);
    const seeds = seedsOf(values.seeds);
    const fields = values.field?.map((name) => oneOf("field", name, surfaces)) ?? surfaces;
    const chosen = (values.only ?? []).map(chosenOrRefused);
    const size: Size = values.full ? "full" : values.quick ? "quick" : values.escalation ? "none" : "standard";
    const folder = values.out === undefined ? undefined : await openResultFolder(values.out);
    if (values["data-dir"] !== undefined) await requireKeeping(values["data-dir"], system);
    const hostile = values.model === "hostile" && values.config === undefined ? await system.exercise.openHostile(seed) : undefined;
    const models =
      hostile?.models ?? (values.model === "none" ? undefined : await system.namedModels({ named: values.model, config: values.config }));
    const { inventory = [], indicators = [] } = values;
    const asked = {
      model: values.model,
      hostile,
      paths: { inventory, indicators },
      seed,
      size,
      escalation: values.escalation,
      seeds,
      fields,
      chosen,
    };
    const progress = openProgress(terminal, system.clock);
    const knowledge = { rules: values.rules ?? [], builtin: !values["no-builtin-rules"], inventory, indicators, models };
    const { kit, report } = await loadKit(system, knowledge)
      .then(async (kit) => ({ kit, report: await exercise({ ...asked, kit }, { system, progress, signal }) }))
      .finally(() => hostile?.close());
    progress.clear();
    if (folder) await writeExercise(folder, report, { kit, system });
    if (values["data-dir"] !== undefined) await keepExercise(report, values["data-dir"], system);
    terminal.out(values.json ? `${JSON.stringify(report)}\n` : redteamTable(report, folder?.path));
    return values["fail-on"] === "any" && against(report) ? 1 : 0;
  },
};

async function history(dataDir: string | undefined, json: boolean, system: System, terminal: Terminal): Promise<ExitStatus> {
  const { played, notPlayed } = await exerciseHistory(dataDir, system);
  terminal.out(json ? `${JSON.stringify({ exercises: played, notPlayed: notPlayed ?? null })}\n` : historyLines(played, notPlayed));
  return 0;
}

const against = (report: RedteamReport) =>
  report.violations > 0 || report.wrong.length > 0 || (report.escalation?.missedGoals.length ?? 0) > 0;

function chosenOrRefused(words: string): Chosen {
  const chosen = chosenOf(words, baseCases(), corpus());
  if (!chosen) throw badOption(`--only takes CASE, CASE/FIELD or CASE/FIELD/TEXT as a report names them, not "${words.slice(0, 120)}"`);
  return chosen;
}

const seedMax = 2 ** 31 - 1;

function seedOf(given: string): number {
  const seed = /^\d{1,10}$/.test(given) ? Number(given) : Number.NaN;
  if (!(seed <= seedMax)) throw badOption(`--seed takes a whole number up to ${seedMax}, not "${given.slice(0, 80)}"`);
  return seed;
}

const seedsMax = 50;

function seedsOf(given: string): number {
  const seeds = /^\d{1,2}$/.test(given) ? Number(given) : 0;
  if (seeds < 1 || seeds > seedsMax) throw badOption(`--seeds takes a whole number from 1 to ${seedsMax}, not "${given.slice(0, 80)}"`);
  return seeds;
}
