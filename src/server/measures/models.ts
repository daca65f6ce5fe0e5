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

/** What language models took in a period of so many days and alerts. */
export function modelFigures(
  rows: readonly TallyRow[],
  { days, alerts }: { readonly days: number; readonly alerts: number },
  { connected, currency }: ModelsAsked,
): z.input<typeof Figures>["models"] {
  const of = (word: string) => {
    const its = rows.filter(({ key }) => key[0] === word);
    return { n: its.reduce((all, { n }) => all + n, 0), sum: its.reduce((all, { sum }) => all + sum, 0) };
  };
  const takenOf = (prefix: "" | "people-") => ({
    calls: of(`${prefix}asked`).n,
    failed: of(`${prefix}failed`).n,
    tokens: of(`${prefix}accepted`).sum + of(`${prefix}failed`).sum,
    seconds: of(`${prefix}took`).sum / 1_000,
    cost: of(`${prefix}cost`).sum / 1_000_000,
  });
  const [aboutCases, byPeople] = [takenOf(""), takenOf("people-")];
  const all = {
    calls: aboutCases.calls + byPeople.calls,
    failed: aboutCases.failed + byPeople.failed,
    tokens: aboutCases.tokens + byPeople.tokens,
    seconds: aboutCases.seconds + byPeople.seconds,
    cost: aboutCases.cost + byPeople.cost,
  };
  const nothing = connected ? "no model was asked in the period" : "no model is connected";
  return {
    ...{ definition: definitions.models, connected, ...all, currency },
    perDay: shareOf(all, days, all.calls === 0 ? nothing : "the period has no day"),
    perCase: shareOf(aboutCases, of("cases").n, all.calls === 0 ? nothing : "no case was first asked about in the period"),
    perAlert: shareOf(aboutCases, alerts, all.calls === 0 ? nothing : "no alert was accepted in the period"),
    says:
      all.calls === 0
        ? nothing
        : currency === null
          ? "no price is configured, or several currencies: tokens are what is known"
          : `${all.calls} calls`,
  };
}

function shareOf(
  { calls, tokens, seconds, cost }: { readonly calls: number; readonly tokens: number; readonly seconds: number; readonly cost: number },
  of: number,
  because: string,
) {
  return calls === 0 || of === 0
    ? notMeasured(because)
    : { measured: true as const, of, tokens: tokens / of, seconds: seconds / of, cost: cost / of };
}
