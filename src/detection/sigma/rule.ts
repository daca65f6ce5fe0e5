import type { Severity } from "../../core/alert/severity.ts";
import type { LogSource } from "../../core/event/log-source.ts";
import type { Correlation } from "./correlation.ts";
import type { Expression } from "./predicate.ts";

/** What a rule says of itself (Sigma rules specification 2.0). Text is the author's: data, to be shown with attribution. */
export type SigmaRule = {
  /** As written, lower-case; for a rule without one `path#n`, n the document's number in its file, from 1. */
  readonly id: string;
  readonly name: string | undefined;
  readonly title: string;
  readonly path: string;
  /** Where its document begins in the file, from 1. */
  readonly line: number;
  readonly author: string | undefined;
  readonly license: string | undefined;
  readonly status: string | undefined;
  /** "medium" where the rule says nothing. */
  readonly level: Severity;
  readonly description: string;
  readonly tags: readonly string[];
  /** ATT&CK ids out of the tags, upper-case, in the order written, each once. */
  readonly techniques: readonly string[];
  readonly tactics: readonly string[];
  /** Empty for a correlation. */
  readonly logSource: LogSource;
  /** How many causes of false alarms the author names, beyond "unknown", "unlikely" and "none". */
  readonly falsepositives: number;
  readonly fields: readonly string[];
  readonly kind: "detection" | "correlation";
  /** Over all that it says (`ruleDigest`). */
  readonly digest: string;
};

/** A parsed document: a detection with its logic, or a correlation over other rules. */
export type ParsedRule =
  | { readonly kind: "detection"; readonly rule: SigmaRule; readonly condition: Expression }
  | { readonly kind: "correlation"; readonly rule: SigmaRule; readonly correlation: Correlation };
