import { useQuery } from "@tanstack/react-query";
import { Problem } from "../../../ui/empty.tsx";
import { Skeleton } from "../../../ui/spinner.tsx";
import type { PartProps } from "../part-props.ts";
import { caseQueries } from "../queries.ts";
import { Assignment } from "../together/assignment.tsx";
import { History } from "../together/history.tsx";
import { Notes } from "../together/notes.tsx";
import { RecordRead } from "../together/record-read.tsx";
import { Tasks } from "../together/tasks.tsx";

/** The work on the case: notes, tasks, whose it is, and everything that was done to it. */
export default function WorkPart({ whole: { id } }: PartProps) {
  const work = useQuery(caseQueries.work(id));
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_24rem]">
      <div className="min-w-0 max-lg:order-last">
        <History id={id} />
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        {work.error && <Problem of={work.error} again={() => void work.refetch()} />}
        {!work.data && !work.error && <Skeleton className="h-60 w-full" />}
        {work.data && (
          <>
            <RecordRead id={id} record={work.data.record} />
            <Assignment id={id} assignee={work.data.assignee} />
            <Tasks id={id} tasks={work.data.tasks} />
            <Notes id={id} notes={work.data.notes} />
          </>
        )}
      </div>
    </div>
  );
}
