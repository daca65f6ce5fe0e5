import { isHosted } from "../../core/configuration/models.ts";
import { modelRoles } from "../../core/model/call.ts";
import type { ConnectorCalls } from "../../engine/connector-calls.ts";
import type { LanguageModelLine, LanguageModels } from "../../server/contract/platform.ts";
import { isoOrNull } from "../../server/http/iso.ts";
import { calledAs } from "../model-door.ts";
import type { OpenModels } from "../models.ts";

/** The language models of a tenant as the API shows them. */
export function languageModelsOf({ orders, opened, unopened, heldBack, policy, of }: OpenModels, calls: ConnectorCalls): LanguageModels {
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
  return { models: models.toSorted((a, b) => (a.name < b.name ? -1 : 1)), policy };
}
