import { SocError } from "../../soc-error.ts";

/** A time stamp that proves nothing, and why. */
export const notValid = (because: string): SocError =>
  new SocError({
    code: "time-stamp/not-valid",
    problem: `the time stamp does not hold: ${because}`,
    remedy: "see that it belongs to this checkpoint and that the authority's certificates in the settings are its own",
    retry: "never",
  });
