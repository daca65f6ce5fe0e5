import { useQuery } from "@tanstack/react-query";
import { count } from "../../lib/words.ts";
import { Spinner } from "../../ui/spinner.tsx";
import { type FirstRun, firstRunQueries } from "./queries.ts";

/** What goes on until the first verdict stands, in numbers that move. */
export function Progress({ run }: { readonly run: FirstRun }) {
  const isComing = run.demo !== "no" || run.sources > 0;
  const { data } = useQuery({ ...firstRunQueries.sources, enabled: isComing });
  if (!isComing) return null;
  const of = (what: "accepted" | "waiting") => (data?.sources ?? []).reduce((sum, each) => sum + each[what], 0);
  return (
    <div className="mt-3 flex flex-wrap items-center gap-x-5 gap-y-1 rounded-lg border border-line bg-surface px-4 py-3 text-sm">
      <Spinner says={run.demo === "playing" ? "the recorded day is being worked on" : "watching for what arrives"} />
      <span className="tabular text-soft">{count(of("accepted"))} records taken in</span>
      <span className="tabular text-soft">{count(of("waiting"))} wait to be read</span>
    </div>
  );
}
