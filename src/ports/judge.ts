import type { Category } from "../core/alert/category.ts";
import type { Judgement } from "../core/alert/judgement.ts";
import type { Severity } from "../core/alert/severity.ts";
import type { Dataset, TelemetryEvent } from "../core/event/event.ts";

/** What a judge makes of one event: how likely it is malicious, of which kind, and how bad that would be. */
export type EventJudgement = Judgement & {
  /** One line for a person: what the event is, in our words; text of the event is data and stays out of it. */
  readonly title: string;
  readonly category: Category;
  readonly severity: Severity;
  readonly techniques: readonly string[];
  readonly tactics: readonly string[];
};

/**
 * Judges events without any rule's help, from what the event means: a mail from its sender, links and words; a cloud call from what it changes.
 * Pure and deterministic. Undefined for an event that it does not understand at all.
 */
export type EventJudge = {
  /** Name and version of what judges, recorded in the run's settings. */
  readonly name: string;
  /** The digest of its model's weights, recorded with the name: a run that is resumed must meet the same. Absent where it has none. */
  readonly model?: string;
  /** The kinds of events that it is asked about. */
  readonly datasets: ReadonlySet<Dataset>;
  /** From this maliciousness on an alert is raised. */
  readonly alertsFrom: number;
  readonly judge: (event: TelemetryEvent) => EventJudgement | undefined;
  /**
   * Opened once for each run where judgements draw others after them: shown every event with its judgement, in the order of the input, it gives the
   * events, this one or earlier ones, that belong to a grave one and would raise nothing by themselves. Bounded in what it remembers.
   */
  readonly follow?: () => FollowJudgements;
};

/** See `EventJudge.follow`. */
export type FollowJudgements = (
  event: TelemetryEvent,
  judged: EventJudgement,
) => readonly { readonly event: TelemetryEvent; readonly judged: EventJudgement }[];
