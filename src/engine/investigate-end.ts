import type { Closing } from "../core/autonomy/closing.ts";
import { type Case, type CaseCommand, decide, type Standing } from "../core/case/case.ts";
import type { Conclusion } from "../core/case/conclusion.ts";
import { evolve } from "../core/case/evolve.ts";
import type { Playbook } from "../core/playbook/playbook.ts";
import type { DomainEvent, RunState } from "../core/run/run.ts";
import { propose } from "../stages/contain/propose.ts";
import { caseCategoryOf } from "../stages/investigate/case-category.ts";
import { type CaseView, severityOf, viewOf } from "../stages/investigate/case-view.ts";
import { openCitations } from "../stages/investigate/citations.ts";
import { conclude } from "../stages/investigate/conclude.ts";
import type { Step } from "../stages/investigate/next-step.ts";
import type { Question } from "../stages/investigate/question.ts";
import { ledBy, withModel } from "../stages/investigate/with-model.ts";
import { mapCase } from "../stages/map-attack/map-case.ts";
import { untrainedReader } from "../stages/map-attack/reader.ts";
import type { World } from "./world.ts";

/** A case whose questions may still be asked. */
export type InProgress = Standing & { readonly status: "in-progress" };

/** How a case is investigated: by which playbook, with which questions. */
export type Plan = {
  readonly playbook: Playbook;
  readonly view: CaseView;
  readonly questions: readonly Question[];
  readonly prior: number;
  readonly questionsMax: number;
};

/** What the end of a case is worked out from, beside what it holds. */
export type Ending = {
  readonly state: RunState;
  readonly world: Pick<World, "inventory" | "isOwn" | "catalogue" | "reader" | "policy" | "models">;
  readonly plan: Plan;
  readonly because: Extract<Step, { do: "conclude" }>["because"];
  /** A case that was handed to a person is no more closed without one. */
  readonly staysEscalated: boolean;
  /** Whether it may be closed without a person; absent where nobody is there to grant it. */
  readonly closing?: (() => Closing) | undefined;
};

/** What a case comes to by its evidence alone: nothing in it depends on a model. */
export function withoutModel(standing: InProgress, ending: Ending): Conclusion {
  const { state, world, plan, because, staysEscalated } = ending;
  const view = viewOf(standing, state);
  const concluded = conclude({
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
  return staysEscalated && !concluded.escalate ? stillEscalated(concluded) : concluded;
}

/** What it comes to with what models led to: the same, or a person looks at it. */
export function concluded(standing: InProgress, ending: Ending, without = withoutModel(standing, ending)): Conclusion {
  const gravest = severityOf(viewOf(standing, ending.state).alerts);
  const mayVetoClosing = ending.world.models?.models.policy["may-veto-closing"] ?? true;
  return withModel(without, ledBy(standing.model, gravest), { mayVetoClosing });
}

/** Techniques, verdict, proposals and the end of a case are one append: nobody sees a verdict without its techniques, and no crash leaves half an end. */
export function ended(standing: InProgress, ending: Ending): DomainEvent[] {
  const { state, world, plan } = ending;
  const view = viewOf(standing, state);
  const { cite, added } = openCitations(standing.evidence, state.evidenceCount + 1);
  const without = withoutModel(standing, ending);
  const { inventory, isOwn } = world;
  // Verdict and severity without a model: it neither adds an action nor takes one away.
  const proposals = propose({
    playbook: plan.playbook,
    view,
    verdict: without.verdict,
    severity: without.severity,
    inventory,
    cite,
    isOwn,
  });
  const { techniques, actors } = mapCase({
    view,
    evidence: [...standing.evidence.values()],
    questions: plan.questions,
    settled: standing.settled,
    cite,
    reader: world.reader ?? untrainedReader(world.catalogue),
  });
  return decideInTurn(
    [
      ...added().map((evidence) => ({ type: "RecordEvidence", questionKey: undefined, evidence, failed: false }) as const),
      { type: "MapTechniques", techniques, actors },
      { type: "ReachVerdict", conclusion: concluded(standing, ending, without) },
      { type: "ProposeContainment", proposals },
      { type: "SettleCase", closing: ending.closing?.() },
    ],
    standing,
  );
}

const stillEscalated = (conclusion: Conclusion): Conclusion => ({
  ...conclusion,
  escalate: true,
  because: `${conclusion.because}; it was handed to a person before, so a person ends it`,
});

/** Tactics by their names; an id that the catalogue does not hold stays an id. */
export function tacticNames({ catalogue }: Pick<World, "catalogue">): (id: string) => string {
  const names = new Map(catalogue.tactics().map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}

/** Where tactics stand in the matrix; one that the catalogue does not hold stands at its end. */
function tacticRanks({ catalogue }: Pick<World, "catalogue">): (id: string) => number {
  const ranks = new Map(catalogue.tactics().map(({ id }, rank) => [id, rank]));
  return (id) => ranks.get(id) ?? ranks.size;
}

/** What several commands bring about, each decided on what the ones before it left. */
export function decideInTurn(commands: readonly CaseCommand[], standing: Case): DomainEvent[] {
  let state = standing;
  return commands.flatMap((command) => {
    const events = decide(command, state);
    state = events.reduce(evolve, state);
    return events;
  });
}
