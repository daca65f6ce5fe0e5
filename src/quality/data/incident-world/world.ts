import { type Chance, chanceOf, type Estate, makeEstate } from "./estate.ts";
import { type Cast, stories } from "./incidents.ts";
import type { Draft, Scene } from "./story.ts";

/** A made world: rows of `SecurityAlert` in the order of time, and which incident each belongs to, by its `SystemAlertId`. */
export type IncidentWorld = {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly incidentOf: ReadonlyMap<string, string>;
};

const minuteMs = 60_000;
const startMs = Date.UTC(2026, 1, 9, 7);
const incidentsMin = 5;
const incidentsMore = 5;
/** So many incidents wait once, as attackers do who come back after lunch or in the evening. */
const pausedShare = 0.4;
const pauseMinutesMax = 600;
const machinesEach = 4;
const peopleEach = 7;
/** How often, at most, a machine or an account of an incident is another incident's too; each world draws how much of that there is. */
const sharedMachineMost = 0.2;
const sharedPersonMost = 0.08;

/**
 * Makes a world of several incidents in one organisation that all begin at one moment, so that time tells little. They share what incidents of one
 * place share: controllers, administrators, the address outside, cloud applications, exits of an anonymising service, and now and then a victim.
 */
export function makeIncidentWorld(seed: number): IncidentWorld {
  const chance = chanceOf(seed);
  const sharing = chance.unit();
  const estate = makeEstate(chance, sharing);
  const count = incidentsMin + chance.below(incidentsMore);
  const incidentOf = new Map<string, string>();
  const rows: (Readonly<Record<string, unknown>> & { readonly StartTime: string })[] = [];
  for (let number = 1; number <= count; number++) {
    const scene = sceneOf(estate, chance, number);
    const drafts = chance.pick(stories)(scene, castOf(estate, { chance, sharing }, number));
    const pause = { afterMinutes: 20 + chance.below(120), minutes: chance.unit() < pausedShare ? chance.below(pauseMinutesMax) : 0 };
    const earliest = Math.min(...drafts.map(({ atMinutes }) => atMinutes));
    for (const draft of drafts) {
      const id = chance.uuid();
      incidentOf.set(id, `incident-${number}`);
      const waited = draft.atMinutes - earliest > pause.afterMinutes ? pause.minutes : 0;
      rows.push(rowOf({ ...draft, atMinutes: draft.atMinutes - earliest + waited }, id, chance));
    }
  }
  return { rows: rows.toSorted((a, b) => (a.StartTime < b.StartTime ? -1 : 1)), incidentOf };
}

function sceneOf(estate: Estate, chance: Chance, number: number): Scene {
  const attacker = {
    ip: `203.0.113.${number * 3}`,
    domain: `a${chance.hex(5)}.example.com`,
    tool: `${chance.hex(5)}.exe`,
    sha1: chance.hex(40),
  };
  return { estate, chance, attacker };
}

/** Machines and people of one incident: its own, but for what chance lets it share with its neighbours. */
function castOf(
  { workstations, people, administrators }: Estate,
  { chance, sharing }: { chance: Chance; sharing: number },
  number: number,
): Cast {
  const machines = Array.from({ length: machinesEach }, (_, at) => {
    const own = (number * machinesEach + at) % workstations.length;
    return workstations[chance.unit() < sharedMachineMost * sharing ? chance.below(workstations.length) : own]!;
  });
  const persons = Array.from({ length: peopleEach }, (_, at) => {
    const own = (number * peopleEach + at) % people.length;
    return people[chance.unit() < sharedPersonMost * sharing ? chance.below(people.length) : own]!;
  });
  return { machines: [...new Set(machines)], people: [...new Set(persons)], administrator: chance.pick(administrators) };
}

function rowOf(draft: Draft, id: string, chance: Chance): Readonly<Record<string, unknown>> & { readonly StartTime: string } {
  const at = new Date(startMs + draft.atMinutes * minuteMs + chance.below(minuteMs)).toISOString();
  return {
    TimeGenerated: at,
    StartTime: at,
    EndTime: at,
    DisplayName: draft.name,
    AlertName: draft.name,
    AlertSeverity: draft.severity,
    Description: "",
    ProviderName: draft.product,
    ProductName: draft.product,
    SystemAlertId: id,
    AlertType: `${draft.product} ${draft.name}`,
    Tactics: draft.tactics,
    Techniques: JSON.stringify(draft.techniques),
    ExtendedProperties: "{}",
    Entities: JSON.stringify(draft.entities),
    CompromisedEntity: "",
    Type: "SecurityAlert",
  };
}
