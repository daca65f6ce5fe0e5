import type { AssessmentCase } from "../../../core/assessment/assessment.ts";
import type { AttackCatalogue } from "../../../core/attack/attack.ts";
import { findingOf } from "../../investigate/finding.ts";
import { attackStrip } from "../attack-strip.ts";
import { type EntityGraph, entityGraph } from "../entity-graph.ts";
import { measuresOf, targetTypeOf } from "../plan.ts";
import { alertsOfCase, type CaseReading, type EvidenceItem, type StoryLine, storyOf } from "../reading.ts";
import {
  alertsTold,
  approvalWords,
  clockOf,
  counted,
  dayOf,
  grouped,
  percent,
  period,
  signed,
  titled,
  verdictWords,
  weightWords,
} from "../words.ts";
import { model } from "./model.ts";
import { cell, observedCell, row, table } from "./text.ts";

const timelineEnds = 40;
const evidenceMax = 60;
const contextMax = 60;
const listMax = 40;
const reasonsMax = 3;

/** How we know: whom the proposals touch, what happened when, which techniques, who and what, and every item that says so. */
export function caseDetail(reading: CaseReading, catalogue: AttackCatalogue): string[] {
  return [
    `## ${cell(reading.case.id)} in detail`,
    "",
    ...timeline(reading.case),
    ...proposals(reading.case),
    ...attack(reading.case, catalogue),
    ...entities(entityGraph(reading)),
    ...explanations(reading),
    ...evidence(reading),
    ...model(reading.case),
    ...belonging(reading),
  ];
}

/** Cases that need nobody: what each comes to and what decided it, one row each. */
export function closedTable(readings: readonly CaseReading[]): string[] {
  const rows = readings.map(({ case: each, decisive }) => {
    const { sign, name } = verdictWords[each.verdict];
    const reasons = decisive.slice(0, reasonsMax).map((item) => `${cell(findingOf(item), 240)} (${cell(item.id)})`);
    return row([
      `${cell(each.id)} ${cell(each.title, 140)}`,
      `${sign} ${name}, ${percent(each.maliciousness)}`,
      grouped(alertsOfCase(each)),
      period(each.firstTime, each.lastTime),
      reasons.join("<br>") || "–",
    ]);
  });
  return table(["Case", "Verdict", "Alerts", "When (UTC)", "Because"], rows);
}

function proposals({ containment }: AssessmentCase): string[] {
  if (containment.length === 0) return [];
  const rows = measuresOf({ containment }).flatMap(({ action, tier, approvers, undo, proposals: each }) =>
    each.slice(0, listMax).map(({ target, blastRadius, evidence: ids }) => {
      const back = undo ? titled(undo) : tier === 0 ? "nothing to undo" : "**none: it cannot be undone**";
      return row([
        `**${titled(action)}** ${observedCell({ type: targetTypeOf(action), value: target })}`,
        `tier ${tier}, ${approvalWords(tier, approvers)}`,
        cell(blastRadius.says),
        back,
        idsOf(ids, 4),
      ]);
    }),
  );
  return ["### Proposals, and whom they touch", "", ...table(["Do", "Needs", "Touches", "Way back", "Because"], rows)];
}

const idsOf = (ids: readonly string[], max: number) =>
  ids
    .slice(0, max)
    .map((id) => cell(id))
    .join(", ") || "–";

function timeline(each: AssessmentCase): string[] {
  const story = storyOf(each);
  if (story.length === 0) return [];
  const short = story.length <= timelineEnds * 2;
  const shown = short ? story : [...story.slice(0, timelineEnds), ...story.slice(-timelineEnds)];
  const rows = shown.flatMap((line, index) => [
    ...(!short && index === timelineEnds ? [row(["…", `${story.length - shown.length} lines between, in assessment.json`, "–"])] : []),
    storyRow(line, index === 0 || dayOf(line.time) !== dayOf(shown[index - 1]?.time ?? "")),
  ]);
  return ["### Timeline", "", ...table(["UTC", "What happened", "Evidence"], rows)];
}

function storyRow({ time, says, evidence: ids, times, until }: StoryLine, newDay: boolean): string {
  const repeated = times > 1 ? ` **×${times} until ${clockOf(until)}**` : "";
  return row([newDay ? `${dayOf(time)} ${clockOf(time)}` : clockOf(time), `${cell(says, 420)}${repeated}`, idsOf(ids, 3)]);
}

function attack(each: AssessmentCase, catalogue: AttackCatalogue): string[] {
  const { columns, elsewhere } = attackStrip(each, catalogue);
  const rows = columns
    .filter(({ seen, techniques }) => seen || techniques.length > 0)
    .map(({ id, name, techniques }) =>
      row([
        `${name} ${id}`,
        techniques
          .map(
            (technique) =>
              `${technique.id} ${cell(technique.name)} (${percent(technique.confidence)}; ${technique.evidence
                .slice(0, 4)
                .map((item) => cell(item))
                .join(", ")})`,
          )
          .join("<br>") || "named by alerts, no technique",
      ]),
    );
  if (rows.length === 0 && elsewhere.length === 0) return [];
  const consistent = each.actors.filter(({ consistentWith }) => consistentWith).slice(0, 5);
  return [
    "### ATT&amp;CK",
    "",
    ...table(["Tactic", "Techniques (confidence; evidence)"], rows),
    ...(elsewhere.length > 0 ? [`Not in this catalogue: ${elsewhere.map(({ id }) => cell(id)).join(", ")}.`, ""] : []),
    ...(consistent.length > 0
      ? [
          `Consistent with ${consistent.map(({ id, name, score }) => `${cell(name)} (${cell(id)}, agreement ${percent(score)})`).join(", ")}. Agreement is not attribution.`,
          "",
        ]
      : []),
  ];
}

function entities({ entities: found, sights, ties, entitiesLeftOut }: EntityGraph): string[] {
  if (ties.length === 0) return [];
  const titleOf = new Map(sights.map(({ key, title }) => [key, title]));
  const rows = found.map(({ key, observable, hostile, note }) => {
    const named = ties.filter(({ entity }) => entity === key).toSorted((a, b) => b.count - a.count);
    const shown = named.slice(0, 4).map(({ sight, count }) => `${cell(titleOf.get(sight) ?? "", 100)}${count > 1 ? ` ×${count}` : ""}`);
    return row([
      titled(observable.type),
      `${hostile ? "**✕ known hostile** " : ""}${observedCell(observable)}${note ? ` (${cell(note)})` : ""}`,
      `${shown.join("; ")}${named.length > 4 ? `; and ${named.length - 4} more` : ""}`,
    ]);
  });
  return [
    "### Who and what",
    "",
    ...table(["Kind", "Value", "Named by"], rows),
    ...(entitiesLeftOut > 0 ? [`${counted(entitiesLeftOut, "more value")} without a recorded tie, in assessment.json.`, ""] : []),
  ];
}

function explanations({ case: { hypotheses }, balance }: CaseReading): string[] {
  if (hypotheses.length === 0) return [];
  return [
    "### Explanations",
    "",
    ...hypotheses.map(
      ({ claim, maliciousness, for: up, against: down }) =>
        `- ${cell(claim)}: **${percent(maliciousness)}** (${up.length} for, ${down.length} against)`,
    ),
    "",
    `Weights are natural log-odds: plus speaks for an attack, +0.7 doubles the odds. ${signed(balance.start)} before any evidence${balance.startExact ? "" : " (base rate)"}, ${signed(balance.end)} in all; ${counted(balance.steps.length, "item")} counted.`,
    "",
  ];
}

function evidence({ case: each, balance, decisive, pressing }: CaseReading): string[] {
  const counts = (item: EvidenceItem) => signed(item.weight) !== "0.0" || decisive.includes(item) || pressing.includes(item);
  const weighty = each.evidence.filter(counts);
  const rows = weighty.slice(0, evidenceMax).map((item) => {
    const covered = balance.coveredBy.get(item.id);
    return row([
      cell(item.id),
      `${cell(item.says, 420)}<br>${cell(item.question)} **${cell(item.answer)}**`,
      `${weightWords(item)}${covered ? ` (same fact as ${cell(covered)})` : ""}`,
      from(item),
    ]);
  });
  if (each.evidence.length === 0) return [];
  const context = each.evidence.filter((item) => !counts(item));
  const lines = context.slice(0, contextMax).map((item) => `- ${cell(item.id)} ${cell(item.says, 200)} (${placesOf(item, 1)})`);
  const left = weighty.length - rows.length + context.length - lines.length;
  return [
    "### Evidence",
    "",
    ...(rows.length > 0 ? table(["Id", "What it says; what was asked, and the answer", "Weight", "Where from"], rows) : []),
    ...(lines.length > 0 ? ["Context, which moved the odds neither way:", "", ...lines, ""] : []),
    ...(left > 0 ? [`… and ${counted(left, "more item")} in assessment.json.`, ""] : []),
  ];
}

function from(item: EvidenceItem): string {
  const { tool, digest, trust } = item;
  return [`${cell(tool)} (${titled(trust).toLowerCase()})`, placesOf(item, 3), digest.slice(0, 19)]
    .filter((part) => part !== "")
    .join("<br>");
}

function placesOf({ source }: EvidenceItem, max: number): string {
  const records = source.kind === "record" ? [source] : source.records.slice(0, max);
  return records.map(({ path, record }) => `${cell(path)} \\#${record}`).join(", ");
}

/** Alerts of one title, in the order in which the first of each came. */
function belonging({ alerts, alertsTotal, case: { correlation } }: CaseReading): string[] {
  const joined = new Map(correlation.map(({ alert, because }) => [alert, because]));
  const kinds = [...Map.groupBy(alerts, ({ title }) => title).values()];
  const rows = kinds.slice(0, listMax).flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const { id, time, title, severity, source } = first;
    const times = same.length > 1 ? `**×${same.length}**, the last at ${clockOf(same.at(-1)?.time ?? time)}` : "once";
    return [
      row([
        clockOf(time),
        titled(severity),
        `${cell(title, 120)} (${cell(id)}, ${cell(source.path)} \\#${source.record})`,
        times,
        cell(joined.get(id) ?? "", 200),
      ]),
    ];
  });
  if (rows.length === 0) return [];
  const rest = kinds.length - rows.length;
  return [
    "### Alerts, and why they belong together",
    "",
    ...(alertsTotal > alerts.length ? [`${alertsTold(alertsTotal, alerts.length)}; the others are in the console.`, ""] : []),
    ...table(["First (UTC)", "Severity", "Alert, and its first record", "Times", "The first is here because"], rows),
    ...(rest > 0 ? [`… and ${counted(rest, "more kind")} of alert in assessment.json.`, ""] : []),
  ];
}
