import type { HandoverFact, HandoverSection } from "../../core/handover/text.ts";
import { segmentWorld, watchBeginning } from "../../core/watch/watch-event.ts";
import { durationsSay, escalationSays, grouped, shareSays } from "../measure/say.ts";
import type { HandoverFindings, ShiftFigures } from "./findings.ts";
import { cite, factOf, sectionOf } from "./words.ts";

/** The shift in figures: what came in and what became of it, the escalation rate with what it must not be told without, how fast, how often people disagreed. */
export function figuresSection(findings: HandoverFindings): HandoverSection {
  const { figures, records } = findings;
  if (!figures) return sectionOf("figures", []);
  const world = records.findLast((each) => each.world.startsWith(watchBeginning))?.world ?? segmentWorld(1);
  const told = factsOf(figures).map(
    ([name, says]): HandoverFact => factOf({ key: `figure:${name}`, urgency: "to-know", says, cites: [cite("record", world)] }),
  );
  return sectionOf("figures", told);
}

function factsOf({ flow, escalation, times, approval, override, autoClose }: ShiftFigures): (readonly [string, string])[] {
  const { accepted, closedByAgent, closedByPeople, escalated, waitingInShadow, open, deadLettered } = flow;
  const counts = { closedByAgent, closedByPeople, escalated, waitingInShadow, open, deadLettered };
  const words: Readonly<Record<keyof typeof counts, string>> = {
    closedByAgent: "closed by the agent",
    closedByPeople: "closed by people",
    escalated: "with people",
    waitingInShadow: "waiting in shadow mode",
    open: "open",
    deadLettered: "not readable",
  };
  const parts = Object.entries(counts).flatMap(([name, count]) =>
    count === 0 ? [] : [`${grouped(count)} ${words[name as keyof typeof counts]}`],
  );
  return [
    ["flow", `${grouped(accepted)} alerts were accepted${parts.length === 0 ? "" : `: ${parts.join(", ")}`}.`],
    ["escalation", `${capital(escalationSays(escalation))}.`],
    ["auto-close", `Closed without a person: ${shareSays(autoClose)}.`],
    ["override", `People reversed the agent: ${shareSays(override)}.`],
    ...times.map(({ name, durations }) => [`time:${name}`, `Time to ${name}: ${durationsSay(durations)}.`] as const),
    ["approval", `Time to decide on containment: ${durationsSay(approval)}.`],
  ];
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
