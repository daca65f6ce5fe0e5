import { unreachable } from "../unreachable.ts";
import { type Autonomy, type AutonomyEvent, type Grant, grantNumber } from "./grant.ts";
import { autonomyLimits } from "./limits.ts";

/** Folds one fact into the state, in place. Total: takes any fact ever written, in the order it was written. What ended never stands again. */
export function evolveAutonomy(state: Autonomy, fact: AutonomyEvent): void {
  state.latestMs = Math.max(state.latestMs, fact.atMs);
  switch (fact.type) {
    case "GrantProposed":
      proposed(state, fact);
      return;
    case "ClassDemoted": {
      const { class: of, cause, says, atMs } = fact;
      state.demoted.delete(of);
      state.demoted.set(of, { cause, says, atMs });
      if (state.demoted.size > autonomyLimits.demotionsMax) state.demoted.delete(state.demoted.keys().next().value ?? "");
      return;
    }
    default: {
      const held = state.grants.get(fact.id);
      if (held && held.status !== "ended") state.grants.set(fact.id, changed(held, fact));
    }
  }
}

function proposed(state: Autonomy, { text }: Extract<AutonomyEvent, { type: "GrantProposed" }>): void {
  if (state.grants.has(text.id)) return;
  state.given = Math.max(state.given, grantNumber(text.id) ?? 0);
  state.grants.set(text.id, { text, status: "proposed", signed: [], grantedAtMs: undefined, ended: undefined });
  if (state.grants.size <= autonomyLimits.heldMax) return;
  const oldest = [...state.grants].find(([, { status }]) => status === "ended");
  if (oldest) state.grants.delete(oldest[0]);
}

function changed(held: Grant, fact: Exclude<AutonomyEvent, { type: "GrantProposed" | "ClassDemoted" }>): Grant {
  switch (fact.type) {
    case "GrantSigned": {
      const { by, digest, key, origins, signature, atMs } = fact;
      return { ...held, signed: [...held.signed, { by, digest, key, origins, signature, atMs }] };
    }
    case "GrantGiven":
      return { ...held, status: "granted", grantedAtMs: fact.atMs };
    case "GrantEnded": {
      const { cause, says, by, atMs } = fact;
      return { ...held, status: "ended", ended: { cause, says, by, atMs } };
    }
    default:
      return unreachable(fact);
  }
}
