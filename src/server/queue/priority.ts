import type { z } from "zod";
import type { AlertRow, CaseRow } from "../../ports/views.ts";
import { priorityBands, urgencyOf } from "../../stages/triage/triage.ts";
import type { PriorityExplained } from "../contract/queue.ts";

type Explained = z.input<typeof PriorityExplained>;

/** Why a case has its priority: its most urgent alert's, by the rule of triage, which anybody can work out again from what is said here. */
export function explained(row: CaseRow, first: AlertRow | undefined): Explained {
  const leading = first && first.priority === row.priority ? leadingOf(first) : null;
  return {
    case: row.id,
    priority: row.priority,
    says: leading
      ? `Priority ${row.priority}, from its most urgent alert ${leading.alert}: severity ${leading.severity.rated} (${leading.severity.points}) times ${leading.likelihood.factor.toFixed(2)} for a maliciousness of ${leading.likelihood.maliciousness.toFixed(2)} is ${leading.urgency.toFixed(2)}.`
      : `Priority ${row.priority}, from the most urgent alert that ever joined it; that alert left the case, or its row is of an older release.`,
    leading,
    bands: [...priorityBands, { priority: 5, fromUrgency: 0 }].map((band) => ({ ...band })),
    besides: besidesOf(row),
  };
}

function leadingOf(alert: AlertRow): Explained["leading"] {
  const { triaged, because, givenSeverity } = alert.detail;
  if (typeof triaged !== "object" || triaged === null || !("maliciousness" in triaged) || alert.priority === undefined) return null;
  const maliciousness = Number(triaged.maliciousness);
  const { points, factor, urgency } = urgencyOf(alert.severity, maliciousness);
  return {
    alert: alert.id,
    title: alert.title,
    severity: { given: typeof givenSeverity === "string" ? givenSeverity : alert.severity, rated: alert.severity, points },
    likelihood: { maliciousness, factor, because: Array.isArray(because) ? because.map(String) : [] },
    urgency,
    priority: alert.priority,
  };
}

/** What people ask about, and whether it counts: a priority is given once, by the alert that came, and later only rises with a more urgent one. */
function besidesOf(row: CaseRow): Explained["besides"] {
  const assets =
    "through the alert: an asset of high criticality makes it likelier true, a critical one also raises its severity by a step";
  return [
    { what: "how critical the assets are", value: `${row.about?.hosts.length ?? 0} machines`, says: `counts ${assets}` },
    { what: "how many alerts it has", value: `${row.alerts}`, says: "does not count: a storm does not make a case more urgent" },
    {
      what: "its age",
      value: new Date(row.openedAtMs).toISOString(),
      says: "does not count; among cases of one priority the newest alert stands first",
    },
    {
      what: "what the investigation found",
      value: row.verdict ?? "no verdict yet",
      says: "does not count: it decides whether a person must look, and priority how soon",
    },
    { what: "escalation", value: row.state, says: "does not count: it is a state, and filters show it" },
  ];
}
