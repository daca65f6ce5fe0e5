import type { Conclusion } from "../../core/case/conclusion.ts";
import type { Evidence } from "../../core/evidence/evidence.ts";
import type { Prose } from "../../core/model/prose.ts";
import { readProse } from "../../core/model/read-prose.ts";
import { outputSchemas } from "../../core/model/schemas.ts";
import { namesOf } from "../../core/prompt/known-names.ts";
import type { SlotFill } from "../../core/prompt/prompt.ts";
import type { CaseView } from "../../stages/investigate/case-view.ts";
import { findingOf } from "../../stages/investigate/finding.ts";
import { connectorsOf } from "../../stages/investigate/texts-to-read.ts";
import { leavesOpen } from "../../stages/investigate/unknowns.ts";
import { readerTool } from "../../stages/investigate/with-model.ts";
import type { ModelTask } from "./ask-model.ts";

/** The most that a writer answers with, tokens. */
const outputTokensMax = 900;
/** Items that a writer is shown. */
const itemsMax = 16;

/** Writing about a case: it sees evidence items, not what another model wrote; a sentence that is not tied to what it cites is dropped. */
export function writeTask(about: { readonly conclusion: Conclusion; readonly view: CaseView }): ModelTask<Prose> {
  const { conclusion, view } = about;
  const items = itemsFor(about);
  const state = stateOf(about);
  const fills: SlotFill[] = [
    {
      ...{ name: "title", type: "alert-title", value: conclusion.title, provenance: view.standing.caseId, trust: "attacker-writable" },
      connectors: view.alerts.flatMap(({ alert }) => connectorsOf(alert)),
    },
    { name: "state", type: "case-state", value: state, provenance: view.standing.caseId, trust: "ours" },
    ...items.map(
      (item): SlotFill => ({
        name: "evidence",
        type: "evidence-sentence",
        value: findingOf(item),
        provenance: item.id,
        trust: item.trust,
        ...sharingOf(item),
      }),
    ),
  ];
  return {
    role: "writer",
    key: "writer",
    fills,
    observables: view.observables,
    schema: outputSchemas.writer,
    outputTokensMax,
    read: (raw, { restore }) =>
      readProse(raw, {
        evidence: new Map(items.map(({ id, says, answer }) => [id, `${says}; ${answer}`])),
        caseText: state,
        names: namesOf(view.observables),
        verdict: conclusion.verdict,
        restore,
      }),
    acceptedAs: ({ sentences, dropped }) => ({
      role: "writer",
      sentences,
      dropped: dropped.reduce((sum, { count }) => sum + count, 0),
    }),
  };
}

/** The record of an alert says who brought it; of an answer nobody wrote down which connectors it rests on. */
const sharingOf = ({ source, tool, marking }: Evidence): Pick<SlotFill, "marking" | "connectors" | "fromUnrecorded"> => ({
  connectors: [tool.split("/")[0] ?? "", ...(source.kind === "record" ? [source.path] : [])],
  ...(source.kind === "answer" && { fromUnrecorded: true as const }),
  ...(marking && { marking }),
});

/** What decided first, then what weighs most; what a model asked counts, what one read does not: no role reads what another one wrote. */
function itemsFor({ conclusion, view: { standing } }: { readonly conclusion: Conclusion; readonly view: CaseView }): Evidence[] {
  const own = [...standing.evidence.values()];
  const led = (standing.model?.evidence ?? []).filter(({ tool }) => tool !== readerTool);
  const decisive = new Set(conclusion.evidence);
  const rankOf = (item: Evidence) => (decisive.has(item.id) ? 0 : item.by === "model" ? 1 : 2);
  return [...own, ...led]
    .filter(({ answer }) => !leavesOpen(answer))
    .toSorted((a, b) => rankOf(a) - rankOf(b) || Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, itemsMax);
}

/** The case in words of closed lists, numbers and times: what a sentence may say of it without citing anything else. */
function stateOf({ conclusion, view }: { readonly conclusion: Conclusion; readonly view: CaseView }): string {
  const { verdict, category, severity, escalate } = conclusion;
  return [
    `case ${view.standing.caseId}`,
    `category ${category}`,
    `verdict ${verdict}`,
    `severity ${severity}`,
    escalate ? "handed to a person" : "closed",
    `alerts ${view.standing.alertIds.length}`,
    `first ${new Date(view.firstMs).toISOString()}`,
    `last ${new Date(view.lastMs).toISOString()}`,
  ].join("\n");
}
