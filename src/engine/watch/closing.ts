import { type Closing, type ClosingGrants, closingOf } from "../../core/autonomy/closing.ts";
import { classesOfCase } from "../../core/watch/ended-looks.ts";
import type { WatchState } from "../../core/watch/watch.ts";
import type { WatchFact } from "../../core/watch/watch-event.ts";
import { basisOf } from "../autonomy/basis.ts";
import type { WatchContext } from "./context.ts";
import type { WatchKnowledge } from "./parts.ts";

/**
 * Whether a case may be closed without a person, on the state as it is when its end is recorded: a grant that ended before that closes nothing, whoever still
 * held it to stand. `knowledge` is what the case was judged by.
 */
export function closingNow(caseId: string, knowledge: WatchKnowledge, { log, parts }: Pick<WatchContext, "log" | "parts">): Closing {
  const { state } = log;
  const held = state.run.cases.get(caseId);
  const playbook = held && held.status !== "unopened" ? held.playbook : undefined;
  const nowMs = Math.max(parts.clock.nowMs(), state.nowMs);
  return closingOf({ classes: classesOfCase(caseId, state), playbook, basisOf: (of) => basisOf(of, knowledge), nowMs }, state.grants);
}

/** What the record of autonomy says now, as a fact of the watch; nothing where it knows that already, or something later. */
export function grantsFact(now: ClosingGrants, { grants }: Pick<WatchState, "grants">, atMs: number): readonly WatchFact[] {
  return now.upTo > grants.upTo ? [{ type: "GrantsChanged", upTo: now.upTo, grants: now.grants, atMs }] : [];
}
