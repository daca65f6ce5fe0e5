import { eventTools } from "../connectors/event-tools/connector.ts";
import { fileTool } from "../connectors/file-inspector/connector.ts";
import { builtinYaraRules, type YaraScanner, type YaraText, yaraScanner } from "../connectors/file-inspector/yara.ts";
import { lookUpTool } from "../connectors/indicator-files/connector.ts";
import { type IndicatorFiles, loadIndicatorFiles } from "../connectors/indicator-files/load.ts";
import { inventoryTools } from "../connectors/inventory-file/connector.ts";
import { relationWord } from "../connectors/inventory-file/describe.ts";
import { type InventoryText, joinInventories } from "../connectors/inventory-file/load.ts";
import { mailTool } from "../connectors/mail-reader/connector.ts";
import type { InventoryIndex } from "../core/asset/inventory-index.ts";
import { indexInventory } from "../core/asset/inventory-index.ts";
import { type IndicatorIndex, indexOf } from "../core/indicator/index.ts";
import type { Observable } from "../core/observable/observable.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventStore } from "../ports/event-store.ts";
import type { EvidenceBytes } from "../ports/evidence-bytes.ts";
import type { InvestigatorTool } from "../ports/tool.ts";

/** The inventory files as the engine asks them. */
export type LoadedInventory = {
  readonly index: InventoryIndex;
  readonly digest: string;
  readonly isOwn: (observable: Observable) => boolean;
};

/** Reads the inventory files; none give an inventory that knows nothing. Refuses (`inventory/malformed`) a file with a mistake. */
export function loadInventoryFiles(texts: readonly InventoryText[]): LoadedInventory {
  const { inventory, digest } = joinInventories(texts);
  const index = indexInventory(inventory);
  return { index, digest, isOwn: (observable) => relationWord(index, observable) === "own" };
}

export type { IndicatorFiles };
export { loadIndicatorFiles };

/** What the tools are made of. Without `bytes` a file is judged by what reading its mail found; without `yaraRules` the built-in ones are used. */
export type ToolParts = {
  readonly events: EventStore;
  readonly inventory: Pick<LoadedInventory, "index">;
  readonly indicators: { readonly index?: IndicatorIndex };
  readonly bytes?: EvidenceBytes;
  readonly yaraRules?: readonly YaraText[];
  /** Says when a scan has taken too long. */
  readonly clock: Clock;
};

/** Every tool of the one-shot investigator by its name, over one world's events. */
export function openTools({
  events,
  inventory,
  indicators,
  bytes = noBytes,
  yaraRules,
  clock,
}: ToolParts): ReadonlyMap<string, InvestigatorTool> {
  let scanner: Promise<YaraScanner> | undefined;
  const yara = () => {
    scanner ??= yaraRules ? scannerOf(yaraRules, clock) : builtinScanner(clock);
    return scanner;
  };
  const tools = [
    ...eventTools(events),
    ...inventoryTools(inventory.index),
    lookUpTool(indicators.index ?? indexOf([])),
    mailTool(events),
    fileTool({ events, bytes, yara }),
  ] as readonly InvestigatorTool[];
  return new Map(tools.map((tool) => [tool.name, tool]));
}

const scannerOf = (rules: readonly YaraText[], clock: Clock) => yaraScanner(rules, (delayMs) => clock.sleep(delayMs));
const builtinScanners = new WeakMap<Clock, Promise<YaraScanner>>();

/** The built-in rules are compiled once, however many worlds there are. */
function builtinScanner(clock: Clock): Promise<YaraScanner> {
  const scanner = builtinScanners.get(clock) ?? scannerOf(builtinYaraRules(), clock);
  builtinScanners.set(clock, scanner);
  return scanner;
}

const noBytes: EvidenceBytes = { read: async () => undefined };
