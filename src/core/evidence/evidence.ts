import type { RecordRef } from "../event/event.ts";
import type { Marking } from "./marking.ts";

/** A recorded answer, for or against a hypothesis; also "nothing found" and "the tool failed" are answers. */
export type Evidence = {
  /** `e-<n>`, unique in an assessment. */
  readonly id: string;
  readonly question: string;
  /** `<connector>/<tool>`, or `detection/<rule id>` and `intake/alert` for the alert itself. */
  readonly tool: string;
  /** The bytes of an input, or a tool's answer with the query that produced it; the answer itself stays in the journal. */
  readonly source: EvidenceSource;
  /** `sha256:…` over the record's bytes or over the answer that the journal keeps beside it (`answerText`). */
  readonly digest: string;
  /** One sentence for the reader. */
  readonly says: string;
  /** The answer in the tool's closed vocabulary, which the playbook weighs. */
  readonly answer: string;
  /** Log-odds it moves towards "malicious" (natural logarithm of the likelihood ratio). */
  readonly weight: number;
  /** True for the answer to a question that is asked whatever the verdict: it says what to do. */
  readonly pressing?: true;
  /** Evidence that leans on the same fact; of a group only the strongest counts in each direction. */
  readonly group: string;
  /** Who could have written the bytes that it rests on. */
  readonly trust: Trust;
  /** The item exists because a language model asked or read: it is shown and never weighed (decision 0126), and numbered apart as `e-m<n>`. */
  readonly by?: "model";
  /** The most confidential mark of what it repeats, where its tool says one: it leaves for a language model only as far as that. Kept inside. */
  readonly marking?: Marking;
};

/** What an evidence item rests on: one record of an input, or a tool's answer with its query and the first of `recordsTotal` records. */
export type EvidenceSource =
  | ({ readonly kind: "record" } & RecordRef)
  | { readonly kind: "answer"; readonly query: string; readonly records: readonly RecordRef[]; readonly recordsTotal: number };

/**
 * The trust domain of a source: telemetry, mail and alerts can be written by an attacker; an inventory, a change calendar, an indicator bundle cannot.
 * `population` is what many machines show alike: whoever holds one of them cannot write it.
 */
export const trusts = ["attacker-writable", "population", "inventory", "change-calendar", "intelligence", "directory"] as const;
/** One word of `trusts`: who could have written what an evidence item rests on. */
export type Trust = (typeof trusts)[number];
