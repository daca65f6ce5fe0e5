import { SocError } from "../../core/soc-error.ts";
import type { Trouble } from "../../core/write-back/write-back.ts";

/** What a failure says to people: a `SocError`'s own words, and of anything else only that it happened. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof SocError) return { code: error.code, problem: error.problem, remedy: error.remedy };
  return {
    code: "connector/unexpected-answer",
    problem: "the connector failed in a way that it does not name",
    remedy: 'look into the log, and run "watchkeeper connector check" for it',
  };
}

/** When the product wants to be asked again, milliseconds from now; "never" when asking again changes nothing. */
export const retryOf = (error: unknown): number | "never" => {
  if (!(error instanceof SocError)) return 0;
  return error.retry === "never" ? "never" : error.retry.afterMs;
};
