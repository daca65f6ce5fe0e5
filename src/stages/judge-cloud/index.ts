import type { Dataset, TelemetryEvent } from "../../core/event/event.ts";
import { logisticScores } from "../../learning/logistic/score.ts";
import type { EventJudge, EventJudgement } from "../../ports/judge.ts";
import { reasonsOf } from "./explain.ts";
import { rowOf } from "./features.ts";
import { kindOf, severityOf } from "./kind.ts";
import { type CloudModel, probabilityOfScore } from "./model.ts";
import { readingOf } from "./reading.ts";
import { openSessions } from "./session.ts";

const name = "cloud-1";
const datasets: ReadonlySet<Dataset> = new Set<Dataset>(["cloudtrail", "saas"]);

/** Judges events of cloud and software services from what they mean: what is done, to what, by whom, whether it came about, and what is special about it. */
export function openCloudJudge({ model }: { readonly model: CloudModel }): EventJudge {
  return {
    name,
    datasets,
    alertsFrom: model.alertsFrom,
    judge: (event) => judgementOf(event, model),
    follow: () => openSessions(model.alertsFrom),
  };
}

function judgementOf(event: TelemetryEvent, model: CloudModel): EventJudgement {
  const reading = readingOf(event);
  const row = rowOf(reading, model.inverseFrequency);
  const maliciousness = Math.round(probabilityOfScore(model, logisticScores(model.logistic, row)[0] ?? 0) * 10_000) / 10_000;
  return {
    judge: name,
    maliciousness,
    reasons: maliciousness < model.alertsFrom ? [] : reasonsOf(reading, row, model),
    ...kindOf(reading),
    severity: severityOf(reading, maliciousness),
  };
}
