import { unreachable } from "../unreachable.ts";
import { sampleLimits } from "./limits.ts";
import { isWaiting, type QualityFact, type QualitySample, type QualitySampleEvent, type QualitySamples } from "./quality-sample.ts";
import { afterJudgement, newTest } from "./sequential-test.ts";
import { classesOf, isNews, newClass, settledBy } from "./tests-after.ts";

/** Folds one fact into quality samples. The same facts in the same order give the same state. */
export function evolveQualitySamples(state: QualitySamples, fact: QualitySampleEvent): void {
  switch (fact.type) {
    case "EpochCommitted":
    case "EpochBegan":
    case "EpochRevealed":
      evolveEpoch(state, fact);
      return;
    case "ClosureCounted":
      count(state, fact);
      return;
    case "SampleDrawn":
      state.samples.set(fact.id, { ...fact, judged: [], letGo: undefined });
      state.waiting.add(fact.id);
      state.numbered = Math.max(state.numbered, Number(fact.id.slice(3)));
      return;
    case "SampleJudged":
      judge(state, fact);
      return;
    case "SampleLetGo":
      change(state, fact.id, (sample) => ({ ...sample, letGo: fact.because }));
      return;
    case "TruthCame":
      come(state, fact);
      return;
    case "ReviewsOpened":
      for (const caseId of [...fact.opened, ...fact.gone]) state.reopening.delete(caseId);
      return;
    case "ClassStopped":
    case "StopCarriedOut":
    case "ClassReset":
      evolveClass(state, fact);
      return;
    default:
      unreachable(fact);
  }
}

function evolveEpoch({ epochs }: QualitySamples, fact: QualityFact<"EpochCommitted" | "EpochBegan" | "EpochRevealed">): void {
  const { epoch: number, atMs } = fact;
  if (fact.type === "EpochCommitted") {
    const { commitment, plan } = fact;
    epochs.set(number, { number, commitment, plan, committedAtMs: atMs, began: undefined, revealed: undefined });
    for (const oldest of epochs.keys()) if (epochs.size > sampleLimits.epochsHeldMax) epochs.delete(oldest);
    return;
  }
  const held = epochs.get(number);
  if (!held) return;
  if (fact.type === "EpochBegan") epochs.set(number, { ...held, began: { after: fact.after, atMs } });
  else epochs.set(number, { ...held, revealed: { secret: fact.secret, atMs } });
}

/** The latest closure of a case takes the place of an earlier one. */
function count(state: QualitySamples, { type: _, ...closure }: QualityFact<"ClosureCounted">): void {
  const { units, caseOfAlert } = state;
  forget(state, closure.caseId);
  if (closure.epoch === null) state.uncommitted++;
  units.set(closure.caseId, { ...closure, truth: undefined });
  for (const alertId of closure.alertIds) caseOfAlert.set(alertId, closure.caseId);
  for (const [caseId, oldest] of units) {
    if (units.size <= sampleLimits.unitsHeldMax) break;
    forget(state, caseId);
    state.forgotten++;
    state.forgottenUpToMs = Math.max(state.forgottenUpToMs, oldest.closedAtMs);
  }
}

function forget({ units, samples, waiting, caseOfAlert }: QualitySamples, caseId: string): void {
  const unit = units.get(caseId);
  if (!unit) return;
  units.delete(caseId);
  for (const alertId of unit.alertIds) if (caseOfAlert.get(alertId) === caseId) caseOfAlert.delete(alertId);
  if (unit.sample !== null && !waiting.has(unit.sample)) samples.delete(unit.sample);
}

/** What nobody is to judge any more is not shown again: it is not held. */
function change(state: QualitySamples, id: string, to: (sample: QualitySample) => QualitySample): void {
  const sample = state.samples.get(id);
  if (!sample) return;
  const changed = to(sample);
  const waits = isWaiting(changed);
  state.samples.set(id, waits ? changed : { ...changed, blind: undefined });
  if (!waits) state.waiting.delete(id);
}

function judge(state: QualitySamples, { type: _, id, ...judgement }: QualityFact<"SampleJudged">): void {
  const before = state.samples.get(id);
  if (!before) return;
  change(state, id, (sample) => ({ ...sample, judged: [...sample.judged, judgement] }));
  const { caseId } = before;
  if (before.kind === "gold") forgetGolds(state);
  if (caseId === null) return;
  const settled = settledBy(before, { ...before, judged: [...before.judged, judgement] });
  // What later truth counted already is not counted again.
  if (settled !== undefined && state.units.get(caseId)?.truth === undefined) step(state, caseId, settled === "missed");
  if (settled === "missed") state.reopening.set(caseId, `${judgement.by} judged it a true positive, without knowing that it was closed`);
}

/** Gold alerts stand for no closure that would be forgotten in time: the oldest judged ones leave by themselves. */
function forgetGolds({ samples }: QualitySamples): void {
  const judged = [...samples.values()].filter((sample) => sample.kind === "gold" && !isWaiting(sample));
  for (const { id } of judged.slice(0, Math.max(0, judged.length - sampleLimits.goldsHeldMax))) samples.delete(id);
}

function come(state: QualitySamples, { caseId, from }: QualityFact<"TruthCame">): void {
  const unit = state.units.get(caseId);
  if (!unit) return;
  if (isNews(unit, state.samples)) step(state, caseId, true);
  state.units.set(caseId, { ...unit, truth: from });
}

/** One more result for every class of a case. */
function step(state: QualitySamples, caseId: string, missed: boolean): void {
  for (const name of classesOf(state, caseId)) {
    const held = state.classes.get(name) ?? newClass;
    const [judged, all] = [held.judged + 1, held.missed + (missed ? 1 : 0)];
    state.classes.set(name, { ...held, test: afterJudgement(held.test, missed), judged, missed: all });
  }
}

function evolveClass(state: QualitySamples, fact: QualityFact<"ClassStopped" | "StopCarriedOut" | "ClassReset">): void {
  const held = state.classes.get(fact.class) ?? newClass;
  switch (fact.type) {
    case "ClassStopped": {
      const { type: _, class: __, ...stopped } = fact;
      state.classes.set(fact.class, { ...held, stopped: { ...stopped, demoted: false, paged: false } });
      for (const caseId of fact.reopen) state.reopening.set(caseId, `quality samples stopped its class: ${fact.because}`);
      return;
    }
    case "StopCarriedOut":
      if (held.stopped) state.classes.set(fact.class, { ...held, stopped: { ...held.stopped, [fact.step]: true } });
      return;
    case "ClassReset":
      state.classes.set(fact.class, { ...held, test: newTest, stopped: undefined });
      return;
    default:
      unreachable(fact);
  }
}
