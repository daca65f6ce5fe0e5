import type { Assessment, AssessmentCase } from "../../core/assessment/assessment.ts";
import { withDeadNames } from "./outsider.ts";

/** An assessment as a report tells it, and the folder in which all its paths begin: told once, instead of before every record. */
export type Told = { readonly assessment: Assessment; readonly folder: string };

/** The assessment for people: names of outsiders dead, paths from their common folder on. The same assessment gives the same. */
export function forPeople(assessment: Assessment): Told {
  const folder = commonFolder(assessment.inputs.map(({ path }) => path));
  const short = (path: string) => (folder !== "" && path.startsWith(folder) ? path.slice(folder.length) : path);
  const dead = withDeadNames(assessment);
  const shorter = <Ref extends { readonly path: string }>(ref: Ref): Ref => ({ ...ref, path: short(ref.path) });
  const shorterItem = (item: AssessmentCase["evidence"][number]): AssessmentCase["evidence"][number] => ({
    ...item,
    source: item.source.kind === "record" ? shorter(item.source) : { ...item.source, records: item.source.records.map(shorter) },
  });
  return {
    folder,
    assessment: {
      ...dead,
      inputs: dead.inputs.map(shorter),
      alerts: dead.alerts.map((alert) => ({ ...alert, source: shorter(alert.source) })),
      cases: dead.cases.map((each) => ({
        ...each,
        evidence: each.evidence.map(shorterItem),
        ...(each.model && { model: { ...each.model, evidence: each.model.evidence.map(shorterItem) } }),
      })),
    },
  };
}

/** The folder that all paths begin with, its last separator included; empty when they share none worth leaving out. */
export function commonFolder(paths: readonly string[]): string {
  const [first = ""] = paths;
  let end = first.length;
  for (const path of paths) {
    let same = 0;
    while (same < end && path[same] === first[same]) same++;
    end = same;
  }
  const shared = first.slice(0, end);
  const folder = shared.slice(0, Math.max(shared.lastIndexOf("/"), shared.lastIndexOf("\\")) + 1);
  return folder.length > 1 ? folder : "";
}
