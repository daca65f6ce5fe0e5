import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useMay } from "../../api/session.ts";
import { sentence } from "../../lib/sentence.ts";
import { count } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../../ui/chip.tsx";
import { Empty, Problem } from "../../ui/empty.tsx";
import { Select } from "../../ui/field.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { type JobDeed, JobDialog } from "./job-dialog.tsx";
import { More } from "./more.tsx";
import { connectorQueries, type Job, type JobStatus } from "./queries.ts";
import type { ConnectorSearch } from "./search.ts";

type PartProps = { readonly search: ConnectorSearch; readonly go: (next: ConnectorSearch) => void };

const says: Readonly<Record<JobStatus, readonly [string, "plain" | "good" | "warn" | "bad"]>> = {
  asked: ["waits", "plain"],
  trying: ["being written", "plain"],
  unknown: ["nobody knows yet", "warn"],
  written: ["written", "good"],
  failed: ["failed", "bad"],
  withheld: ["withheld", "warn"],
  superseded: ["overtaken", "plain"],
  "given-up": ["given up", "plain"],
};
const statuses = Object.keys(says) as JobStatus[];

/** What is written to other products, each thing once: what waits, what failed and why, what was written where. */
export default function JobsPart({ search, go }: PartProps) {
  const status = statuses.find((each) => each === search.status);
  const { name: connector } = search;
  const query = useInfiniteQuery(connectorQueries.jobs({ ...(status && { status }), ...(connector !== undefined && { connector }) }));
  const [asking, setAsking] = useState<JobDeed>();
  const jobs = query.data?.pages.flatMap((page) => page.jobs) ?? [];
  return (
    <>
      <div className="mb-3 w-64">
        <Select
          label="How it stands"
          value={status ?? ""}
          onChange={({ target: { value } }) =>
            go({ ...search, part: "write-back", ...(value === "" ? { status: "" } : { status: value }) })
          }
          options={[["", "however it stands"], ...statuses.map((each) => [each, says[each][0]] as const)]}
        />
      </div>
      {query.error && <Problem of={query.error} again={() => void query.refetch()} />}
      {query.isPending && !query.error ? (
        <Skeleton className="h-32 w-full" />
      ) : (
        <Panel flush>
          <Table says="write-back" columns={columns(setAsking)} rows={jobs} keyOf={({ key }) => key} empty={none(status !== undefined)} />
          <More query={query} />
        </Panel>
      )}
      <JobDialog asking={asking} onClose={() => setAsking(undefined)} />
    </>
  );
}

const none = (isFiltered: boolean) => (
  <Empty title={isFiltered ? "No job stands like this" : "Nothing is written back"}>
    Verdicts, comments, tickets and messages to other products appear here, once each, as soon as write-back in watchkeeper.yaml names a
    connector for them.
  </Empty>
);

const columns = (ask: (deed: JobDeed) => void): readonly Column<Job>[] => [
  { id: "at", says: "Asked", cell: ({ askedAt }) => <Time at={askedAt} /> },
  { id: "kind", says: "What", cell: ({ kind }) => <span className="whitespace-nowrap">{kind.replaceAll("-", " ")}</span> },
  { id: "to", says: "To", cell: ({ connector }) => <Inert>{connector}</Inert> },
  {
    id: "case",
    says: "Case",
    cell: ({ case: id, subject }) => (
      <Link to="/cases/$id" params={{ id }} className="text-accent hover:underline">
        <Inert lengthMax={80}>{subject === "" ? id : subject}</Inert>
      </Link>
    ),
  },
  { id: "status", says: "Stands", cell: (job) => <Standing of={job} /> },
  { id: "tries", says: "Tries", right: true, cell: ({ tries }) => count(tries) },
  { id: "deeds", says: "", right: true, cell: (job) => <Deeds of={job} ask={ask} /> },
];

function Standing({ of: { status, problem, remedy, written } }: { readonly of: Job }) {
  const [word, tone] = says[status];
  return (
    <div className="min-w-48">
      <Badge tone={tone}>{word}</Badge>
      {written && (
        <p className="mt-0.5 font-mono text-xs text-soft">
          <Inert lengthMax={80}>{written.id}</Inert>
        </p>
      )}
      {problem !== null && (
        <p className="mt-0.5 max-w-prose text-soft">
          <Inert>{sentence(problem)}</Inert>
        </p>
      )}
      {remedy !== null && (
        <p className="max-w-prose text-faint">
          <Inert>{sentence(remedy)}</Inert>
        </p>
      )}
    </div>
  );
}

function Deeds({ of: job, ask }: { readonly of: Job; readonly ask: (deed: JobDeed) => void }) {
  const mayTriage = useMay("triage");
  if (job.status !== "failed" || !mayTriage) return null;
  return (
    <span className="flex justify-end gap-1.5">
      <Button onClick={() => ask({ deed: "retry", job })}>Try again</Button>
      <Button kind="quiet" onClick={() => ask({ deed: "give-up", job })}>
        Give up
      </Button>
    </span>
  );
}
