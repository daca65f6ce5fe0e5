import type { AttackCatalogue } from "../../../core/attack/attack.ts";
import { visible } from "../../../core/inert/inert.ts";
import { observableKey } from "../../../core/observable/observable.ts";
import { techniqueName } from "../attack-strip.ts";
import { namedBy } from "../mention.ts";
import { modelTold, proseNotice } from "../model-of-case.ts";
import type { CaseReading } from "../reading.ts";
import { approvalWords, likelihoodWords, titled, verdictWords } from "../words.ts";
import { cyberObservables } from "./cyber-observable.ts";
import { type CaseObjects, hostileObjects } from "./hostile.ts";
import { made, ownId, type StixObject, standingTime, stixTime } from "./object.ts";

const alertsMax = 500;

/**
 * One case: what was observed, the machines, the techniques as sightings, what is known to be hostile, the notes; and a grouping that holds it all together.
 * `world` tells input files apart from one another, because case and alert ids are only unique within one assessment.
 */
export function caseObjects(reading: CaseReading, catalogue: AttackCatalogue, world: string): StixObject[] {
  const { case: each } = reading;
  const scos = each.observables.flatMap(cyberObservables);
  const assets = each.assets.map(({ name, role, criticality }) => asset(name, role, criticality));
  const observed = observedData(reading, world);
  const parts = [
    ...scos,
    ...assets,
    ...observed,
    ...techniques({ reading, observed, assets }, catalogue, world),
    ...hostileObjects({ reading, observed, assets }, world),
    ...proposals(reading, world),
  ];
  const grouping = groupingOf(reading, parts, world);
  return [...parts, grouping, ...notes(reading, grouping.id, world)];
}

function asset(name: string, role: string, criticality: string): StixObject {
  return {
    ...made("identity", ownId("identity", "asset", name.toLowerCase()), standingTime),
    name: visible(name),
    identity_class: "system",
    description: `${titled(role)}, ${criticality} criticality`,
  };
}

/** One per alert that names something, and one for what no alert names. */
function observedData({ case: each, alerts, alertsTotal }: CaseReading, world: string): StixObject[] {
  const named = namedBy(each);
  const found: StixObject[] = [];
  const seen = new Set<string>();
  for (const alert of alerts.slice(0, alertsMax)) {
    const observables = named(alert);
    for (const observable of observables) seen.add(observableKey(observable));
    const refs = refsOf(observables.flatMap(cyberObservables));
    if (refs.length > 0)
      found.push(
        observedBetween(ownId("observed-data", world, each.id, alert.id), { first: alert.time, last: alert.time, count: 1 }, refs),
      );
  }
  const rest = refsOf(each.observables.filter((observable) => !seen.has(observableKey(observable))).flatMap(cyberObservables));
  if (rest.length > 0)
    found.push(
      observedBetween(
        ownId("observed-data", world, each.id),
        { first: each.firstTime, last: each.lastTime, count: Math.max(1, alertsTotal) },
        rest,
      ),
    );
  return found;
}

const refsOf = (objects: readonly StixObject[]) => [...new Set(objects.map(({ id }) => id))];

function observedBetween(
  id: string,
  { first, last, count }: { first: string; last: string; count: number },
  refs: readonly string[],
): StixObject {
  return {
    ...made("observed-data", id, last),
    first_observed: stixTime(first),
    last_observed: stixTime(last),
    number_observed: count,
    object_refs: refs,
  };
}

/** Each technique as ATT&CK's own, with a sighting that says how sure we are and on what it rests. */
function techniques({ reading: { case: each }, observed, assets }: CaseObjects, catalogue: AttackCatalogue, world: string): StixObject[] {
  return each.techniques.flatMap(({ id, confidence, evidence }) => {
    const pattern: StixObject = {
      ...made("attack-pattern", ownId("attack-pattern", id), standingTime),
      name: techniqueName(id, catalogue),
      external_references: [
        { source_name: "mitre-attack", external_id: id, url: `https://attack.mitre.org/techniques/${id.replace(".", "/")}` },
      ],
      ...killChain(id, catalogue),
    };
    const sighting: StixObject = {
      ...made("sighting", ownId("sighting", world, each.id, id), each.lastTime),
      sighting_of_ref: pattern.id,
      first_seen: stixTime(each.firstTime),
      last_seen: stixTime(each.lastTime),
      confidence: Math.round(confidence * 100),
      ...(evidence.length > 0 ? { description: `Evidence ${evidence.join(", ")} of ${visible(each.id)}.` } : {}),
      ...(observed.length > 0 ? { observed_data_refs: observed.map((item) => item.id) } : {}),
      ...(assets.length > 0 ? { where_sighted_refs: refsOf(assets) } : {}),
    };
    return [pattern, sighting];
  });
}

function killChain(id: string, catalogue: AttackCatalogue): object {
  const shortNames = new Map(catalogue.tactics().map((tactic) => [tactic.id, tactic.shortName]));
  const phases = (catalogue.technique(id)?.tactics ?? []).flatMap((tactic) => shortNames.get(tactic) ?? []);
  return phases.length > 0 ? { kill_chain_phases: phases.map((phase) => ({ kill_chain_name: "mitre-attack", phase_name: phase })) } : {};
}

/** Proposals as courses of action: the text says that nothing was carried out. */
function proposals({ case: each }: CaseReading, world: string): StixObject[] {
  return each.containment.map(({ action, target, tier, approvers, blastRadius, undo, evidence }) => ({
    ...made("course-of-action", ownId("course-of-action", world, each.id, action, target), each.lastTime),
    name: `Proposed: ${action} ${visible(target)}`,
    description: `Proposed, not carried out. Tier ${tier}: ${approvalWords(tier, approvers)}. Touches: ${visible(blastRadius.says)}. Way back: ${undo ?? "none"}. Evidence ${evidence.join(", ") || "none"}.`,
  }));
}

function groupingOf({ case: each, priority }: CaseReading, parts: readonly StixObject[], world: string): StixObject {
  const refs = refsOf(parts);
  const id = ownId("grouping", world, each.id);
  return {
    ...made("grouping", id, each.lastTime),
    name: visible(each.title),
    description: `${verdictWords[each.verdict].name}, ${likelihoodWords(each.maliciousness)}. ${visible(each.because)}`,
    context: "suspicious-activity",
    labels: [`verdict:${each.verdict}`, `severity:${each.severity}`, `category:${each.category}`, `priority:${priority}`],
    // A grouping must hold something; a case that names nothing STIX knows holds its producer.
    object_refs: refs.length > 0 ? refs : [made("grouping", id, each.lastTime).created_by_ref],
  };
}

function notes({ case: each }: CaseReading, grouping: string, world: string): StixObject[] {
  const note = (name: string, abstract: string, content: string): StixObject => ({
    ...made("note", ownId("note", world, each.id, name), each.lastTime),
    abstract,
    content,
    object_refs: [grouping],
  });
  const told = modelTold(each);
  const written = told?.prose.flatMap(({ sentences }) =>
    sentences.map(({ text, evidence }) => `${visible(text)} (${evidence.map(visible).join(", ")})`),
  );
  const consistent = each.actors.filter(({ consistentWith }) => consistentWith);
  return [
    ...(each.unknowns.length > 0 ? [note("unknowns", "What is unknown", each.unknowns.map(visible).join("\n"))] : []),
    ...(told ? [note("model", proseNotice, [...(written ?? []), ...told.marks.map(visible)].join("\n"))] : []),
    ...(consistent.length > 0
      ? [
          note(
            "actors",
            "Consistent with",
            `${consistent.map(({ id, name }) => `${visible(name)} (${visible(id)})`).join(", ")}. Agreement of techniques and tools is not attribution.`,
          ),
        ]
      : []),
  ];
}
