import type { AlertClass } from "../../core/autonomy/alert-class.ts";
import type { AutonomyBounds } from "../../core/autonomy/bounds.ts";
import { isInForce } from "../../core/autonomy/grant.ts";
import type { ClassStanding } from "../../stages/autonomy/class-standing.ts";
import { type SimulatedEnds, simulateEnds } from "../../stages/autonomy/simulate.ts";
import type { HeldAutonomy } from "./parts.ts";

/** What is tried: bounds in the place of those in force, or grants for these classes, on the last so many decisions. */
export type SimulateAutonomy = {
  readonly bounds: Partial<AutonomyBounds> | undefined;
  readonly classes: readonly AlertClass[] | undefined;
  readonly last: number;
};

/** What would have come of it; `classes` are those that would have a grant to close, and why the others would not. */
export type SimulatedAutonomy = SimulatedEnds & {
  readonly classes: readonly { readonly class: AlertClass; readonly granted: boolean; readonly lacks: readonly string[] }[];
};

type ClassesNow = (held: HeldAutonomy, only: undefined, bounds: AutonomyBounds) => Promise<readonly ClassStanding[]>;

/**
 * Tries bounds, or grants, on what the agent ended last. With classes, those have a grant beside those that have one now; without, each class has one whose
 * evidence would be enough, and no other. Records nothing.
 */
export async function simulateAutonomy(
  { bounds: change, classes: wanted, last }: SimulateAutonomy,
  held: HeldAutonomy,
  classesNow: ClassesNow,
): Promise<SimulatedAutonomy> {
  const { parts, state } = held;
  const given = Object.fromEntries(Object.entries(change ?? {}).filter(([, value]) => value !== undefined));
  const bounds: AutonomyBounds = { ...parts.bounds, ...given };
  const classes = await classesNow(held, undefined, bounds);
  const nowMs = parts.clock.nowMs();
  const standing = new Set(
    [...state.grants.values()]
      .filter((each) => isInForce(each, nowMs) && each.text.scope.act === "close")
      .map(({ text }) => text.scope.class),
  );
  const granted = new Set(
    wanted ? [...wanted, ...standing] : classes.filter(({ lacks }) => lacks.close.length === 0).map((each) => each.class),
  );
  return {
    ...simulateEnds(await parts.watch.looks(), (of) => granted.has(of), last),
    classes: classes.map((each) => ({ class: each.class, granted: granted.has(each.class), lacks: each.lacks.close })),
  };
}
