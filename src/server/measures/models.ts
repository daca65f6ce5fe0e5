import type { z } from "zod";
import type { TallyRow } from "../../ports/measures.ts";
import { definitions } from "../../stages/measure/definitions.ts";
import { notMeasured } from "../../stages/measure/figures.ts";
import type { Figures } from "../contract/measures.ts";
import type { TenantDesk } from "../desk.ts";

/** The language models that are configured: whether any is, and the currency of their prices where they have one alone. */
export type ModelsAsked = { readonly connected: boolean; readonly currency: string | null };

/** What is configured just now; the figures are of what was asked in the period. */
export function modelsAskedOf({
  languageModels,
  settings,
  tenant,
}: Pick<TenantDesk, "languageModels" | "settings" | "tenant">): ModelsAsked {
  const connected = (languageModels?.().models.length ?? 0) > 0;
  const orders = connected ? settings.configuration.tenants.flatMap(({ name, models }) => (name === tenant ? models : [])) : [];
  const currencies = new Set(orders.flatMap(({ price }) => price?.currency ?? []));
  const [currency] = currencies;
  return { connected, currency: currencies.size === 1 && currency !== undefined ? currency : null };
}

/** What language models took in a period of so many days. */
export function modelFigures(
  rows: readonly TallyRow[],
  days: number,
  { connected, currency }: ModelsAsked,
): z.input<typeof Figures>["models"] {
  const of = (word: string) => {
    const its = rows.filter(({ key }) => key[0] === word);
    return { n: its.reduce((all, { n }) => all + n, 0), sum: its.reduce((all, { sum }) => all + sum, 0) };
  };
  const [calls, cases, failed, cost] = [of("asked").n, of("cases").n, of("failed"), of("cost").sum / 1_000_000];
  const tokens = of("accepted").sum + failed.sum;
  const nothing = connected ? "no model was asked about a case in the period" : "no model is connected";
  const shareOf = (count: number, because: string) =>
    calls === 0
      ? notMeasured(nothing)
      : count === 0
        ? notMeasured(because)
        : { measured: true as const, of: count, tokens: tokens / count, cost: cost / count };
  return {
    ...{ definition: definitions.models, connected, calls, failed: failed.n, tokens, cost, currency },
    perDay: shareOf(days, "the period has no day"),
    perCase: shareOf(cases, "no case was first asked about in the period"),
    says:
      calls === 0
        ? nothing
        : currency === null
          ? "no price is configured, or several currencies: tokens are what is known"
          : `${calls} calls`,
  };
}
