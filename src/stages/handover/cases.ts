import type { HandoverFact, HandoverSection, HandoverUrgency } from "../../core/handover/text.ts";
import type { HandoverFindings, OpenCase } from "./findings.ts";
import { cite, factOf, many, moment, quoted, said, sectionOf, span, who } from "./words.ts";

/** A case without a verdict for longer than this is looked at by a person. */
const slowMs = 60 * 60_000;

/** The cases that are worked on or wait for a person: most urgent first, each with what the agent would ask next. */
export function openCases({ cases, moreCases, period }: HandoverFindings): HandoverSection {
  const ordered = cases.toSorted((a, b) => a.priority - b.priority || a.openedAtMs - b.openedAtMs || (a.id < b.id ? -1 : 1));
  return sectionOf(
    "open-cases",
    ordered.map((each) => caseFact(each, period.toMs)),
    moreCases ? 1 : 0,
  );
}

function caseFact(each: OpenCase, nowMs: number): HandoverFact {
  const { id, title, severity, priority, state, alerts, openedAtMs, settledAtMs, assignee, verdict } = each;
  const waits = state !== "in-progress";
  const sinceMs = waits ? (settledAtMs ?? openedAtMs) : openedAtMs;
  const what = waits ? "waits for a person" : "is being investigated";
  const agent = waits && verdict !== undefined ? `; the agent says ${verdict}` : "";
  const whose = assignee === undefined ? "nobody has it" : `${who(assignee)} has it`;
  return factOf({
    key: `case:${id}`,
    urgency: urgencyOf(each, nowMs),
    says: `${id} ${quoted(title)}: priority ${priority}, ${severity}, ${many(alerts, "alert")}; ${what} since ${moment(sinceMs)} (${span(nowMs - sinceMs)})${agent}; ${whose}.`,
    next: nextOf(each, nowMs),
    cites: [cite("case", id)],
  });
}

function urgencyOf({ state, priority, assignee, openedAtMs }: OpenCase, nowMs: number): HandoverUrgency {
  if (state === "in-progress") return priority <= 2 || nowMs - openedAtMs > slowMs ? "this-shift" : "to-know";
  return priority <= 2 && assignee === undefined ? "now" : "this-shift";
}

/** The first thing that is unknown and matters; without one, the decision itself. */
function nextOf({ state, unknowns, because, verdict, openedAtMs }: OpenCase, nowMs: number): string | null {
  if (state === "in-progress") {
    return nowMs - openedAtMs > slowMs ? `Look why it has no verdict after ${span(nowMs - openedAtMs)}.` : null;
  }
  const [first, ...others] = unknowns;
  if (first !== undefined)
    return `Find out: ${said(first)}.${others.length > 0 ? ` ${many(others.length, "more thing")} ${others.length === 1 ? "is" : "are"} unknown.` : ""}`;
  if (state === "waiting") return `Decide whether it is ${verdict ?? "harmless"}; the agent would close it, and no grant covers it.`;
  return `Decide whether it is ${verdict ?? "an attack"}${because === undefined ? "." : `; the agent handed it over because: ${said(because)}.`}`;
}
