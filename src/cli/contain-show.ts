import type { ActionState, Containment, Rejection } from "../core/containment/containment.ts";
import { rejectedKey } from "../core/containment/key.ts";
import { timeOf } from "../core/containment/record-time.ts";
import { actionHeld } from "../core/containment/to-sign.ts";
import type { DryRun } from "../engine/containment/dry-run.ts";
import type { ExitStatus } from "./command.ts";
import { type CaseShown, caseOf } from "./contain-case.ts";
import { type ContainmentValues, type Doing, oneWord } from "./contain-options.ts";
import { warn } from "./contain-orders.ts";
import { aliases, approvalRows, dryRunRows, evidenceRows, historyOf, radiusRows, row, rows } from "./contain-rows.ts";
import { clockTime, named, said, stateWords } from "./contain-text.ts";
import { type Approvers, approversFor } from "./contain-who.ts";

const othersShownMax = 8;

/** What a person must know before they approve, gathered from the record, the case, the inventory and the product. */
type Shown = {
  readonly held: ActionState;
  /** The no that was said to the same thing before. */
  readonly rejection: Rejection | undefined;
  readonly approvers: Approvers;
  readonly dryRun: DryRun;
  /** The policies that the orders at hand stand with. */
  readonly policies: string;
  /** What else the same case names for the same verb: an id of an action and its target. */
  readonly others: readonly { readonly id: string; readonly target: string }[];
} & CaseShown;

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
    policies: doing.orders.policy.version,
    others: othersOf(held, desk.state),
    evidence,
    unknowns,
  };
  await warn(desk.state, doing.orders, doing);
  doing.terminal.out(values.json ? `${JSON.stringify(shown)}\n` : `${textOf(shown, doing).join("\n")}\n`);
  return 0;
}

/** Other targets of the same case for the same verb: together with them it is one of several. */
function othersOf({ action }: ActionState, { actions }: Containment): Shown["others"] {
  const { case: of, verb, target } = action;
  return [...actions.values()]
    .filter(
      ({ action: each }) => each.verb === verb && each.case.world === of.world && each.case.id === of.id && each.target.id !== target.id,
    )
    .map(({ action: { id, target: other } }) => ({ id, target: other.name }));
}

/** Why it stands so, and since when that is known. Of what was never begun, its reasons say that further down. */
function stateOf({ action, status, says, putOffUntilMs, readAtMs }: ActionState): string {
  const words = stateWords(status, action.verb);
  if (putOffUntilMs !== undefined) return `${words}, put off until ${clockTime(putOffUntilMs)}: ${said(says)}`;
  if (status === "gone") return `${words}: somebody else took it away, as read at ${clockTime(readAtMs ?? 0)}: ${said(says)}`;
  if (status === "confirmed" && readAtMs !== undefined) return `${words}, as read at ${clockTime(readAtMs)}: ${said(says)}`;
  return status !== "proposed" && says ? `${words}: ${said(says)}` : words;
}

function textOf({ held, rejection, approvers, dryRun, policies, others, evidence, unknowns }: Shown, doing: Doing): string[] {
  const { action, digest } = held;
  const nowMs = timeOf(doing.containment.desk.state, doing.system.clock.nowMs());
  const { target } = action;
  const { product, provenOn } = doing.containment.effectors.find(({ name }) => name === action.effector) ?? {};
  return [
    `${action.id}  ${action.verb} ${named(target.name)}`,
    ...row("state", stateOf(held)),
    ...row("target", `${named(target.id)}, ${knownTo(target.knownTo)}${aliases(target.aliases)}`),
    ...rows("beside it", [
      ...others.slice(0, othersShownMax).map((other) => `${other.id}: ${action.verb} ${named(other.target)}`),
      ...(others.length > othersShownMax ? [`and ${others.length - othersShownMax} more of this case`] : []),
    ]),
    ...row("case", `${named(action.case.id)} of ${named(action.case.world)}, ${action.severity}: ${said(action.case.title)}`),
    ...row(
      "by",
      product
        ? `${named(action.effector)} (${named(product)}, proven on ${provenOn})`
        : `${named(action.effector)}, which is not available here`,
    ),
    ...row("asked by", `${held.by}, at ${clockTime(held.proposedAtMs)}`),
    ...row(
      "orders",
      `${action.assessed.orders}, policies ${named(policies)}${action.assessed.orders === doing.orders.digest ? "" : "; these are FORMER orders, and the policies are those of now"}`,
    ),
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

const knownTo = (who: "inventory" | "evidence") =>
  who === "inventory" ? "known to the inventory" : "which no inventory of yours knows: the evidence alone names it";
