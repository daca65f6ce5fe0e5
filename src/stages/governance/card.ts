import type { Grant } from "../../core/autonomy/grant.ts";
import { isInForce } from "../../core/autonomy/grant.ts";
import type { ExercisePlayed } from "../../core/exercise/exercise.ts";
import type { Governance } from "../../core/governance/governance.ts";
import { isValid, rosterWarnings } from "../../core/governance/roster.ts";
import type { SelfAvailability } from "../../core/governance/self-availability.ts";
import type { RunSettings } from "../../core/run/run-event.ts";
import type { MissedFigure } from "../quality-sample/figures.ts";
import { automationBias } from "../report/automated.ts";
import { intendedPurpose, knownLimits, notFor, oversightMeasures, roles } from "./card-texts.ts";

/** Something that changed in what the agent is. */
export type CardChange = { readonly atMs: number; readonly says: string };

/** A figure of labelled data as `eval` measured it; `interval` is 95 %, `of` the cases behind it. */
export type CardFigure = {
  readonly suite: string;
  readonly figure: string;
  readonly value: number | null;
  readonly interval?: readonly number[] | undefined;
  readonly of?: number | undefined;
};

/** What a card is made from. `quality` is absent where this copy of the product brings no figures; `settings` where no watch ever began. */
export type CardFacts = {
  readonly tenant: string;
  readonly version: string;
  readonly atMs: number;
  readonly settings: RunSettings | undefined;
  readonly changes: readonly CardChange[];
  /** More changes are in the record than were looked for. */
  readonly changesCut: boolean;
  readonly grants: readonly Grant[];
  readonly governance: Pick<Governance, "overseers" | "incidents">;
  readonly missed: MissedFigure;
  readonly availability: SelfAvailability;
  readonly exercise: ExercisePlayed | undefined;
  readonly quality: readonly CardFigure[] | undefined;
};

/** The AI-system card as data. */
export type SystemCard = ReturnType<typeof systemCard>;

const iso = (timeMs: number) => new Date(timeMs).toISOString();

/** The card of one installation at a moment: the same facts give the same card. Names of people stand in it, and no word from evidence. */
export function systemCard(facts: CardFacts) {
  const { atMs, settings, exercise } = facts;
  return {
    schema: "watchkeeper/ai-system-card@1" as const,
    name: "Watchkeeper",
    ...{ version: facts.version, tenant: facts.tenant, at: iso(atMs) },
    intendedPurpose,
    notFor,
    roles: roles.map(([role, who]) => ({ role, who })),
    /** By name: rules, playbooks, judges, scorer, reader, catalogue by digest; language models by role with model and prompt. Null where no watch began. */
    parts:
      settings === undefined
        ? null
        : Object.entries(settings)
            .map(([name, version]) => ({ name, version: String(version) }))
            .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    changes: facts.changes.map((each) => ({ at: iso(each.atMs), says: each.says })),
    changesCut: facts.changesCut,
    quality: facts.quality ?? null,
    field: { missedThreats: facts.missed, ...{ of: "the last 90 days", definition: "docs/guides/quality.md" } },
    exercise: exercise
      ? { at: iso(exercise.atMs), attacksHeld: exercise.attacks, escalated: exercise.escalated ?? null, violations: exercise.violations }
      : null,
    limits: knownLimits,
    automationBias,
    oversight: oversightOf(facts),
    asset: assetOf(facts.availability),
  };
}

function oversightOf({ governance, grants, atMs }: CardFacts) {
  const open = [...governance.incidents.values()].filter(({ closed }) => closed === undefined);
  return {
    measures: oversightMeasures,
    warnings: rosterWarnings(governance, atMs),
    overseers: [...governance.overseers.values()].map(({ overseer, duty, competences }) => ({
      ...{ overseer, duty },
      competences: [...competences.values()].map(({ competence, by }) => ({
        ...competence,
        enteredBy: by,
        valid: isValid(competence, atMs),
      })),
    })),
    grantsInForce: grants
      .filter((grant) => isInForce(grant, atMs))
      .map(({ text }) => ({ id: text.id, act: text.scope.act, until: iso(text.untilMs) })),
    openIncidents: open.map(({ opened }) => ({ id: opened.id, title: opened.title, awareAt: iso(opened.awareAtMs) })),
  };
}

const assetOf = (availability: SelfAvailability) => ({
  says: "Register entry of the agent as an ICT asset (DORA Art. 8) [K]",
  supports:
    "detection and handling of incidents; no critical or important function rests on it alone: alerts stay in the products that raised them",
  recovery:
    "state is a fold over the record: a restart resumes where the record ends; backup and restore of one moment (watchkeeper backup, restore)",
  availability,
});
