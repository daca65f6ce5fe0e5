import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useMemo } from "react";
import { patiently } from "../../lib/fetched.ts";
import { useKeys } from "../../lib/keys.ts";
import { Page } from "../../ui/page.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { Tabs } from "../../ui/tabs.tsx";

const parts = [
  { id: "card", says: "System card", keys: "1", Part: lazy(() => patiently(() => import("./card-part.tsx"))) },
  { id: "inventory", says: "Inventory", keys: "2", Part: lazy(() => patiently(() => import("./inventory-part.tsx"))) },
  { id: "roster", says: "Oversight", keys: "3", Part: lazy(() => patiently(() => import("./roster-part.tsx"))) },
  { id: "incidents", says: "Serious incidents", keys: "4", Part: lazy(() => patiently(() => import("./incidents-part.tsx"))) },
  { id: "export", says: "Evidence", keys: "5", Part: lazy(() => patiently(() => import("./export-part.tsx"))) },
] as const;

/** What the agent is, who oversees it, what went seriously wrong with it, and how an auditor gets to see that. */
export function GovernancePage() {
  const { part: wanted } = useSearch({ strict: false }) as { part?: string };
  const chosen = parts.find(({ id }) => id === wanted)?.id ?? "card";
  const navigate = useNavigate();
  const deeds = useMemo(
    () =>
      parts.map(({ id, says, keys }) => ({
        ...{ keys, says },
        does: () => void navigate({ to: "/governance", search: { part: id }, replace: true }),
      })),
    [navigate],
  );
  useKeys("Governance", deeds);
  return (
    <Page title="Governance" says="What the agent is, who oversees it, and what an auditor gets to see. Not legal advice.">
      <Tabs
        says="parts of governance"
        chosen={chosen}
        onChoose={(part) => void navigate({ to: "/governance", search: { part }, replace: true })}
        tabs={parts.map(({ id, says, Part }) => ({
          id,
          says,
          content:
            id === chosen ? (
              <Suspense fallback={<Spinner says="reading" />}>
                <Part />
              </Suspense>
            ) : null,
        }))}
      />
    </Page>
  );
}
