import type { Person } from "../person/person.ts";
import type { Right } from "./right.ts";

/**
 * Who asks. With `token` it is a machine that holds one of a person's tokens: `person` is who made it, `rights` what the token carries of that person's
 * rights as they are now. `steppedUpAtMs` is when this session last showed a second factor; a token never has it.
 */
export type Who = {
  readonly tenant: string;
  readonly person: Person | undefined;
  readonly token?: string;
  readonly session?: string;
  readonly rights: ReadonlySet<Right>;
  readonly steppedUpAtMs?: number;
  /** Where `steppedUpAtMs` is none that anybody showed: in the demo everything is open to its person, and the record says so. */
  readonly inDemo?: true;
};

/** How long a second factor counts for what needs one: approvals, roles, tokens, exports, settings. Milliseconds. */
export const stepUpLastsMs = 5 * 60_000;

/** Whether this session showed a second factor lately enough. A time ahead of now is none: a clock that was set back extends nothing. */
export function isSteppedUp({ steppedUpAtMs, token }: Who, nowMs: number): boolean {
  if (token !== undefined || steppedUpAtMs === undefined) return false;
  return steppedUpAtMs <= nowMs && nowMs - steppedUpAtMs <= stepUpLastsMs;
}

/** Whether somebody may. */
export const may = ({ rights }: Who, right: Right): boolean => rights.has(right);
