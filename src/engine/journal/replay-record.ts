import { type ContainmentEvent, containmentWorld } from "../../core/containment/containment.ts";
import { emptyContainment, evolveContainment } from "../../core/containment/evolve.ts";
import { verifyAnswers } from "../../core/evidence/answer.ts";
import { ExercisePlayed, emptyExercises, evolveExercises, exerciseWorld } from "../../core/exercise/exercise.ts";
import { emptyGovernance, evolveGovernance, GovernanceEvent, governanceWorld } from "../../core/governance/governance.ts";
import { evolveHandovers } from "../../core/handover/evolve.ts";
import { emptyHandovers, type HandoverEvent, handoverWorld } from "../../core/handover/handover.ts";
import { emptyLearning, evolveLearning, type LearningEvent, learningWorld } from "../../core/learning/learning.ts";
import { evolveQualitySamples } from "../../core/quality-sample/evolve.ts";
import { emptyQualitySamples, QualitySampleEvent, qualitySampleWorld } from "../../core/quality-sample/quality-sample.ts";
import { emptyRegulation, RegulationEvent, regulationWorld } from "../../core/regulation/dossier.ts";
import { evolveRegulation } from "../../core/regulation/evolve.ts";
import type { DomainEvent } from "../../core/run/run.ts";
import { openReplay } from "../recorder.ts";

/** What replaying a record counts: the answers that were hashed anew, and the cases that it folds to. */
export type Replayed = { readonly answers: number; readonly cases: number };

/** Folds a record of any kind, by the name of its world, one event at a time. `take` throws what does not fold, and an answer that its digest does not bear out. */
export function openRecordReplay(world: string): { readonly take: (event: string) => void; readonly replayed: () => Replayed } {
  if (world === learningWorld) {
    const state = emptyLearning();
    return folding((event) => void evolveLearning(state, JSON.parse(event) as LearningEvent));
  }
  if (world === containmentWorld) {
    const state = emptyContainment();
    return folding((event) => void evolveContainment(state, JSON.parse(event) as ContainmentEvent));
  }
  if (world === handoverWorld) {
    const state = emptyHandovers();
    return folding((event) => evolveHandovers(state, JSON.parse(event) as HandoverEvent));
  }
  if (world === regulationWorld) {
    const state = emptyRegulation();
    return folding((event) => evolveRegulation(state, RegulationEvent.parse(JSON.parse(event))));
  }
  if (world === qualitySampleWorld) {
    const state = emptyQualitySamples();
    return folding((event) => evolveQualitySamples(state, QualitySampleEvent.parse(JSON.parse(event))));
  }
  if (world === governanceWorld) {
    const state = emptyGovernance();
    return folding((event) => evolveGovernance(state, GovernanceEvent.parse(JSON.parse(event))));
  }
  if (world === exerciseWorld) {
    const state = emptyExercises();
    return folding((event) => evolveExercises(state, ExercisePlayed.parse(JSON.parse(event))));
  }
  const run = openReplay();
  let answers = 0;
  return {
    take(event) {
      const kept = verifyAnswers([JSON.parse(event) as DomainEvent]);
      if (!kept.intact) throw new Error(`${kept.evidenceId} of ${kept.caseId}: ${kept.because}`);
      answers += kept.answers;
      run.take(event);
    },
    replayed: () => ({ answers, cases: run.state.cases.size }),
  };
}

/** A record that holds no cases and no answers: that it folds is all that can be asked of it. */
const folding = (take: (event: string) => void) => ({ take, replayed: () => ({ answers: 0, cases: 0 }) });
