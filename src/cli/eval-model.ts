import type { Assessment } from "../core/assessment/assessment.ts";
import { modelRoles } from "../core/model/call.ts";
import { openRandom, shuffled } from "../learning/random.ts";
import type { EvidenceInput } from "../ports/evidence-input.ts";
import type { LabelledRecording, Suite } from "../quality/suite.ts";
import { absentFolders } from "../quality/suite-data.ts";
import { comparedOf, type Looked } from "../quality/with-model/figures.ts";
import { pairOf } from "../quality/with-model/pair.ts";
import type { Compared, ComparedSuite } from "../quality/with-model/report.ts";
import { ModelComparison } from "../quality/with-model/report.ts";
import { badOption, type ExitStatus } from "./command.ts";
import { comparisonTable, totalTable } from "./eval-model-table.ts";
import { chosenSuites, kitOf, missingFile } from "./eval-suites.ts";
import { investigateInputs, type Kit } from "./investigation.ts";
import { printError } from "./print-error.ts";
import { openProgress } from "./progress.ts";
import type { System } from "./system.ts";
import type { Terminal } from "./terminal.ts";

/** What is compared: the suites by name, on which data, with which model, and after how many cases of each suite no recording is begun. */
export type ComparisonAsked = {
  readonly names: readonly string[];
  readonly data: string;
  readonly model: string;
  readonly config: string | undefined;
  readonly casesMax: string | undefined;
  /** What the organisation has and has announced: where nothing is, the rules close next to nothing. */
  readonly inventory: readonly string[] | undefined;
  readonly json: boolean;
};

type Doing = { readonly system: System; readonly terminal: Terminal; readonly signal: AbortSignal };
type Models = NonNullable<Kit["models"]>;
type Held = Doing & {
  readonly data: string;
  readonly casesMax: number;
  readonly inventory: readonly string[] | undefined;
  readonly modelsFor: (kit: Kit) => Models;
  readonly kits: Map<string, Promise<Kit>>;
};

/** Draws the order of recordings where not all of them are looked at. */
const seed = 1;

/** Investigates what the suites hold without and with a language model, and says what it bought and what it took. */
export async function compareWithModel(asked: ComparisonAsked, doing: Doing): Promise<ExitStatus> {
  const { system, terminal, signal } = doing;
  const chosen = chosenSuites(asked.names);
  const casesMax = casesMaxOf(asked.casesMax);
  const named = await system.namedModels({ named: asked.model, config: asked.config });
  const { inventory } = asked;
  const models = named(await system.loadInventory(inventory ?? []));
  const held: Held = { ...doing, data: asked.data, casesMax, inventory, modelsFor: (kit) => named(kit.inventory), kits: new Map() };
  const done: { readonly suite: ComparedSuite; readonly looked: readonly Looked[]; readonly of: number }[] = [];
  for (const suite of chosen) {
    signal.throwIfAborted();
    const compared = await compare(suite, held);
    done.push(compared);
    if (!asked.json) terminal.out(comparisonTable(compared.suite, currencyOf(models)));
  }
  const looked = done.filter(({ suite }) => suite.status === "compared");
  const all =
    looked.length < 2
      ? undefined
      : comparedOf(
          looked.flatMap((each) => each.looked),
          looked.reduce((sum, { of }) => sum + of, 0),
        );
  const report = ModelComparison.parse({
    ...{ schema: "watchkeeper/eval-model@1", version: system.version, model: factsOf(asked.model, models), seed },
    casesMax: Number.isFinite(casesMax) ? casesMax : null,
    suites: done.map(({ suite }) => suite),
    ...(all && { all }),
  });
  if (asked.json) terminal.out(`${JSON.stringify(report, undefined, 2)}\n`);
  else if (all) terminal.out(totalTable(all, currencyOf(models)));
  return statusOf(report, terminal);
}

function casesMaxOf(given: string | undefined): number {
  if (given === undefined) return Number.POSITIVE_INFINITY;
  const most = /^\d{1,7}$/.test(given) ? Number(given) : 0;
  if (most < 1) throw badOption(`--cases-max takes a whole number from 1, not "${given.slice(0, 80)}"`);
  return most;
}

function factsOf(name: string, { models }: Models): ModelComparison["model"] {
  const asked = modelRoles.flatMap((role) => models.of(role) ?? []);
  return {
    name,
    servers: [...new Set(asked.map(({ model }) => model))],
    hosted: asked.some(({ hosted }) => hosted),
    currency: currencyOf({ models }),
  };
}

/** The currency of its price, where it has one. */
function currencyOf({ models }: Pick<Models, "models">): string | null {
  const priced = modelRoles.flatMap((role) => models.of(role) ?? []).find(({ price }) => price.inputMicros + price.outputMicros > 0);
  return priced?.price.currency ?? null;
}

/** One suite. What lacks its folders, breaks, or never investigates is named with the reason; the others are compared all the same. */
async function compare(suite: Suite, held: Held): Promise<{ suite: ComparedSuite; looked: readonly Looked[]; of: number }> {
  const { name, recordings } = suite;
  const { data, system, signal, terminal } = held;
  const none = (status: ComparedSuite["status"], because: string) => ({ suite: { name, status, because }, looked: [], of: 0 });
  if (!recordings)
    return none("never-investigates", "it measures rules, judges or readers by themselves: no case is investigated, so no model is asked");
  const absent = await absentFolders(suite, data);
  if (absent.length > 0) return none("not-run", `the data lacks ${absent.join(", ")}`);
  const startedMs = system.clock.nowMs();
  try {
    const all = await recordings({ data, findInputs: system.findInputs, catalogue: system.catalogue });
    const looked = await lookAt(suite, all, held);
    const seconds = Math.round((system.clock.nowMs() - startedMs) / 100) / 10;
    const compared: Compared = comparedOf(looked, all.length);
    return { suite: { name, status: "compared", seconds, compared }, looked, of: all.length };
  } catch (error) {
    signal.throwIfAborted();
    const missing = missingFile(error);
    if (missing !== undefined) return none("not-run", missing);
    printError(error, terminal);
    return none("failed", error instanceof Error ? error.message.slice(0, 400) : "it ended without a reason");
  }
}

/** Investigates recordings twice each, until there are as many cases as wanted; in an order drawn from the seed where not all of them may be. */
async function lookAt(suite: Suite, all: readonly LabelledRecording[], held: Held): Promise<readonly Looked[]> {
  const { casesMax, modelsFor, system, terminal, signal } = held;
  const kit = await kitOf(suite, held);
  const withModel: Kit = { ...kit, models: modelsFor(kit) };
  const drawn = Number.isFinite(casesMax) ? shuffled(all, openRandom(seed)) : all;
  const looked: Looked[] = [];
  const progress = openProgress(terminal, system.clock);
  const store = await system.openStore({ ephemeral: true });
  try {
    let cases = 0;
    for (const [at, { name, input, truth }] of drawn.entries()) {
      if (cases >= casesMax) break;
      signal.throwIfAborted();
      progress.step(`${suite.name}: without and with the model`, at, drawn.length);
      const investigated = (its: Kit, worldName: string) => investigate(input, { kit: its, worldName, store, system, signal });
      const without = await investigated(kit, `${suite.name} ${at}`);
      const paired = pairOf(without, await investigated(withModel, `${suite.name} ${at} with`));
      looked.push({ name, truth, ...paired });
      cases += paired.cases.length;
    }
  } finally {
    progress.clear();
    await store.close();
  }
  return looked;
}

type World = Pick<Parameters<typeof investigateInputs>[0], "kit" | "worldName" | "store" | "system" | "signal">;

async function investigate(input: EvidenceInput, world: World): Promise<Assessment> {
  const progress = { step: () => {}, note: () => {} };
  return (await investigateInputs({ ...world, inputs: [input], progress })).assessment;
}

/** What a model may never do is said first; then a suite that broke; then one that did not run. */
function statusOf({ suites }: ModelComparison, terminal: Terminal): ExitStatus {
  const violations = suites.reduce((sum, { compared }) => sum + (compared?.violations ?? 0), 0);
  if (violations > 0) terminal.err(`✗ ${violations} times the model did what it may never do (decision 0126)\n`);
  if (violations > 0) return 1;
  if (suites.some(({ status }) => status === "failed")) return 4;
  return suites.some(({ status }) => status === "not-run") ? 3 : 0;
}
