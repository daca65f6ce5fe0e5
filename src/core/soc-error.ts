import type { ErrorCode } from "./error-code.ts";

export type { ErrorCode } from "./error-code.ts";

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
