import { SocError } from "../core/soc-error.ts";

/** A question that a product cannot answer at all, or only wrongly. */
export const notSupported = (product: string, what: string, instead: string) =>
  new SocError({
    code: "query/not-supported",
    problem: `${product} cannot be asked about ${what}`,
    remedy: instead,
    retry: "never",
  });
