import { coverageLayer, coverageMarkdown, coverageOf } from "../redteam/report/coverage.ts";
import { redteamHtml } from "../redteam/report/html.ts";
import { redteamMarkdown } from "../redteam/report/markdown.ts";
import type { RedteamReport } from "../redteam/report/report.ts";
import type { Kit } from "./investigation.ts";
import type { ResultFolder } from "./result-folder.ts";
import type { System } from "./system.ts";

/** Writes what an exercise found: the report in three forms, and where attacks were played, the map of techniques. */
export async function writeExercise(
  folder: ResultFolder,
  report: RedteamReport,
  { kit, system }: { kit: Kit; system: System },
): Promise<void> {
  await folder.write("redteam.json", `${JSON.stringify(report, undefined, 2)}\n`);
  await folder.write("redteam.md", redteamMarkdown(report));
  await folder.write("redteam.html", redteamHtml(report));
  if (!report.escalation) return;
  const catalogue = system.catalogue();
  const covered = coverageOf(report.escalation, kit.rules.rules.rules, catalogue);
  await folder.write("attack-coverage.md", coverageMarkdown(covered));
  await folder.write("attack-coverage-layer.json", coverageLayer(covered, catalogue));
}
