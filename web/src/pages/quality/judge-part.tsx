import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { onceKey } from "../../api/client.ts";
import { qualityApi } from "../../api/quality.ts";
import { count } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { Empty, Problem } from "../../ui/empty.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { Time } from "../../ui/time.tsx";
import { BlindCasePanels } from "./blind-case.tsx";
import { ComparedPanel } from "./compared.tsx";
import { JudgementForm } from "./judgement-form.tsx";
import { type Judged, qualityQueries } from "./queries.ts";

/** The next sample, blind; its judgement; and only then what the agent had said. */
export default function JudgePart() {
  const client = useQueryClient();
  const next = useQuery(qualityQueries.next);
  const [compared, setCompared] = useState<Judged>();
  const goOn = async () => {
    await next.refetch();
    setCompared(undefined);
    void client.invalidateQueries({ queryKey: ["quality-sample", "list"] });
  };
  if (compared) return <ComparedPanel of={compared} busy={next.isFetching} onNext={() => void goOn()} />;
  if (next.error) return <Problem of={next.error} again={() => void next.refetch()} />;
  if (!next.data) return <Skeleton className="h-80 w-full" />;
  const { sample, waiting, overdue, yours } = next.data;
  if (sample === null)
    return (
      <Empty title="Nothing is to be judged by you" action={<Button onClick={() => void next.refetch()}>Look again</Button>}>
        {waiting === 0
          ? "A sample of what the agent closes by itself comes here, drawn by a secret that nobody can foresee. While it closes nothing, nothing is drawn."
          : `${count(waiting)} wait for others: whoever worked on a case, or has judged it, does not judge it again.`}
      </Empty>
    );
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-soft" role="status">
        <strong className="font-semibold text-text">{count(yours)}</strong> {yours === 1 ? "waits" : "wait"} for your judgement; this one is
        due <Time at={sample.dueAt} />
        {sample.overdue && <strong className="text-bad"> and is overdue</strong>}. {count(waiting)} in all, {count(overdue)} overdue.
      </p>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <BlindCasePanels of={sample.case} />
        <JudgementForm
          key={sample.id}
          onNext={() => void goOn()}
          judge={async (body) =>
            setCompared(await qualityApi.judgeQualitySample({ params: { id: sample.id }, body }, { idempotencyKey: onceKey() }))
          }
        />
      </div>
    </div>
  );
}
