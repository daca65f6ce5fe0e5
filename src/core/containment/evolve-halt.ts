import type { Containment, ContainmentEvent } from "./containment.ts";
import { isBorneOut } from "./shown.ts";

type OneOf<Type extends ContainmentEvent["type"]> = Extract<ContainmentEvent, { type: Type }>;

/** Folds what stops and what resumes, in place. What lets something happen again counts only with its signatures. */
export function evolveHalt(
  state: Containment,
  event: OneOf<"Stopped" | "ResumeAsked" | "Resumed" | "BreakerTripped" | "BreakerReset">,
): void {
  switch (event.type) {
    case "Stopped":
      state.stops.set(event.scope, { number: ++state.halts, by: event.by, because: event.because, atMs: event.atMs, resumeAskedBy: [] });
      return;
    case "ResumeAsked": {
      const halt = state.stops.get(event.scope);
      const { by, key } = event;
      if (halt && isBorneOut(state, event)) state.stops.set(event.scope, { ...halt, resumeAskedBy: [...halt.resumeAskedBy, { by, key }] });
      return;
    }
    case "Resumed":
      if (isBorneOut(state, event)) state.stops.delete(event.scope);
      return;
    case "BreakerTripped":
      state.breakers.set(event.assetClass, { number: ++state.halts, says: event.says, atMs: event.atMs });
      return;
    case "BreakerReset":
      if (isBorneOut(state, event)) state.breakers.delete(event.assetClass);
  }
}
