import type { z } from "zod";
import { keyText } from "../../core/measure/tally.ts";
import type { TallyRow } from "../../ports/measures.ts";
import { definitions } from "../../stages/measure/definitions.ts";
import { countOf, shareOf } from "../../stages/measure/figures.ts";
import type { NoisyRules, RuleLine } from "../contract/measures.ts";
import { isoOrNull } from "../http/iso.ts";
import type { MeasureReading } from "./figures.ts";
import { type FigurePeriod, saysPeriod } from "./period.ts";

type Rule = { readonly product: string; readonly rule: string; alerts: number; readonly rows: TallyRow[] };

/** Rules by how many alerts they raise, with how often they were right. */
export async function noisyRulesOf(measures: MeasureReading, period: FigurePeriod, limit: number): Promise<z.input<typeof NoisyRules>> {
  const { fromSlot, toSlot } = period;
  const [tallies, opinions, countedUpToMs] = await Promise.all([
    measures.totals("rule", fromSlot, toSlot),
    measures.totals("label", fromSlot, toSlot),
    measures.countedUpToMs(),
  ]);
  const rules = new Map<string, Rule>();
  for (const row of tallies) {
    const [product, rule] = [String(row.key[0]), String(row.key[1])];
    const held = rules.get(nameOf(row)) ?? { product, rule, alerts: 0, rows: [] };
    held.alerts += row.n;
    held.rows.push(row);
    rules.set(nameOf(row), held);
  }
  const said = Map.groupBy(opinions, nameOf);
  const noisiest = [...rules].toSorted(([a, x], [b, y]) => y.alerts - x.alerts || (a < b ? -1 : 1));
  const alerts = countOf(tallies, () => true);
  const [shown, others] = [noisiest.slice(0, limit), noisiest.slice(limit)];
  return {
    period: saysPeriod(period),
    countedUpTo: isoOrNull(countedUpToMs),
    definition: { share: definitions.ruleShare, people: definitions.rulePeople, agent: definitions.ruleAgent },
    alerts,
    rules: shown.map(([name, each]) => lineOf(each, said.get(name) ?? [], alerts)),
    others: { rules: others.length, alerts: others.reduce((sum, [, each]) => sum + each.alerts, 0) },
  };
}

const nameOf = ({ key: [product, rule] }: TallyRow) => JSON.stringify([keyText(String(product)), keyText(String(rule))]);

function lineOf({ product, rule, alerts, rows }: Rule, opinions: readonly TallyRow[], all: number): z.input<typeof RuleLine> {
  const byAgent = rows.filter(({ key: [, , by, verdict] }) => by === "agent" && verdict !== "insufficient-data");
  const right = countOf(opinions, ({ key }) => key[2] === "right");
  return {
    product,
    rule,
    alerts,
    share: shareOf(alerts, all, "alerts"),
    handedToPeople: countOf(rows, ({ key }) => key[4] === 1),
    people: {
      unit: "case",
      precision: shareOf(
        right,
        countOf(opinions, () => true),
        "verdicts of people on this rule",
      ),
    },
    agent: {
      unit: "alert",
      precision: shareOf(
        countOf(byAgent, ({ key }) => key[3] === "true-positive"),
        countOf(byAgent, () => true),
        "verdicts of the agent on this rule",
      ),
    },
  };
}
