import { readdirSync, readFileSync } from "node:fs";
import { Inventory } from "../core/asset/asset.ts";
import { indexInventory } from "../core/asset/inventory-index.ts";
import { parsePlaybook } from "../core/playbook/lint.ts";
import { compileRules } from "../detection/sigma/compile.ts";
import type { World } from "../engine/world.ts";
import { loadAttackCatalogue } from "../knowledge/attack.ts";
import type { EvidenceInput } from "../ports/evidence-input.ts";
import { defaultPolicy } from "../stages/investigate/standing.ts";
import { scorecard } from "../stages/triage/scorecard.ts";
import { memoryEventStore } from "../storage/memory/memory-events.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";

const digest = `sha256:${"0".repeat(64)}`;
const catalogue = loadAttackCatalogue();
const folder = new URL("../../playbooks/", import.meta.url);
const playbooks = readdirSync(folder)
  .filter((name) => name.endsWith(".yaml"))
  .toSorted()
  .map((name) => ({ playbook: parsePlaybook(readFileSync(new URL(name, folder), "utf8"), name).playbook!, digest }));

/** A world in memory: real stages, rules, playbooks and catalogue; stores and clock that a test owns. */
export function smallWorld(parts: Partial<World> & { readonly ruleTexts?: readonly string[] }): World {
  const { rules } = compileRules((parts.ruleTexts ?? []).map((text, index) => ({ path: `rule-${index}.yaml`, text })));
  let nowMs = Date.UTC(2026, 0, 1);
  return {
    inputs: [],
    journal: memoryJournalStore(),
    events: memoryEventStore(),
    clock: { nowMs: () => nowMs++, sleep: () => new Promise(() => {}) },
    progress: { step: () => {}, note: () => {} },
    rules,
    catalogue,
    playbooks,
    scorer: scorecard,
    judges: [],
    inventory: indexInventory(Inventory.parse({})),
    sightingOf: () => undefined,
    isOwn: () => false,
    tools: new Map(),
    policy: defaultPolicy,
    settings: { attack: catalogue.version, rules: digest, playbooks: digest, inventory: digest, indicators: digest, version: "0.0.0" },
    ...parts,
  };
}

/** An input that lives in memory, handed out in pieces of the given size. */
export function inputOf(path: string, text: string, pieceBytes = 4_096): EvidenceInput {
  const bytes = Buffer.from(text);
  return {
    path,
    modifiedMs: Date.UTC(2026, 0, 1),
    async *open() {
      for (let start = 0; start < bytes.length; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes);
    },
  };
}
