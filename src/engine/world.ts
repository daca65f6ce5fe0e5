import canonicalize from "canonicalize";
import type { InventoryIndex } from "../core/asset/inventory-index.ts";
import type { AttackCatalogue } from "../core/attack/attack.ts";
import type { Learned } from "../core/learning/learning.ts";
import type { Observable } from "../core/observable/observable.ts";
import type { Playbook } from "../core/playbook/playbook.ts";
import type { RunSettings } from "../core/run/run.ts";
import type { CompiledRuleSet } from "../detection/sigma/rule-set.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventStore } from "../ports/event-store.ts";
import type { EvidenceInput, UnreadableInput } from "../ports/evidence-input.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { EventJudge } from "../ports/judge.ts";
import type { Progress } from "../ports/progress.ts";
import type { AlertFeatures, AlertScorer } from "../ports/scorer.ts";
import type { InvestigatorTool } from "../ports/tool.ts";
import type { Policy } from "../stages/investigate/standing.ts";
import type { AttackReader } from "../stages/map-attack/reader.ts";
import { type ModelParts, modelsNamed } from "./model/model-parts.ts";

/** All that one run over evidence needs of the world, handed in by whoever wires it. */
export type World = {
  readonly inputs: readonly EvidenceInput[];
  /** What a person named and nobody could open: it is recorded and reported. */
  readonly unread?: readonly UnreadableInput[];
  readonly journal: JournalStore;
  readonly events: EventStore;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly rules: CompiledRuleSet;
  readonly catalogue: AttackCatalogue;
  /** What reads techniques and groups out of a case; without it the lexicon and the catalogue alone. */
  readonly reader?: AttackReader;
  readonly playbooks: readonly { readonly playbook: Playbook; readonly digest: string }[];
  readonly scorer: AlertScorer;
  /** Asked about every event of their kinds, beside the rules. */
  readonly judges: readonly EventJudge[];
  readonly inventory: InventoryIndex;
  /** What intelligence says of an observable at a time; undefined when nothing. */
  readonly sightingOf: (observable: Observable, atMs: number) => AlertFeatures["indicators"][number] | undefined;
  /** False when no indicator is loaded, so that nobody is asked about every event. */
  readonly hasIndicators?: boolean;
  /** True for the organisation's own addresses and domains. */
  readonly isOwn: (observable: Observable) => boolean;
  readonly tools: ReadonlyMap<string, InvestigatorTool>;
  readonly policy: Policy;
  /** Language models, where any is connected: asked once the investigation without them has come to its end. */
  readonly models?: ModelParts;
  readonly settings: Omit<RunSettings, Derived>;
  /** What was learned from analysts and is in force; a run that is resumed goes by what it began with. */
  readonly learned?: Learned;
  /** The most alerts that the run holds; what comes beyond is counted and dead-lettered. */
  readonly alertsMax?: number;
};

type Derived = "policy" | "scorer" | "judges" | "reader" | "models";

/** What decides the outcome of a run in this world, as its journal holds it. Every model is in it by its digest. */
export function settingsOf({ settings, policy, scorer, judges, reader, models }: Pick<World, "settings" | Derived>): RunSettings {
  return {
    ...settings,
    policy: canonicalize(policy) ?? "",
    scorer: scorer.name,
    judges: judges.map(({ name, model }) => (model === undefined ? name : `${name}@${model}`)).join(", "),
    reader: reader?.name ?? "untrained",
    ...(models && { models: modelsNamed(models) }),
  };
}
