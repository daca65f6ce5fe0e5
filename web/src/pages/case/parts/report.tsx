import { useQuery } from "@tanstack/react-query";
import { ApiProblem } from "../../../api/client.ts";
import { Empty, Problem } from "../../../ui/empty.tsx";
import { Skeleton } from "../../../ui/spinner.tsx";
import type { PartProps } from "../part-props.ts";
import { Exports } from "../report/exports.tsx";
import { ReportPreview } from "../report/preview.tsx";
import { reportQuery } from "../report/queries.ts";

/** The report of the case as it would leave now, and the ways in which it does. */
export default function ReportPart({ whole: { id } }: PartProps) {
  const report = useQuery(reportQuery(id));
  if (report.error instanceof ApiProblem && report.error.said.status === 404)
    return <Empty title="No report yet">A report is written when the first verdict stands. The agent is still asking.</Empty>;
  if (report.error && !report.data) return <Problem of={report.error} again={() => void report.refetch()} />;
  if (!report.data) return <Skeleton className="mx-auto h-[60dvh] w-full max-w-[210mm]" />;
  return (
    <div className="flex flex-col gap-4">
      <Exports id={id} />
      <ReportPreview id={id} report={report.data} />
    </div>
  );
}
