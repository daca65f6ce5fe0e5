import { foldedName } from "../containment/people.ts";
import { isPerson, type Person } from "../person/person.ts";
import { inline } from "../report/inline.ts";
import { unreachable } from "../unreachable.ts";
import type { Verdict } from "../verdict/verdict.ts";
import type { CountClosure } from "./decide-closure.ts";
import { countClosure } from "./decide-closure.ts";
import { decideEpoch, type EpochCommand } from "./decide-epoch.ts";
import { sampleLimits } from "./limits.ts";
import { isWaiting, type QualityFact, type QualitySample, type QualitySampleEvent, type QualitySamples } from "./quality-sample.ts";
import { refusedSample } from "./refusal.ts";
import { isNews, settledBy, stoppedBy } from "./tests-after.ts";

type At = { readonly atMs: number };

/** A person's judgement. `worked` are all who had to do with the case, as its record names them. */
export type JudgeSample = At & {
  readonly type: "Judge";
  readonly id: string;
  readonly by: Person;
  readonly verdict: Verdict;
  readonly because: string;
  readonly worked: readonly string[];
};

/** What may be asked of quality samples. Times are milliseconds since the epoch. */
export type QualityCommand =
  | EpochCommand
  | CountClosure
  | JudgeSample
  | ({ readonly type: "ComeTruth"; readonly caseId: string; readonly from: QualityFact<"TruthCame">["from"] } & At)
  | ({ readonly type: "CarryOut"; readonly class: string; readonly step: "demoted" | "paged" } & At)
  | ({ readonly type: "OpenReviews"; readonly opened: readonly string[]; readonly gone: readonly string[] } & At)
  | ({ readonly type: "Reset"; readonly class: string; readonly by: Person; readonly because: string } & At);

/** Says what happens to quality samples; never makes it happen. Refuses with `quality/…`. */
export function decideQualitySamples(command: QualityCommand, state: QualitySamples): readonly QualitySampleEvent[] {
  switch (command.type) {
    case "CommitEpoch":
    case "BeginEpoch":
    case "RevealEpoch":
      return decideEpoch(command, state);
    case "CountClosure":
      return countClosure(command, state);
    case "Judge":
      return judge(command, state);
    case "ComeTruth":
      return comeTruth(command, state);
    case "CarryOut": {
      const stopped = state.classes.get(command.class)?.stopped;
      const { atMs, step } = command;
      return stopped && !stopped[step] ? [{ type: "StopCarriedOut", class: command.class, step, atMs }] : [];
    }
    case "OpenReviews": {
      const asked = (ids: readonly string[]) => ids.filter((id) => state.reopening.has(id));
      const [opened, gone] = [asked(command.opened), asked(command.gone)];
      return opened.length + gone.length === 0 ? [] : [{ type: "ReviewsOpened", opened, gone, atMs: command.atMs }];
    }
    case "Reset":
      return reset(command, state);
    default:
      return unreachable(command);
  }
}

/** Refuses whoever may not judge a sample: it is not there, not waiting, they judged it, or they worked on its case. */
export function requireReviewer(sample: QualitySample | undefined, by: Person, worked: readonly string[]): QualitySample {
  if (!isPerson(by)) throw refusedSample("quality/not-a-person", `"${inline(by, 100)}" is not a person`);
  if (!sample) throw refusedSample("quality/unknown", "there is no such sample");
  const isThem = (name: string) => foldedName(name) === foldedName(by);
  if (sample.judged.some((each) => isThem(each.by))) throw refusedSample("quality/judged-already", `${by} has judged it`);
  if (!isWaiting(sample)) throw refusedSample("quality/not-waiting", "nobody is to judge it any more");
  if (worked.some(isThem)) throw refusedSample("quality/worked-on", `${by} worked on it`);
  return sample;
}

function judge({ id, by, verdict, because, worked, atMs }: JudgeSample, state: QualitySamples): readonly QualitySampleEvent[] {
  const sample = requireReviewer(state.samples.get(id), by, worked);
  const judgement = { by, verdict, because: inline(because, sampleLimits.becauseLengthMax), atMs };
  const settled = settledBy(sample, { ...sample, judged: [...sample.judged, judgement] });
  const unit = sample.caseId === null ? undefined : state.units.get(sample.caseId);
  const stops = settled === "missed" && sample.caseId !== null && unit?.truth === undefined ? stoppedBy(state, sample.caseId, atMs) : [];
  return [{ type: "SampleJudged", id, ...judgement }, ...stops];
}

function comeTruth(
  { caseId, from, atMs }: Extract<QualityCommand, { type: "ComeTruth" }>,
  state: QualitySamples,
): readonly QualitySampleEvent[] {
  const unit = state.units.get(caseId);
  if (!unit || unit.truth !== undefined) return [];
  const stops = isNews(unit, state.samples) ? stoppedBy(state, caseId, atMs) : [];
  return [{ type: "TruthCame", caseId, from, atMs }, ...stops];
}

function reset(
  { by, because, atMs, ...command }: Extract<QualityCommand, { type: "Reset" }>,
  state: QualitySamples,
): readonly QualitySampleEvent[] {
  if (!isPerson(by)) throw refusedSample("quality/not-a-person", `"${inline(by, 100)}" is not a person`);
  const stopped = state.classes.get(command.class)?.stopped;
  if (!stopped) throw refusedSample("quality/not-stopped", "the class is not stopped");
  // Else one person's word would leave the class what the stop takes away.
  if (!stopped.demoted) throw refusedSample("quality/not-carried-out", "the autonomy of the class is not taken away yet");
  return [{ type: "ClassReset", class: command.class, by, because: inline(because, sampleLimits.becauseLengthMax), atMs }];
}
