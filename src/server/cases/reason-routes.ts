import type { z } from "zod";
import type { AssessmentCase } from "../../core/assessment/assessment.ts";
import { entityMark, isMarkable, rarityOf } from "../../core/assessment/case-marks.ts";
import { gradeOfRarity } from "../../core/assessment/rarity.ts";
import type { Evidence } from "../../core/evidence/evidence.ts";
import { inert } from "../../core/inert/inert.ts";
import type { Playbook } from "../../core/playbook/playbook.ts";
import type { CaseRow } from "../../ports/views.ts";
import { attackStages } from "../../stages/case-page/attack-stages.ts";
import { caseGraph } from "../../stages/case-page/case-graph.ts";
import type { CaseFact } from "../../stages/case-page/history.ts";
import { reasoningOf } from "../../stages/case-page/reasoning.ts";
import { commonAbove } from "../../stages/case-page/similar-cases.ts";
import { questionsOf } from "../../stages/investigate/question.ts";
import { defaultPolicy } from "../../stages/investigate/standing.ts";
import { baseRateLogOdds } from "../../stages/triage/scorecard.ts";
import { type CaseGraph, type CaseReasoning, caseReasonOperations } from "../contract/case-reasons.ts";
import type { KnownPlaybook, TenantDesk } from "../desk.ts";
import { iso, isoOrNull } from "../http/iso.ts";
import { noSuch } from "../http/refusals.ts";
import { defineRoute, type Route } from "../route.ts";
import { alertsOf, caseIn, concludedRow, factsOf, rowOf } from "./case-facts.ts";
import { evidenceWhole, itemIn } from "./evidence-whole.ts";

/** The routes about what a verdict rests on. */
export const caseReasonRoutes: readonly Route[] = [
  defineRoute({
    ...caseReasonOperations.readCaseGraph,
    handle: async ({ desk, params: { id }, query: { around, limit } }) => graphOf(desk, await rowOf(desk, id), around, limit),
  }),
  defineRoute({
    ...caseReasonOperations.readEvidenceItem,
    handle: async ({ desk, params: { id, evidence } }) => {
      const { detail, firstMs } = await rowOf(desk, id);
      const recorded = itemIn((await factsOf(desk, id)).facts, evidence);
      if (recorded) return evidenceWhole(recorded, desk);
      // What was erased from the record, or stands in no record of ours, is told as far as lists have it.
      const listed = [...(detail?.evidence ?? []), ...(detail?.model?.evidence ?? [])].find((each) => each.id === evidence);
      if (!listed) throw noSuch("evidence item of this case");
      return evidenceWhole({ item: itemOf(listed), kept: undefined, isRecorded: false, atMs: firstMs }, desk);
    },
  }),
  defineRoute({
    ...caseReasonOperations.readCaseReasoning,
    handle: async ({ desk, params: { id } }) => {
      const { detail } = await concludedRow(desk, id);
      return reasoned(desk, id, detail, (await factsOf(desk, id)).facts);
    },
  }),
];

/** Other cases of one entity that are named. */
const casesNamedMax = 20;

async function graphOf(desk: TenantDesk, row: CaseRow, around: string | undefined, limit: number): Promise<z.input<typeof CaseGraph>> {
  const alerts = await alertsOf(desk, row.id);
  const graph = caseGraph({ detail: row.detail, alerts, around, limit });
  if (!graph) throw noSuch("entity of this case");
  const marks = new Map(graph.nodes.flatMap(({ id, type }) => (isMarkable(type, id) ? [[id, entityMark(id)] as const] : [])));
  const { holders, casesTotal } = await desk.views.marked([...marks.values()], commonAbove + 1);
  const othersOf = (id: string) => {
    const mark = marks.get(id);
    return mark === undefined ? undefined : (holders.get(mark) ?? []).filter((each) => each !== row.id);
  };
  const rarity = (id: string) => {
    const others = othersOf(id);
    return others ? rarityOf(others.length + 1, casesTotal) : null;
  };
  return {
    nodes: graph.nodes.map(({ firstMs, lastMs, roles, evidence, alertIds, ...node }) => ({
      ...node,
      roles: [...roles],
      evidence: [...evidence],
      alertIds: [...alertIds],
      cases: gradeOfRarity(rarity(node.id)) === "few" ? (othersOf(node.id) ?? []).slice(0, casesNamedMax) : [],
      rarity: rarity(node.id),
      seenIn: gradeOfRarity(rarity(node.id)),
      firstTime: isoOrNull(firstMs ?? undefined),
      lastTime: isoOrNull(lastMs ?? undefined),
    })),
    edges: graph.edges.map(({ firstMs, lastMs, evidence, ...edge }) => ({
      ...edge,
      evidence: [...evidence],
      firstTime: iso(firstMs),
      lastTime: iso(lastMs),
    })),
    nodesTotal: graph.nodesTotal,
    edgesTotal: graph.edgesTotal,
    alertsRead: alerts.length,
    alertsTotal: row.alerts,
  };
}

const unsaid = { malicious: "An attack, or an attempt at one", benign: "Activity that is allowed, or a mistake of the rule" } as const;

async function reasoned(
  desk: TenantDesk,
  caseId: string,
  detail: AssessmentCase,
  facts: readonly CaseFact[],
): Promise<z.input<typeof CaseReasoning>> {
  const state = caseIn(facts);
  const [playbook, view] = await Promise.all([
    playbookOf(desk, state.status === "unopened" ? undefined : state.playbook),
    desk.watch.view(caseId),
  ]);
  const [malicious, benign] = detail.hypotheses;
  const evidence = detail.evidence.flatMap((item) => (item.tool === personTool ? [] : [itemOf(item)]));
  const reasoning = reasoningOf({
    prior: playbook && baseRateLogOdds + playbook.prior,
    evidence,
    maliciousness: detail.maliciousness,
    claims: { malicious: malicious?.claim ?? unsaid.malicious, benign: benign?.claim ?? unsaid.benign },
    policy: defaultPolicy,
    questions: playbook && view && questionsOf(playbook, view),
    settled: state.status === "unopened" ? new Map() : state.settled,
  });
  const { hypotheses, wouldChange, ...rest } = reasoning;
  return {
    ...rest,
    hypotheses: hypotheses.map((each) => ({ ...each, steps: [...each.steps] })),
    stages: stagesOf(desk, detail),
    maliciousness: detail.maliciousness,
    decided: decidedIn(facts),
    wouldChange: [...wouldChange],
    questionsKnown: playbook !== undefined && view !== undefined,
    unknowns: detail.unknowns.map((says) => inert(says, 600)),
  };
}

function stagesOf({ catalogue }: TenantDesk, detail: AssessmentCase): z.input<typeof CaseReasoning>["stages"] {
  const items = new Map(detail.evidence.map((item) => [item.id, item]));
  return attackStages(detail, catalogue()).map((stage) => {
    const { says = "", weight = 0 } = items.get(stage.evidence) ?? {};
    return { ...stage, technique: { ...stage.technique }, says: inert(says, 400), weight };
  });
}

/** An item of a list as the case holds it: what is not said is not there. */
const itemOf = ({ pressing, by, ...item }: AssessmentCase["evidence"][number]): Evidence => ({
  ...item,
  ...(pressing && { pressing }),
  ...(by && { by }),
});

const personTool = "person/verdict";

/** The playbook that a case took, in that version; undefined where it is not here any more. */
async function playbookOf(
  desk: TenantDesk,
  taken: { readonly name: string; readonly digest: string } | undefined,
): Promise<Playbook | undefined> {
  const isTaken = (each: KnownPlaybook) => each.digest === taken?.digest && each.playbook.playbook === taken.name;
  return taken && (await desk.playbooks()).find(isTaken)?.playbook;
}

/** The word of a person that stands: nothing opened the case again since. */
function decidedIn(facts: readonly CaseFact[]): z.input<typeof CaseReasoning>["decided"] {
  for (const { fact } of facts.toReversed()) {
    if (fact.type === "CaseReopened") return null;
    if (fact.type !== "CaseDecided") continue;
    const { by, evidence, conclusion } = fact;
    return { by, evidence: evidence.id, because: inert(evidence.says, 600), verdict: conclusion.verdict };
  }
  return null;
}
