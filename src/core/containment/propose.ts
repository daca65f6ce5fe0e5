import { isPerson, type Person } from "../person/person.ts";
import { inline } from "../report/inline.ts";
import { isWellNamed, malformation } from "./action-shape.ts";
import { entryOf } from "./catalogue.ts";
import type { ContainmentContext, DeclineProposal, ProposeAction, RefuseAction } from "./command.ts";
import type { Containment, ContainmentAction, ContainmentEvent, Refusal } from "./containment.ts";
import { digestOfAction } from "./digest.ts";
import { nextActionId } from "./evolve.ts";
import { declinedKey, openKey, rejectedKey } from "./key.ts";
import type { Approver, ContainmentRole } from "./orders.ts";
import { requireRole } from "./people.ts";
import { quoted, reasonLengthMax, refused } from "./refusal.ts";
import { type Requirement, requirementOf } from "./requirement.ts";
import { actionHeld, requireSignature } from "./to-sign.ts";

/** Actions that may wait for people at one time. */
export const waitingMax = 20_000;
const minuteMs = 60_000;
/** Who may ask for an action; the agent may too. */
const askerRoles: readonly ContainmentRole[] = ["responder", "lead", "break-glass"];

/**
 * Puts an action before people. A person who asks is one of the orders in force and signs for it: whose yes does not count must be known for sure. What the orders or the core do not allow is recorded and refused in one, so that nothing that was asked for is lost.
 * Refuses without a record what no program of ours would ask: a wrong shape or number, other orders, a time that is over, the same thing twice.
 */
export function decidePropose(
  { action, by, signature }: ProposeAction,
  state: Containment,
  context: ContainmentContext,
): readonly ContainmentEvent[] {
  if (by !== "agent:watchkeeper" && !isPerson(by))
    throw refused("containment/not-a-person", `${quoted(by)} is neither a person nor the agent`);
  const wrong = malformation(action) ?? misfit(action, state, context);
  if (wrong !== undefined) throw refused("containment/malformed-action", `no such action can be proposed: ${wrong}`);
  const asker = isPerson(by) ? signedAsker({ action, by, signature }, state, context) : undefined;
  const open = state.open.get(openKey(action));
  if (open !== undefined) throw refused("containment/already-proposed", `${open} does the same to the same target`);
  if (state.waiting.size >= waitingMax) throw refused("containment/too-many-waiting", `${waitingMax} actions wait for people`);
  const requirement = requirementOf(action, action.assessed, state, context);
  const { tier, approvers } = requirement;
  const proposed: ContainmentEvent = {
    type: "ActionProposed",
    action,
    digest: digestOfAction(action),
    by,
    needs: { tier, approvers },
    ...(asker && signature !== undefined && { key: asker["public-key"], signature }),
    atMs: context.nowMs,
  };
  const refusal =
    refusalOfAction(action, requirement, by === "agent:watchkeeper", context) ?? (asker ? undefined : rejectedBefore(action, state));
  return refusal ? [proposed, { type: "ActionRefused", id: action.id, ...refusal, atMs: context.nowMs }] : [proposed];
}

function signedAsker(
  { action, by, signature }: { action: ContainmentAction; by: Person; signature: string | undefined },
  state: Containment,
  context: ContainmentContext,
): Approver {
  const person = requireRole(by, askerRoles, state, context);
  requireSignature({ type: "ProposeAction", action, by, signature: signature ?? "" }, person, state, context);
  return person;
}

/** A no to the same thing binds the agent: only a person asks for it again. */
function rejectedBefore(
  action: ContainmentAction,
  { rejections }: Containment,
): { readonly why: Refusal; readonly says: string } | undefined {
  const no = rejections.get(rejectedKey(action));
  return no && { why: "approvals", says: `${no.id} was the same and was rejected by ${quoted(no.by)}; only a person asks for it again` };
}

function misfit({ id, assessed, expiresAtMs }: ContainmentAction, state: Containment, context: ContainmentContext): string | undefined {
  if (id !== nextActionId(state)) return `its number is ${quoted(id)}, and the next one is ${nextActionId(state)}`;
  if (assessed.orders !== context.ordersDigest) return "it was assessed under other standing orders";
  if (expiresAtMs <= context.nowMs) return "its time is over";
  return expiresAtMs > context.nowMs + context.orders["approval-minutes"] * minuteMs
    ? "it would wait longer than the orders let it"
    : undefined;
}

function refusalOfAction(
  action: ContainmentAction,
  { breakGlass, because }: Requirement,
  byAgent: boolean,
  { orders }: ContainmentContext,
): { readonly why: Refusal; readonly says: string } | undefined {
  const { verb, target, parameters, evidence, assessed } = action;
  const entry = entryOf(verb);
  const refuse = (why: Refusal, says: string) => ({ why, says });
  if (action.tenant !== orders.tenant) return refuse("orders", "it is of another tenant");
  if (!entry.targets.includes(target.kind)) return refuse("target", `${verb} is not done to a ${target.kind}`);
  if (!isWellNamed(target)) return refuse("target", "the name of its target does not say what it is");
  if ((target.kind === "host" || target.kind === "account") && target.knownTo !== "inventory")
    return refuse("target", `a ${target.kind} is acted on only when the inventory knows it`);
  if (evidence.length === 0) return refuse("evidence", "no evidence of its case names the target");
  const extra = Object.keys(parameters).find((name) => !entry.parameters.includes(name));
  if (extra !== undefined) return refuse("orders", `${verb} takes no parameter ${quoted(extra)}`);
  const overstays = overstay(action, orders["release-after-minutes"][verb]);
  if (overstays !== undefined) return refuse("orders", overstays);
  if (!entry.requestOnly && !orders.effectors.some((each) => each.name === action.effector && each.for.includes(verb)))
    return refuse("orders", `the standing orders name no effector ${quoted(action.effector)} for ${verb}`);
  if (breakGlass && byAgent) return refuse("protected", because.join("; ") || "it is protected, and the agent never breaks the glass");
  return assessed.allowed ? undefined : refuse("policy", assessed.because.join("; ").slice(0, 2_000) || "no policy allows it");
}

/** An action whose verb has an end in the orders ends by then. */
function overstay({ verb, releaseAfterMs }: ContainmentAction, minutes: number | undefined): string | undefined {
  if (minutes === undefined || entryOf(verb).undo === null) return undefined;
  if (releaseAfterMs !== null && releaseAfterMs <= minutes * minuteMs) return undefined;
  return `the standing orders let ${verb} stand for ${minutes} minutes at most`;
}

/** What an investigation proposed and nothing can be made of, once: the names are data, and stand in the record as such. */
export function decideDecline(command: DeclineProposal, state: Containment, { nowMs }: ContainmentContext): readonly ContainmentEvent[] {
  const { verb, why } = command;
  const [world, caseId, target] = [command.world, command.caseId, command.target].map((text) => inline(text)) as [string, string, string];
  const named = { world, caseId, verb, target };
  if (state.declinedProposals.has(declinedKey(named))) return [];
  return [{ type: "ProposalDeclined", ...named, why, says: inline(command.says, reasonLengthMax), atMs: nowMs }];
}

/** Ends a waiting action that the product itself can do nothing with. */
export function decideRefuse(
  { id, why, says }: RefuseAction,
  state: Containment,
  { nowMs }: ContainmentContext,
): readonly ContainmentEvent[] {
  const held = actionHeld(state, id);
  if (held.status !== "proposed") throw refused("containment/not-waiting", `${id} does not wait: it is ${held.status}`);
  return [{ type: "ActionRefused", id, why, says: inline(says, reasonLengthMax), atMs: nowMs }];
}
