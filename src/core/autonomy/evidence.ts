import type { AutonomyBounds } from "./bounds.ts";
import type { GrantEvidence, GrantScope } from "./grant.ts";

/** What evidence comes to for one act: how many were judged, how many of them wrongly, and the share on which people agreed; undefined of none. */
export function judgedFor(
  act: GrantScope["act"],
  { decided, agreed, wouldClose, missed, wouldContain, wrong, sampled, sampledMissed }: GrantEvidence,
): { readonly judged: number; readonly errors: number; readonly agreement: number | undefined } {
  const closes = act === "close";
  const judged = closes ? wouldClose + sampled : wouldContain;
  const errors = closes ? missed + sampledMissed : wrong;
  const [all, same] = closes ? [decided + sampled, agreed + sampled - sampledMissed] : [decided, agreed];
  return { judged, errors, agreement: all === 0 ? undefined : same / all };
}

/** What evidence lacks for a grant under these bounds, in words; empty where it is enough. */
export function lacksOf(act: GrantScope["act"], evidence: GrantEvidence, bounds: AutonomyBounds): readonly string[] {
  const { judged, agreement } = judgedFor(act, evidence);
  const lacks: string[] = [];
  if (judged < bounds["judged-min"]) lacks.push(`${judged} of the ${bounds["judged-min"]} cases that it takes were judged by people`);
  if (agreement === undefined) lacks.push("agreement is not measured");
  else if (agreement < bounds["agreement-min"])
    lacks.push(`people agreed with ${percent(agreement)}, and it takes ${percent(bounds["agreement-min"])}`);
  const most = act === "close" ? bounds["missed-threat-max"] : bounds["wrong-containment-max"];
  const { errorUpperBound } = evidence;
  const what = act === "close" ? "missed threats" : "wrong containment";
  if (errorUpperBound === null) lacks.push(`the bound of ${what} is not measured`);
  else if (errorUpperBound > most) lacks.push(`${what} may be up to ${percent(errorUpperBound)}, and at most ${percent(most)} is borne`);
  return lacks;
}

const percent = (share: number) => `${Math.round(share * 10_000) / 100} %`;
