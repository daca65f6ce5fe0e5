import { join, resolve } from "node:path";
import type { LoadedIndicators, LoadedInventory, LoadedRules, System } from "../../cli/system.ts";
import type { ModelParts } from "../../engine/model/model-parts.ts";
import type { FeedIndicators } from "../../engine/sources-of-answers/indicator-feeds.ts";
import { joinIndicators } from "../../engine/sources-of-answers/join-indicators.ts";
import type { WatchKnowledge } from "../../engine/watch/watch.ts";
import type { TenantConfiguration } from "../../ports/configuration.ts";
import { defaultPolicy } from "../../stages/investigate/standing.ts";
import type { DemoData } from "./demo-data.ts";
import { fingerprintOf } from "./fingerprint.ts";

/** What the judgement of a tenant is made of on disk and in products. */
export type KnowledgeParts = {
  readonly tenant: TenantConfiguration;
  /** Where paths in the configuration begin. */
  readonly folder: string;
  readonly system: Pick<
    System,
    "home" | "version" | "loadRules" | "loadPlaybooks" | "loadIndicators" | "catalogue" | "attackReader" | "scorer" | "judges"
  >;
  readonly inventory: () => LoadedInventory;
  /** What asking language models takes, where any is asked; names that an inventory knows stand under stand-ins. */
  readonly models?: (inventory: LoadedInventory) => ModelParts;
  /** What the connected feeds name; nothing where none is connected. */
  readonly feeds?: () => FeedIndicators;
  /** What the company of the demo knows; nothing where no demo data is there. */
  readonly demo?: DemoData["knowledge"];
};

/** What the watch goes by, read anew where something on disk changed, and the same value where nothing did. */
export type Knowledge = {
  readonly now: () => Promise<WatchKnowledge>;
  readonly indicators: () => Promise<LoadedIndicators>;
  /** Rules that were named and are not used, with why. */
  readonly problems: () => readonly LoadedRules["problems"][number][];
};

/** Opens it; nothing is read before it is asked for. */
export function openKnowledge({ tenant, folder, system, inventory, models, feeds, demo }: KnowledgeParts): Knowledge {
  const ruleFolders = tenant.rules.map((path) => resolve(folder, path));
  const ownIndicators = tenant.indicators.map((path) => resolve(folder, path));
  const indicatorPaths = () => [...ownIndicators, ...(demo?.().indicators ?? [])];
  const rules = changing(constant(ruleFolders), () => system.loadRules(ruleFolders, tenant["builtin-rules"]));
  const listed = changing(indicatorPaths, (paths) => system.loadIndicators(paths));
  const indicators = feeds ? joining(listed, feeds) : listed;
  const playbooks = changing(constant([join(system.home, "playbooks")]), () => system.loadPlaybooks());
  let held: { readonly of: readonly unknown[]; readonly knowledge: WatchKnowledge } | undefined;
  let problems: LoadedRules["problems"] = [];
  return {
    indicators,
    problems: () => problems,
    async now() {
      const of = [await rules(), await indicators(), await playbooks(), inventory()] as const;
      if (held && of.every((each, index) => each === held?.of[index])) return held.knowledge;
      const [loadedRules, loadedIndicators, loadedPlaybooks, loadedInventory] = of;
      problems = loadedRules.problems;
      const catalogue = system.catalogue();
      const knowledge: WatchKnowledge = {
        rules: loadedRules.rules,
        catalogue,
        reader: system.attackReader(),
        playbooks: loadedPlaybooks.playbooks,
        scorer: system.scorer(),
        judges: system.judges(),
        inventory: loadedInventory.index,
        isOwn: loadedInventory.isOwn,
        sightingOf: loadedIndicators.sightingOf,
        hasIndicators: loadedIndicators.count > 0,
        policy: defaultPolicy,
        ...(models && { models: models(loadedInventory) }),
        settings: {
          attack: catalogue.version,
          rules: loadedRules.digest,
          playbooks: loadedPlaybooks.digest,
          inventory: loadedInventory.digest,
          indicators: loadedIndicators.digest,
          version: system.version,
        },
      };
      held = { of, knowledge };
      return knowledge;
    },
  };
}

const constant = (paths: readonly string[]) => () => paths;

/** What is read from files, once for as long as none of them changes. A change that cannot be read leaves what was read before. */
function changing<Value>(pathsNow: () => readonly string[], read: (paths: readonly string[]) => Promise<Value>): () => Promise<Value> {
  let held: { readonly fingerprint: string; readonly value: Value } | undefined;
  return async () => {
    const paths = pathsNow();
    const fingerprint = await fingerprintOf(paths);
    if (held?.fingerprint === fingerprint) return held.value;
    try {
      held = { fingerprint, value: await read(paths) };
    } catch (cause) {
      if (!held) throw cause;
      // What was wrong is told by config check; the service goes on with what it has.
      held = { fingerprint, value: held.value };
    }
    return held.value;
  };
}

/** Lists and feeds as one, and the same value for as long as neither changes. */
function joining(listed: () => Promise<LoadedIndicators>, feeds: () => FeedIndicators): () => Promise<LoadedIndicators> {
  let held: { readonly of: readonly [LoadedIndicators, FeedIndicators]; readonly joined: LoadedIndicators } | undefined;
  return async () => {
    const of = [await listed(), feeds()] as const;
    if (held?.of[0] !== of[0] || held.of[1] !== of[1]) held = { of, joined: joinIndicators(...of) };
    return held.joined;
  };
}
