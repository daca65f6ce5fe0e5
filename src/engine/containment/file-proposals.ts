import type { Standing } from "../../core/case/case.ts";
import type { ContainmentProposal } from "../../core/containment/action.ts";
import { entryOf } from "../../core/containment/catalogue.ts";
import type { ActionStatus, Containment, ContainmentAction, Refusal } from "../../core/containment/containment.ts";
import { nextActionId } from "../../core/containment/decide.ts";
import type { Handle } from "../../core/containment/handle.ts";
import { openKey } from "../../core/containment/key.ts";
import { isOfEarlier } from "../../core/containment/outcome.ts";
import type { Signable } from "../../core/containment/to-sign.ts";
import type { Person } from "../../core/person/person.ts";
import type { RunState } from "../../core/run/run.ts";
import { SocError } from "../../core/soc-error.ts";
import { viewOf } from "../../stages/investigate/case-view.ts";
import { assess, targetsOf } from "./assess-now.ts";
import { within } from "./call.ts";
import { endWhatIsOver } from "./carry-out.ts";
import { changeSince } from "./case-change.ts";
import { caseRevisionOf } from "./case-revision.ts";
import { handleOf, type Naming, openNaming } from "./naming.ts";
import type { Bench, InventoryNow } from "./parts.ts";

/** Whose proposals are filed: all concluded cases of an investigation, or one of them. */
export type Filing = {
  readonly world: string;
  readonly run: Pick<RunState, "cases" | "alerts" | "triages" | "names">;
  readonly caseId?: string | undefined;
  /** The person who asks and signs for it; without one the agent does. The agent files each thing once, a person again when it is over. */
  readonly asker?: Asker;
};

/** A person with their signature under what they ask for. */
export type Asker = { readonly by: Person; readonly signatureOf: (command: Signable) => string };

/** What became of each proposal. */
export type Filed = {
  /** Ids of actions that stand before people or standing orders now. */
  readonly proposed: readonly string[];
  /** Actions that are on the record and were refused at once. */
  readonly refused: readonly { readonly id: string; readonly says: string }[];
  /** What no action can be made of, with the reason; on the record too. */
  readonly declined: readonly { readonly caseId: string; readonly action: string; readonly target: string; readonly says: string }[];
  /** Proposals that were filed before, and what became of them. */
  readonly before: readonly FiledBefore[];
};

/** A proposal that was filed before: as the action of this id, or as declined with the reason. */
export type FiledBefore = {
  readonly caseId: string;
  readonly action: string;
  readonly target: string;
  readonly id: string | undefined;
  readonly says: string;
};

/** Puts every proposal of concluded cases on the record: as an action, or as declined with the reason. Nothing is lost, and nothing is filed twice. */
export async function fileProposals(bench: Bench, filing: Filing): Promise<Filed> {
  await bench.refresh();
  // What other orders voided, or nobody answered in time, is over and may be filed anew.
  await endWhatIsOver(bench);
  const inventory = await within(bench.clock, bench.patience.callMs, bench.inventory);
  const filed = {
    proposed: [] as string[],
    refused: [] as { id: string; says: string }[],
    declined: [] as Filed["declined"][number][],
    before: [] as FiledBefore[],
  };
  const seen = seenIn(bench.state, filing);
  for (const [caseId, standing] of [...filing.run.cases].toSorted(([a], [b]) => numberOf(a) - numberOf(b))) {
    if (filing.caseId !== undefined && filing.caseId !== caseId) continue;
    if (standing.status !== "closed" && standing.status !== "escalated" && standing.status !== "waiting") continue;
    await endEarlier(bench, filing, caseId);
    if (standing.proposals.length > 0) await fileCase({ bench, filing, inventory, seen, filed }, caseId, standing);
  }
  return filed;
}

/** What people were asked about the case as it stood before is over: their yes would come to nothing, and the same is asked about the case as it stands. */
async function endEarlier(bench: Bench, { world, run }: Filing, id: string): Promise<void> {
  const caseNow = { world, id, revision: caseRevisionOf(run, id) ?? "" };
  const earlier = [...bench.state.waiting].flatMap((each) => {
    const held = bench.state.actions.get(each);
    return held !== undefined && isOfEarlier(held, caseNow) ? [held.proposedAtMs] : [];
  });
  if (earlier.length === 0) return;
  await endWhatIsOver(bench, { ...caseNow, change: await changeSince(bench, { world, id }, Math.min(...earlier)) });
}

type Desk = {
  readonly bench: Bench;
  readonly filing: Filing;
  readonly inventory: InventoryNow;
  /** The action that stands for each proposal that was filed before. */
  readonly seen: Map<string, string>;
  readonly filed: {
    proposed: string[];
    refused: { id: string; says: string }[];
    declined: Filed["declined"][number][];
    before: FiledBefore[];
  };
};

async function fileCase(desk: Desk, caseId: string, standing: Standing): Promise<void> {
  const { bench, filing, inventory } = desk;
  const namingOf = openNaming(viewOf(standing, filing.run), inventory.index);
  const revision = caseRevisionOf(filing.run, caseId) ?? "";
  const about = {
    world: filing.world,
    id: caseId,
    revision,
    title: (standing.conclusion?.title ?? "").slice(0, titleLengthMax).toWellFormed(),
  };
  const found = standing.proposals.map((proposal) => ({ proposal, resolved: handleOf(proposal, inventory.index) }));
  for (const { proposal, resolved } of found) {
    if ("because" in resolved) {
      await decline(desk, caseId, proposal, "target", resolved.because);
      continue;
    }
    const { handle } = resolved;
    const key = keyOf(filing.world, caseId, revision, proposal.action, handle.id);
    const id = desk.seen.get(key);
    if (id !== undefined) {
      const says = bench.state.actions.get(id)?.says ?? "";
      desk.filed.before.push({ caseId, action: proposal.action, target: proposal.target, id: id || undefined, says });
      continue;
    }
    const naming = namingOf(handle, proposal.action);
    const effector = effectorOf(bench, proposal);
    if (effector === undefined) await decline(desk, caseId, proposal, "target", `no effector is configured for "${proposal.action}"`);
    else if (naming.rules.length === 0) await decline(desk, caseId, proposal, "evidence", "no alert of this case names the target");
    else {
      const alike = new Set(
        found.flatMap((each) => (each.proposal.action === proposal.action && "handle" in each.resolved ? [each.resolved.handle.id] : [])),
      );
      await proposeOrDecline(desk, caseId, { proposal, standing, about, handle, naming, effector, targets: alike.size });
      desk.seen.set(key, bench.state.open.get(openKey({ verb: proposal.action, target: handle })) ?? "");
    }
  }
}

const titleLengthMax = 300;
const nonceBytes = 16;

type ToPropose = {
  readonly proposal: ContainmentProposal;
  readonly standing: Standing;
  readonly about: ContainmentAction["case"];
  readonly handle: Handle;
  readonly naming: Naming;
  readonly effector: string;
  readonly targets: number;
};

/** What the core does not take as an action is declined with its reason, and the next proposal is not held up by it. */
async function proposeOrDecline(desk: Desk, caseId: string, asked: ToPropose): Promise<void> {
  try {
    await propose(desk, asked);
  } catch (cause) {
    if (!(cause instanceof SocError) || !cause.code.startsWith("containment/")) throw cause;
    await decline(desk, caseId, asked.proposal, "evidence", cause.problem);
  }
}

async function propose(desk: Desk, { proposal, standing, about, handle, naming, effector, targets }: ToPropose): Promise<void> {
  const { bench, filing, inventory, filed } = desk;
  const { state, orders } = bench;
  const { asker } = filing;
  const by = asker?.by ?? "agent:watchkeeper";
  const verb = proposal.action;
  const minutes = orders["release-after-minutes"][verb];
  const nonce = bench.random.secret(nonceBytes);
  const shadow = await bench.whyNotAlone?.(filing.world, about.id);
  const facts = await bench.decide(async () => {
    const action = {
      id: nextActionId(state),
      tenant: orders.tenant,
      case: about,
      verb,
      target: handle,
      effector,
      parameters: {},
      severity: standing.conclusion?.severity ?? "informational",
      ...naming,
      evidence: proposal.evidence.map((id) => ({ id, digest: standing.evidence.get(id)?.digest ?? "" })),
      releaseAfterMs: minutes === undefined ? null : minutes * 60_000,
    };
    const most = Math.max(targets, targetsOf(state, action));
    const assessed = assess(bench, { action, inventory, targets: most, requester: by, approvals: [], breakGlass: false, shadow });
    // Breaking the glass is quicker, never slower, than what people have for everything else.
    const quickMinutes = Math.min(orders["break-glass-minutes"], orders["approval-minutes"]);
    const waitMinutes = assessed.tier === 4 ? quickMinutes : orders["approval-minutes"];
    const whole = { ...action, assessed, expiresAtMs: bench.nowMs() + waitMinutes * 60_000, nonce };
    const signature = asker?.signatureOf({ type: "ProposeAction", action: whole, by: asker.by });
    return { type: "ProposeAction", by, action: whole, signature };
  });
  for (const fact of facts) {
    if (fact.type === "ActionProposed") filed.proposed.push(fact.action.id);
    if (fact.type !== "ActionRefused") continue;
    filed.refused.push({ id: fact.id, says: fact.says });
    filed.proposed.splice(filed.proposed.indexOf(fact.id) >>> 0, 1);
  }
}

async function decline(
  { bench, filing, filed }: Desk,
  caseId: string,
  proposal: ContainmentProposal,
  why: Refusal,
  says: string,
): Promise<void> {
  const { action: verb, target } = proposal;
  const facts = await bench.decide(async () => ({ type: "DeclineProposal", world: filing.world, caseId, verb, target, why, says }));
  if (facts.length > 0) filed.declined.push({ caseId, action: verb, target, says });
  else filed.before.push({ caseId, action: verb, target, id: undefined, says });
}

/** What is asked of people needs no product. */
function effectorOf({ orders }: Bench, { action }: ContainmentProposal): string | undefined {
  return entryOf(action).requestOnly ? "people" : orders.effectors.find((each) => each.for.includes(action))?.name;
}

const over: ReadonlySet<ActionStatus> = new Set(["rejected", "expired", "voided", "refused", "failed", "undone", "already-so", "gone"]);

function seenIn({ actions }: Containment, { world, asker }: Filing): Map<string, string> {
  const seen = new Map<string, string>();
  for (const { action, status } of actions.values()) {
    const again = asker === undefined ? status === "voided" : over.has(status);
    if (action.case.world === world && !again)
      seen.set(keyOf(world, action.case.id, action.case.revision, action.verb, action.target.id), action.id);
  }
  return seen;
}

const keyOf = (...parts: readonly string[]) => JSON.stringify(parts);
const numberOf = (caseId: string) => Number(caseId.slice(caseId.indexOf("-") + 1));
