/**
 * The one error class that crosses module boundaries.
 *
 * `problem` and `remedy` are shown to people, so they never contain secrets or raw vendor text: `problem` is lower-case
 * without a full stop and quotes names from outside, `remedy` starts with a verb. `detail` goes to the log only.
 */
export class SocError extends Error {
  readonly code: ErrorCode;
  readonly problem: string;
  readonly remedy: string;
  readonly retry: Retry;
  readonly detail: string | undefined;

  constructor(fields: { code: ErrorCode; problem: string; remedy: string; retry: Retry; detail?: string; cause?: unknown }) {
    super(`${fields.code}: ${fields.problem}`, { cause: fields.cause });
    this.name = "SocError";
    this.code = fields.code;
    this.problem = fields.problem;
    this.remedy = fields.remedy;
    this.retry = fields.retry;
    this.detail = fields.detail;
  }
}

/** What the engine does next: stop, or try again no sooner than the given delay in milliseconds. */
export type Retry = "never" | { afterMs: number };

/** Every code has a page of the same name in docs/errors (with "/" written "-"); `tools/tidy.ts` checks both directions. */
export type ErrorCode =
  // The command line and its files
  | "cli/unknown-command"
  | "cli/bad-option"
  | "cli/nothing-to-read"
  | "cli/output-not-writable"
  | "cli/port-taken"
  | "cli/no-record"
  | "cli/no-usable-rule"
  | "configuration/not-readable"
  | "configuration/malformed"
  | "orders/not-readable"
  | "orders/malformed"
  | "key/not-readable"
  | "key/not-writable"
  | "key/exists"
  | "key/other-person"
  | "stop/not-reached"
  | "stop/still-stopped"
  | "stop/not-removable"
  | "input/not-found"
  | "input/not-readable"
  | "input/too-many"
  | "input/too-large"
  | "run/other-investigation"
  // Case
  | "case/already-concluded"
  | "case/already-open"
  | "case/not-open"
  | "case/no-evidence"
  | "case/too-many-partings"
  | "case/unknown-alert"
  // Training and learning
  | "train/folder-not-allowed"
  | "learn/beyond-cap"
  | "learn/unknown-model"
  | "learn/other-champion"
  | "learn/not-better"
  | "learn/not-a-person"
  | "learn/no-reason"
  | "learn/unknown-rule"
  | "learn/unknown-suppression"
  | "learn/already-decided"
  | "learn/rule-is-right"
  | "learn/self-approval"
  | "learn/bad-expiry"
  | "learn/unknown-alert"
  // Knowledge
  | "knowledge/damaged-catalogue"
  // Learnt models
  | "model/damaged"
  | "model/missing"
  | "model/other-kind"
  // Queries
  | "query/malformed"
  // Journal and storage
  | "journal/chain-broken"
  | "journal/out-of-order"
  | "journal/contended"
  | "journal/rolled-back"
  | "journal/checkpoint-damaged"
  | "journal/not-witnessed"
  | "journal/keys-missing"
  | "journal/erased"
  | "journal/on-hold"
  | "journal/no-hold"
  | "journal/no-reason"
  | "journal/nothing-to-erase"
  | "journal/not-erasable"
  | "journal/not-of-this-record"
  | "journal/not-published"
  | "journal/pack-too-large"
  | "queue/fenced"
  | "storage/no-server"
  | "storage/no-account"
  | "storage/not-reachable"
  | "storage/credentials"
  | "storage/other-major-version"
  | "storage/disk-full"
  | "storage/not-started"
  | "storage/already-owned"
  | "storage/folder-not-usable"
  | "storage/migration-failed"
  | "storage/server-unfit"
  | "storage/server-not-reached"
  | "storage/server-lost"
  | "storage/unstorable"
  | "storage/batch-too-large"
  | "storage/search-too-slow"
  // The record as a transparency log
  | "transparency/malformed"
  | "transparency/damaged-tile"
  | "transparency/false-signature"
  | "transparency/not-signed"
  | "transparency/not-included"
  | "transparency/damaged-pack"
  | "time-stamp/refused"
  | "time-stamp/not-valid"
  | "witness/damaged-folder"
  | "witness/no-name"
  // Content
  | "playbook/malformed"
  | "policy/malformed"
  | "policy/bad-case"
  // Detection rules
  | "rule/bad-yaml"
  | "rule/too-large"
  | "rule/malformed"
  | "rule/unknown-modifier"
  | "rule/bad-modifier"
  | "rule/bad-value"
  | "rule/bad-regex"
  | "rule/bad-condition"
  | "rule/placeholder"
  | "rule/unsupported"
  | "rule/unknown-reference"
  | "rule/duplicate-id"
  // Connectors and tools
  | "connector/unknown-tool"
  | "connector/malformed-question"
  | "connector/unexpected-answer"
  | "connector/too-late"
  | "connector/not-reached"
  | "connector/certificate"
  | "connector/unavailable"
  | "connector/not-allowed"
  | "connector/address-not-allowed"
  | "connector/rate-limited"
  | "connector/credentials"
  | "connector/resting"
  | "connector/bad-settings"
  | "connector/bad-secret"
  | "connector/unknown-product"
  | "connector/unknown-name"
  | "connector/quota-spent"
  | "connector/tool-changed"
  | "sink/refused"
  | "secret/not-opened"
  | "secret/bad-key"
  // Containment
  | "containment/malformed-action"
  | "containment/already-proposed"
  | "containment/too-many-waiting"
  | "containment/unknown-action"
  | "containment/not-a-person"
  | "containment/no-reason"
  | "containment/unknown-person"
  | "containment/no-role"
  | "containment/self-approval"
  | "containment/other-digest"
  | "containment/bad-signature"
  | "containment/already-approved"
  | "containment/too-many-approvals"
  | "containment/expired"
  | "containment/not-waiting"
  | "containment/orders-not-adopted"
  | "containment/other-orders"
  | "containment/unfit-orders"
  | "containment/already-signed"
  | "containment/break-glass-only"
  | "containment/not-break-glass"
  | "containment/after-action-due"
  | "containment/needs-approvals"
  | "containment/request-only"
  | "containment/already-begun"
  | "containment/unknown-effect"
  | "containment/stopped"
  | "containment/irreversible"
  | "containment/nothing-to-undo"
  | "containment/not-stopped"
  | "containment/bad-scope"
  | "containment/already-asked"
  | "containment/not-tripped"
  | "containment/clock-not-ahead"
  // What carries out containment
  | "effector/no-target"
  | "effector/several-targets"
  | "effector/refused"
  | "effector/stopped"
  | "effector/interrupted"
  | "effector/irreversible"
  | "effector/unknown-verb"
  // Files of the company
  | "inventory/malformed"
  | "inventory/not-readable"
  | "indicators/not-readable"
  | "mail/unknown-record"
  | "yara/bad-rule";
