import type { Actor, Person } from "../person/person.ts";
import { SocError } from "../soc-error.ts";
import { unreachable } from "../unreachable.ts";
import type { Grounds, Learning, LearningEvent, Scope, Suppression } from "./learning.ts";
import { requirePerson, requireReason } from "./person.ts";
import { covers, isInForce, suppressedShareMax, suppressionDaysMax, suppressionsMax } from "./suppression.ts";

type Said = { readonly by: Person; readonly because: string; readonly atMs: number };

/**
 * What may be asked of suppressions. `highBecause` is the approver's own reason for covering alerts of high severity too. `groundsNow` says what each
 * suppression, by its number, stands on at this moment; of what it does not name the recorded grounds count. `sampleKey` is a fresh secret of 64 hex digits.
 */
export type SuppressionCommand =
  | {
      readonly type: "ProposeSuppression";
      readonly scope: Scope;
      readonly verdict: Suppression["verdict"];
      readonly grounds: Grounds;
      readonly untilMs: number;
      readonly by: Actor;
      readonly because: string;
      readonly atMs: number;
    }
  | ({
      readonly type: "ApproveSuppression";
      readonly id: string;
      readonly highBecause?: string;
      readonly groundsNow: ReadonlyMap<string, Grounds>;
      readonly sampleKey: string;
    } & Said)
  | ({ readonly type: "RejectSuppression" | "RevokeSuppression"; readonly id: string } & Said);

const dayMs = 86_400_000;
const sampleKeyShape = /^[0-9a-f]{64}$/;
/** Proposals that wait for a person at one time. */
export const proposalsMax = 500;
/** Of the judged alerts that a suppression covers, the most that people may have found right: what is right oftener is no noise. */
export const rightShareMax = 0.1;

/** Says what happens to suppressions. Refuses with `learn/…` codes. */
export function decideSuppression(command: SuppressionCommand, state: Learning): readonly LearningEvent[] {
  requireReason(command.because);
  switch (command.type) {
    case "ProposeSuppression":
      return propose(command, state);
    case "ApproveSuppression":
      return approve(command, state);
    case "RejectSuppression": {
      const { id, by, because, atMs } = command;
      requirePerson(by);
      if (known(id, state).status !== "proposed") throw alreadyDecided(id);
      return [{ type: "SuppressionRejected", id, by, because, atMs }];
    }
    case "RevokeSuppression": {
      const { id, by, because, atMs } = command;
      requirePerson(by);
      if (known(id, state).status !== "approved") throw alreadyDecided(id);
      return [{ type: "SuppressionRevoked", id, by, because, atMs }];
    }
    default:
      return unreachable(command);
  }
}

/** What is proposed already, or in force, for the same alerts is not proposed again. */
function propose(command: Extract<SuppressionCommand, { type: "ProposeSuppression" }>, state: Learning): readonly LearningEvent[] {
  const { scope, verdict, grounds, untilMs, by, because, atMs } = command;
  if (by !== "agent:watchkeeper") requirePerson(by);
  if (scope.product.trim() === "" || scope.rule.trim() === "") throw noRule();
  requireExpiry(untilMs, atMs);
  const held = [...state.suppressions.values()];
  const subject = { product: scope.product, rule: scope.rule, host: scope.host };
  if (held.some((each) => (each.status === "proposed" || isInForce(each, atMs)) && covers(each.scope, subject))) return [];
  if (held.filter(({ status }) => status === "proposed").length >= proposalsMax) throw beyondCap(`${proposalsMax} proposals wait already`);
  const id = `s-${state.suppressionsProposed + 1}`;
  const suppression: Suppression = { id, scope, verdict, because, untilMs, grounds, proposedBy: by, status: "proposed" };
  return [{ type: "SuppressionProposed", suppression, atMs }];
}

/** A second person approves; number, share and time are looked at again, as they are now. */
function approve(command: Extract<SuppressionCommand, { type: "ApproveSuppression" }>, state: Learning): readonly LearningEvent[] {
  const { id, by, because, atMs, highBecause, groundsNow, sampleKey } = command;
  requirePerson(by);
  if (!sampleKeyShape.test(sampleKey)) throw new Error("a sample key is 64 lower-case hex digits");
  const { status, proposedBy, untilMs, grounds: proposedOn } = known(id, state);
  if (status !== "proposed") throw alreadyDecided(id);
  if (proposedBy === by) throw selfApproval(id);
  if (highBecause !== undefined) requireReason(highBecause);
  requireExpiry(untilMs, atMs);
  const inForce = [...state.suppressions.values()].filter((each) => isInForce(each, atMs));
  if (inForce.length >= suppressionsMax) throw beyondCap(`${suppressionsMax} suppressions are in force already`);
  const grounds = groundsNow.get(id) ?? proposedOn;
  if (grounds.right > grounds.of * rightShareMax) throw ruleIsRight(grounds);
  const share = inForce.reduce((sum, each) => sum + (groundsNow.get(each.id) ?? each.grounds).alertsShare, grounds.alertsShare);
  if (!(share <= suppressedShareMax))
    throw beyondCap(`together they would cover ${Math.round(share * 100)} % of all alerts, and ${suppressedShareMax * 100} % is the most`);
  return [{ type: "SuppressionApproved", id, by, because, atMs, ...(highBecause !== undefined && { highBecause }), grounds, sampleKey }];
}

function known(id: string, { suppressions }: Learning): Suppression {
  const found = suppressions.get(id);
  if (!found) throw unknownSuppression(id);
  return found;
}

function requireExpiry(untilMs: number, atMs: number): void {
  if (!(untilMs > atMs && untilMs - atMs <= suppressionDaysMax * dayMs)) throw badExpiry();
}

const noRule = () =>
  new SocError({
    code: "learn/unknown-rule",
    problem: "a suppression needs the product and the rule whose alerts it covers",
    remedy: 'name the rule as "watchkeeper train report" lists it',
    retry: "never",
  });

const unknownSuppression = (id: string) =>
  new SocError({
    code: "learn/unknown-suppression",
    problem: `there is no suppression "${id.slice(0, 80)}"`,
    remedy: 'run "watchkeeper train suppress list" to see them',
    retry: "never",
  });

const alreadyDecided = (id: string) =>
  new SocError({
    code: "learn/already-decided",
    problem: `suppression "${id.slice(0, 80)}" is not waiting for this decision`,
    remedy: 'run "watchkeeper train suppress list" to see where it stands; an ended one is proposed anew',
    retry: "never",
  });

const ruleIsRight = ({ right, of }: Grounds) =>
  new SocError({
    code: "learn/rule-is-right",
    problem: `people found this rule right ${right} of ${of} times, so its alerts are not noise`,
    remedy: "reject the suppression; mend the rule, or propose one for the host on which it is wrong",
    retry: "never",
  });

const selfApproval = (id: string) =>
  new SocError({
    code: "learn/self-approval",
    problem: `suppression "${id.slice(0, 80)}" cannot be approved by the person who proposed it`,
    remedy: "let another person look at it and approve it",
    retry: "never",
  });

const badExpiry = () =>
  new SocError({
    code: "learn/bad-expiry",
    problem: `a suppression ends in the future, and at most ${suppressionDaysMax} days from now`,
    remedy: "propose it with a nearer end; it can be renewed when that comes",
    retry: "never",
  });

const beyondCap = (why: string) =>
  new SocError({
    code: "learn/beyond-cap",
    problem: why,
    remedy: "revoke one that is no longer needed, or mend the rule at its source",
    retry: "never",
  });
