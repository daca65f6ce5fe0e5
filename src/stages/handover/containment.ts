import type { ActionState, ActionStatus, Containment } from "../../core/containment/containment.ts";
import { isApproved } from "../../core/containment/decide.ts";
import type { HandoverFact, HandoverSection } from "../../core/handover/text.ts";
import type { HandoverFindings } from "./findings.ts";
import { cite, factOf, many, moment, quoted, said, sectionOf, span, stopReason, who } from "./words.ts";

const hourMs = 60 * 60_000;
/** What ends by itself within this time is said as something of the coming shift. */
const shiftMs = 12 * hourMs;

/** The stop switch in both of its halves, effectors and classes of assets that are stopped alone, and orders that nobody adopted. */
export function killSwitchSection({ killSwitch, containment }: HandoverFindings): HandoverSection {
  const facts: HandoverFact[] = [];
  const file = killSwitch?.file.because;
  const scopes = killSwitch?.scopes ?? [];
  // The record and the file say the same stop: it is told once.
  if (file != null && !scopes.some(({ scope }) => scope === "all"))
    facts.push(stopFact("stop:file", `All containment is stopped by the stop file: ${stopReason(file)}.`));
  for (const { scope, by, because, at, resumeAskedBy } of scopes) {
    const what = scope === "all" ? "All containment is" : `The effector ${quoted(scope.slice("effector:".length))} is`;
    const asked = resumeAskedBy.length === 0 ? "" : ` ${resumeAskedBy.map(who).join(", ")} asked to resume.`;
    const too = scope === "all" && file != null ? " The stop file says so too." : "";
    const says = `${what} stopped since ${moment(Date.parse(at))} by ${who(by)}: ${stopReason(because)}.${too}${asked}`;
    facts.push(stopFact(`stop:${scope}`, says));
  }
  for (const [assetClass, { says, atMs }] of containment?.breakers ?? [])
    facts.push(
      factOf({
        key: `breaker:${assetClass}`,
        urgency: "now",
        says: `Standing orders no longer contain ${quoted(assetClass)} since ${moment(atMs)}: ${said(says)}.`,
        next: "Find out why the breaker tripped; a lead resets it.",
        cites: [cite("record", "containment")],
      }),
    );
  return sectionOf("kill-switch", facts);
}

const stopFact = (key: string, says: string) =>
  factOf({ key, urgency: "now", says, next: "Find out whether it may go on; two admins resume.", cites: [cite("record", "containment")] });

/** What waits for people, the first to expire first. */
export function approvalsSection({ containment, period }: HandoverFindings): HandoverSection {
  const waiting = statesOf(containment, new Set<ActionStatus>(["proposed"])).filter(
    (each) => containment && !isApproved(containment, each),
  );
  const ordered = waiting.toSorted((a, b) => a.action.expiresAtMs - b.action.expiresAtMs || numberOf(a) - numberOf(b));
  return sectionOf(
    "approvals",
    ordered.map((held) => approvalFact(held, period.toMs)),
  );
}

function approvalFact(held: ActionState, nowMs: number): HandoverFact {
  const { action, needs, approvals } = held;
  const leftMs = action.expiresAtMs - nowMs;
  const given = new Set(approvals.map(({ by }) => by));
  const names = given.size === 0 ? "" : ` (${[...given].toSorted().map(who).join(", ")})`;
  const ends = leftMs <= 0 ? `expired at ${moment(action.expiresAtMs)}` : `expires at ${moment(action.expiresAtMs)}, in ${span(leftMs)}`;
  return factOf({
    key: `action:${action.id}`,
    urgency: leftMs <= hourMs ? "now" : "this-shift",
    says: `${named(held)} waits: ${given.size} of ${many(needs.approvers, "approval")}${names}; it ${ends}. Blast radius: ${said(action.assessed.blastRadius.says)}.`,
    next: leftMs <= 0 ? "Have it proposed anew if it is still needed." : `Approve or reject ${action.id}; silence is a no.`,
    cites: citesOf(held),
  });
}

/** What is under way, in force, or not as it should be. */
export function actionsSection({ containment, period }: HandoverFindings): HandoverSection {
  const all = statesOf(containment, undefined);
  const facts = all.flatMap((held) => actionFact(held, containment, period) ?? []);
  const missing = all.filter(({ afterAction }) => afterAction === "missing").map(afterActionFact);
  return sectionOf("actions", [...facts, ...missing]);
}

const afterActionFact = (held: ActionState): HandoverFact =>
  factOf({
    key: `after-action:${held.action.id}`,
    urgency: "now",
    says: `${named(held)} was done by breaking the glass, and nobody wrote what was done and why.`,
    next: `Whoever did it writes the after-action record of ${held.action.id}.`,
    cites: citesOf(held),
  });

type Shown = { readonly urgency: HandoverFact["urgency"]; readonly says: string; readonly next: string | null };

function actionFact(held: ActionState, state: Containment | undefined, period: HandoverFindings["period"]): HandoverFact | undefined {
  const shown = standingOf(held, state, period);
  if (!shown) return undefined;
  const { urgency, says, next } = shown;
  return factOf({ key: `action:${held.action.id}`, urgency, says: `${named(held)} ${says}`, next, cites: citesOf(held) });
}

function standingOf(held: ActionState, state: Containment | undefined, { fromMs, toMs }: HandoverFindings["period"]): Shown | undefined {
  const { status, action, says, intents } = held;
  const lastMs = intents.at(-1)?.atMs ?? held.proposedAtMs;
  switch (status) {
    case "proposed":
      return state && isApproved(state, held) ? { urgency: "this-shift", says: "is approved and has not begun.", next: null } : undefined;
    case "executing":
    case "undoing":
      return { urgency: "this-shift", says: `is under way since ${moment(lastMs)}.`, next: null };
    case "outcome-unknown":
    case "undo-unknown":
      return {
        urgency: "now",
        says: `has an outcome that nobody knows since ${moment(lastMs)}: ${said(says)}.`,
        next: `Look at the product (${action.effector}) whether it took hold.`,
      };
    case "undo-failed":
      return {
        urgency: "now",
        says: `could not be taken back and is in force: ${said(says)}.`,
        next: "Take it back at the product itself.",
      };
    case "gone":
      return {
        urgency: "now",
        says: `is no longer in force, and nobody here took it back: ${said(says)}.`,
        next: "Find out who took it away.",
      };
    case "confirmed":
      return inForce(held, toMs);
    case "failed":
      return lastMs < fromMs
        ? undefined
        : { urgency: "this-shift", says: `failed at ${moment(lastMs)}: ${said(says)}.`, next: "Decide whether it is still needed." };
    default:
      return undefined;
  }
}

function inForce({ releaseAtMs, confirmedAtMs, undoAsked }: ActionState, nowMs: number): Shown {
  const since = confirmedAtMs === undefined ? "" : ` since ${moment(confirmedAtMs)}`;
  if (undoAsked)
    return { urgency: "this-shift", says: `is in force${since}; ${who(undoAsked.by)} asked that it is taken back.`, next: null };
  if (releaseAtMs === undefined) return { urgency: "to-know", says: `is in force${since} until somebody takes it back.`, next: null };
  const leftMs = releaseAtMs - nowMs;
  const soon = leftMs <= shiftMs;
  return {
    urgency: leftMs <= hourMs ? "now" : soon ? "this-shift" : "to-know",
    says: `is in force${since} and is released by itself at ${moment(releaseAtMs)}${leftMs > 0 ? `, in ${span(leftMs)}` : ""}.`,
    next: soon ? "Decide whether it may end then." : null,
  };
}

const named = ({ action }: ActionState) => `${action.id} ${action.verb} ${quoted(action.target.name)} by ${quoted(action.effector)}`;
const citesOf = ({ action }: ActionState) => [cite("action", action.id), cite("case", action.case.id)];
const numberOf = ({ action }: ActionState) => Number(action.id.slice(2));

function statesOf(state: Containment | undefined, statuses: ReadonlySet<ActionStatus> | undefined): ActionState[] {
  const all = [...(state?.actions.values() ?? [])].filter(({ status }) => statuses === undefined || statuses.has(status));
  return all.toSorted((a, b) => numberOf(a) - numberOf(b));
}
