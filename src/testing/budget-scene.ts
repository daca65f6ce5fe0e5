import type { StandingOrders } from "../core/containment/orders.ts";
import { cast, isBegun, type Sketch, Story } from "./containment-story.ts";

// Where budgets are filled: orders that bound nothing but what a test says, and proposals until nothing more begins.

const { mara } = cast;
export type Budgets = Partial<StandingOrders["budgets"]>;

const wide: Budgets = {
  "per-hour": 1_000,
  "per-rule-per-hour": 1_000,
  "per-source-per-hour": 1_000,
  "class-share-per-hour": 1,
  "standing-share": 1,
};

export const storyWith = (budgets: Budgets, more: object = {}) => new Story({ budgets: { ...wide, ...budgets }, ...more }).adopt();

/** Proposes and approves until nothing more begins; how many did. */
export function fill(story: Story, sketch: Sketch = {}, most = 50): number {
  let begun = 0;
  for (; begun < most; begun++) {
    const id = story.propose(sketch);
    if (story.held(id).status !== "proposed") break;
    story.approve(id, mara);
    if (!isBegun(story.begin(id))) break;
    story.outcome(id, "confirmed");
  }
  return begun;
}

export const account = (id: number): Sketch => ({
  verb: "disable-account",
  target: { kind: "account", id: `account:user-${id}`, name: `user-${id}`, knownTo: "inventory", aliases: [] },
  assessed: { assetClass: "account", classSize: 1_000 },
});
