import { undoOf } from "../core/containment/action.ts";
import type { ActionState, Rejection } from "../core/containment/containment.ts";
import { rejectedKey } from "../core/containment/key.ts";
import { timeOf } from "../core/containment/record-time.ts";
import { actionHeld } from "../core/containment/to-sign.ts";
import type { Evidence } from "../core/evidence/evidence.ts";
import { unlessErased } from "../engine/containment/case-revision.ts";
import type { ContainmentDesk } from "../engine/containment/desk.ts";
import type { DryRun } from "../engine/containment/dry-run.ts";
import { actionLine } from "../engine/containment-status.ts";
import { openRecorder } from "../engine/recorder.ts";
import type { ExitStatus } from "./command.ts";
import { type ContainmentValues, type Doing, oneWord } from "./contain-options.ts";
import { clockTime, listLine, named, said, span, statusWords } from "./contain-text.ts";
import { type Approvers, approversFor } from "./contain-who.ts";

const evidenceShownMax = 12;
const endedStatuses: ReadonlySet<string> = new Set(["rejected", "expired", "voided", "refused", "failed", "undone"]);

/** `contain list`: what waits, is under way or in force; with `--all` what is over too. */
export function list(
  values: ContainmentValues & { readonly all: boolean },
  { desk, terminal, system }: Pick<Doing, "terminal" | "system"> & { readonly desk: Pick<ContainmentDesk, "state"> },
): ExitStatus {
  const all = [...desk.state.actions.values()];
  const shown = (values.all ? all : all.filter(({ status }) => !endedStatuses.has(status))).map(actionLine);
  if (values.json) terminal.out(`${JSON.stringify(shown)}\n`);
  else if (shown.length === 0)
    terminal.out(all.length === 0 ? "nothing was proposed yet\n" : `nothing is open; ${all.length} ended (--all lists them)\n`);
  else for (const line of shown) terminal.out(`${listLine(line, timeOf(desk.state, system.clock.nowMs()))}\n`);
  return 0;
}

/** What a person must know before they approve, gathered from the record, the case, the inventory and the product. */
type Shown = {
  readonly held: ActionState;
  /** The no that was said to the same thing before. */
  readonly rejection: Rejection | undefined;
  readonly approvers: Approvers;
  readonly dryRun: DryRun;
  readonly evidence: readonly Pick<Evidence, "id" | "says" | "tool">[];
  /** What the investigation could not find out. */
  readonly unknowns: readonly string[];
};

/** `contain show ID`: everything about one action, for whoever must decide about it. Changes nothing. */
export async function show(words: readonly string[], values: ContainmentValues, doing: Doing): Promise<ExitStatus> {
  const id = oneWord(words, "an action (c-1)");
  const { desk } = doing.containment;
  const held = actionHeld(desk.state, id);
  const { evidence, unknowns } = await caseOf(held, doing);
  const found = desk.state.rejections.get(rejectedKey(held.action));
  const rejection = found?.id === id ? undefined : found;
  const shown: Shown = {
    held,
    rejection,
    approvers: approversFor(desk.state, id, doing),
    dryRun: await desk.dryRun(id),
    evidence,
    unknowns,
  };
  doing.terminal.out(values.json ? `${JSON.stringify(shown)}\n` : `${textOf(shown, doing).join("\n")}\n`);
  return 0;
}

async function caseOf({ action }: ActionState, { store, system }: Doing): Promise<Pick<Shown, "evidence" | "unknowns">> {
  const { world, id } = action.case;
  if (!(await store.hasWorld(world))) return { evidence: [], unknowns: ["the investigation is no longer in this database"] };
  const recorder = await unlessErased(async () => openRecorder((await store.world(world)).journal, system.clock));
  if (recorder === "erased")
    return { evidence: [], unknowns: ["the personal data of its investigation was erased: what the case said cannot be read any more"] };
  const { state } = recorder;
  const standing = state.cases.get(id);
  if (!standing || standing.status === "unopened") return { evidence: [], unknowns: ["the case is no longer in its investigation"] };
  const evidence = action.evidence.flatMap(({ id: evidenceId }) => {
    const found = standing.evidence.get(evidenceId);
    return found ? [{ id: found.id, says: found.says, tool: found.tool }] : [];
  });
  return { evidence, unknowns: standing.conclusion?.unknowns ?? [] };
}

/** Why it stands so. Of what was never begun, its reasons say that further down; what a product put off says when it is asked for again. */
function stateSays({ status, says, putOffUntilMs }: ActionState): string {
  if (putOffUntilMs !== undefined) return `, put off until ${new Date(putOffUntilMs).toISOString()}: ${said(says)}`;
  return status !== "proposed" && says ? `: ${said(says)}` : "";
}

function textOf({ held, rejection, approvers, dryRun, evidence, unknowns }: Shown, doing: Doing): string[] {
  const { action, digest } = held;
  const nowMs = timeOf(doing.containment.desk.state, doing.system.clock.nowMs());
  const { target } = action;
  const { product, provenOn } = doing.containment.effectors.find(({ name }) => name === action.effector) ?? {};
  return [
    `${action.id}  ${action.verb} ${named(target.name)}`,
    ...row("state", `${statusWords(held.status)}${stateSays(held)}`),
    ...row("target", `${named(target.id)}, known to the ${target.knownTo}${aliases(target.aliases)}`),
    ...row("case", `${named(action.case.id)} of ${named(action.case.world)}, ${action.severity}: ${said(action.case.title)}`),
    ...row(
      "by",
      product
        ? `${named(action.effector)} (${named(product)}, proven on ${provenOn})`
        : `${named(action.effector)}, which is not available here`,
    ),
    ...row("asked by", held.by),
    ...(rejection
      ? row("rejected", `before, as ${rejection.id}, by ${rejection.by} at ${clockTime(rejection.atMs)}: ${said(rejection.because)}`)
      : []),
    ...approvalRows(held, approvers, nowMs),
    ...radiusRows(held, approvers),
    ...dryRunRows(held, dryRun, approvers.missing),
    ...evidenceRows(evidence, action.evidence.length),
    ...rows("not known", [...unknowns, ...dryRun.unknown].map(said)),
    ...rows("history", historyOf(held)),
    ...row("digest", digest),
  ];
}

const labelWidth = 12;
const row = (label: string, text: string) => [`  ${label.padEnd(labelWidth)}${text}`];
/** The first line carries the label, those below stand under it. */
const rows = (label: string, lines: readonly string[]) =>
  lines.map((line, index) => `  ${(index === 0 ? label : "").padEnd(labelWidth)}${line}`);
const aliases = (names: readonly string[]) =>
  names.length === 0 ? "" : `; also ${names.slice(0, 8).map(named).join(", ")}${names.length > 8 ? ", …" : ""}`;

function approvalRows(
  { status, action, approvals }: ActionState,
  { requirement, missing, may, mayNot }: Approvers,
  nowMs: number,
): string[] {
  const given = approvals.map(({ by, because, atMs }) => `${by} approved at ${clockTime(atMs)}: ${said(because)}`);
  if (status !== "proposed") return rows("approvals", given);
  const { tier, approvers, lead, breakGlass } = requirement;
  const needs =
    approvers === 0
      ? "no approver: standing orders allow it"
      : `${approvers} ${approvers === 1 ? "approver" : "approvers"}${lead ? ", one of them a lead" : ""}${breakGlass ? ", by break-glass only" : ""}`;
  const left = action.expiresAtMs - nowMs;
  return [
    ...row("tier", `${tier}: needs ${needs}`),
    ...rows("because", [...action.assessed.because, ...requirement.because].map(said)),
    ...row("missing", missing === undefined ? 'nothing: "watchkeeper contain run" carries it out' : missing),
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

function radiusRows({ action }: ActionState, { requirement }: Approvers): string[] {
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

function dryRunRows(held: ActionState, { would, because, observed, located, undo }: DryRun, missing: string | undefined): string[] {
  const { status, action } = held;
  if (endedStatuses.has(status)) return [];
  const waitsOnly = because.length > 0 && because.every((each) => each === missing || each.startsWith(`${missing}; `));
  const stands = { yes: "in force", no: "not in force", pending: "under way" } as const;
  const what = waitsOnly
    ? "would be carried out once enough people have approved"
    : would === "begin"
      ? "would be carried out"
      : would === "find it so already"
        ? "is so already: nothing would be done"
        : "would NOT begin";
  const rest =
    action.releaseAfterMs === null ? "it stays until somebody undoes it" : `released by itself after ${span(action.releaseAfterMs)}`;
  return [
    ...(status === "proposed" ? rows("dry run", [what, ...(waitsOnly ? [] : because.map(said))]) : []),
    ...row(
      "now there",
      observed ? `${stands[observed.inForce]}: ${said(observed.says)}` : "how it stands at the product could not be read",
    ),
    ...(located === undefined ? [] : row("", `the product calls it ${named(located)}`)),
    ...row("undo", `${status === "proposed" ? said(undo) : undoOfHeld(held)}; ${rest}`),
  ];
}

/** What an undo would do with something that was begun. */
function undoOfHeld({ action, intents }: ActionState): string {
  const verb = undoOf[action.verb];
  if (verb === undefined) return "nothing puts it back";
  return intents.some(({ of, alreadySo }) => of === "effect" && alreadySo)
    ? "it was so before us: nothing is put back"
    : `"watchkeeper contain undo ${action.id}": "${verb}" puts back what stood there before`;
}

function evidenceRows(evidence: Shown["evidence"], total: number): string[] {
  const lines = evidence.slice(0, evidenceShownMax).map(({ id, says, tool }) => `${id} (${named(tool)}): ${said(says)}`);
  const more = total - lines.length;
  return rows("evidence", more > 0 ? [...lines, `and ${more} more in the report of the case`] : lines);
}

function historyOf({ status, intents, refusal, afterAction, releaseAtMs, undoAsked }: ActionState): string[] {
  return [
    ...intents.map(({ of, attempt, atMs, executor }) => `${of} ${attempt}, begun ${clockTime(atMs)} by ${named(executor)}`),
    ...(refusal ? [`refused (${refusal.why}): ${said(refusal.says)}`] : []),
    ...(undoAsked ? [`${undoAsked.by} asked for the undo at ${clockTime(undoAsked.atMs)}`] : []),
    ...(releaseAtMs === undefined || status !== "confirmed" ? [] : [`it will be released by itself at ${clockTime(releaseAtMs)}`]),
    ...(afterAction === "missing" ? ["its after-action record is MISSING: watchkeeper contain after-action"] : []),
  ];
}
