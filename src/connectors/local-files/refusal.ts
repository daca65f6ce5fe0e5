import { SocError } from "../../core/soc-error.ts";

/** A path that a person named and that is not there. */
export const notFound = (path: string) =>
  new SocError({
    code: "input/not-found",
    problem: `there is nothing at "${path}"`,
    remedy: "check the path; quote it if it holds spaces",
    retry: "never",
  });
