import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { Problem } from "../../ui/empty.tsx";
import { Page } from "../../ui/page.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { Lines } from "./lines.tsx";
import { containmentQueries, groupOf, type Line } from "./queries.ts";

const StopPart = lazy(() => import("./stop-part.tsx"));
const OrdersPart = lazy(() => import("./orders-part.tsx"));
const parts = ["waiting", "standing", "over", "stop", "orders"] as const;

/** What waits for a yes, what is in force, what is over; and the switch that stops it all. On a phone the first part is the inbox. */
export function ContainmentPage() {
  const { part: wanted } = useSearch({ strict: false }) as { part?: string };
  const navigate = useNavigate();
  const lines = useQuery(containmentQueries.lines);
  const chosen = parts.find((part) => part === wanted) ?? "waiting";
  const all = lines.data?.actions ?? [];
  const of = (group: ReturnType<typeof groupOf>) => all.filter((line) => groupOf(line) === group);
  const shown = (group: ReturnType<typeof groupOf>, says: string, empty: string) => ({
    id: group,
    says: lines.data ? `${says} ${of(group).length}` : says,
    content: <Shown lines={lines.data ? of(group) : undefined} empty={empty} />,
  });
  return (
    <Page
      title="Containment"
      says="Nothing here was done by a word alone: each action is bound to its digest, its target and the people who said yes."
    >
      {lines.error && <Problem of={lines.error} again={() => void lines.refetch()} />}
      <Tabs
        says="parts of containment"
        chosen={chosen}
        onChoose={(part) => void navigate({ to: "/containment", search: part === "waiting" ? {} : { part }, replace: true })}
        tabs={[
          shown(
            "waiting",
            "To approve",
            "Nothing waits for approval. What an investigation proposes and a person puts forward appears here.",
          ),
          shown("standing", "In force", "No action is in force or under way."),
          shown("over", "Over", "No action has ended yet."),
          { id: "stop", says: "Stop and resume", content: <Later part={<StopPart />} /> },
          { id: "orders", says: "Standing orders", content: <Later part={<OrdersPart />} /> },
        ]}
      />
    </Page>
  );
}

function Shown({ lines, empty }: { readonly lines: readonly Line[] | undefined; readonly empty: string }) {
  if (!lines) return <Spinner says="reading" />;
  return lines.length === 0 ? <p className="max-w-prose py-8 text-sm text-soft">{empty}</p> : <Lines lines={lines} />;
}

function Later({ part }: { readonly part: React.ReactNode }) {
  return <Suspense fallback={<Spinner says="reading" />}>{part}</Suspense>;
}
