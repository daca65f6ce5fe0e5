import { SocError } from "../../soc-error.ts";

/** A span of time, milliseconds, from inclusive, to exclusive. */
export type EvidencePeriod = { readonly fromMs: number; readonly toMs: number };

const form = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z)?$/;

/** Reads `2026-01-01/2026-07-01`: two days or times (RFC 3339, UTC), the second not included. Refuses (`governance/bad-period`). */
export function readPeriod(text: string): EvidencePeriod {
  const [from = "", to = "", ...more] = text.split("/");
  const [fromMs, toMs] = [from, to].map((each) => (form.test(each) ? Date.parse(each) : Number.NaN)) as [number, number];
  if (more.length > 0 || !(fromMs < toMs))
    throw new SocError({
      code: "governance/bad-period",
      problem: `"${text.slice(0, 80)}" is no period`,
      remedy: "give two days or times in UTC with a slash between, such as 2026-01-01/2026-07-01; the second is not included",
      retry: "never",
    });
  return { fromMs, toMs };
}
