import { changeOf } from "../../core/autonomy/closing.ts";
import { isInForce } from "../../core/autonomy/grant.ts";
import { driftOf, driftsTooFar } from "../../stages/autonomy/class-standing.ts";
import { looksOf } from "../../stages/autonomy/compare.ts";
import type { HeldAutonomy } from "./parts.ts";

/** The two ways in which a grant ends without a person. */
export type TidyActs = {
  readonly obeyed: (held: HeldAutonomy, command: { readonly type: "Tidy"; readonly atMs: number }) => Promise<unknown>;
  readonly demoted: (
    held: HeldAutonomy,
    of: string,
    because: { readonly cause: "drift" | "change"; readonly says: string },
  ) => Promise<unknown>;
};

/** Ends what is over by the clock, judged by something else now, or drifted further than it bears. What the watch may not know yet it is told again. */
export async function tidyAutonomy(held: HeldAutonomy, { obeyed, demoted }: TidyActs): Promise<void> {
  const { parts, state, log } = held;
  await log.refresh();
  const nowMs = parts.clock.nowMs();
  await obeyed(held, { type: "Tidy", atMs: nowMs });
  const standing = [...state.grants.values()].filter((each) => isInForce(each, Math.max(nowMs, state.latestMs)));
  if (standing.length === 0) return;
  const basisOf = await parts.basisOf();
  const looks = await parts.watch.looks();
  const done = new Set<string>();
  for (const grant of standing) {
    const { id, scope, basis, bounds } = grant.text;
    if (done.has(scope.class)) continue;
    const changed = changeOf(basis, basisOf(scope.class));
    const drift = driftOf(grant, looksOf(looks, scope.class, 0));
    const because = changed
      ? ({ cause: "change", says: `${changed} is another one than ${id} was given for` } as const)
      : drift && driftsTooFar(drift, bounds)
        ? ({ cause: "drift", says: `its verdicts moved by ${drift.index.toFixed(2)} since ${id} was given: ${drift.grade}` } as const)
        : undefined;
    if (!because) continue;
    done.add(scope.class);
    await demoted(held, scope.class, because);
  }
}
