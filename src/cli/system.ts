import type { InventoryIndex } from "../core/asset/inventory-index.ts";
import type { AttackCatalogue } from "../core/attack/attack.ts";
import type { StandingOrders } from "../core/containment/orders.ts";
import type { IndicatorIndex } from "../core/indicator/index.ts";
import type { Playbook } from "../core/playbook/playbook.ts";
import type { SocError } from "../core/soc-error.ts";
import type { EvidencePack } from "../core/transparency/pack/pack.ts";
import type { CompiledRuleSet } from "../detection/sigma/rule-set.ts";
import type { PeopleDesk } from "../engine/access/people-desk.ts";
import type { ContainmentDesk } from "../engine/containment/desk.ts";
import type { World } from "../engine/world.ts";
import type { Told } from "../engine/write-back/told.ts";
import type { AccessStore } from "../ports/access-store.ts";
import type { AnswerStore } from "../ports/answer-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { DrawSecrets } from "../ports/draw-secrets.ts";
import type { Effector } from "../ports/effector.ts";
import type { EventStore } from "../ports/event-store.ts";
import type { EvidenceInput, UnreadableInput } from "../ports/evidence-input.ts";
import type { ExecutorLock } from "../ports/executor-lock.ts";
import type { Intake, IntakeHolds, IntakeRecord } from "../ports/intake.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { EventJudge } from "../ports/judge.ts";
import type { KeptViews } from "../ports/kept-views.ts";
import type { Leases } from "../ports/leases.ts";
import type { LogKey } from "../ports/log-key.ts";
import type { Measures } from "../ports/measures.ts";
import type { PolicySet } from "../ports/policy.ts";
import type { Random } from "../ports/random.ts";
import type { AlertScorer } from "../ports/scorer.ts";
import type { Sealer } from "../ports/sealer.ts";
import type { SecretBox } from "../ports/secret-box.ts";
import type { SourceLeases } from "../ports/source-lease.ts";
import type { StopSwitch } from "../ports/stop-file.ts";
import type { Views } from "../ports/views.ts";
import type { WitnessStore } from "../ports/witness-store.ts";
import type { Output } from "../redteam/judge/outputs.ts";
import type { CardFigure } from "../stages/governance/card.ts";
import type { AttackReader } from "../stages/map-attack/reader.ts";
import type { ConnectorDesk } from "./connector-system.ts";
import type { Service } from "./service-system.ts";
import type { StoreChoice } from "./store-choice.ts";

export type { StoreChoice } from "./store-choice.ts";

/** What `main.ts` hands to a command: everything it may need of the world, by what it does and not by what it is made of. */
export type System = {
  readonly version: string;
  readonly home: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether a data folder holds a database. Makes nothing. */
  readonly holdsDatabase: (dataDir: string) => boolean;
  /** Whether the server that DATABASE_URL names holds our tables. Makes nothing. */
  readonly holdsTables: (databaseUrl: string) => Promise<boolean>;
  readonly openStore: (choice: StoreChoice) => Promise<OpenStore>;
  /** What a witness keeps in a folder; its name is needed the first time. Refuses (`witness/damaged-folder`, `witness/no-name`, `storage/already-owned`). */
  readonly openWitnessStore: (folder: string, name: string | undefined) => WitnessStore;
  /** The key that a witness's folder holds, also while that witness runs; undefined where it has none yet. Refuses (`witness/damaged-folder`). */
  readonly readWitnessKey: (folder: string) => Pick<LogKey, "name" | "publicKey"> | undefined;
  readonly findInputs: (
    paths: readonly string[],
  ) => Promise<{ readonly inputs: readonly EvidenceInput[]; readonly unreadable: readonly UnreadableInput[] }>;
  readonly loadRules: (folders: readonly string[], builtin: boolean) => Promise<LoadedRules>;
  /** The texts of one file, or of those under a folder whose names end as asked, in name order. Refuses (`input/not-found`). */
  readonly readTexts: (path: string, endings: readonly string[]) => Promise<readonly { readonly path: string; readonly text: string }[]>;
  readonly loadPlaybooks: () => Promise<{
    readonly playbooks: readonly { readonly playbook: Playbook; readonly digest: string }[];
    readonly digest: string;
  }>;
  /** Where the policies that come with Watchkeeper lie. */
  readonly policiesFolder: string;
  /** The policies of a folder, or those that come with Watchkeeper, with all that is wrong with them. Refuses (`input/not-found`). */
  readonly readPolicies: (folder?: string) => Promise<PolicySet>;
  readonly loadInventory: (paths: readonly string[]) => Promise<LoadedInventory>;
  readonly loadIndicators: (paths: readonly string[]) => Promise<LoadedIndicators>;
  /** Where an installation keeps what is not in its database: keys, checkpoints, the stop file. */
  readonly stateFolder: (choice: Exclude<StoreChoice, { readonly ephemeral: true }>) => string;
  /** The stop file of a data folder, or with `tenant` the one of that tenant beside it, and how a person raises and lowers it. Needs no database. */
  readonly stopSwitch: (folder: string, tenant?: string) => StopSwitch;
  /** The standing orders and the policies as they are on disk now. Refuses (`orders/…`, `policy/…`). */
  readonly readOrders: (ordersPath: string) => Promise<ReadOrders>;
  /** Containment of a database under these orders; without orders its record alone, where stopping and looking still work and nothing is carried out. */
  readonly openContainment: (
    store: OpenStore,
    place: { readonly folder: string; readonly orders?: ReadOrders },
  ) => Promise<OpenContainment>;
  /** What keeps the inventory that the orders name from being read; undefined where it can be. */
  readonly inventoryProblem: (orders: ReadOrders) => Promise<SocError | undefined>;
  /** The products that carry out containment. */
  readonly connectors: Connectors;
  /** The products that alerts, knowledge and tickets come from and go to. */
  readonly connectorDesk: ConnectorDesk;
  /** Secrets that may stand in the configuration, and the key for them. */
  readonly secrets: SecretSealing;
  /** Has a time-stamp authority stamp a checkpoint, where one is configured: what the pack of that checkpoint holds. */
  readonly stampTime?: (checkpoint: string) => Promise<NonNullable<EvidencePack["timeStamp"]>>;
  /**
   * The language models that `--model` names: `scripted:FILE`, `recorded:FILE`, or one of a configuration. Sends nothing. Refuses (`cli/bad-option`,
   * `configuration/…`, `connector/…`, `secret/…`).
   */
  readonly namedModels: (asked: {
    readonly named: string;
    readonly config: string | undefined;
  }) => Promise<(inventory: LoadedInventory) => NonNullable<World["models"]>>;
  /** The figures of labelled data that this copy of the product brings; undefined where it brings none. */
  readonly qualityFigures?: () => Promise<readonly CardFigure[] | undefined>;
  readonly catalogue: () => AttackCatalogue;
  /** The catalogue with the shipped models that read techniques and groups, loaded once. */
  readonly attackReader: () => AttackReader;
  /** What events are shown to beside the rules: the shipped models, loaded once. */
  readonly judges: () => readonly EventJudge[];
  /** The scorer of alerts with its model, read at its first use. */
  readonly scorer: () => AlertScorer;
  /**
   * The recorded day that the demo plays: the records as its sources would have handed them over, in order of time. What its company knows is written into
   * the folder, and all of the recording into `whole`, where one is named.
   */
  readonly demoScenario: (folder: string, whole?: string) => Promise<DemoScenario>;
  /** A new folder for this run alone, removed when the run ends. */
  readonly temporaryFolder: () => Promise<{ readonly path: string; readonly remove: () => Promise<void> }>;
  /** Who may come in, as whoever sits at the machine manages it. Refuses (`journal/…`). */
  readonly openPeople: (store: OpenStore) => Promise<PeopleDesk>;
  /** The service: configured, run, backed up. */
  readonly service: Service;
  /** What `redteam` plays its small worlds in: nothing of them outlasts their play, and no product is opened. */
  readonly exercise: {
    /** A store whose every world is a new one in memory. */
    readonly openWorlds: () => Pick<OpenStore, "world">;
    readonly inventoryOf: (texts: readonly KnowledgeText[]) => LoadedInventory;
    readonly indicatorsOf: (texts: readonly KnowledgeText[]) => LoadedIndicators;
    /** Starts the attacker as a model on this machine's loopback. `turn` gives it another seed; `questions` were put to it in all. */
    readonly openHostile: (seed: number) => Promise<{
      readonly models: (inventory: LoadedInventory) => NonNullable<World["models"]>;
      readonly turn: (seed: number) => void;
      readonly questions: () => number;
      readonly close: () => Promise<void>;
    }>;
    /** What is written back of a case as products are sent it; `place` tells one case from another. Nothing is sent. */
    readonly messagesOf: (told: Told, place: string) => Promise<readonly Output[]>;
  };
  /** The investigator's tools over one world's events. */
  readonly toolsFor: (parts: {
    readonly events: EventStore;
    readonly inventory: LoadedInventory;
    readonly indicators: LoadedIndicators;
    readonly inputs: readonly EvidenceInput[];
  }) => World["tools"];
};

/** A file of knowledge as it was read. */
export type KnowledgeText = { readonly path: string; readonly text: string };

/** The recorded day of the demo. Each record names its source, whose name begins with `demo-`. */
export type DemoScenario = {
  readonly records: readonly (IntakeRecord & { readonly source: string; readonly timeMs: number })[];
};

/** Standing orders with the policies beside them. `digest` is over both, and is what admins sign. */
export type ReadOrders = {
  readonly path: string;
  readonly orders: StandingOrders;
  readonly digest: string;
  /** What the policies beside them are: the version that each decision names. */
  readonly policy: { readonly version: string };
};

/** Containment of one database, opened. */
export type OpenContainment = {
  readonly desk: ContainmentDesk;
  /** By the names that the orders give them; those that cannot be opened are in `unopened`, and what they are for waits. */
  readonly effectors: readonly Effector[];
  readonly unopened: readonly { readonly name: string; readonly problem: string; readonly remedy: string }[];
};

/** How secrets are sealed. */
export type SecretSealing = {
  /** Refuses (`key/exists`, `key/not-writable`). */
  readonly makeKey: (path: string) => Promise<void>;
  /** With the key in a file, or in the environment. Refuses (`connector/bad-secret`, `secret/bad-key`). */
  readonly sealer: (keyFile: string | undefined) => Promise<Sealer>;
  readonly purposeOf: (connector: string, secret: string, tenant: string) => string;
};

/** The products that carry out containment: all that are known, and those that orders configure, without any database. */
export type Connectors = {
  readonly kinds: () => Promise<
    readonly (Pick<Effector, "product" | "verbs" | "provenOn"> & { readonly title: string; readonly secrets: readonly string[] })[]
  >;
  readonly openAll: (orders: ReadOrders) => Promise<Pick<OpenContainment, "effectors" | "unopened">>;
  /** Refuses (`connector/unknown-name`, `connector/unknown-product`, `connector/bad-secret`, `connector/bad-settings`). */
  readonly openOne: (orders: ReadOrders, name: string) => Promise<Effector>;
};

/** A database that holds worlds: a journal and an event store for each name. */
export type OpenStore = {
  readonly world: (name: string) => Promise<{ readonly journal: JournalStore; readonly events: EventStore }>;
  /** Whether a world of this name is there already; `world` would make it. */
  readonly hasWorld: (name: string) => Promise<boolean>;
  /** The names of the worlds that are there, sorted; at most `limit`. */
  readonly worldNames: (limit: number) => Promise<readonly string[]>;
  readonly notes: readonly string[];
  /** Removes the events, with what could not be read, of one world; gives how many events. */
  readonly eraseEvents?: (name: string) => Promise<number>;
  /** Replaces the key that signs checkpoints; absent for a throw-away database. */
  readonly rotateKey?: () => Promise<{ readonly from: string; readonly to: string }>;
  /** Lets one process at a time carry out containment. */
  readonly executorLock: ExecutorLock;
  /** The secrets by which closed cases are drawn to be judged again. */
  readonly drawSecrets: DrawSecrets;
  /** What sources hand over, until the watch has read it, and leases of the sources that must be alone. */
  readonly intake: Intake;
  readonly sourceLeases: SourceLeases;
  readonly intakeHolds: IntakeHolds;
  /** What lists and live views are made of. */
  readonly views: Views;
  /** What people keep of their looking. */
  readonly keptViews: KeptViews;
  /** What the lead's figures are made of. */
  readonly measures: Measures;
  /** Answers that are given again under an Idempotency-Key. */
  readonly keptAnswers: AnswerStore;
  /** What sign-in keeps beside the record, and the key that seals it. Refuses (`access/keys-missing`). */
  readonly access: { readonly store: AccessStore; readonly box: () => Promise<SecretBox> };
  /** What only a process of the service needs. */
  readonly forService: StoreForService;
  readonly close: () => Promise<void>;
};

/** What only a process of the service needs of a tenant's store. */
export type StoreForService = {
  readonly tenant: string;
  /** Who does what among the processes: `worker` names this start of this one, and was never used before. */
  readonly leases: (worker: string) => Leases;
  /** Lets go of the events of a world before a time, but those of these spans. */
  readonly forgetEvents: (
    world: string,
    beforeMs: number,
    kept: readonly { readonly source: string | undefined; readonly fromMs: number; readonly toMs: number }[],
  ) => Promise<{ readonly events: number; readonly months: number }>;
  /** Whether the database answers. */
  readonly answers: () => Promise<boolean>;
};

export type LoadedRules = {
  readonly rules: CompiledRuleSet;
  readonly digest: string;
  readonly problems: readonly { readonly path: string; readonly problem: string; readonly remedy: string }[];
};

export type LoadedIndicators = {
  readonly digest: string;
  readonly count: number;
  readonly index: IndicatorIndex;
  readonly sightingOf: World["sightingOf"];
};

export type LoadedInventory = { readonly index: InventoryIndex; readonly digest: string; readonly isOwn: World["isOwn"] };
