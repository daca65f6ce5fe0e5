import type { AlertClass } from "../../core/autonomy/alert-class.ts";
import type { AgentEnd, EndedLook } from "../../core/autonomy/ends.ts";
import { comparedOf, wouldClose } from "./compare.ts";

/** A look whose end would have been another one. */
export type WouldBe = { readonly look: EndedLook; readonly would: AgentEnd };

/** What the last decisions would have come to under grants to close for other classes. */
export type SimulatedEnds = {
  readonly lookedAt: number;
  /** First those that people judged otherwise than the agent, then the newest. */
  readonly differing: readonly WouldBe[];
  /** Of all that would be closed without a person: how many people judged, and how many of them otherwise. */
  readonly judged: number;
  readonly errors: number;
};

/** Decides the last looks anew under these grants; nothing else changes: verdicts, severities and what people said are the recorded ones. */
export function simulateEnds(looks: readonly EndedLook[], isGranted: (of: AlertClass) => boolean, lastMax: number): SimulatedEnds {
  const last = looks.slice(-lastMax);
  const ends = last.map((look): WouldBe => ({ look, would: endUnder(look, isGranted) }));
  const closed = ends.filter(({ would }) => would === "closed").map(({ look }) => comparedOf(look));
  const weight = ({ look }: WouldBe) => (comparedOf(look) === "disagreed" ? 0 : 1);
  return {
    lookedAt: last.length,
    differing: ends
      .filter(({ look, would }) => look.end !== would)
      .toReversed()
      .toSorted((a, b) => weight(a) - weight(b)),
    judged: closed.filter((compared) => compared === "agreed" || compared === "disagreed").length,
    errors: closed.filter((compared) => compared === "disagreed").length,
  };
}

function endUnder(look: EndedLook, isGranted: (of: AlertClass) => boolean): AgentEnd {
  if (!wouldClose(look)) return look.end;
  return look.classes.length > 0 && look.classes.every(isGranted) ? "closed" : "waiting";
}
