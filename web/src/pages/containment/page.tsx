import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { patiently } from "../../lib/fetched.ts";
import { Problem } from "../../ui/empty.tsx";
import { Page } from "../../ui/page.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { Lines } from "./lines.tsx";
import { containmentQueries, type Line } from "./queries.ts";

const StopPart = lazy(() => patiently(() => import("./stop-part.tsx")));
const OrdersPart = lazy(() => patiently(() => import("./orders-part.tsx")));
const parts = ["waiting", "standing", "over", "stop", "orders"] as const;

/** What waits for a yes, what is in force, what is over; and the switch that stops it all. On a phone the first part is the inbox. */
export function ContainmentPage() {
  const { part: wanted } = useSearch({ strict: false }) as { part?: string };
  const navigate = useNavigate();
  const lines = {
    waiting: useQuery(containmentQueries.lines("waiting")),
    standing: useQuery(containmentQueries.lines("standing")),
    over: useQuery(containmentQueries.lines("over")),
  };
  const failed = Object.values(lines).find(({ error }) => error);
  const chosen = parts.find((part) => part === wanted) ?? "waiting";
  const shown = (stands: Line["stands"], says: string, empty: string) => {
    const { data } = lines[stands];
    const counted = data?.actions.filter(({ approved }) => !approved).length;
    return {
      id: stands,
      says: data ? `${says} ${counted}${data.next === null ? "" : "+"}` : says,
      content: <Shown list={data} empty={empty} />,
    };
  };
  return (
    <Page
      title="Containment"
      says="Nothing here was done by a word alone: each action is bound to its digest, its target and the people who said yes."
    >
      {failed?.error && <Problem of={failed.error} again={() => void failed.refetch()} />}
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

type List = { readonly actions: readonly Line[]; readonly next: string | null };

function Shown({ list, empty }: { readonly list: List | undefined; readonly empty: string }) {
  if (!list) return <Spinner says="reading" />;
  if (list.actions.length === 0) return <p className="max-w-prose py-8 text-sm text-soft">{empty}</p>;
  return (
    <>
      <Lines lines={list.actions.filter(({ approved }) => !approved)} />
      <NotBegun lines={list.actions.filter(({ approved }) => approved)} />
      {list.next !== null && (
        <p className="mt-3 text-sm text-soft">
          These are the newest {list.actions.length}; older ones stand in their cases and in the journal.
        </p>
      )}
    </>
  );
}

/** What enough people have approved waits for nobody; why it has not begun stands on its page. */
function NotBegun({ lines }: { readonly lines: readonly Line[] }) {
  if (lines.length === 0) return null;
  return (
    <section className="mt-5">
      <h2 className="mb-2 text-sm font-semibold">Approved, not begun yet: {lines.length}</h2>
      <Lines lines={lines} />
    </section>
  );
}

function Later({ part }: { readonly part: React.ReactNode }) {
  return <Suspense fallback={<Spinner says="reading" />}>{part}</Suspense>;
}
