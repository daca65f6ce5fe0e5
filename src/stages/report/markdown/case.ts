import type { AssessmentCase } from "../../../core/assessment/assessment.ts";
import type { AttackCatalogue } from "../../../core/attack/attack.ts";
import { attackStrip } from "../attack-strip.ts";
import { type EntityGraph, entityGraph } from "../entity-graph.ts";
import { leadOf } from "../lead.ts";
import { type CaseReading, type EvidenceItem, type StoryLine, storyOf } from "../reading.ts";
import { approvalWords, clockOf, counted, dayOf, likelihoodWords, percent, period, signed, titled, verdictWords } from "../words.ts";
import { cell, observedCell, row, table } from "./text.ts";

const timelineEnds = 40;
const evidenceMax = 100;
const listMax = 60;

/** One case, in the order in which a reader needs it. */
export function caseMarkdown(reading: CaseReading, catalogue: AttackCatalogue): string[] {
  return [
    ...opening(reading),
    ...unknowns(reading.case),
    ...actions(reading.case),
    ...timeline(reading.case),
    ...attack(reading.case, catalogue),
    ...entities(entityGraph(reading)),
    ...explanations(reading),
    ...evidence(reading),
    ...belonging(reading),
  ];
}

function opening(reading: CaseReading): string[] {
  const { case: each, alerts, decisive } = reading;
  const { sign, name, means } = verdictWords[each.verdict];
  return [
    `## ${cell(each.id)} ${cell(each.title)}`,
    "",
    `**${sign} ${name}** (${means}) · **${titled(each.severity)}** · ${percent(each.maliciousness)}, ${likelihoodWords(each.maliciousness)}`,
    "",
    `${titled(each.category)} · ${period(each.firstTime, each.lastTime)} · ${counted(alerts.length, "alert")} · playbook ${cell(each.playbook)}`,
    "",
    "### Why",
    "",
    cell(leadOf(reading), 900),
    "",
    ...decisive.map(({ id, says, weight }) => `1. ${cell(says)} (${id}, ${signed(weight)})`),
    "",
  ];
}

function unknowns({ unknowns: open }: AssessmentCase): string[] {
  if (open.length === 0)
    return ["### What is unknown", "", "No question of the playbook stayed open. That is not the same as knowing everything.", ""];
  return ["### What is unknown", "", ...open.map((says) => `- ${cell(says, 400)}`), ""];
}

function actions({ containment, escalated, unknowns: open }: AssessmentCase): string[] {
  if (containment.length === 0 && !escalated) return [];
  const rows = containment.slice(0, listMax).map(({ action, target, tier, approvers, blastRadius, undo, evidence: ids }) => {
    const type = action === "block-address" ? "ip" : action === "block-domain" ? "domain" : "other";
    const back = undo ? titled(undo) : tier === 0 ? "nothing to undo" : "**none: it cannot be undone**";
    return row([
      `**${titled(action)}** ${observedCell({ type, value: target })}`,
      `tier ${tier}, ${approvalWords(tier, approvers)}`,
      cell(blastRadius.says),
      back,
      ids
        .slice(0, 4)
        .map((id) => cell(id))
        .join(", ") || "–",
    ]);
  });
  const proposed =
    rows.length > 0
      ? ["Proposed. Nothing has been carried out.", "", ...table(["Do", "Needs", "Touches", "Way back", "Because"], rows)]
      : ["Nothing is proposed: the verdict does not support a change. A person decides.", ""];
  return [
    "### What to do now",
    "",
    ...proposed,
    ...(open.length > 0 ? [`Then answer the ${counted(open.length, "open question")} above.`, ""] : []),
  ];
}

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
  return row([
    newDay ? `${dayOf(time)} ${clockOf(time)}` : clockOf(time),
    `${cell(says, 420)}${repeated}`,
    ids
      .slice(0, 3)
      .map((id) => cell(id))
      .join(", "),
  ]);
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
    const shown = named.slice(0, 4).map(({ sight, count }) => `${cell(titleOf.get(sight) ?? "", 60)}${count > 1 ? ` ×${count}` : ""}`);
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
    `In log-odds: ${signed(balance.start)} before any evidence${balance.startExact ? "" : " (base rate)"}, ${signed(balance.end)} in all; ${counted(balance.steps.length, "item")} counted.`,
    "",
  ];
}

function evidence({ case: each, balance }: CaseReading): string[] {
  const rows = each.evidence.slice(0, evidenceMax).map((item) => {
    const covered = balance.coveredBy.get(item.id);
    return row([
      cell(item.id),
      `${cell(item.says, 420)}<br>${cell(item.question)}`,
      cell(item.answer),
      `${signed(item.weight)}${covered ? ` (same fact as ${cell(covered)})` : ""}`,
      from(item),
    ]);
  });
  if (rows.length === 0) return [];
  const rest = each.evidence.length - rows.length;
  return [
    "### Evidence",
    "",
    ...table(["Id", "What it says", "Answer", "Weight", "Where from"], rows),
    ...(rest > 0 ? [`… and ${rest} more items in assessment.json.`, ""] : []),
  ];
}

function from({ tool, source, digest, trust }: EvidenceItem): string {
  const records = source.kind === "record" ? [source] : source.records.slice(0, 3);
  const places = records.map(({ path, record }) => `${cell(path)} \\#${record}`);
  const query = source.kind === "answer" ? [cell(source.query)] : [];
  return [`${cell(tool)} (${titled(trust).toLowerCase()})`, ...query, ...places, digest.slice(0, 19)].join("<br>");
}

function belonging({ alerts, case: { correlation } }: CaseReading): string[] {
  const joined = new Map(correlation.map(({ alert, because }) => [alert, because]));
  const rows = alerts
    .slice(0, listMax)
    .map(({ id, time, title, severity, source }) =>
      row([
        clockOf(time),
        titled(severity),
        `${cell(id)} ${cell(title, 120)}`,
        `${cell(source.path)} \\#${source.record}`,
        cell(joined.get(id) ?? "", 200),
      ]),
    );
  if (rows.length === 0) return [];
  const rest = alerts.length - rows.length;
  return [
    "### Alerts, and why they belong together",
    "",
    ...table(["UTC", "Severity", "Alert", "Record", "Here because"], rows),
    ...(rest > 0 ? [`… and ${rest} more alerts in assessment.json.`, ""] : []),
  ];
}
