import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useMemo } from "react";
import { patiently } from "../../lib/fetched.ts";
import { useKeys } from "../../lib/keys.ts";
import { Problem } from "../../ui/empty.tsx";
import { Page } from "../../ui/page.tsx";
import { Skeleton, Spinner } from "../../ui/spinner.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { OrdersStanding } from "./orders-standing.tsx";
import { PolicyList } from "./policy-list.tsx";
import { type Policies, policyQueries } from "./queries.ts";

const SimulatePart = lazy(() => patiently(() => import("./simulate-part.tsx")));
const parts = ["read", "simulate"] as const;

/** The policies of containment: what they say, whether they bind, and what others would have decided. */
export function PoliciesPage() {
  const policies = useQuery(policyQueries.all);
  return (
    <Page
      title="Policies"
      says="What containment is permitted and what is forbidden, in words. A forbid wins, and what nothing permits does not happen."
    >
      {policies.error && <Problem of={policies.error} again={() => void policies.refetch()} />}
      {policies.isPending && <Skeleton className="h-80 w-full" />}
      {policies.data && <Shown policies={policies.data} />}
    </Page>
  );
}

function Shown({ policies }: { readonly policies: Policies }) {
  const { part } = useSearch({ strict: false }) as { part?: string };
  const navigate = useNavigate();
  const deeds = useMemo(() => {
    const go = (to: string) => () => void navigate({ to: "/policies", search: to === "read" ? {} : { part: to }, replace: true });
    return [
      { keys: "1", says: "What they say", does: go("read") },
      { keys: "2", says: "Change and simulate", does: go("simulate") },
    ];
  }, [navigate]);
  useKeys("Policies", deeds);
  const chosen = parts.find((each) => each === part) ?? "read";
  return (
    <div className="flex flex-col gap-4">
      <OrdersStanding policies={policies} />
      <Tabs
        says="parts of policies"
        chosen={chosen}
        onChoose={(to) => void navigate({ to: "/policies", search: to === "read" ? {} : { part: to }, replace: true })}
        tabs={[
          { id: "read", says: `What they say: ${policies.policies.length}`, content: <PolicyList policies={policies} /> },
          {
            id: "simulate",
            says: "Change and simulate",
            content:
              chosen === "simulate" ? (
                <Suspense fallback={<Spinner says="reading" />}>
                  <SimulatePart policies={policies} />
                </Suspense>
              ) : null,
          },
        ]}
      />
    </div>
  );
}
