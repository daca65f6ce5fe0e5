import { isHosted } from "../../core/configuration/models.ts";
import { modelRoles } from "../../core/model/call.ts";
import type { ModelSpend } from "../../core/model/spend.ts";
import type { ConnectorCalls } from "../../engine/connector-calls.ts";
import type { LanguageModelLine, LanguageModels } from "../../server/contract/platform.ts";
import { isoOrNull } from "../../server/http/iso.ts";
import { calledAs } from "../model-door.ts";
import type { OpenModels } from "../models.ts";

/** The language models of a tenant as the API shows them; `spend` is what the record of its watch says. */
export function languageModelsOf(
  { orders, opened, unopened, heldBack, policy, of }: OpenModels,
  calls: ConnectorCalls,
  spend: ModelSpend,
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
    spent: spend.calls === 0 ? null : spentOf(spend, policy),
  };
}

function spentOf(spend: ModelSpend, { budget }: Pick<OpenModels["policy"], "budget">): LanguageModels["spent"] {
  const { day, dayTokens, dayCostMicros, failuresInRow, lastFailureAtMs, openUntilMs } = spend;
  const rested = failuresInRow >= budget["failures-in-a-row"] ? lastFailureAtMs + budget["rest-minutes"] * 60_000 : 0;
  const untilMs = Math.max(openUntilMs, rested);
  return {
    day: new Date(day * dayMs).toISOString().slice(0, 10),
    tokens: dayTokens,
    cost: dayCostMicros / 1_000_000,
    failuresInRow,
    restsUntil: untilMs === 0 ? null : new Date(untilMs).toISOString(),
  };
}

const dayMs = 86_400_000;
