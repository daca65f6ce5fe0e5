import { readFileSync } from "node:fs";
import { Assessment } from "../../src/core/assessment/assessment.ts";

/** Reads `assessments.jsonl` and says everything that is wrong with it: a line that is missing, of the wrong shape, or whose ledgers do not balance. */
export function problemsOf(file: string, inputs: readonly string[]): string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const [index, line] of readFileSync(file, "utf8").split("\n").entries()) {
    if (line === "") continue;
    const read = Assessment.safeParse(JSON.parse(line));
    if (!read.success) problems.push(`line ${index + 1} does not fit the schema: ${read.error.message.slice(0, 300)}`);
    else {
      seen.add(read.data.input ?? "");
      problems.push(...unbalanced(read.data).map((problem) => `${read.data.input}: ${problem}`));
    }
  }
  for (const input of inputs) if (!seen.has(input)) problems.push(`${input}: no line tells of it`);
  return problems;
}

/** Where an assessment's ledgers do not balance, or a statement cites what is not there. */
export function unbalanced({ inputs, alerts, cases, accounting }: Assessment): string[] {
  const problems: string[] = [];
  for (const { path, records, events, alerts: came, rejected, rejections } of inputs) {
    if (records !== events + came + rejected) problems.push(`${path}: ${records} records are not ${events} + ${came} + ${rejected}`);
    const listed = (rejections ?? []).reduce((sum, { count }) => sum + count, 0);
    if (listed !== rejected) problems.push(`${path}: ${rejected} rejected, but reasons for ${listed}`);
  }
  const { accepted, closed, escalated, open, deadLettered } = accounting;
  if (accepted !== closed + escalated + open + deadLettered)
    problems.push(`${accepted} alerts are not ${closed} + ${escalated} + ${open} + ${deadLettered}`);
  if (open !== 0) problems.push(`${open} alerts are still open`);
  if (alerts.length !== accepted - deadLettered) problems.push(`${alerts.length} alerts are listed of ${accepted} accepted`);
  const known = new Set(cases.flatMap(({ evidence }) => evidence.map(({ id }) => id)));
  const cited = cases.flatMap((each) => [
    ...each.timeline.flatMap(({ evidence }) => evidence),
    ...each.techniques.flatMap(({ evidence }) => evidence),
    ...each.hypotheses.flatMap((hypothesis) => [...hypothesis.for, ...hypothesis.against]),
    ...each.containment.flatMap(({ evidence }) => evidence),
  ]);
  for (const id of new Set(cited)) if (!known.has(id)) problems.push(`evidence "${id}" is cited and not there`);
  return problems;
}
