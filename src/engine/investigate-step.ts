import type { Closing } from "../core/autonomy/closing.ts";
import { decide } from "../core/case/case.ts";
import { playbookFor } from "../core/playbook/playbook.ts";
import type { DomainEvent, RunState } from "../core/run/run.ts";
import { alertEvidence } from "../stages/investigate/alert-evidence.ts";
import { caseCategoryOf } from "../stages/investigate/case-category.ts";
import { type CaseView, viewOf } from "../stages/investigate/case-view.ts";
import { nextStep } from "../stages/investigate/next-step.ts";
import { questionsOf } from "../stages/investigate/question.ts";
import { toolInput } from "../stages/investigate/tool-input.ts";
import { openPopulation } from "../stages/triage/population.ts";
import { baseRateLogOdds } from "../stages/triage/scorecard.ts";
import { ask } from "./ask.ts";
import { ended, type InProgress, type Plan, tacticNames } from "./investigate-end.ts";
import { askModels } from "./model/ask-models.ts";
import type { World } from "./world.ts";

/** Cases of one run whose questions are asked; the rest is concluded from its alerts, says so, and goes to a person. */
export const casesAskedMax = 400;

/** The case being looked at, in its record. `tell` records what is decided on the state as it is then, whoever else writes; it may ask more than once. */
export type CaseRecord = {
  readonly state: RunState;
  readonly tell: (decide: () => readonly DomainEvent[]) => Promise<unknown>;
};

/** How a case is looked at where it is not by all its alerts and as far as its playbook goes. */
export type Look = {
  /** False where there are too many cases to ask about: it is concluded from its alerts, says so, and goes to a person. */
  readonly asks?: boolean;
  /** The alerts that the look is about: what joins meanwhile waits for the next one. */
  readonly alertIds?: ReadonlySet<string>;
  /** True for a case that was handed to a person: it is no more closed without one. */
  readonly staysEscalated?: boolean;
  /** Whether it may be closed without a person, asked at the moment at which its end is recorded; absent where nobody is there to grant it. */
  readonly closing?: () => Closing;
};

/** What looking at a case needs of the world. */
export type InvestigationWorld = Pick<
  World,
  "inventory" | "isOwn" | "catalogue" | "reader" | "playbooks" | "policy" | "tools" | "clock" | "models"
>;

/** Takes one case from where the journal left it to its end: playbook, questions, techniques, verdict, containment, settled. */
export async function investigateStep(caseId: string, record: CaseRecord, world: InvestigationWorld, look: Look = {}): Promise<void> {
  const { state, tell } = record;
  const standingNow = () => lookedAt(standingOf(caseId, state), look);
  const before = standingNow();
  // Its verdict was recorded apart from its end, by an earlier version: it stands, and the case ends with it.
  if (before.conclusion) return void (await tell(() => decide({ type: "SettleCase", closing: look.closing?.() }, standingNow())));
  if (!before.playbook) await tell(() => begun(standingNow(), state, world));
  const plan = planOf(standingNow(), state, world, look);
  for (;;) {
    const standing = standingNow();
    const step = nextStep({
      prior: plan.prior,
      questions: plan.questions,
      settled: new Set(standing.settled.keys()),
      evidence: [...standing.evidence.values()],
      policy: world.policy,
      questionsMax: plan.questionsMax,
    });
    if (step.do === "conclude") {
      const staysEscalated = look.staysEscalated === true;
      const ending = { state, world, plan, because: step.because, staysEscalated, closing: look.closing };
      if (world.models && plan.questionsMax > 0) await askModels({ caseId, state, tell, standing: standingNow }, ending, world);
      return void (await tell(() => ended(standingNow(), ending)));
    }
    const asked = await ask(step.question, toolInput(step.question, plan.view), world, "e-0");
    await tell(() => {
      // Others record evidence too: its number is the next one at the moment at which it is recorded.
      const evidence = { ...asked.evidence, id: `e-${state.evidenceCount + 1}` };
      return decide({ type: "RecordEvidence", questionKey: step.question.key, ...asked, evidence }, standingNow());
    });
  }
}

/** The case as this look sees it. */
function lookedAt(standing: InProgress, { alertIds }: Look): InProgress {
  return alertIds ? { ...standing, alertIds: standing.alertIds.filter((id) => alertIds.has(id)) } : standing;
}

/** A playbook with fewer questions about this case says nothing about it. */
const questionsUsefulMin = 3;

function standingOf(caseId: string, state: RunState): InProgress {
  const standing = state.cases.get(caseId);
  if (standing?.status !== "in-progress") throw new Error(`case ${caseId} is not in progress`);
  return standing;
}

/** Chooses the playbook by the case's category, with the alerts themselves as its first evidence, in one stroke. */
function begun(standing: InProgress, state: RunState, world: InvestigationWorld): DomainEvent[] {
  const view = viewOf(standing, state);
  const chosen = choosePlaybook(view, world);
  const events: DomainEvent[] = [];
  const machineOf = openPopulation(state.names, world.inventory);
  for (const evidence of alertEvidence(view, state.evidenceCount + 1, tacticNames(world), machineOf)) {
    events.push(...decide({ type: "RecordEvidence", questionKey: undefined, evidence, failed: false }, standing));
  }
  events.push(...decide({ type: "ChoosePlaybook", playbook: chosen.playbook.playbook, digest: chosen.digest }, standing));
  return events;
}

/** The playbook of the case's category; where none of its questions is about anything in this case, the one that starts on any. */
function choosePlaybook(view: CaseView, { playbooks }: InvestigationWorld): World["playbooks"][number] {
  const datasets = [...new Set(view.alerts.flatMap(({ alert }) => alert.dataset ?? []))];
  const all = playbooks.map((each) => each.playbook);
  const fitting = playbookFor(all, { category: caseCategoryOf(view), datasets });
  const general = all.filter((each) => each["starts-on"] === "any");
  const usable =
    fitting && questionsOf(fitting, view).length >= questionsUsefulMin
      ? fitting
      : (playbookFor(general, { category: "other", datasets }) ?? fitting);
  const chosen = playbooks.find((each) => each.playbook === usable);
  if (!chosen) throw new Error("no playbook starts on any category");
  return chosen;
}

function planOf(
  standing: InProgress,
  state: RunState,
  world: InvestigationWorld,
  { asks = state.casesSettled < casesAskedMax }: Look,
): Plan {
  const playbook = world.playbooks.find((each) => each.playbook.playbook === standing.playbook?.name)?.playbook;
  if (!playbook) throw new Error(`playbook ${standing.playbook?.name} is gone`);
  const view = viewOf(standing, state);
  return {
    playbook,
    view,
    questions: questionsOf(playbook, view),
    prior: baseRateLogOdds + playbook.prior,
    questionsMax: asks ? playbook.stop["questions-max"] : 0,
  };
}
