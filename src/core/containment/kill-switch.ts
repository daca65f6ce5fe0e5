import { isPerson } from "../person/person.ts";
import { inline } from "../report/inline.ts";
import type { AskResume, ContainmentCommand, ContainmentContext } from "./command.ts";
import type { Containment, ContainmentEvent, Halt, Signer, StopScope } from "./containment.ts";
import type { Approver } from "./orders.ts";
import { approverNamed, hasRole, isSamePerson, requireReason, requireRole } from "./people.ts";
import { quoted, reasonLengthMax, refused } from "./refusal.ts";
import { requireSignature } from "./to-sign.ts";

/** How many admins it takes to resume. */
export const resumersMin = 2;
/** Scopes that are stopped one by one; the next stop stops everything. */
export const stopsMax = 64;

const scopePattern = /^(?:all|effector:[a-z0-9][a-z0-9-]{0,62})$/;

/** The stop that keeps this effector from doing anything; undefined where none does. */
export function stopOf(state: Containment, effector: string): Halt | undefined {
  return state.stops.get("all") ?? state.stops.get(`effector:${effector}`);
}

/** Anybody may stop, the agent and a file too. A stop that stands already is no new one, unless somebody has asked to resume since. */
export function decideStop(
  { scope, by, because }: Extract<ContainmentCommand, { type: "Stop" }>,
  state: Containment,
  nowMs: number,
): readonly ContainmentEvent[] {
  if (!scopePattern.test(scope)) throw refused("containment/bad-scope", `${quoted(scope)} is nothing that can be stopped`);
  if (by !== "file" && by !== "agent:watchkeeper" && !isPerson(by))
    throw refused("containment/not-a-person", `${quoted(by)} is neither a person nor the agent`);
  const wider: StopScope = state.stops.size < stopsMax ? scope : "all";
  const standing = state.stops.get(wider);
  if (standing && standing.resumeAskedBy.length === 0) return [];
  return [{ type: "Stopped", scope: wider, by, because: inline(because, reasonLengthMax) || "no reason was given", atMs: nowMs }];
}

/** One admin asks; when a second one has, under another name and another key, it is resumed. Only what was asked after the stop counts. */
export function decideResume(command: AskResume, state: Containment, context: ContainmentContext): readonly ContainmentEvent[] {
  const { scope, by, signature, because } = command;
  const person = requireRole(by, ["admin"], state, context);
  requireReason(because);
  requireSignature(command, person, state, context);
  const before = state.stops.get(scope)?.resumeAskedBy ?? [];
  const others = before.flatMap((signer) => stillAdmin(signer, context.orders.people));
  if (others.some((other) => isSamePerson(other, person)))
    throw refused("containment/already-asked", `${quoted(by)}, or that key, has asked to resume`);
  const { tenant } = context.orders;
  const asked: ContainmentEvent = {
    type: "ResumeAsked",
    tenant,
    scope,
    by,
    key: person["public-key"],
    signature,
    because,
    atMs: context.nowMs,
  };
  const all = [...others, person].map(({ name }) => `person:${name}` as const);
  return all.length < resumersMin ? [asked] : [asked, { type: "Resumed", scope, by: all, atMs: context.nowMs }];
}

/** Who asked before as the admin that they still are: whoever is none any more, or has another key now, has not asked. */
export function stillAdmin({ by, key }: Signer, people: readonly Approver[]): Approver[] {
  const person = approverNamed(people, by);
  return person?.["public-key"] === key && hasRole(person, "admin") ? [person] : [];
}
