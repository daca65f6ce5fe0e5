import { type AlertClass, alertClassOf } from "../../core/autonomy/alert-class.ts";
import { type Stratum, sampledCriticalities } from "../../core/quality-sample/stratum.ts";
import type { SettledCase } from "../../ports/settled.ts";

/** What a sample needs of a settled case. */
export type SampledCase = Pick<SettledCase, "caseId" | "case" | "run">;

/** The classes of a case's alerts, that of the first one first, without repeats; the class that none has left is named as such. */
export function classesIn({ caseId, run }: SampledCase): readonly AlertClass[] {
  const held = run.cases.get(caseId);
  const alertIds = held && held.status !== "unopened" ? held.alertIds : [];
  const classes = new Set(alertIds.flatMap((id) => run.alerts.get(id) ?? []).map(alertClassOf));
  return classes.size > 0 ? [...classes] : ["watchkeeper/unknown"];
}

/** The longest closing path, characters. */
const pathLengthMax = 120;

/** The stratum of a case that was closed. */
export function stratumOf(settled: SampledCase): Stratum {
  const { case: detail, run, caseId } = settled;
  const held = run.cases.get(caseId);
  const playbook = held && held.status !== "unopened" ? held.playbook?.name : undefined;
  const criticality = sampledCriticalities.find((each) => detail.assets.some((asset) => asset.known && asset.criticality === each));
  return {
    class: classesIn(settled)[0] ?? "",
    severity: detail.severity,
    path: (playbook ?? "no-playbook").slice(0, pathLengthMax).toWellFormed(),
    criticality: criticality ?? "unknown",
  };
}
