import type { z } from "zod";
import { competenceKinds, type Governance, type SeriousIncident } from "../../core/governance/governance.ts";
import { isValid, rosterWarnings } from "../../core/governance/roster.ts";
import type { LegalSituation } from "../../core/regulation/situation.ts";
import { notLegalAdvice } from "../../core/regulation/words.ts";
import type { IncidentDuty, OversightRoster, SeriousIncidentWhole } from "../contract/governance.ts";
import { iso } from "../http/iso.ts";

/** The roster with what is lacking in it, as the API says it. */
export function rosterShown(state: Pick<Governance, "overseers">, nowMs: number): z.input<typeof OversightRoster> {
  return {
    warnings: [...rosterWarnings(state, nowMs)],
    overseers: [...state.overseers.values()].map(({ overseer, duty, by, atMs, competences }) => ({
      ...{ overseer, duty, enteredBy: by, enteredAt: iso(atMs) },
      competences: [...competences.values()].map((each) => ({
        ...each.competence,
        ...{ number: each.number, enteredBy: each.by, enteredAt: iso(each.atMs), valid: isValid(each.competence, nowMs) },
      })),
    })),
    kinds: [...competenceKinds],
  };
}

/** An incident with what is owed of it by the rule pack of the AI Act, as the API says it. */
export function incidentShown(incident: SeriousIncident, { book }: LegalSituation, nowMs: number): z.input<typeof SeriousIncidentWhole> {
  const { opened, facts, suspended, informed, closed } = incident;
  return {
    ...{ id: opened.id, title: opened.title, awareAt: iso(opened.awareAtMs), openedBy: opened.by, openedAt: iso(opened.atMs) },
    elapsedMinutes: Math.max(0, Math.floor(((closed?.atMs ?? nowMs) - opened.awareAtMs) / 60_000)),
    facts: facts.map(({ number, says, cases, by, atMs }) => ({ number, says, cases: [...cases], by, at: iso(atMs) })),
    suspended: suspended.map(({ grants, by, atMs }) => ({ grants: [...grants], by, at: iso(atMs) })),
    informed: informed.map(({ party, informedAtMs, reference, by }) => ({ party, at: iso(informedAtMs), reference, by })),
    duties: dutiesOf(incident, book),
    closed: closed ? { outcome: closed.outcome, because: closed.because, by: closed.by, at: iso(closed.atMs) } : null,
    notice: notLegalAdvice,
  };
}

function dutiesOf({ suspended, informed }: SeriousIncident, book: LegalSituation["book"]): z.input<typeof IncidentDuty>[] {
  const clocks = book.packs.filter(({ pack }) => pack.regime === "ai-act").flatMap(({ pack }) => pack.clocks);
  return clocks.flatMap(({ stage, title, article, mark, says, ways }) => {
    if (stage !== "suspend" && stage !== "inform") return [];
    const doneMs = stage === "suspend" ? suspended[0]?.atMs : informed.find(({ party }) => told.has(party))?.informedAtMs;
    const [due] = ways.flatMap((way) => way.due);
    const period = due?.hours === undefined ? null : `${due.hours} hours`;
    return [
      { duty: stage, title, article, mark, says, period, done: doneMs !== undefined, doneAt: doneMs === undefined ? null : iso(doneMs) },
    ];
  });
}

const told: ReadonlySet<string> = new Set(["provider", "market-surveillance-authority"]);
