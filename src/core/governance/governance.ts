import { z } from "zod";
import { isPerson, type Person } from "../person/person.ts";
import { governanceLimits as limits } from "./limits.ts";

/** The world of the record that holds who oversees the agent, and its serious incidents. */
export const governanceWorld = "governance";

const words = z.string().trim().min(1).max(limits.wordsLengthMax);
const person = z.string().refine(isPerson, "is a person") as unknown as z.ZodType<Person>;
const number = z.int().min(1).max(999_999_999);
const said = { by: person, atMs: z.int() };
const day = z.iso.date();

/** What an entry of the roster speaks of: training in AI literacy (AI Act Art. 4), in this product, or another competence. */
export const competenceKinds = ["ai-literacy", "product", "security-operations", "other"] as const;

/** Something that an overseer has learnt or shown, as somebody entered it. `until`: the last day on which it counts; absent: it does not lapse. */
export const Competence = z.strictObject({
  kind: z.enum(competenceKinds),
  title: words,
  since: day,
  until: day.optional(),
});
export type Competence = z.infer<typeof Competence>;

/** Whom a serious incident is told. */
export const informedParties = ["provider", "market-surveillance-authority", "importer-or-distributor", "own-management", "other"] as const;
/** How an incident ended: it was one, or it was found to be none. */
export const incidentOutcomes = ["serious", "not-serious"] as const;

const ofIncident = { id: z.string().regex(/^si-[1-9]\d{0,8}$/), ...said };

/** What happened to the oversight of the agent, in a journal of its own (world `governance`). People's words alone: the agent enters nothing here. */
export const GovernanceEvent = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("OverseerEntered"), overseer: person, duty: words, ...said }),
  z.strictObject({ type: z.literal("OverseerLeft"), overseer: person, because: words, ...said }),
  z.strictObject({ type: z.literal("CompetenceEntered"), overseer: person, number, competence: Competence, ...said }),
  z.strictObject({ type: z.literal("CompetenceStruck"), overseer: person, number, because: words, ...said }),
  z.strictObject({ type: z.literal("SeriousIncidentOpened"), ...ofIncident, title: words, awareAtMs: z.int() }),
  z.strictObject({
    type: z.literal("SeriousIncidentFact"),
    ...ofIncident,
    number,
    says: words,
    cases: z.array(z.string().min(1).max(200)).max(limits.casesMax),
  }),
  /** Everything that the agent might do alone was ended because of it; `grants` are the ids, none where it might do nothing. */
  z.strictObject({ type: z.literal("AutonomySuspended"), ...ofIncident, grants: z.array(z.string().max(40)).max(limits.grantsMax) }),
  /** A person says that they told somebody, when, and under which reference. Nothing is sent by us. */
  z.strictObject({
    type: z.literal("PartyInformed"),
    ...ofIncident,
    party: z.enum(informedParties),
    informedAtMs: z.int(),
    reference: words,
  }),
  z.strictObject({ type: z.literal("SeriousIncidentClosed"), ...ofIncident, outcome: z.enum(incidentOutcomes), because: words }),
]);
export type GovernanceEvent = z.infer<typeof GovernanceEvent>;

type Of<Type extends GovernanceEvent["type"]> = Omit<Extract<GovernanceEvent, { type: Type }>, "type">;

/** Somebody who oversees the agent, with what they have learnt by number. Struck entries are gone from here and stay in the record. */
export type Overseer = Of<"OverseerEntered"> & { readonly competences: ReadonlyMap<number, Of<"CompetenceEntered">> };

/** One serious incident with all that was said of it. */
export type SeriousIncident = {
  readonly opened: Of<"SeriousIncidentOpened">;
  readonly facts: readonly Of<"SeriousIncidentFact">[];
  readonly suspended: readonly Of<"AutonomySuspended">[];
  readonly informed: readonly Of<"PartyInformed">[];
  readonly closed: Of<"SeriousIncidentClosed"> | undefined;
};

/** Who oversees the agent, by name, and its serious incidents, by id; `numbered` is the highest number that was given out to either. The fold owns it. */
export type Governance = {
  readonly overseers: Map<string, Overseer>;
  readonly incidents: Map<string, SeriousIncident>;
  numbered: { competence: number; incident: number };
};

/** Nobody is entered, and nothing has happened. */
export const emptyGovernance = (): Governance => ({ overseers: new Map(), incidents: new Map(), numbered: { competence: 0, incident: 0 } });

/** Folds one fact into the state, in place. What speaks of something that is not there, because it was erased, changes nothing. */
export function evolveGovernance(state: Governance, { type, ...fact }: GovernanceEvent): void {
  if (type === "OverseerEntered" || type === "OverseerLeft" || type === "CompetenceEntered" || type === "CompetenceStruck")
    evolveRoster(state, { type, ...fact } as RosterEvent);
  else evolveIncident(state, { type, ...fact } as IncidentEvent);
}

type RosterEvent = Extract<GovernanceEvent, { readonly overseer: Person }>;
type IncidentEvent = Exclude<GovernanceEvent, RosterEvent>;

function evolveRoster({ overseers, numbered }: Governance, event: RosterEvent): void {
  const held = overseers.get(event.overseer);
  if (event.type === "OverseerEntered") {
    const { type: _, ...entered } = event;
    overseers.set(event.overseer, { ...entered, competences: held?.competences ?? new Map() });
  } else if (event.type === "OverseerLeft") overseers.delete(event.overseer);
  else {
    numbered.competence = Math.max(numbered.competence, event.number);
    if (!held) return;
    const competences = new Map(held.competences);
    if (event.type === "CompetenceStruck") competences.delete(event.number);
    else competences.set(event.number, event);
    overseers.set(event.overseer, { ...held, competences });
  }
}

function evolveIncident({ incidents, numbered }: Governance, event: IncidentEvent): void {
  const { type, ...fact } = event;
  numbered.incident = Math.max(numbered.incident, Number(event.id.slice(3)));
  const held = incidents.get(event.id);
  if (type === "SeriousIncidentOpened") {
    const opened = fact as Of<"SeriousIncidentOpened">;
    incidents.set(event.id, { opened, facts: [], suspended: [], informed: [], closed: undefined });
  } else if (held) {
    const more = { facts: held.facts, suspended: held.suspended, informed: held.informed, closed: held.closed };
    if (type === "SeriousIncidentFact") more.facts = [...held.facts, fact as Of<"SeriousIncidentFact">];
    if (type === "AutonomySuspended") more.suspended = [...held.suspended, fact as Of<"AutonomySuspended">];
    if (type === "PartyInformed") more.informed = [...held.informed, fact as Of<"PartyInformed">];
    if (type === "SeriousIncidentClosed") more.closed = fact as Of<"SeriousIncidentClosed">;
    incidents.set(event.id, { opened: held.opened, ...more });
  }
}
