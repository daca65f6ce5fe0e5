import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useRouter, useSearch } from "@tanstack/react-router";
import { type ComponentType, lazy, Suspense, useMemo } from "react";
import { ApiProblem } from "../../api/client.ts";
import { patiently } from "../../lib/fetched.ts";
import { useKeys } from "../../lib/keys.ts";
import { lastQueue } from "../../lib/last-queue.ts";
import { Empty, Problem } from "../../ui/empty.tsx";
import { Skeleton, Spinner } from "../../ui/spinner.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { CaseHead } from "./head.tsx";
import type { PartProps } from "./part-props.ts";
import { caseQueries } from "./queries.ts";
import { ShadowNote } from "./shadow-note.tsx";

const part = (load: () => Promise<{ readonly default: ComponentType<PartProps> }>) => lazy(() => patiently(load));
/** The parts of the page in the order in which a case is understood. Each is fetched when it is first looked at. */
const parts = [
  { id: "overview", says: "Overview", keys: "1", Part: part(() => import("./parts/overview.tsx")) },
  { id: "timeline", says: "Timeline", keys: "2", Part: part(() => import("./parts/timeline.tsx")) },
  { id: "graph", says: "Entities", keys: "3", Part: part(() => import("./parts/graph.tsx")) },
  { id: "attack", says: "ATT&CK", keys: "4", Part: part(() => import("./parts/attack.tsx")) },
  { id: "evidence", says: "Evidence", keys: "5", Part: part(() => import("./parts/evidence.tsx")) },
  { id: "alerts", says: "Alerts", keys: "6", Part: part(() => import("./parts/alerts.tsx")) },
  { id: "work", says: "Work and history", keys: "7", Part: part(() => import("./parts/work.tsx")) },
  { id: "report", says: "Report", keys: "8", Part: part(() => import("./parts/report.tsx")) },
] as const;

/** One case: what we think and why, what is not known, what to do now. */
export function CasePage() {
  const { id = "" } = useParams({ strict: false });
  const whole = useQuery(caseQueries.whole(id));
  if (whole.error instanceof ApiProblem && whole.error.said.status === 404)
    return (
      <Empty title={`There is no case ${id.slice(0, 60)}`}>
        <a href="/" className="text-accent hover:underline">
          To the queue
        </a>
      </Empty>
    );
  if (whole.error && !whole.data)
    return (
      <div className="mx-auto max-w-lg p-6">
        <Problem of={whole.error} again={() => void whole.refetch()} />
      </div>
    );
  if (!whole.data) return <Waiting />;
  return <Shown key={id} whole={whole.data} />;
}

function Shown({ whole }: PartProps) {
  const { part: wanted } = useSearch({ strict: false }) as { part?: string };
  const chosen = parts.some(({ id }) => id === wanted) ? (wanted as string) : "overview";
  const navigate = useNavigate();
  const { history } = useRouter();
  const choose = (to: string) =>
    void navigate({ to: "/cases/$id", params: { id: whole.id }, search: to === "overview" ? {} : { part: to }, replace: true });
  const deeds = useMemo(
    () => [
      ...parts.map(({ id, says, keys }) => ({
        keys,
        says,
        does: () =>
          void navigate({ to: "/cases/$id", params: { id: whole.id }, search: id === "overview" ? {} : { part: id }, replace: true }),
      })),
      { keys: "Escape", says: "Back to the queue", does: () => history.push(lastQueue()) },
    ],
    [navigate, history, whole.id],
  );
  useKeys("Case", deeds);
  return (
    <div className="mx-auto w-full max-w-[110rem] px-4 pb-10">
      <CaseHead whole={whole} />
      <ShadowNote whole={whole} />
      <Tabs
        says="parts of the case"
        chosen={chosen}
        onChoose={choose}
        tabs={parts.map(({ id, says, Part }) => ({
          id,
          says,
          content:
            id === chosen ? (
              <Suspense fallback={<Spinner says="reading" />}>
                <Part whole={whole} />
              </Suspense>
            ) : null,
        }))}
      />
    </div>
  );
}

function Waiting() {
  return (
    <div className="flex flex-col gap-4 p-4">
      <Skeleton className="h-7 w-1/2" />
      <Skeleton className="h-4 w-1/3" />
      <Skeleton className="h-48 w-full" />
    </div>
  );
}
