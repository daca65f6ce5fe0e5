import { z } from "zod";
import { Competence, competenceKinds, incidentOutcomes, informedParties } from "../../core/governance/governance.ts";
import { governanceLimits as limits } from "../../core/governance/limits.ts";
import { marks } from "../../core/regulation/words.ts";
import { byId, count, digest, notThere, time } from "./common.ts";
import { MissedRate } from "./missed-rate.ts";
import { operation } from "./operation.ts";

const words = z.string().trim().min(1).max(limits.wordsLengthMax);
const name = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}.@_-]{0,99}$/u, "takes the name of a person");
const overseerNamed = z.strictObject({ name });

/** The longest duty, title, reason or reference, for forms. */
export const governanceWordsMax = limits.wordsLengthMax;

/** Something that an overseer has learnt, with who entered it and whether it counts today. */
export const CompetenceLine = Competence.extend({ number: count, enteredBy: z.string(), enteredAt: time, valid: z.boolean() });

/** Who oversees the agent. `warnings` says by itself what is lacking: nobody, nothing entered, lapsed, about to lapse; empty where nothing is. */
export const OversightRoster = z.strictObject({
  warnings: z.array(z.string()),
  overseers: z.array(
    z.strictObject({
      overseer: z.string(),
      duty: z.string(),
      enteredBy: z.string(),
      enteredAt: time,
      competences: z.array(CompetenceLine),
    }),
  ),
  kinds: z.array(z.enum(competenceKinds)),
});

/** What is owed of a serious incident, by the rule pack of the AI Act; `period` is null where the law names none but "without undue delay". */
export const IncidentDuty = z.strictObject({
  duty: z.enum(["suspend", "inform"]),
  title: z.string(),
  article: z.string(),
  mark: z.enum(marks),
  says: z.string(),
  period: z.string().nullable(),
  done: z.boolean(),
  doneAt: time.nullable(),
});

/** One serious incident with all that was said of it. `elapsedMinutes` is the time since awareness, until it was closed. */
export const SeriousIncidentWhole = z.strictObject({
  id: z.string(),
  title: z.string(),
  awareAt: time,
  openedBy: z.string(),
  openedAt: time,
  elapsedMinutes: count,
  facts: z.array(z.strictObject({ number: count, says: z.string(), cases: z.array(z.string()), by: z.string(), at: time })),
  suspended: z.array(z.strictObject({ grants: z.array(z.string()), by: z.string(), at: time })),
  informed: z.array(z.strictObject({ party: z.enum(informedParties), at: time, reference: z.string(), by: z.string() })),
  duties: z.array(IncidentDuty),
  closed: z.strictObject({ outcome: z.enum(incidentOutcomes), because: z.string(), by: z.string(), at: time }).nullable(),
  notice: z.string(),
});

const texts = z.array(z.string());
/** What is shown of the card, which has more: it is read by this where it is shown, and passed on as it stands, so that its digest is that of its text. */
export const CardFields = z.looseObject({
  name: z.string(),
  version: z.string(),
  tenant: z.string(),
  at: time,
  intendedPurpose: texts,
  notFor: texts,
  roles: z.array(z.looseObject({ role: z.string(), who: z.string() })),
  /** Rules, playbooks, judges and language models in use, by name and version or digest; null where no watch began. */
  parts: z.array(z.looseObject({ name: z.string(), version: z.string() })).nullable(),
  changes: z.array(z.looseObject({ at: time, says: z.string() })),
  changesCut: z.boolean(),
  quality: z
    .array(
      z.looseObject({
        suite: z.string(),
        figure: z.string(),
        value: z.number().nullable(),
        interval: z.array(z.number()).optional(),
        of: z.number().optional(),
      }),
    )
    .nullable(),
  field: z.looseObject({ missedThreats: MissedRate }),
  exercise: z.looseObject({ at: time, attacksHeld: z.looseObject({ seen: count, of: count }), violations: count }).nullable(),
  limits: texts,
  automationBias: z.string(),
  oversight: z.looseObject({ measures: texts, grantsInForce: z.array(z.looseObject({ id: z.string(), act: z.string(), until: time })) }),
  asset: z.looseObject({
    says: z.string(),
    supports: z.string(),
    recovery: z.string(),
    availability: z.discriminatedUnion("measured", [
      z.looseObject({
        measured: z.literal(true),
        share: z.number().min(0).max(1),
        outages: count,
        longestMs: z.number(),
        awayNow: z.boolean(),
      }),
      z.looseObject({ measured: z.literal(false), because: z.string() }),
    ]),
  }),
});

/** The AI-system card: what the agent is for and is not, what it is made of, how good it was found to be, what people do about it. `markdown` is the same for people. */
export const SystemCard = z.strictObject({ card: z.record(z.string(), z.unknown()), digest, markdown: z.string() });

const incidents = "/api/v1/governance/incidents" as const;
const roster = "/api/v1/governance/roster" as const;
const tag = "governance" as const;

/** The oversight of the agent: its card, who oversees it, and its serious incidents. */
export const governanceOperations = {
  readSystemCard: operation({
    method: "GET",
    path: "/api/v1/governance/card",
    operation: "readSystemCard",
    summary: "the AI-system card: purpose, limits, parts with versions and digests, measured quality, oversight, availability",
    tag,
    right: "read",
    answer: SystemCard,
  }),
  readOversightRoster: operation({
    method: "GET",
    path: roster,
    operation: "readOversightRoster",
    summary: "who oversees the agent, what they have learnt, and what is lacking",
    tag,
    right: "read",
    answer: OversightRoster,
  }),
  enterOverseer: operation({
    method: "PUT",
    path: `${roster}/{name}`,
    operation: "enterOverseer",
    summary: "enters a person as an overseer, or changes the duty",
    tag,
    right: "lead",
    params: overseerNamed,
    body: z.strictObject({ duty: words }),
    answer: OversightRoster,
  }),
  removeOverseer: operation({
    method: "POST",
    path: `${roster}/{name}/leave`,
    operation: "removeOverseer",
    summary: "takes a person off the roster; the record keeps that they were on it",
    tag,
    right: "lead",
    params: overseerNamed,
    body: z.strictObject({ because: words }),
    answer: OversightRoster,
    problems: notThere,
  }),
  enterCompetence: operation({
    method: "POST",
    path: `${roster}/{name}/competences`,
    operation: "enterCompetence",
    summary: "enters what an overseer has learnt, since when, and until when it counts",
    tag,
    right: "lead",
    params: overseerNamed,
    body: Competence,
    answer: OversightRoster,
    problems: notThere,
  }),
  strikeCompetence: operation({
    method: "POST",
    path: `${roster}/{name}/competences/{number}/strike`,
    operation: "strikeCompetence",
    summary: "strikes an entry, with the reason; the record keeps both",
    tag,
    right: "lead",
    params: overseerNamed.extend({ number: z.coerce.number<number>().int().min(1).max(999_999_999) }),
    body: z.strictObject({ because: words }),
    answer: OversightRoster,
    problems: notThere,
  }),
  listSeriousIncidents: operation({
    method: "GET",
    path: incidents,
    operation: "listSeriousIncidents",
    summary: "serious incidents of the agent itself, the newest first",
    tag,
    right: "read",
    answer: z.strictObject({ incidents: z.array(SeriousIncidentWhole) }),
  }),
  openSeriousIncident: operation({
    method: "POST",
    path: incidents,
    operation: "openSeriousIncident",
    summary: "opens a serious incident of the agent itself",
    tag,
    right: "triage",
    body: z.strictObject({ title: words, awareAt: time.optional() }),
    answer: SeriousIncidentWhole,
  }),
  addIncidentFact: operation({
    method: "POST",
    path: `${incidents}/{id}/facts`,
    operation: "addIncidentFact",
    summary: "adds a fact, with the cases that it is about",
    tag,
    right: "triage",
    params: byId,
    body: z.strictObject({ says: words, cases: z.array(z.string().min(1).max(200)).max(limits.casesMax).default([]) }),
    answer: SeriousIncidentWhole,
    problems: notThere,
  }),
  suspendAutonomy: operation({
    method: "POST",
    path: `${incidents}/{id}/suspend`,
    operation: "suspendAutonomy",
    summary: "ends every grant and proposal of autonomy at once, because of the incident",
    tag,
    right: "lead",
    params: byId,
    body: z.strictObject({}),
    answer: SeriousIncidentWhole,
    problems: notThere,
  }),
  recordInformed: operation({
    method: "POST",
    path: `${incidents}/{id}/informed`,
    operation: "recordInformed",
    summary: "records that somebody was told, when, and under which reference; nothing is sent",
    tag,
    right: "lead",
    params: byId,
    body: z.strictObject({ party: z.enum(informedParties), at: time.optional(), reference: words }),
    answer: SeriousIncidentWhole,
    problems: notThere,
  }),
  closeSeriousIncident: operation({
    method: "POST",
    path: `${incidents}/{id}/close`,
    operation: "closeSeriousIncident",
    summary: "closes an incident; a serious one only once autonomy was suspended and the provider or an authority told",
    tag,
    right: "lead",
    params: byId,
    body: z.strictObject({ outcome: z.enum(incidentOutcomes), because: words }),
    answer: SeriousIncidentWhole,
    problems: notThere,
  }),
} as const;
