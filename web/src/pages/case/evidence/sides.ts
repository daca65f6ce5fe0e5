import type { HeldCase } from "../queries.ts";

export type Item = HeldCase["evidence"][number];
/** Which way evidence points, as its weight says. */
export const sides = ["for", "against", "nothing", "pressing"] as const;
export type Side = (typeof sides)[number];

/** Towards malicious, away from it, or neither. */
export const sideOf = ({ weight }: Pick<Item, "weight">): Exclude<Side, "pressing"> =>
  weight > 0 ? "for" : weight < 0 ? "against" : "nothing";

/** Whether an item is listed under a filter; without one all are. */
export const isListed = (item: Item, side: Side | undefined): boolean =>
  side === undefined || (side === "pressing" ? item.pressing === true : sideOf(item) === side);
