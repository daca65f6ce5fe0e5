import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { suppressionDaysMax } from "../core/learning/suppression.ts";
import { verdicts } from "../core/verdict/verdict.ts";
import { staleParts } from "../quality/card.ts";
import type { Recipe } from "../quality/recipe.ts";
import { recipes } from "../quality/recipes.ts";
import { isFolder } from "../quality/suite-data.ts";
import { type TrainedFiles, trainRecipe } from "../quality/train.ts";
import { badOption, type Command, type ExitStatus, readOptions } from "./command.ts";
import { makeFolder } from "./make-folder.ts";
import type { System } from "./system.ts";
import type { Terminal } from "./terminal.ts";
import { isAboutJournal, trainFromJournal } from "./train-journal.ts";

const options = {
  data: { type: "string" },
  out: { type: "string" },
  check: { type: "boolean", default: false },
  list: { type: "boolean", default: false },
  "from-journal": { type: "boolean", default: false },
  "data-dir": { type: "string" },
  world: { type: "string", default: "investigation" },
  as: { type: "string" },
  because: { type: "string" },
  verdict: { type: "string" },
  host: { type: "string" },
  days: { type: "string", default: "30" },
  "recent-days": { type: "string", default: "7" },
  "allow-high": { type: "string" },
  json: { type: "boolean", default: false },
} as const;

/** `watchkeeper train`: models from labelled data, and what this installation learns from its analysts. */
export const train: Command = {
  name: "train",
  summary: "learn from labelled data, or from analysts' verdicts in the journal",
  usage: `watchkeeper train NAME… --data DIR [--out DIR] [--check]
watchkeeper train label ALERT|CASE… --verdict WORD --because TEXT --as NAME --data-dir DIR [--world NAME]
watchkeeper train --from-journal --data-dir DIR
watchkeeper train report --data-dir DIR [--recent-days N]
watchkeeper train promote DIGEST | withdraw   --because TEXT --as NAME --data-dir DIR
watchkeeper train suppress list | propose PRODUCT RULE [--host NAME] [--days N] | approve ID [--allow-high TEXT] | reject ID | revoke ID

  From labelled data:

  NAME         ${recipes.map(({ name }) => name).join(", ") || "(no recipe yet)"}, or all
  --data DIR   labelled data in the layout that docs/guides/evaluating.md describes; a recipe sees only the folders it
               declares, and only those whose licence lets a model learned from them ship
  --out DIR    where NAME/model.json and NAME/card.md go (default: the product's own trained/)
  --check      write nothing: train again, and exit 1 when the model's bytes differ from those in --out
  --list       name the recipes and what they read
  --json       print the outcome as JSON lines

  From analysts, in the database that "investigate --data-dir" kept (or DATABASE_URL):
  label        what a person says of an alert, or of each alert of a case: ${verdicts.join(", ")}
  --from-journal  learn a challenger from the older verdicts, compare it on the newer ones, propose suppressions
  report       how often each rule was right, drift, challengers, suppressions
  promote      put a challenger to use that is shown to be no worse; withdraw goes back to the shipped model
  suppress     close a rule's alerts unseen for at most ${suppressionDaysMax} days: proposed by one, approved by another
  --as NAME    who decides; --because TEXT why: both are on the record`,
  async run(words, system, terminal, signal) {
    const { values, positionals } = readOptions(words, options);
    if (values.list) return list(values.json, terminal);
    if (values["from-journal"]) return trainFromJournal(["challenge", ...positionals], values, system, terminal);
    if (isAboutJournal(positionals[0])) return trainFromJournal(positionals, values, system, terminal);
    const { data } = values;
    if (data === undefined) throw badOption("--data DIR is missing");
    const chosen = chosenRecipes(positionals);
    if (!(await isFolder(data))) throw badOption(`--data takes a folder, and "${data.slice(0, 400)}" is none`);
    for (const recipe of chosen) await requireFolders(recipe, data);
    const out = values.out ?? join(system.home, "trained");
    let differ = false;
    for (const recipe of chosen) {
      signal.throwIfAborted();
      const startedMs = system.clock.nowMs();
      const files = await trained(recipe, { data, system, terminal, json: values.json });
      const seconds = Math.round((system.clock.nowMs() - startedMs) / 100) / 10;
      const outcome = values.check ? await compared(recipe.name, files, out) : await written(recipe.name, files, out);
      differ ||= outcome === "model differs";
      const facts = { name: recipe.name, outcome, bytes: Buffer.byteLength(files.model), seconds };
      terminal.out(values.json ? `${JSON.stringify(facts)}\n` : `${recipe.name}: ${outcome} (${facts.bytes} bytes, ${seconds} s)\n`);
    }
    return differ ? 1 : 0;
  },
};

function list(json: boolean, terminal: Terminal): ExitStatus {
  for (const { name, purpose, data, seed } of recipes)
    terminal.out(
      json
        ? `${JSON.stringify({ name, purpose, data, seed })}\n`
        : `${name}: ${data.join(", ")} (seed ${seed})${purpose ? `: ${purpose}` : ""}\n`,
    );
  return 0;
}

function chosenRecipes(names: readonly string[]): readonly Recipe[] {
  const all = [...recipes.map(({ name }) => name), "all"].join(", ");
  for (const name of names)
    if (name !== "all" && !recipes.some((each) => each.name === name))
      throw badOption(`there is no recipe "${name.slice(0, 80)}"; there are ${all}`);
  if (names.length === 0) throw badOption(`name a model to train: ${all}`);
  return recipes.filter(({ name }) => names.includes("all") || names.includes(name));
}

async function requireFolders({ name, data: folders }: Recipe, data: string): Promise<void> {
  for (const folder of folders)
    if (!(await isFolder(join(data, folder)))) throw badOption(`"${name}" is trained on "${folder}", which --data does not hold`);
}

async function trained(
  recipe: Recipe,
  { data, system, terminal, json }: { data: string; system: System; terminal: Terminal; json: boolean },
): Promise<TrainedFiles> {
  const view = await system.temporaryFolder();
  try {
    return await trainRecipe(recipe, {
      data,
      view: view.path,
      home: system.home,
      version: system.version,
      bench: {
        findInputs: system.findInputs,
        catalogue: system.catalogue,
        say: (sentence) => (json ? undefined : terminal.err(`${recipe.name}: ${sentence}\n`)),
      },
    });
  } finally {
    await view.remove();
  }
}

async function written(name: string, { model, card }: TrainedFiles, out: string): Promise<string> {
  const folder = join(out, name);
  await makeFolder(folder);
  for (const [file, text] of [
    ["model.json", model],
    ["card.md", card],
  ] as const) {
    await writeFile(join(folder, `${file}.part`), text);
    await rename(join(folder, `${file}.part`), join(folder, file));
  }
  return `written to ${folder}`;
}

/** The card names the code by digest, so it differs whenever the code was touched; what must be the same is the model. */
async function compared(name: string, { model, card }: TrainedFiles, out: string): Promise<string> {
  const shipped = (file: string) => readFile(join(out, name, file), "utf8").catch(() => undefined);
  if ((await shipped("model.json")) !== model) return "model differs";
  const stale = staleParts((await shipped("card.md")) ?? "", card);
  return stale.length === 0 ? "same bytes" : `same model; its card is stale in ${stale.join(", ")}`;
}
