import { foldedName } from "../containment/people.ts";
import type { Person } from "../person/person.ts";
import { isPerson } from "../person/person.ts";
import type { Competence, Governance, GovernanceEvent, Overseer, SeriousIncident } from "./governance.ts";
import { governanceLimits as limits } from "./limits.ts";
import { refusedGovernance } from "./refusal.ts";

type By = { readonly by: Person; readonly atMs: number };
type OfIncident = By & { readonly id: string };
type Of<Type extends GovernanceEvent["type"]> = Extract<GovernanceEvent, { type: Type }>;

/** What may be asked about the governance of the agent; by people alone. Times are milliseconds. */
export type GovernanceCommand =
  | ({ readonly type: "EnterOverseer"; readonly overseer: Person; readonly duty: string } & By)
  | ({ readonly type: "LeaveOverseer"; readonly overseer: Person; readonly because: string } & By)
  | ({ readonly type: "EnterCompetence"; readonly overseer: Person; readonly competence: Competence } & By)
  | ({ readonly type: "StrikeCompetence"; readonly overseer: Person; readonly number: number; readonly because: string } & By)
  | ({ readonly type: "OpenIncident"; readonly title: string; readonly awareAtMs: number } & By)
  | ({ readonly type: "AddFact"; readonly says: string; readonly cases: readonly string[] } & OfIncident)
  | ({ readonly type: "NoteSuspension"; readonly grants: readonly string[] } & OfIncident)
  | ({
      readonly type: "NoteInformed";
      readonly party: Of<"PartyInformed">["party"];
      readonly informedAtMs: number;
      readonly reference: string;
    } & OfIncident)
  | ({ readonly type: "CloseIncident"; readonly outcome: Of<"SeriousIncidentClosed">["outcome"]; readonly because: string } & OfIncident);

type IncidentCommand = Extract<GovernanceCommand, OfIncident>;
type RosterCommand = Exclude<GovernanceCommand, IncidentCommand | { readonly type: "OpenIncident" }>;

/** Says what happens to roster and incidents; never makes it happen. Refuses with `governance/…`. */
export function decideGovernance(command: GovernanceCommand, state: Governance): readonly GovernanceEvent[] {
  if (!isPerson(command.by)) throw refusedGovernance("governance/not-a-person", "only people answer for the agent");
  if (command.type === "OpenIncident") return openIncident(command, state);
  if ("id" in command) return onIncident(command, openOne(state, command.id));
  return onRoster(command, state);
}

function onRoster(command: RosterCommand, { overseers, numbered }: Governance): readonly GovernanceEvent[] {
  const { by, atMs } = command;
  if (command.type === "EnterOverseer") {
    const others = [...overseers.keys()].filter((name) => name !== command.overseer);
    if (others.some((name) => foldedName(name) === foldedName(command.overseer)))
      throw refusedGovernance("governance/not-as-it-stands", `${command.overseer} is entered already, in another spelling`);
    if (others.length >= limits.overseersMax) throw refusedGovernance("governance/too-many", `more than ${limits.overseersMax} overseers`);
    return [{ type: "OverseerEntered", overseer: command.overseer, duty: command.duty, by, atMs }];
  }
  const { overseer, competences } = entered(overseers, command.overseer);
  if (command.type === "LeaveOverseer") return [{ type: "OverseerLeft", overseer, because: command.because, by, atMs }];
  if (command.type === "EnterCompetence") {
    const { since, until } = command.competence;
    if (until !== undefined && until < since) throw refusedGovernance("governance/bad-time", "it ends before it begins");
    if (Date.parse(since) > atMs) throw refusedGovernance("governance/bad-time", "it begins in the future");
    if (competences.size >= limits.competencesMax)
      throw refusedGovernance("governance/too-many", `${overseer} has ${limits.competencesMax} entries already`);
    return [{ type: "CompetenceEntered", overseer, number: numbered.competence + 1, competence: command.competence, by, atMs }];
  }
  if (!competences.has(command.number)) throw refusedGovernance("governance/unknown", `${overseer} has no entry ${command.number}`);
  return [{ type: "CompetenceStruck", overseer, number: command.number, because: command.because, by, atMs }];
}

function entered(overseers: Governance["overseers"], name: Person): Overseer {
  const held = overseers.get(name);
  if (!held) throw refusedGovernance("governance/unknown", `${name} is not on the roster`);
  return held;
}

function openIncident(
  { title, awareAtMs, by, atMs }: Extract<GovernanceCommand, { type: "OpenIncident" }>,
  { incidents, numbered }: Governance,
): readonly GovernanceEvent[] {
  if (awareAtMs > atMs) throw refusedGovernance("governance/bad-time", "nobody is aware of it yet: the time lies in the future");
  if (incidents.size >= limits.incidentsMax)
    throw refusedGovernance("governance/too-many", `there are ${limits.incidentsMax} incidents already`);
  return [{ type: "SeriousIncidentOpened", id: `si-${numbered.incident + 1}`, title, awareAtMs, by, atMs }];
}

function openOne({ incidents }: Governance, id: string): SeriousIncident {
  const held = incidents.get(id);
  if (!held) throw refusedGovernance("governance/unknown", `there is no serious incident "${id.slice(0, 20)}"`);
  if (held.closed) throw refusedGovernance("governance/not-as-it-stands", `${id} is closed`);
  return held;
}

function onIncident(command: IncidentCommand, held: SeriousIncident): readonly GovernanceEvent[] {
  const { id, by, atMs } = command;
  if (command.type !== "CloseIncident" && held.facts.length + held.informed.length + held.suspended.length >= limits.factsMax)
    throw refusedGovernance("governance/too-many", `${id} holds ${limits.factsMax} entries already`);
  switch (command.type) {
    case "AddFact":
      return [{ type: "SeriousIncidentFact", id, number: held.facts.length + 1, says: command.says, cases: [...command.cases], by, atMs }];
    case "NoteSuspension":
      return [{ type: "AutonomySuspended", id, grants: command.grants.slice(0, limits.grantsMax), by, atMs }];
    case "NoteInformed": {
      const { party, informedAtMs, reference } = command;
      if (informedAtMs > atMs) throw refusedGovernance("governance/bad-time", "the time lies in the future");
      return [{ type: "PartyInformed", id, party, informedAtMs, reference, by, atMs }];
    }
    default:
      return close(command, held);
  }
}

/** What was serious is closed only once the agent was suspended, and the provider or an authority was told. */
function close(
  { id, outcome, because, by, atMs }: Extract<GovernanceCommand, { type: "CloseIncident" }>,
  { facts, suspended, informed }: SeriousIncident,
): readonly GovernanceEvent[] {
  const told = informed.some(({ party }) => party === "provider" || party === "market-surveillance-authority");
  const open = [
    ...(facts.length === 0 ? ["no fact is entered"] : []),
    ...(outcome === "serious" && suspended.length === 0 ? ["autonomy was not suspended"] : []),
    ...(outcome === "serious" && !told ? ["neither provider nor authority was informed"] : []),
  ];
  if (open.length > 0) throw refusedGovernance("governance/still-owed", `${id}: ${open.join("; ")}`);
  return [{ type: "SeriousIncidentClosed", id, outcome, because, by, atMs }];
}
