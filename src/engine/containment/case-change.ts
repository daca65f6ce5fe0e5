import type { CaseChange } from "../../core/containment/command.ts";
import { within } from "./call.ts";
import type { Bench } from "./parts.ts";

/**
 * What made a case another since an action was proposed; undefined where nobody can say. Why an action ends is never worth keeping it: whatever goes wrong
 * here ends the question, and not the end.
 */
export async function changeSince(
  bench: Pick<Bench, "caseChange" | "clock" | "patience">,
  { world, id }: { readonly world: string; readonly id: string },
  sinceMs: number,
): Promise<CaseChange | undefined> {
  const { caseChange, clock, patience } = bench;
  if (!caseChange) return undefined;
  return within(clock, patience.callMs, () => caseChange(world, id, sinceMs)).catch(() => undefined);
}
