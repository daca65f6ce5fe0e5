import type { AssessmentCase } from "../../core/assessment/assessment.ts";
import type { AttackCatalogue } from "../../core/attack/attack.ts";
import { inert, inertObservable, visible } from "../../core/inert/inert.ts";
import { askedOf, findingOf } from "../investigate/finding.ts";
import { techniqueName } from "./attack-strip.ts";
import { automationBias } from "./automated.ts";
import { leadOf } from "./lead.ts";
import { modelTold, proseNotice } from "./model-of-case.ts";
import { measuresOf, nothingProposed, targetTypeOf } from "./plan.ts";
import { type CaseReading, type EvidenceItem, storyOf } from "./reading.ts";
import {
  alertsTold,
  approvalWords,
  counted,
  grouped,
  likelihoodWords,
  momentOf,
  percent,
  period,
  signed,
  titled,
  verdictWords,
  weightWords,
} from "./words.ts";

type Said = { readonly text: string; readonly evidence: readonly string[] };
/** A part of a section; `evidence` names the items that say so. Every text is inert. */
export type ReportBlock =
  | ({ readonly kind: "paragraph"; readonly strong: boolean } & Said)
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly Said[] }
  | { readonly kind: "facts"; readonly facts: readonly ({ readonly name: string } & Said)[] }
  | {
      readonly kind: "table";
      readonly columns: readonly string[];
      readonly rows: readonly { readonly cells: readonly string[]; readonly evidence: readonly string[] }[];
      readonly rowsLeftOut: number;
    };
/** A part of a report under its heading. */
export type ReportSection = { readonly heading: string; readonly blocks: readonly ReportBlock[] };
/** A case's report as a document without a format: whoever lays it out adds no word. */
export type ReportDocument = { readonly title: string; readonly subtitle: string; readonly sections: readonly ReportSection[] };

/** Rows of one table, and lines of one list. */
export const documentRowsMax = 400;
const listMax = 60;
const textMax = 900;

/** The report of one case: what must be read first, then how we know. The same case gives the same document. */
export function reportDocument(reading: CaseReading, catalogue: AttackCatalogue): ReportDocument {
  const { case: each, alerts, alertsTotal } = reading;
  const { sign, name } = verdictWords[each.verdict];
  const sections = [
    verdictSection(reading),
    actionsSection(each),
    section("What is unknown", [
      list(
        each.unknowns.map((says) => said(says, 500)),
        "No question of the playbook stayed open.",
      ),
    ]),
    explanationsSection(reading),
    timelineSection(each),
    attackSection(each, catalogue),
    entitiesSection(each),
    evidenceSection(reading),
    modelSection(each),
    section("Why its alerts are one case", [joinsTable(each)]),
  ];
  return {
    title: `${visible(each.id)}: ${inert(each.title, 200)}`,
    subtitle: `${sign} ${name} · ${titled(each.severity)} · ${alertsTold(alertsTotal, alerts.length)} · ${period(each.firstTime, each.lastTime)} UTC`,
    sections: sections.filter(({ blocks }) => blocks.length > 0),
  };
}

/** What a language model added, apart from all that the verdict rests on. */
function modelSection(each: AssessmentCase): ReportSection {
  const told = modelTold(each);
  const prose = told?.prose ?? [];
  return section("From a language model", [
    prose.length > 0 ? { kind: "paragraph", strong: true, text: proseNotice, evidence: [] } : undefined,
    ...prose.flatMap(({ heading, sentences }): ReportBlock[] => [
      { kind: "paragraph", strong: true, text: heading, evidence: [] },
      { kind: "list", ordered: false, items: sentences.map(({ text, evidence }) => said(text, textMax, evidence)) },
    ]),
    told && told.items.length > 0
      ? {
          kind: "list",
          ordered: false,
          items: told.items.map(({ id, question, answer, says }) => said(`${question} ${answer}: ${says}`, textMax, [id])),
        }
      : undefined,
    told && told.marks.length > 0 ? { kind: "list", ordered: false, items: told.marks.map((mark) => said(mark)) } : undefined,
  ]);
}

const section = (heading: string, blocks: readonly (ReportBlock | undefined)[]): ReportSection => ({
  heading,
  blocks: blocks.filter((block) => block !== undefined),
});
const said = (text: string, lengthMax = textMax, evidence: readonly string[] = []): Said => ({
  text: inert(text, lengthMax),
  evidence: evidence.map(visible),
});
const paragraph = (text: string, evidence: readonly string[] = [], strong = false): ReportBlock => ({
  kind: "paragraph",
  strong,
  ...said(text, textMax, evidence),
});

function list(items: readonly Said[], none?: string, ordered = false): ReportBlock | undefined {
  if (items.length === 0) return none === undefined ? undefined : paragraph(none);
  const rest = items.length - listMax;
  const more = rest > 0 ? [{ text: `and ${grouped(rest)} more`, evidence: [] }] : [];
  return { kind: "list", ordered, items: [...items.slice(0, listMax), ...more] };
}

type Row = { readonly cells: readonly string[]; readonly evidence: readonly string[] };

function table(columns: readonly string[], rows: readonly Row[]): ReportBlock | undefined {
  if (rows.length === 0) return undefined;
  const shown = rows.slice(0, documentRowsMax).map(({ cells, evidence }) => ({ cells, evidence: evidence.map(visible) }));
  return { kind: "table", columns, rows: shown, rowsLeftOut: rows.length - shown.length };
}

function verdictSection(reading: CaseReading): ReportSection {
  const { case: each, decisive, pressing } = reading;
  const { name, means } = verdictWords[each.verdict];
  const asked = pressing.filter((item) => !decisive.includes(item));
  return section("Verdict", [
    paragraph(`${name}: ${means}.`, [], true),
    {
      kind: "facts",
      facts: [
        { name: "Likelihood", text: `${percent(each.maliciousness)}, ${likelihoodWords(each.maliciousness)}`, evidence: [] },
        { name: "Severity", text: titled(each.severity), evidence: [] },
        { name: "Category", text: titled(each.category), evidence: [] },
        { name: "When (UTC)", text: period(each.firstTime, each.lastTime), evidence: [] },
        { name: "Playbook", ...said(each.playbook, 120) },
      ],
    },
    paragraph(
      leadOf(reading),
      decisive.map(({ id }) => id),
    ),
    list(
      decisive.map((item) => said(findingOf(item), 400, [item.id])),
      undefined,
      true,
    ),
    paragraph(automationBias),
    asked.length > 0 ? paragraph("Asked because the answer decides what to do:") : undefined,
    list(asked.map((item) => said(`${askedOf(item)} ${item.says}`, 400, [item.id]))),
  ]);
}

function actionsSection(each: AssessmentCase): ReportSection {
  const rows = measuresOf(each).flatMap(({ action, tier, approvers, undo, proposals }) =>
    proposals.map(
      ({ target, blastRadius, evidence }): Row => ({
        cells: [
          titled(action),
          inertObservable({ type: targetTypeOf(action), value: target }, 200),
          `tier ${tier}, ${approvalWords(tier, approvers)}`,
          inert(blastRadius.says, 300),
          undo ? titled(undo) : tier === 0 ? "nothing to undo" : "none: it cannot be undone",
        ],
        evidence,
      }),
    ),
  );
  if (rows.length === 0) return section("What to do now", each.escalated ? [paragraph(nothingProposed(each))] : []);
  return section("What to do now", [
    paragraph("Proposed; this report carries nothing out."),
    table(["Do", "Target", "Needs", "Touches", "Way back"], rows),
  ]);
}

function explanationsSection({ case: { hypotheses }, balance }: CaseReading): ReportSection {
  const told = hypotheses.map(({ claim, maliciousness, for: up, against: down }) =>
    said(`${claim}: ${percent(maliciousness)} (${counted(up.length, "item")} for, ${grouped(down.length)} against)`, 300, up.slice(0, 20)),
  );
  return section("Explanations", [
    list(told),
    told.length > 0
      ? paragraph(
          `Weights are natural log-odds: plus speaks for an attack. ${signed(balance.start)} before any evidence${balance.startExact ? "" : " (base rate)"}, ${signed(balance.end)} in all; ${counted(balance.steps.length, "item")} counted.`,
        )
      : undefined,
  ]);
}

function timelineSection(each: AssessmentCase): ReportSection {
  const rows = storyOf(each).map(
    ({ time, says, evidence, times, until }): Row => ({
      cells: [momentOf(time), `${inert(says, 420)}${times > 1 ? ` (${grouped(times)} times until ${momentOf(until)})` : ""}`],
      evidence,
    }),
  );
  return section("Timeline", [table(["UTC", "What happened"], rows)]);
}

function attackSection(each: AssessmentCase, catalogue: AttackCatalogue): ReportSection {
  const names = new Map(catalogue.tactics().map(({ id, name }) => [id, name]));
  const rows = each.techniques.map(
    ({ id, confidence, evidence }): Row => ({
      cells: [visible(id), inert(techniqueName(id, catalogue), 160), percent(confidence)],
      evidence,
    }),
  );
  const tactics = each.tactics.map((id) => `${names.get(id) ?? ""} ${visible(id)}`.trim());
  return section("ATT&CK", [
    tactics.length > 0 ? paragraph(`Tactics: ${tactics.join(", ")}.`) : undefined,
    table(["Technique", "Name", "Confidence"], rows),
  ]);
}

function entitiesSection(each: AssessmentCase): ReportSection {
  const machines = each.assets.map(
    ({ name, role, criticality, owner, known }): Row => ({
      cells: [inert(name, 200), known ? inert(role, 80) : "not in the inventory", inert(criticality, 40), inert(owner ?? "", 120)],
      evidence: [],
    }),
  );
  const values = each.observables.map(
    ({ type, value, role }): Row => ({ cells: [type, inertObservable({ type, value }), role ?? ""], evidence: [] }),
  );
  return section("Who and what", [table(["Machine", "Role", "Criticality", "Owner"], machines), table(["Kind", "Value", "Part"], values)]);
}

function evidenceSection({ case: each, balance }: CaseReading): ReportSection {
  const rows = each.evidence.map(
    (item): Row => ({
      cells: [
        visible(item.id),
        inert(item.question, 300),
        inert(item.says, 400),
        weightOf(item, balance.coveredBy),
        inert(item.tool, 80),
        item.digest,
      ],
      evidence: [item.id],
    }),
  );
  return section("Evidence", [table(["Item", "Question", "Answer", "Weight", "Asked of", "Digest"], rows)]);
}

function weightOf(item: EvidenceItem, coveredBy: ReadonlyMap<string, string>): string {
  const by = coveredBy.get(item.id);
  return by === undefined ? weightWords(item) : `${weightWords(item)} (${visible(by)} counts for it)`;
}

function joinsTable(each: AssessmentCase): ReportBlock | undefined {
  return table(
    ["Alert", "Because"],
    each.correlation.map(({ alert, because }): Row => ({ cells: [visible(alert), inert(because, 300)], evidence: [] })),
  );
}
