import type { StandingOrders } from "../../src/core/containment/orders.ts";
import { sizeOf, type Truth } from "./ground-truth.ts";
import { type Accuse, type Begun, type Known, ordersAt, type Proposed, truthOf, versionOf } from "./known.ts";

const hourMs = 3_600_000;
const reversible: ReadonlySet<string> = new Set(["isolate-host", "disable-account", "block-address"]);

/** One intent of an effect with what it was about. */
type Effect = Begun & { readonly held: Proposed; readonly truth: Truth; readonly size: number };

/** Every effect that began, in the order of the record: how much of its class stood contained then, and how many there were within an hour. */
export function judgeBudgets(known: Known, accuse: Accuse): void {
  const effects = known.begun.flatMap((each): Effect[] => {
    const held = known.actions.get(each.id);
    const version = versionOf(known, each.intent.assessed.inventory);
    const truth = held && truthOf(held.action, version);
    if (!held || !truth || each.intent.of !== "effect" || each.intent.alreadySo) return [];
    return [{ ...each, held, truth, size: sizeOf(truth.assetClass, version.document) }];
  });
  for (const [index, its] of effects.entries()) {
    const orders = ordersAt(known, its.sequence)?.orders;
    const before = effects.slice(0, index).filter(({ id }) => id !== its.id);
    if (!orders) continue;
    for (const { used, max, says } of [...hourly(known, its, before, orders), standing(known, its, before, orders)])
      if (used + 1 > max) accuse("contained share within the budget", `${its.id} is number ${used + 1} ${says}, and ${max} are allowed`);
  }
}

type Limit = { readonly used: number; readonly max: number; readonly says: string };
const atLeastOne = (share: number, size: number) => Math.max(1, Math.floor(share * size + 1e-9));

function hourly({ latestMs }: Known, its: Effect, before: readonly Effect[], { budgets }: StandingOrders): Limit[] {
  const nowMs = latestMs[its.sequence] ?? 0;
  const recent = before.filter(({ sequence }) => (latestMs[sequence] ?? 0) > nowMs - hourMs);
  const count = (counts: (each: Effect) => boolean) => new Set(recent.filter(counts).map(({ id }) => id)).size;
  const { rules, sources } = its.held.action;
  const { assetClass } = its.truth;
  return [
    { used: count(() => true), max: budgets["per-hour"], says: "within an hour" },
    ...(assetClass === "outsider"
      ? []
      : [
          {
            used: count((each) => each.truth.assetClass === assetClass),
            max: atLeastOne(budgets["class-share-per-hour"], its.size),
            says: `of ${assetClass} within an hour`,
          },
        ]),
    ...rules.map((rule) => ({
      used: count((each) => each.held.action.rules.includes(rule)),
      max: budgets["per-rule-per-hour"],
      says: `by rule ${rule} within an hour`,
    })),
    ...sources.map((source) => ({
      used: count((each) => each.held.action.sources.includes(source)),
      max: budgets["per-source-per-hour"],
      says: `by source ${source} within an hour`,
    })),
  ];
}

function standing(known: Known, its: Effect, before: readonly Effect[], { budgets }: StandingOrders): Limit {
  const { assetClass } = its.truth;
  const others = before.filter((each) => each.truth.assetClass === assetClass && reversible.has(each.held.action.verb));
  const names = new Set(others.filter((each) => !isOver(known, each, its.sequence)).map(({ held }) => held.action.target.id));
  names.delete(its.held.action.target.id);
  const max = assetClass === "outsider" ? budgets["standing-max"] : atLeastOne(budgets["standing-share"], its.size);
  return { used: names.size, max, says: `of ${assetClass} at one time` };
}

/** Whether an effect was over when that entry was written: its failure or its way back was on the record. */
function isOver({ events }: Known, { id, intent, sequence: from }: Effect, sequence: number): boolean {
  return events.slice(from, sequence).some(({ event }) => {
    if (event.type !== "OutcomeRecorded" || event.id !== id) return false;
    return event.effectId === intent.effectId ? event.outcome === "failed" : event.outcome === "confirmed";
  });
}
