import type { Evidence } from "../../core/evidence/evidence.ts";
import { citationKey, ruleOf } from "../investigate/alert-evidence.ts";
import type { CaseAlert, CaseView } from "../investigate/case-view.ts";
import { deedOf, sourceKeyOf, targetKeyOf } from "../investigate/deed.ts";

/** Lines that a timeline holds; beyond them the mildest alerts are left to the alert list. */
export const timelineLinesMax = 300;
/** The same rule on the same host, from the same source, within this time is one line with a count. */
export const foldMs = 10 * 60_000;

/** One line of a case's timeline: when it began (epoch milliseconds), what happened, and the ids of the evidence it rests on. */
export type TimelineLine = { readonly timeMs: number; readonly says: string; readonly evidence: readonly string[] };

type Folded = { readonly first: CaseAlert; readonly targets: Set<string>; lastMs: number; count: number };

/** What the attacker and the systems did, by event time; each line cites the evidence it rests on. `names` ties addresses to machines. */
export function timelineOf(
  view: CaseView,
  evidenceOf: (citation: string) => string | undefined,
  names: ReadonlyMap<string, string>,
): TimelineLine[] {
  const folded: Folded[] = [];
  const open = new Map<string, Folded>();
  for (const each of view.alerts) {
    const key = `${citationKey(each)} ${sourceKeyOf(each.alert)}`;
    const target = targetKeyOf(each.alert);
    const last = open.get(key);
    if (last && each.alert.timeMs - last.lastMs <= foldMs) {
      last.lastMs = each.alert.timeMs;
      last.count++;
      if (target !== undefined) last.targets.add(target);
      continue;
    }
    const line = { first: each, targets: new Set(target === undefined ? [] : [target]), lastMs: each.alert.timeMs, count: 1 };
    open.set(key, line);
    folded.push(line);
  }
  return mostTelling(folded).flatMap((line) => {
    const { first } = line;
    const evidence = evidenceOf(citationKey(first)) ?? evidenceOf(ruleOf(first));
    if (!evidence) return [];
    return [{ timeMs: first.alert.timeMs, says: sentence(line, names), evidence: [evidence] }];
  });
}

function mostTelling(lines: readonly Folded[]): readonly Folded[] {
  if (lines.length <= timelineLinesMax) return lines;
  const kept = new Set(lines.toSorted((a, b) => b.first.triage.maliciousness - a.first.triage.maliciousness).slice(0, timelineLinesMax));
  return lines.filter((line) => kept.has(line));
}

function sentence({ first: { alert }, targets, count, lastMs }: Folded, names: ReadonlyMap<string, string>): string {
  const until = clockOf(lastMs);
  const times = count > 1 ? ` (${count} times${until !== clockOf(alert.timeMs) ? ` until ${until} UTC` : ""})` : "";
  return `${deedOf(alert, { names, brief: true, furtherTargets: Math.max(0, targets.size - 1) })}${times}`;
}

const clockOf = (timeMs: number) => new Date(timeMs).toISOString().slice(11, 19);

/** Evidence items by the citation key of the alerts they stand for, and by rule for alerts beyond the cap. */
export function citationsOf(view: CaseView, evidence: ReadonlyMap<string, Evidence>): (citation: string) => string | undefined {
  const byDigest = new Map<string, string>();
  for (const { id, source, group } of evidence.values())
    if (source.kind === "record") byDigest.set(`${group} ${source.path} ${source.record}`, id);
  const byKey = new Map<string, string>();
  for (const each of view.alerts) {
    const id = byDigest.get(`rule ${ruleOf(each)} ${each.alert.source.path} ${each.alert.source.record}`);
    if (!id) continue;
    if (!byKey.has(citationKey(each))) byKey.set(citationKey(each), id);
    if (!byKey.has(ruleOf(each))) byKey.set(ruleOf(each), id);
  }
  return (citation) => byKey.get(citation);
}
