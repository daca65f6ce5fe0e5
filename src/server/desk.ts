import type { AttackCatalogue } from "../core/attack/attack.ts";
import type { ContainmentVerb } from "../core/containment/action.ts";
import type { StandingOrders } from "../core/containment/orders.ts";
import type { Person } from "../core/person/person.ts";
import type { Playbook } from "../core/playbook/playbook.ts";
import type { EventQuery } from "../core/query/query.ts";
import type { SocError } from "../core/soc-error.ts";
import type { KillSwitch, Status, StopAnswer, StopRequest } from "../core/status/status.ts";
import type { AlarmDesk } from "../engine/alarm/desk.ts";
import type { AutonomyDesk } from "../engine/autonomy/desk.ts";
import type { ContainmentDesk } from "../engine/containment/desk.ts";
import type { Filed } from "../engine/containment/file-proposals.ts";
import type { HandoverDesk } from "../engine/handover/desk.ts";
import type { GuideDesk } from "../engine/model/guide.ts";
import type { PreviewedCall } from "../engine/model/preview-case.ts";
import type { QualityDesk } from "../engine/quality-sample/desk.ts";
import type { RegulationDesk } from "../engine/regulation/desk.ts";
import type { ActPreview } from "../engine/watch/preview.ts";
import type { WriteBackDesk } from "../engine/write-back/desk.ts";
import type { AnswerStore } from "../ports/answer-store.ts";
import type { Configuration } from "../ports/configuration.ts";
import type { EventSearch } from "../ports/connector.ts";
import type { Intake } from "../ports/intake.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { KeptViews } from "../ports/kept-views.ts";
import type { Measures } from "../ports/measures.ts";
import type { PolicySet } from "../ports/policy.ts";
import type { Views } from "../ports/views.ts";
import type { CardFigure } from "../stages/governance/card.ts";
import type { CaseView } from "../stages/investigate/case-view.ts";
import type { CaseAct } from "./contract/case-act.ts";
import type { ConnectorTrial, ProductLine, TrialAnswer } from "./contract/connectors.ts";
import type { FirstRun } from "./contract/demo.ts";
import type { ConnectorLine, LanguageModels, ModelCard } from "./contract/platform.ts";

/**
 * Everything that the handlers of one tenant need, each bound to that tenant where it was made: a handler names no tenant, so it cannot name another's.
 * What a process does not have (an ingest role has no watch) says so by a `SocError` of its own.
 */
export type TenantDesk = {
  readonly tenant: string;
  readonly views: Views;
  readonly kept: KeptViews;
  readonly intake: Intake;
  readonly answers: AnswerStore;
  /** What the lead's figures are read from. */
  readonly measures: Pick<Measures, "totals" | "series" | "countedUpToMs">;
  readonly watch: WatchDesk;
  /** Typed search over everything that is connected; read only. */
  readonly events: Pick<EventSearch, "search">;
  readonly containment: ContainmentPart;
  readonly journal: RecordStore;
  readonly connectors: ConnectorPart;
  /** The ATT&CK catalogue in use. */
  readonly catalogue: () => AttackCatalogue;
  readonly playbooks: () => Promise<readonly KnownPlaybook[]>;
  readonly policies: PolicyPart;
  /** What is written back to other products; absent in a process that writes nothing back. */
  readonly writeBack?: Pick<WriteBackDesk, "jobs" | "retry" | "giveUp" | "counts">;
  /** What the agent may do without a person. */
  readonly autonomy: Omit<AutonomyDesk, "demote" | "closing" | "tidy" | "work">;
  /** What our own rules are called, by their ids; absent where none are loaded. */
  readonly ruleTitles?: () => Promise<ReadonlyMap<string, string>>;
  /** What one shift hands over to the next. */
  readonly handover: HandoverDesk;
  /** Closed cases that people judge again. */
  readonly samples: Pick<QualityDesk, "next" | "judge" | "read" | "reset" | "state">;
  /** What regulators are told: clocks, worksheets, reports. */
  readonly regulation: RegulationDesk;
  /** Which rates are out of the ordinary. */
  readonly alarms: Pick<AlarmDesk, "state" | "settings">;
  readonly firstRun: FirstRunPart;
  /** The figures of labelled data that this copy of the product brings; undefined where it brings none. */
  readonly qualityFigures?: () => Promise<readonly CardFigure[] | undefined>;
  readonly models: () => Promise<readonly ModelCard[]>;
  /** The language models of the configuration; absent where it has none. */
  readonly languageModels?: () => LanguageModels;
  /** Whom people ask in words of their own; absent where no language model is asked so. */
  readonly guide?: GuideDesk;
  /** What models would be sent about a case, without sending it; undefined for one that left memory. */
  readonly modelPreview?: (caseId: string) => Promise<readonly PreviewedCall[] | undefined>;
  /** The configuration in force, whole: what of it is shown to whom is decided where it is shown. `file` is absent where everything is by default. */
  readonly settings: { readonly file: string | undefined; readonly digest: string; readonly configuration: Configuration };
  /** A note of an audited deed in the journal of access: an export, a look that must be known. */
  readonly note: (deed: {
    readonly by: Person | undefined;
    readonly token?: string;
    readonly what: "export";
    readonly of: string;
    /** `sha256:…` of what is handed out. */
    readonly digest: string;
  }) => Promise<void>;
};

/** What people do to live cases; decided by the watch on its fold. Refuses (`case/…`, `watch/…`). */
export type WatchDesk = {
  /** A case as an investigation sees it, while it is in memory; undefined after that. */
  readonly view: (caseId: string) => Promise<CaseView | undefined>;
  readonly act: (act: CaseAct & { readonly caseId: string }, by: Person) => Promise<void>;
  /** What would come of an act on each of these cases, or why it would be refused; records nothing. */
  readonly preview: (act: CaseAct, caseIds: readonly string[], by: Person) => Promise<readonly ActPreview[]>;
  /** Whether somebody reads, triages and investigates for this tenant just now; `says` why not. */
  readonly running: () => Promise<{ readonly running: boolean; readonly says: string }>;
};

/** Containment as the API meets it. Signatures are made by people elsewhere; what is here only passes them on. */
export type ContainmentPart = {
  /** The desk under the orders that lie on disk now. */
  readonly open: () => Promise<OpenedContainment>;
  readonly status: () => Promise<Status>;
  readonly killSwitch: () => Promise<KillSwitch>;
  readonly stop: (request: StopRequest, by: Person) => Promise<StopAnswer>;
  /** Ends a stop by file once two admins have asked; the record has been asked already. */
  readonly lowerStopFile: () => Promise<void>;
  /** Why the stop file could not be taken away, before anybody's word is counted. */
  readonly stopHindrance: () => Promise<string | undefined>;
  /** What keeps the inventory that the orders name from being read: orders that could carry nothing out are not adopted. */
  readonly inventoryProblem?: () => Promise<SocError | undefined>;
  /**
   * Files, as the agent, what the investigation of a case proposed: all of it, or what has this action and target (`fileProposals` of engine/containment).
   * Undefined where there is no such case, or it proposes nothing of the kind.
   */
  readonly propose: (asked: {
    readonly caseId: string;
    readonly action: ContainmentVerb | undefined;
    readonly target: string | undefined;
  }) => Promise<Filed | undefined>;
};

/** Containment, opened under orders. `problem` says why the orders do not load: the desk then shows the record, and nothing can be decided. */
export type OpenedContainment = {
  readonly desk: ContainmentDesk;
  readonly orders: StandingOrders;
  readonly digest: string;
  readonly problem: string | null;
};

/** The records of a tenant, by the names of their worlds. */
export type RecordStore = {
  readonly worldNames: (limit: number) => Promise<readonly string[]>;
  readonly hasWorld: (name: string) => Promise<boolean>;
  readonly world: (name: string) => Promise<{ readonly journal: JournalStore }>;
};

/** What is connected, whether it answers, and a look by which anybody can tell. */
export type ConnectorPart = {
  readonly list: () => Promise<readonly ConnectorLine[]>;
  /** Asks one product whether it answers and takes our credentials; changes nothing. Refuses (`connector/…`). */
  readonly check: (name: string, signal: AbortSignal) => Promise<{ readonly says: string }>;
  /** Every product that can be connected, those that have no connector yet, and where secrets may lie that a trial reads. */
  readonly kinds: () => Promise<{
    readonly products: readonly ProductLine[];
    readonly absent: readonly string[];
    readonly secretPlaces: readonly string[];
  }>;
  /** Opens one that is not configured, asks its product whether it answers, and closes it. What does not work is an answer, not a refusal. */
  readonly trial: (asked: ConnectorTrial, signal: AbortSignal) => Promise<TrialAnswer>;
};

/** The way from nothing to the first verdict. */
export type FirstRunPart = {
  readonly read: () => Promise<FirstRun>;
  /** Begins to play the recorded day. Refuses (`demo/not-fresh`) where anything else is there. */
  readonly play: () => Promise<{ readonly sources: readonly string[]; readonly records: number }>;
};

/** A playbook in one of its versions; `inUse` is the one that new cases take. */
export type KnownPlaybook = { readonly playbook: Playbook; readonly digest: string; readonly text: string; readonly inUse: boolean };

/** Policies as they stand, and a folder of them as texts, checked and not adopted. */
export type PolicyPart = {
  readonly current: () => Promise<PolicySet & { readonly texts: readonly PolicyText[] }>;
  readonly tried: (texts: readonly PolicyText[]) => Promise<PolicySet>;
};
/** One file of policies. */
export type PolicyText = { readonly path: string; readonly text: string };
/** What a typed search asks. */
export type { EventQuery };
