import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { evidenceBytes } from "./cli/evidence-bytes.ts";
import { hiddenLine } from "./cli/hidden-line.ts";
import { runCommand } from "./cli/menu.ts";
import type { LoadedRules, System } from "./cli/system.ts";
import { guardedTerminal, type Terminal } from "./cli/terminal.ts";
import { findInputs } from "./connectors/local-files/files.ts";
import { readTexts, type TextFile } from "./connectors/local-files/texts.ts";
import type { AttackCatalogue } from "./core/attack/attack.ts";
import { parsePlaybook } from "./core/playbook/lint.ts";
import { compileRules } from "./detection/sigma/compile.ts";
import { loadAttackCatalogue } from "./knowledge/attack.ts";
import type { Clock } from "./ports/clock.ts";
import type { EventJudge } from "./ports/judge.ts";
import type { Random } from "./ports/random.ts";
import type { AlertScorer } from "./ports/scorer.ts";
import type { AttackReader } from "./stages/map-attack/reader.ts";
import { holdsDatabase } from "./storage/embedded/cluster.ts";
import { holdsTables } from "./storage/external.ts";
import { openStopFile, openTenantStop } from "./storage/stop-file.ts";
import { openWitnessFolder, readWitnessKey } from "./storage/witness/witness-folder.ts";
import { openAttackReader } from "./wiring/attack-reader.ts";
import { connectorDeskOf } from "./wiring/connector-desk.ts";
import { connectorsOf } from "./wiring/connectors.ts";
import { inventoryProblem, openContainment, readOrders } from "./wiring/containment.ts";
import { exerciseParts } from "./wiring/exercise.ts";
import { openJudges } from "./wiring/judges.ts";
import { laterService } from "./wiring/later-service.ts";
import { policiesOf, readPolicies } from "./wiring/policies.ts";
import { qualityFigures } from "./wiring/quality-figures.ts";
import { openScorer } from "./wiring/scorer.ts";
import { sealingOf } from "./wiring/sealing.ts";
import { openStore, stateFolderOf } from "./wiring/store.ts";
import { stampTimeWith } from "./wiring/time-stamp.ts";
import { loadIndicatorFiles, loadInventoryFiles, openTools } from "./wiring/tools.ts";

// Certificates are checked, also by drivers that would ask the environment whether to (the database's).
delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;

const home = dirname(dirname(fileURLToPath(import.meta.url)));
const demoSeed = 20_260_317;

const clock: Clock = { nowMs: () => Date.now(), sleep: (delayMs, signal) => sleep(delayMs, undefined, { signal, ref: false }) };

const random: Random = { secret: (sizeBytes) => randomBytes(sizeBytes).toString("hex") };

/** Everything the commands need, wired from its parts. The only place that knows all of them. */
function assemble(): System {
  let attack: AttackCatalogue | undefined;
  const catalogue = () => {
    attack ??= loadAttackCatalogue();
    return attack;
  };
  let reader: AttackReader | undefined;
  let judges: readonly EventJudge[] | undefined;
  let scorer: AlertScorer | undefined;
  const system: Omit<System, "service"> = {
    version: (JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as { version: string }).version,
    home,
    environment: process.env,
    clock,
    random,
    ...laterParts,
    holdsDatabase,
    holdsTables,
    openStore: (choice) => openStore(choice, { environment: process.env, clock }),
    ...stampTimeWith({ environment: process.env, clock, random }),
    openWitnessStore: (folder, name) => openWitnessFolder(folder, name, random),
    readWitnessKey,
    findInputs,
    readTexts,
    policiesFolder: policiesOf(home),
    readPolicies: (folder) => readPolicies(home, folder),
    ...containmentParts,
    qualityFigures: () => qualityFigures(home),
    catalogue,
    attackReader: () => {
      reader ??= openAttackReader(home, catalogue());
      return reader;
    },
    judges: () => {
      judges ??= openJudges(home);
      return judges;
    },
    scorer: () => {
      scorer ??= openScorer(home);
      return scorer;
    },
    ...contentParts,
  };
  return { ...system, service: laterService(async () => (await import("./wiring/service/service.ts")).openService(system, processParts)) };
}

/** Parts whose modules are loaded when a command first asks for them. */
const laterParts: Pick<System, "openPeople" | "namedModels"> = {
  openPeople: async (store) => (await import("./wiring/access.ts")).openPeople(store, { clock, random }),
  namedModels: async (asked) =>
    (await import("./wiring/named-models.ts")).modelsNamedWith({ home, environment: process.env, clock, random })(asked),
};

/** What the service asks of the process that it runs in. */
const processParts = {
  processId: process.pid,
  memory: () => process.memoryUsage(),
  uptimeSeconds: () => process.uptime(),
  onLookAgain: (work: () => void) => {
    process.on("SIGUSR2", work);
    return () => void process.off("SIGUSR2", work);
  },
};

/** What the commands of containment need, beside the store. */
const containmentParts: Pick<
  System,
  "stateFolder" | "stopSwitch" | "readOrders" | "openContainment" | "inventoryProblem" | "connectors" | "connectorDesk" | "secrets"
> = {
  stateFolder: (choice) => stateFolderOf(choice, process.env),
  stopSwitch: (folder, tenant) => (tenant === undefined ? openStopFile(folder, clock) : openTenantStop(folder, tenant, clock)),
  readOrders: (path) => readOrders(path, { home }),
  openContainment: (store, place) => openContainment(store, place, { home, clock, random, environment: process.env }),
  inventoryProblem,
  connectors: connectorsOf({ clock, environment: process.env }),
  connectorDesk: connectorDeskOf({ clock, random, environment: process.env }),
  secrets: sealingOf(process.env),
};

async function loadRules(folders: readonly string[], builtin: boolean): Promise<LoadedRules> {
  const builtinRules = builtin ? (await readTexts(join(home, "rules"), [".yaml", ".yml"])).filter(isRule).map(shortened) : [];
  const given = (await Promise.all(folders.map((folder) => readTexts(folder, [".yaml", ".yml"])))).flat().filter(isRule);
  const texts = [...builtinRules, ...given];
  const { rules, problems } = compileRules(texts);
  return {
    rules,
    digest: digestOf(texts),
    problems: problems.map(({ path, error }) => ({ path, problem: error.problem, remedy: error.remedy })),
  };
}

/** Samples and YARA rules live beside the rules they belong to. */
const isRule = ({ path }: TextFile) => !/\.samples\.ya?ml$/.test(path);
const shortened = ({ path, text }: TextFile): TextFile => ({ path: path.slice(home.length + 1), text });

async function loadPlaybooks(): ReturnType<System["loadPlaybooks"]> {
  const texts = (await readTexts(join(home, "playbooks"), [".yaml"])).filter(({ path }) => !path.includes("/scenarios/")).map(shortened);
  const playbooks = texts.map(({ path, text }) => parsePlaybook(text, path));
  return { playbooks, digest: digestOf(texts) };
}

const loadInventory: System["loadInventory"] = async (paths) => loadInventoryFiles(await textsOf(paths));
const loadIndicators: System["loadIndicators"] = async (paths) => loadIndicatorFiles(await textsOf(paths));

/** The tools that a playbook can name, over one world's events. */
const toolsFor: System["toolsFor"] = ({ inputs, ...parts }) => openTools({ ...parts, clock, bytes: evidenceBytes(inputs) });

async function textsOf(paths: readonly string[]): Promise<TextFile[]> {
  return (await Promise.all(paths.map((path) => readTexts(path, [".yaml", ".yml", ".json", ".csv", ".txt"])))).flat();
}

/** One digest over names and bytes, whatever the order in which they were read. */
function digestOf(texts: readonly TextFile[]): string {
  const hash = createHash("sha256");
  for (const { path, text } of texts.toSorted((a, b) => (a.path < b.path ? -1 : 1))) hash.update(JSON.stringify([path, text]));
  return `sha256:${hash.digest("hex")}`;
}

/** The generator is content, like a playbook: loaded when the demo is played, and only then. */
const demoScenario: System["demoScenario"] = async (folder, whole) => {
  const [{ generateOfficeDay }, { handedOver }, { writeScenario }] = await Promise.all([
    import("../scenarios/office-day/generate.ts"),
    import("../scenarios/kit/hand-over.ts"),
    import("../scenarios/kit/command.ts"),
  ]);
  const files = generateOfficeDay(demoSeed);
  if (whole !== undefined) writeScenario(files, whole);
  writeScenario(
    files.filter(({ path }) => /^(?:inventory\.yaml$|indicators\/)/.test(path)),
    folder,
  );
  return { records: handedOver(files) };
};

const temporaryFolder: System["temporaryFolder"] = async () => {
  const path = await mkdtemp(join(tmpdir(), "watchkeeper-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
};

/** What is read and played, and where for as long as it takes. */
const contentParts: Pick<
  System,
  "loadRules" | "loadPlaybooks" | "loadInventory" | "loadIndicators" | "toolsFor" | "exercise" | "demoScenario" | "temporaryFolder"
> = {
  loadRules,
  loadPlaybooks,
  loadInventory,
  loadIndicators,
  toolsFor,
  exercise: exerciseParts({ home, clock, random }),
  demoScenario,
  temporaryFolder,
};

function openTerminal(): Terminal {
  const isInteractive = process.stderr.isTTY === true;
  return guardedTerminal({
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    input: process.stdin,
    ...(process.stdin.isTTY && { hiddenLine: () => hiddenLine(process.stdin) }),
    isInteractive,
    colour: isInteractive && !process.env.NO_COLOR,
    columns: process.stderr.columns ?? 80,
  });
}

const stop = new AbortController();
let stoppedMs = 0;
/** Ctrl-C reaches us twice, from the terminal and from the launcher; a second wish to stop is one that comes later than this. */
const oneWishMs = 1_000;
// The listeners stay: without one, the next signal would end us in the middle of stopping the database.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);

function onSignal(): void {
  if (stop.signal.aborted && Date.now() - stoppedMs > oneWishMs) process.exit(130);
  if (stop.signal.aborted) return;
  stoppedMs = Date.now();
  stop.abort();
}

// A reader that closed the pipe has seen enough; that is no fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => (error.code === "EPIPE" ? process.exit(0) : undefined));
// Whoever sleeps holds up no end, so while a command runs something else must keep the process.
const working = setInterval(() => {}, 3_600_000);
process.exitCode = await runCommand(process.argv.slice(2), assemble(), openTerminal(), stop.signal).finally(() => clearInterval(working));
// A stdin that nobody closes must not keep us.
if (stop.signal.aborted) process.stdin.destroy();
