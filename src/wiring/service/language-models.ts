import { isHosted, type ModelBudget } from "../../core/configuration/models.ts";
import { modelRoles } from "../../core/model/call.ts";
import type { ModelSpend } from "../../core/model/spend.ts";
import type { ConnectorCalls } from "../../engine/connector-calls.ts";
import type { LanguageModelLine, LanguageModels } from "../../server/contract/platform.ts";
import { isoOrNull } from "../../server/http/iso.ts";
import { calledAs } from "../model-door.ts";
import type { OpenModels } from "../models.ts";

/** The language models of a tenant as the API shows them; `spends` are what the records say of cases, and of what people asked. */
export function languageModelsOf(
  { orders, opened, unopened, heldBack, policy, of }: OpenModels,
  calls: ConnectorCalls,
  spends: readonly ModelSpend[],
): LanguageModels {
  const totals = calls.totals();
  const models = orders.map((order): LanguageModelLine => {
    const { name, product } = order;
    const open = opened.find((each) => each.name === name);
    const wrong = unopened.find((each) => each.name === name);
    const { requests = 0, failed = 0, lost = 0, lastMs } = totals.get(calledAs(name)) ?? {};
    return {
      ...{ name, product, calls: requests, failures: failed + lost, lastCallAt: isoOrNull(lastMs) },
      model: open?.model ?? order.model ?? name,
      hosted: open?.hosted ?? isHosted(order),
      state: heldBack.includes(name) ? "held back" : open ? "ready" : "not opened",
      problem: wrong?.problem ?? null,
      remedy: wrong?.remedy ?? null,
      roles: modelRoles.filter((role) => of(role)?.name === name),
    };
  });
  return {
    models: models.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    policy,
    spent: spends.every(({ calls }) => calls === 0) ? null : spentOf(spends, policy),
  };
}

function spentOf(spends: readonly ModelSpend[], { budget }: Pick<OpenModels["policy"], "budget">): LanguageModels["spent"] {
  const day = Math.max(...spends.map((each) => each.day));
  const today = spends.filter((each) => each.day === day);
  const dayTokens = today.reduce((sum, each) => sum + each.dayTokens, 0);
  const dayCostMicros = today.reduce((sum, each) => sum + each.dayCostMicros, 0);
  const failuresInRow = Math.max(...spends.map((each) => each.failuresInRow));
  const untilMs = Math.max(...spends.map((each) => restsUntilMs(each, budget)));
  return {
    day: new Date(day * dayMs).toISOString().slice(0, 10),
    tokens: dayTokens,
    cost: dayCostMicros / 1_000_000,
    failuresInRow,
    restsUntil: untilMs === 0 ? null : new Date(untilMs).toISOString(),
  };
}

/** Until when nobody asks by this record; 0 where somebody may. */
function restsUntilMs({ failuresInRow, lastFailureAtMs, openUntilMs }: ModelSpend, budget: ModelBudget): number {
  const rested = failuresInRow >= budget["failures-in-a-row"] ? lastFailureAtMs + budget["rest-minutes"] * 60_000 : 0;
  return Math.max(openUntilMs, rested);
}

const dayMs = 86_400_000;
