import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "../../ui/empty.tsx";
import { Select } from "../../ui/field.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { Inert } from "../../ui/text.tsx";
import { Compared } from "./compared.tsx";
import { type Judged, qualityQueries } from "./queries.ts";
import { outcomeWords } from "./words.ts";

const outcomes = ["missed", "gold-overlooked", "undecided", "clean", "gold-found", "let-go"] as const;

/** Samples that nobody is to judge any more, both sides of each. */
export default function JudgedPart() {
  const [outcome, setOutcome] = useState<Judged["outcome"]>();
  const judged = useQuery(qualityQueries.judged(outcome));
  return (
    <div className="flex flex-col gap-4">
      <div className="max-w-xs">
        <Select
          label="What came of it"
          value={outcome ?? ""}
          onChange={({ target: { value } }) => setOutcome(outcomes.find((each) => each === value))}
          options={[["", "all"], ...outcomes.map((each) => [each, outcomeWords[each][1]] as const)]}
        />
      </div>
      {judged.error && <Problem of={judged.error} again={() => void judged.refetch()} />}
      {judged.isPending && <Skeleton className="h-60 w-full" />}
      {judged.data?.samples.length === 0 && <p className="text-sm text-soft">None was judged by as many as it needs.</p>}
      {judged.data?.samples.map((sample) => (
        <Panel
          key={sample.id}
          title={
            <>
              {sample.id} · <Inert className="font-normal text-soft">{sample.class}</Inert>
            </>
          }
        >
          <Compared of={sample} />
        </Panel>
      ))}
    </div>
  );
}
