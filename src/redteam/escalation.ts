import type { Assessment } from "../core/assessment/assessment.ts";
import type { Play } from "./exercise.ts";
import type { Played } from "./report/report.ts";
import type { AttackScenario } from "./scenarios/scenario.ts";

/** Plays an attack and its benign twin, and says whether each was brought to a person. */
export async function playScenario({ id, trade, loudness, attack, twin }: AttackScenario, play: Play): Promise<Played> {
  const attacked = await play(attack);
  const ordinary = await play(twin);
  return {
    scenario: id,
    trade,
    loudness,
    attackEscalated: isEscalated(attacked),
    twinEscalated: isEscalated(ordinary),
    says: endOf(attacked),
  };
}

const isEscalated = ({ cases }: Assessment) => cases.some(({ escalated }) => escalated);

function endOf({ cases }: Assessment): string {
  if (cases.length === 0) return "nothing was raised";
  return cases.map(({ verdict, severity, escalated }) => `${verdict}, ${severity}, ${escalated ? "escalated" : "closed"}`).join("; ");
}
