import type { Fields, RecordRef } from "../event/event.ts";
import type { Observable } from "../observable/observable.ts";
import type { Category } from "./category.ts";
import type { Judgement } from "./judgement.ts";
import type { Severity } from "./severity.ts";

/**
 * A detection that someone or something asks us to look at, before it has an id: what a format or the detection engine hands over.
 * Immutable. Text in it comes from outside: it is data, whoever wrote it.
 */
export type IncomingAlert = {
  readonly timeMs: number;
  /** The product that raised it: "suricata", "wazuh", "watchkeeper" for our own detection … */
  readonly product: string;
  /** The rule's name as a person knows it, and its stable id where there is one. */
  readonly rule: string | undefined;
  readonly ruleId: string | undefined;
  /** The id it came in with. */
  readonly givenId: string | undefined;
  readonly title: string;
  readonly description: string;
  /** As the source says. */
  readonly severity: Severity;
  /** ATT&CK ids named by the source or rule, upper-case: `T1110.001`; tactics as `TA0006`. Sub-techniques before parents is not promised. */
  readonly techniques: readonly string[];
  readonly tactics: readonly string[];
  /** Where the rule itself names one of our categories. */
  readonly category?: Category;
  /** Lower-case host name and user as the source wrote it, where known. */
  readonly host: string | undefined;
  readonly user: string | undefined;
  readonly observables: readonly Observable[];
  /**
   * What the source itself says is one thing under several names: each list holds the names of one account or one machine, as `identityKey` writes them.
   * Absent where it says nothing of the kind.
   */
  readonly sameAs?: readonly (readonly string[])[];
  /** The processes that the source itself tells apart from all others (machine, number, moment of start), as `process-guid:` and what does so. */
  readonly processes?: readonly string[];
  /** The record behind it in flat form (the event that matched, or the alert's own record), for the scorecard and the report. */
  readonly fields: Fields;
  /** Where `fields` was let go (a storm of repeats): the digest of its texts that are too long to be observables, `sha256:` and 64 hex digits. */
  readonly longTextsDigest?: string;
  readonly source: RecordRef;
  /** Where it stands on several records: the latest of them in time order, `source` among them; at most 20. Absent where it stands on `source` alone. */
  readonly records?: readonly RecordRef[];
  /** Where it was raised by our detection from an event: that event's place in the dataset. */
  readonly dataset: string | undefined;
  readonly channel: string | undefined;
  readonly action: string | undefined;
  /** What a judge makes of the event behind it; triage counts it where the source's severity says less. Absent where no judge understands the event. */
  readonly judgement?: Judgement;
};

/** An accepted alert: `id` is `a-<n>`, counted in order of acceptance within one run. */
export type Alert = IncomingAlert & { readonly id: string };
