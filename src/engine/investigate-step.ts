import { type Case, type CaseCommand, decide, type Standing } from "../core/case/case.ts";
import { evolve } from "../core/case/evolve.ts";
import { type Playbook, playbookFor } from "../core/playbook/playbook.ts";
import type { DomainEvent, RunState } from "../core/run/run.ts";
import { propose } from "../stages/contain/propose.ts";
import { alertEvidence } from "../stages/investigate/alert-evidence.ts";
import { caseCategoryOf } from "../stages/investigate/case-category.ts";
import { type CaseView, viewOf } from "../stages/investigate/case-view.ts";
import { openCitations } from "../stages/investigate/citations.ts";
import { conclude } from "../stages/investigate/conclude.ts";
import { nextStep, type Step } from "../stages/investigate/next-step.ts";
import { type Question, questionsOf } from "../stages/investigate/question.ts";
import { toolInput } from "../stages/investigate/tool-input.ts";
import { mapCase } from "../stages/map-attack/map-case.ts";
import { untrainedReader } from "../stages/map-attack/reader.ts";
import { openPopulation } from "../stages/triage/population.ts";
import { baseRateLogOdds } from "../stages/triage/scorecard.ts";
import { ask } from "./ask.ts";
import type { Recorder } from "./recorder.ts";
import type { World } from "./world.ts";

/** Cases of one run whose questions are asked; the rest is concluded from its alerts, says so, and goes to a person. */
export const casesAskedMax = 400;

/** Takes one case from where the journal left it to its end: playbook, questions, techniques, verdict, containment, settled. */
export async function investigateStep(caseId: string, recorder: Recorder, world: World): Promise<void> {
  const before = standingOf(caseId, recorder.state);
  // Its verdict was recorded apart from its end, by an earlier version: it stands, and the case ends with it.
  if (before.conclusion) return recorder.record(decide({ type: "SettleCase" }, before));
  if (!before.playbook) await begin(before, recorder, world);
  const plan = planOf(caseId, recorder, world);
  for (;;) {
    const standing = standingOf(caseId, recorder.state);
    const step = nextStep({
      prior: plan.prior,
      questions: plan.questions,
      settled: new Set(standing.settled.keys()),
      evidence: [...standing.evidence.values()],
      policy: world.policy,
      questionsMax: plan.questionsMax,
    });
    if (step.do === "conclude") return end(caseId, plan, step, recorder, world);
    const id = `e-${recorder.state.evidenceCount + 1}`;
    const asked = await ask(step.question, toolInput(step.question, plan.view), world, id);
    await recorder.record(decide({ type: "RecordEvidence", questionKey: step.question.key, ...asked }, standingOf(caseId, recorder.state)));
  }
}

/** A playbook with fewer questions about this case says nothing about it. */
const questionsUsefulMin = 3;

type Plan = {
  readonly playbook: Playbook;
  readonly view: CaseView;
  readonly questions: readonly Question[];
  readonly prior: number;
  readonly questionsMax: number;
};

function standingOf(caseId: string, state: RunState): Standing & { readonly status: "in-progress" } {
  const standing = state.cases.get(caseId);
  if (standing?.status !== "in-progress") throw new Error(`case ${caseId} is not in progress`);
  return standing;
}

/** Chooses the playbook by the case's category and records the alerts themselves as its first evidence, in one stroke. */
async function begin(standing: Standing & { readonly status: "in-progress" }, recorder: Recorder, world: World): Promise<void> {
  const view = viewOf(standing, recorder.state);
  const chosen = choosePlaybook(view, world);
  const events: DomainEvent[] = [];
  const machineOf = openPopulation(recorder.state.names, world.inventory);
  for (const evidence of alertEvidence(view, recorder.state.evidenceCount + 1, tacticNames(world), machineOf)) {
    events.push(...decide({ type: "RecordEvidence", questionKey: undefined, evidence, failed: false }, standing));
  }
  events.push(...decide({ type: "ChoosePlaybook", playbook: chosen.playbook.playbook, digest: chosen.digest }, standing));
  await recorder.record(events);
}

/** The playbook of the case's category; where none of its questions is about anything in this case, the one that starts on any. */
function choosePlaybook(view: CaseView, { playbooks }: World): World["playbooks"][number] {
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

function planOf(caseId: string, { state }: Recorder, world: World): Plan {
  const standing = standingOf(caseId, state);
  const playbook = world.playbooks.find((each) => each.playbook.playbook === standing.playbook?.name)?.playbook;
  if (!playbook) throw new Error(`playbook ${standing.playbook?.name} is gone`);
  const view = viewOf(standing, state);
  return {
    playbook,
    view,
    questions: questionsOf(playbook, view),
    prior: baseRateLogOdds + playbook.prior,
    questionsMax: state.casesSettled < casesAskedMax ? playbook.stop["questions-max"] : 0,
  };
}

/** Techniques, verdict, proposals and the end of a case are one append: nobody sees a verdict without its techniques, and no crash leaves half an end. */
async function end(
  caseId: string,
  plan: Plan,
  { because }: Extract<Step, { do: "conclude" }>,
  recorder: Recorder,
  world: World,
): Promise<void> {
  const standing = standingOf(caseId, recorder.state);
  const view = viewOf(standing, recorder.state);
  const { cite, added } = openCitations(standing.evidence, recorder.state.evidenceCount + 1);
  const conclusion = conclude({
    view,
    playbook: plan.playbook,
    questions: plan.questions,
    settled: standing.settled,
    prior: plan.prior,
    policy: world.policy,
    because,
    category: caseCategoryOf(view),
    tacticName: tacticNames(world),
    tacticRank: tacticRanks(world),
    knownBad: [...standing.evidence.values()].some(({ answer }) => answer === "known-bad"),
  });
  const { verdict, severity } = conclusion;
  const { inventory, isOwn } = world;
  const proposals = propose({ playbook: plan.playbook, view, verdict, severity, inventory, cite, isOwn });
  const { techniques, actors } = mapCase({
    view,
    evidence: [...standing.evidence.values()],
    questions: plan.questions,
    settled: standing.settled,
    cite,
    reader: world.reader ?? untrainedReader(world.catalogue),
  });
  await recorder.record(
    decideAll(
      [
        ...added().map((evidence) => ({ type: "RecordEvidence", questionKey: undefined, evidence, failed: false }) as const),
        { type: "MapTechniques", techniques, actors },
        { type: "ReachVerdict", conclusion },
        { type: "ProposeContainment", proposals },
        { type: "SettleCase" },
      ],
      standing,
    ),
  );
}

/** Tactics by their names; an id that the catalogue does not hold stays an id. */
function tacticNames({ catalogue }: World): (id: string) => string {
  const names = new Map(catalogue.tactics().map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}

/** Where tactics stand in the matrix; one that the catalogue does not hold stands at its end. */
function tacticRanks({ catalogue }: World): (id: string) => number {
  const ranks = new Map(catalogue.tactics().map(({ id }, rank) => [id, rank]));
  return (id) => ranks.get(id) ?? ranks.size;
}

/** What several commands bring about, each decided on what the ones before it left. */
function decideAll(commands: readonly CaseCommand[], standing: Case): DomainEvent[] {
  let state = standing;
  return commands.flatMap((command) => {
    const events = decide(command, state);
    state = events.reduce(evolve, state);
    return events;
  });
}
