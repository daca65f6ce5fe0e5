import { useQuery } from "@tanstack/react-query";
import { Problem } from "../../ui/empty.tsx";
import { Page } from "../../ui/page.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { firstRunQueries } from "./queries.ts";
import { Steps } from "./steps.tsx";

/** The way from a fresh installation to the first verdict. */
export function FirstRunPage() {
  return (
    <Page title="First run">
      <Way />
    </Page>
  );
}

/** The same, where it stands in the place of an empty queue. */
export function Way() {
  const { data, error, refetch } = useQuery(firstRunQueries.run);
  return (
    <div className="mx-auto w-full max-w-2xl px-4 py-6 phone:px-0">
      <p className="text-xl font-semibold tracking-tight">
        {data?.firstVerdict ? "The watch is kept." : "To your first verdict, in about three minutes."}
      </p>
      <p className="mt-1 mb-6 max-w-prose text-sm text-soft">
        {data?.firstVerdict
          ? "Alerts are triaged and investigated as they arrive. What is left to do stands below."
          : "Give Watchkeeper something to judge: a recorded day of a small company, or alerts of your own. It does the rest by itself."}
      </p>
      {error ? <Problem of={error} again={() => void refetch()} /> : data ? <Steps run={data} /> : <Spinner says="looking" />}
    </div>
  );
}
