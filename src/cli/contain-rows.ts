import { undoOf } from "../core/containment/action.ts";
import type { ActionState } from "../core/containment/containment.ts";
import { inline } from "../core/report/inline.ts";
import type { DryRun } from "../engine/containment/dry-run.ts";
import type { ShownEvidence } from "./contain-case.ts";
import { endedStatuses } from "./contain-list.ts";
import { clockTime, named, said, span } from "./contain-text.ts";
import type { Approvers } from "./contain-who.ts";

const evidenceShownMax = 12;
const fileLengthMax = 120;
const labelWidth = 12;
/** One line with its label. */
export const row = (label: string, text: string) => [`  ${label.padEnd(labelWidth)}${text}`];
/** The first line carries the label, those below stand under it. */
export const rows = (label: string, lines: readonly string[]) =>
  lines.map((line, index) => `  ${(index === 0 ? label : "").padEnd(labelWidth)}${line}`);
/** What else a target is called. */
export const aliases = (names: readonly string[]) =>
  names.length === 0 ? "" : `; also ${names.slice(0, 8).map(named).join(", ")}${names.length > 8 ? ", …" : ""}`;

/** Whose yes it takes and why, whose it has, and once it was begun who said so. */
export function approvalRows(held: ActionState, approvers: Approvers, nowMs: number): string[] {
  const { status, action, approvals, intents } = held;
  const given = approvals.map(({ by, because, atMs }) => `${by} approved at ${clockTime(atMs)}: ${said(because)}`);
  const begun = intents.find(({ of }) => of === "effect")?.assessed ?? action.assessed;
  const tierBecause = [...begun.because, ...approvers.requirement.because];
  if (status !== "proposed") {
    const alone =
      intents.length > 0 && given.length === 0 ? ["nobody: the agent did it alone, as the standing orders allow for this tier"] : given;
    return [
      ...row("tier", `${Math.max(held.needs.tier, begun.tier)}, as it was ${intents.length > 0 ? "begun" : "proposed"}`),
      ...rows("because", begun.because.map(said)),
      ...rows("approved by", alone),
    ];
  }
  const { requirement, missing, may, mayNot } = approvers;
  const { tier, approvers: needed, lead, breakGlass } = requirement;
  const needs =
    needed === 0
      ? "no approver: standing orders allow it"
      : `${needed} ${needed === 1 ? "approver" : "approvers"}${lead ? ", one of them a lead" : ""}${breakGlass ? ", by break-glass only" : ""}`;
  const left = action.expiresAtMs - nowMs;
  return [
    ...row("tier", `${tier}: needs ${needs}`),
    // What takes people, not what keeps it from beginning: with their yes it begins.
    ...rows("because", tierBecause.map(said)),
    ...row(
      "missing",
      missing === undefined ? `nothing: "watchkeeper contain run" carries it out, until ${clockTime(action.expiresAtMs)}` : missing,
    ),
    ...rows("approved", given),
    ...row("may approve", may.map(({ name, roles }) => `${name} (${roles.join(", ")})`).join(", ") || "nobody"),
    ...rows(
      "may not",
      mayNot.map(({ name, because }) => `${name}: ${said(because)}`),
    ),
    ...row(
      "expires",
      left > 0 ? `${clockTime(action.expiresAtMs)}, in ${span(left)}; silence counts as no` : "over time: it counts as rejected",
    ),
  ];
}

/** What it would touch, as it was counted. */
export function radiusRows({ action }: ActionState, { requirement }: Approvers): string[] {
  const { assessed } = action;
  const radius = assessed.blastRadius;
  const spare = radius.redundant ? "another asset does the same work" : "nothing else does its work, as far as the inventory knows";
  const age = radius.graphAgeMs === null ? "age of the inventory unknown" : `inventory ${span(radius.graphAgeMs)} old`;
  return [
    ...row(
      "touches",
      `accounts ${radius.identities}, machines ${radius.hosts}, sessions ${radius.sessions}, dependents ${radius.dependents}; reach ${radius.reach} in all`,
    ),
    ...row("", said(radius.says)),
    ...(radius.services.length > 0 ? row("services", radius.services.map(named).join(", ")) : []),
    ...row("", `${radius.criticality} criticality${radius.protected || requirement.breakGlass ? ", PROTECTED" : ""}; ${spare}; ${age}`),
    ...(assessed.classSize === 0
      ? []
      : row(
          "",
          `${(radius.containedShare * 100).toFixed(1)} % of the ${assessed.classSize} of class ${named(assessed.assetClass)} are contained already`,
        )),
  ];
}

/** What carrying it out would meet now, and how it stands at the product at this moment. */
export function dryRunRows(held: ActionState, { would, because, observed, located, undo }: DryRun, missing: string | undefined): string[] {
  const { status } = held;
  if (endedStatuses.has(status)) return [];
  const waitsOnly = because.length > 0 && because.every((each) => each === missing || each.startsWith(`${missing}; `));
  const what = waitsOnly
    ? "would be carried out once enough people have approved"
    : would === "begin"
      ? "would be carried out"
      : would === "find it so already"
        ? "is so already: nothing would be done"
        : "would NOT begin, because";
  return [
    ...(status === "proposed" ? rows("dry run", [what, ...(waitsOnly ? [] : because.map(said))]) : []),
    ...rows("now there", nowThere(held, observed)),
    ...(located === undefined ? [] : row("", `the product calls it ${named(located)}`)),
    ...row("undo", `${status === "proposed" ? said(undo) : undoOfHeld(held)}; ${endOf(held)}`),
  ];
}

const stands = { yes: "in force", no: "not in force", pending: "under way" } as const;

/** What the product says at this moment; where the record says other, that is older. */
function nowThere({ status }: ActionState, observed: DryRun["observed"]): string[] {
  if (!observed) return ["how it stands at the product could not be read"];
  const isOther = (status === "confirmed" && observed.inForce === "no") || (status === "gone" && observed.inForce === "yes");
  const older = 'the record is older than this: the next "watchkeeper contain run" reads it back and records what it finds';
  return [`read just now: ${stands[observed.inForce]}: ${said(observed.says)}`, ...(isOther ? [older] : [])];
}

function endOf({ action, status }: ActionState): string {
  if (undoOf[action.verb] === undefined) return "it has no end";
  if (status === "gone") return "it is not put there again, and not released; the same may be proposed again";
  return action.releaseAfterMs === null ? "it stays until somebody undoes it" : `released by itself after ${span(action.releaseAfterMs)}`;
}

/** What an undo would do with something that was begun. */
function undoOfHeld({ action, intents }: ActionState): string {
  const verb = undoOf[action.verb];
  if (verb === undefined) return "nothing puts it back";
  return intents.some(({ of, alreadySo }) => of === "effect" && alreadySo)
    ? "it was so before us: nothing is put back"
    : `"watchkeeper contain undo ${action.id}": "${verb}" puts back what stood there before`;
}

/** Each evidence item with when, by which product and in which input it was seen. */
export function evidenceRows(evidence: readonly ShownEvidence[], total: number): string[] {
  const lines = evidence
    .slice(0, evidenceShownMax)
    .flatMap((each) => [`${each.id} (${named(each.tool)}): ${said(each.says)}`, ...originOf(each).map((origin) => `  ${origin}`)]);
  const more = total - Math.min(evidence.length, evidenceShownMax);
  return rows("evidence", more > 0 ? [...lines, `and ${more} more in the report of the case`] : lines);
}

function originOf({ timeMs, product, file, records }: ShownEvidence): string[] {
  const parts = [
    ...(timeMs === undefined ? [] : [clockTime(timeMs)]),
    ...(product === undefined ? [] : [`by ${named(product)}`]),
    ...(file === undefined ? [] : [`in ${inline(file, fileLengthMax)}`]),
    ...(records > 1 ? [`${records} records`] : []),
  ];
  return parts.length === 0 ? [] : [parts.join(", ")];
}

/** What happened to it so far. */
export function historyOf({ status, intents, refusal, afterAction, releaseAtMs, readAtMs, undoAsked }: ActionState): string[] {
  return [
    ...intents.map(({ of, attempt, atMs, executor }) => `${of} ${attempt}, begun ${clockTime(atMs)} by ${named(executor)}`),
    ...(refusal ? [`refused (${refusal.why}): ${said(refusal.says)}`] : []),
    ...(undoAsked ? [`${undoAsked.by} asked for the undo at ${clockTime(undoAsked.atMs)}`] : []),
    ...(status === "gone" && readAtMs !== undefined ? [`read as gone, last at ${clockTime(readAtMs)}`] : []),
    ...(releaseAtMs === undefined || status !== "confirmed" ? [] : [`it will be released by itself at ${clockTime(releaseAtMs)}`]),
    ...(afterAction === "missing" ? ["its after-action record is MISSING: watchkeeper contain after-action"] : []),
  ];
}
