import { count, fineShare } from "../../lib/words.ts";
import { NotMeasured } from "../lead/figure.tsx";
import type { Rate } from "./queries.ts";

/** A missed-threat rate: its upper bound first, then what it rests on; or that it is not measured. */
export function RateFigure({ of, big = false }: { readonly of: Rate; readonly big?: boolean }) {
  if (!of.measured) return <NotMeasured because={of.because} />;
  return (
    <span className="tabular">
      <span className={big ? "text-xl font-semibold" : ""}>{fineShare(of.upperBound)}</span>{" "}
      <span className="text-xs text-faint" title="not reached with a certainty of 95 %; the estimate, and the count">
        estimate {fineShare(of.estimate)}, {count(of.missed)} of n {count(of.judged)}, covers {count(of.cover.covered)} of{" "}
        {count(of.cover.closed)} closings
      </span>
    </span>
  );
}
