import type { ContainmentVerb } from "../../src/core/containment/action.ts";

/** What the policies of the third kind keep everybody from. */
export const forbiddenVerb = "block-address" satisfies ContainmentVerb;
/** The name of the investigation that ended as the adversary says; whole investigations have names of their own. */
export const toldWorld = "office";
