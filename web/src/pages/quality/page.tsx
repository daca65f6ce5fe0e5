import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useMemo } from "react";
import { useMay } from "../../api/session.ts";
import { patiently } from "../../lib/fetched.ts";
import { useKeys } from "../../lib/keys.ts";
import { Page } from "../../ui/page.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { Tabs } from "../../ui/tabs.tsx";

const parts = [
  { id: "judge", says: "Judge", keys: "1", right: "triage", Part: lazy(() => patiently(() => import("./judge-part.tsx"))) },
  { id: "figures", says: "Missed threats", keys: "2", right: "read", Part: lazy(() => patiently(() => import("./figures-part.tsx"))) },
  { id: "judged", says: "Judged", keys: "3", right: "lead", Part: lazy(() => patiently(() => import("./judged-part.tsx"))) },
  { id: "draw", says: "The draw", keys: "4", right: "read", Part: lazy(() => patiently(() => import("./draw-part.tsx"))) },
  {
    id: "simulate",
    says: "What it would have changed",
    keys: "5",
    right: "read",
    Part: lazy(() => patiently(() => import("./simulate-part.tsx"))),
  },
] as const;

/** What the agent closed, judged a second time without knowing what it said; and what that says of threats that it let pass. */
export function QualityPage() {
  const { part: wanted } = useSearch({ strict: false }) as { part?: string };
  const [triage, lead] = [useMay("triage"), useMay("lead")];
  const shown = useMemo(() => parts.filter(({ right }) => right === "read" || (right === "lead" ? lead : triage)), [triage, lead]);
  const chosen = shown.find(({ id }) => id === wanted)?.id ?? shown[0]?.id ?? "figures";
  const navigate = useNavigate();
  const deeds = useMemo(
    () =>
      shown.map(({ id, says, keys }) => ({
        ...{ keys, says },
        does: () => void navigate({ to: "/quality", search: { part: id }, replace: true }),
      })),
    [navigate, shown],
  );
  useKeys("Quality", deeds);
  return (
    <Page title="Quality" says="Some of what the agent closed is judged again by people who are not told what it said.">
      <Tabs
        says="parts of quality"
        chosen={chosen}
        onChoose={(part) => void navigate({ to: "/quality", search: { part }, replace: true })}
        tabs={shown.map(({ id, says, Part }) => ({
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
