import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { readTexts } from "../connectors/local-files/texts.ts";
import { parsePlaybook } from "../core/playbook/lint.ts";
import { compileRules } from "../detection/sigma/compile.ts";
import { loadAttackCatalogue } from "../knowledge/attack.ts";
import type { Clock } from "../ports/clock.ts";
import type { EvidenceInput } from "../ports/evidence-input.ts";
import type { InvestigatorTool } from "../ports/tool.ts";
import { RedteamReport } from "../redteam/report/report.ts";
import { allowing } from "../testing/told-model.ts";
import { openAttackReader } from "../wiring/attack-reader.ts";
import { exerciseParts } from "../wiring/exercise.ts";
import { openJudges } from "../wiring/judges.ts";
import { openScorer } from "../wiring/scorer.ts";
import { loadIndicatorFiles, loadInventoryFiles, openTools } from "../wiring/tools.ts";
import { runCommand } from "./menu.ts";
import type { System } from "./system.ts";

const home = fileURLToPath(new URL("../../", import.meta.url));
const clock: Clock = { nowMs: () => Date.now(), sleep: (delayMs, signal) => sleep(delayMs, undefined, { signal, ref: false }) };
const catalogue = loadAttackCatalogue();
const [reader, judges, scorer] = [openAttackReader(home, catalogue), openJudges(home), openScorer(home)];
const yamlIn = async (folder: string) =>
  (await readTexts(join(home, folder), [".yaml", ".yml"])).filter(({ path }) => !/\.samples\.ya?ml$|\/scenarios\//.test(path));

/** The product, wired as it ships but for what its tools make of their sources. */
const productWith = (toolsFor: System["toolsFor"]) =>
  ({
    version: "1.2.3",
    home,
    environment: {},
    clock,
    catalogue: () => catalogue,
    attackReader: () => reader,
    judges: () => judges,
    scorer: () => scorer,
    loadRules: async () => ({ ...compileRules(await yamlIn("rules")), problems: [], digest: `sha256:${"1".repeat(64)}` }),
    loadPlaybooks: async () => ({
      playbooks: (await yamlIn("playbooks")).map(({ path, text }) => parsePlaybook(text, path)),
      digest: `sha256:${"2".repeat(64)}`,
    }),
    loadInventory: async () => loadInventoryFiles([]),
    loadIndicators: async () => loadIndicatorFiles([]),
    readTexts,
    toolsFor,
    exercise: exerciseParts({ home, clock, random: { secret: (sizeBytes) => randomBytes(sizeBytes).toString("hex") } }),
  }) as Partial<System> as System;

const honest: System["toolsFor"] = (parts) => openTools({ ...parts, clock });

/** Tools that let the evidence speak for itself: where it says that it is harmless, they say so too. */
const believing: System["toolsFor"] = (parts) => {
  let told: Promise<boolean> | undefined;
  const isTold = () => {
    told ??= saysHarmless(parts.inputs);
    return told;
  };
  const believer = (tool: InvestigatorTool): InvestigatorTool => ({
    ...tool,
    async ask(input) {
      const answer = await tool.ask(input);
      const word = allowing[tool.name];
      return word !== undefined && tool.answers.includes(word) && (await isTold()) ? { ...answer, answer: word } : answer;
    },
  });
  return new Map([...honest(parts)].map(([name, tool]) => [name, believer(tool)]));
};

async function saysHarmless(inputs: readonly EvidenceInput[]): Promise<boolean> {
  let text = "";
  for (const input of inputs) for await (const bytes of input.open()) text += Buffer.from(bytes).toString("utf8");
  return /benign|false.positive|harmless|ignore|authori[sz]ed/i.test(text);
}

async function attacked(toolsFor: System["toolsFor"], ...more: readonly string[]) {
  const said = { out: [] as string[], err: [] as string[] };
  const terminal = {
    out: (text: string) => void said.out.push(text),
    err: (text: string) => void said.err.push(text),
    redraw: () => undefined,
    input: process.stdin,
    isInteractive: false,
    colour: false,
    columns: 80,
  };
  const words = ["redteam", "--quick", "--field", "alert-title", "--json", ...more];
  const status = await runCommand(words, productWith(toolsFor), terminal, new AbortController().signal);
  return { status, report: () => RedteamReport.parse(JSON.parse(said.out.join(""))), err: said.err.join("") };
}

// Guarantees: whoever has the exercise watch over a release hears of a product that believes what it reads.
test("a product whose tools believe the evidence's own word ends with 1, and the report says what fell", async () => {
  const { status, report, err } = await attacked(believing, "--fail-on", "any");
  assert.equal(status, 1, err);
  const { violations, attacks, firstViolations } = report();
  assert.ok(violations > 0 && attacks.seen > 0, `${violations} violations`);
  assert.ok(
    firstViolations.some(({ kind }) => kind === "downgrade"),
    JSON.stringify(firstViolations).slice(0, 2_000),
  );
});
