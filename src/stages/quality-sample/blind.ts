import { type BlindCase, blindMax } from "../../core/quality-sample/blind.ts";
import type { AgentWord } from "../../core/quality-sample/quality-sample.ts";
import { inline } from "../../core/report/inline.ts";
import type { SampledCase } from "./stratum.ts";

const text = (said: string) => inline(said, blindMax.textLength);

/** Evidence that is somebody's word on the case and not something that was found. */
const isAWord = ({ tool, group, by }: { readonly tool: string; readonly group: string; readonly by?: string | undefined }) =>
  tool.startsWith("person/") || group === "person" || by === "model";

/** The number in an id of evidence: they are numbered as they were asked. The assessment's own order would tell which of them decided. */
const numberOf = (id: string) => Number(/\d+/.exec(id)?.[0] ?? 0);

/** A settled case as a reviewer sees it. Built field by field from what was seen and found, so that what the agent adds one day is not in it either. */
export function blindCase({ caseId, case: detail, run }: SampledCase): BlindCase {
  const held = run.cases.get(caseId);
  const alertIds = held && held.status !== "unopened" ? held.alertIds : [];
  const alerts = alertIds.flatMap((id) => run.alerts.get(id) ?? []).toSorted((a, b) => a.timeMs - b.timeMs || (a.id < b.id ? -1 : 1));
  return {
    fromMs: Date.parse(detail.firstTime),
    toMs: Date.parse(detail.lastTime),
    alerts: alerts.slice(0, blindMax.alerts).map(({ timeMs, product, rule, ruleId, title }) => ({
      atMs: timeMs,
      product: text(product),
      rule: rule === undefined && ruleId === undefined ? null : text(rule ?? ruleId ?? ""),
      title: text(title),
    })),
    alertsTotal: Math.max(1, detail.alertsTotal ?? detail.alerts.length),
    assets: detail.assets.slice(0, blindMax.assets).map(({ name, role, owner, criticality, known }) => ({
      name: text(name),
      role: text(role),
      owner: owner === undefined ? null : text(owner),
      criticality: text(criticality),
      known,
    })),
    observables: detail.observables.slice(0, blindMax.observables).map(({ type, value }) => ({ type, value: text(value) })),
    found: detail.evidence
      .filter((item) => !isAWord(item))
      .toSorted((a, b) => numberOf(a.id) - numberOf(b.id))
      .slice(0, blindMax.found)
      .map(({ question, says }) => ({ question: text(question), says: text(says) })),
  };
}

/** What the agent made of a settled case: what the reviewer is shown afterwards. */
export const agentWord = ({ case: detail }: SampledCase): AgentWord => ({
  verdict: detail.verdict,
  severity: detail.severity,
  category: detail.category,
  title: inline(detail.title, 300),
  because: inline(detail.because, 600),
});
