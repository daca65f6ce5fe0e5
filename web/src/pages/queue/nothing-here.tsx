import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { patiently } from "../../lib/fetched.ts";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { firstRunQueries } from "../first-run/queries.ts";
import { isPlain, type QueueSearch } from "./search.ts";

const Way = lazy(async () => ({ default: (await patiently(() => import("../first-run/page.tsx"))).Way }));

/** A queue without a line: before the first verdict it is the way there, and after that it says why. */
export function NothingHere({ search, onSearch }: { readonly search: QueueSearch; readonly onSearch: (search: QueueSearch) => void }) {
  const isAll = isPlain(search);
  const { data } = useQuery({ ...firstRunQueries.run, enabled: isAll });
  if (isAll && data?.firstVerdict === null)
    return (
      <div className="h-full overflow-auto">
        <Suspense>
          <Way />
        </Suspense>
      </div>
    );
  if (isAll)
    return (
      <Empty
        title="Nothing waits"
        action={<Button onClick={() => onSearch({ ...search, state: ["closed"] })}>Show what was closed</Button>}
      >
        Everything in hand is dealt with. What arrives appears by itself.
      </Empty>
    );
  return (
    <Empty title="Nothing is here" action={<Button onClick={() => onSearch({ of: "cases" })}>Show what is in hand</Button>}>
      No line fits these filters. What arrives and fits appears by itself.
    </Empty>
  );
}
