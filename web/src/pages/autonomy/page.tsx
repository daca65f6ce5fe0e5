import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Bot, EyeOff } from "lucide-react";
import { lazy, Suspense, useMemo } from "react";
import { patiently } from "../../lib/fetched.ts";
import { useKeys } from "../../lib/keys.ts";
import { count, fineShare, share } from "../../lib/words.ts";
import { Problem } from "../../ui/empty.tsx";
import { Page } from "../../ui/page.tsx";
import { Skeleton, Spinner } from "../../ui/spinner.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { ClassesPart } from "./classes-part.tsx";
import { autonomyQueries, type Whole } from "./queries.ts";

const GrantsPart = lazy(() => patiently(() => import("./grants-part.tsx")));
const SimulatePart = lazy(() => patiently(() => import("./simulate-part.tsx")));
const parts = ["classes", "grants", "simulate"] as const;

/** What the agent may do alone: class by class, from evidence, by the word of two people, and for a time. */
export function AutonomyPage() {
  const whole = useQuery(autonomyQueries.whole);
  return (
    <Page title="Autonomy" says="What the agent may do alone: class by class, out of evidence, by the word of two people, and for a time.">
      {whole.error && <Problem of={whole.error} again={() => void whole.refetch()} />}
      {whole.isPending && <Skeleton className="h-80 w-full" />}
      {whole.data && (
        <div className="flex flex-col gap-4">
          <Mode of={whole.data} />
          <Parts of={whole.data} />
        </div>
      )}
    </Page>
  );
}

/** Whether the agent closes anything by itself, unmistakably. */
function Mode({ of: { mode, says, waiting, bounds } }: { readonly of: Whole }) {
  const shadow = mode === "shadow";
  const Icon = shadow ? EyeOff : Bot;
  return (
    <section
      aria-label="mode"
      className={`flex gap-3 rounded-lg border p-3 ${shadow ? "border-warn/60 bg-warn/5" : "border-good/50 bg-good/5"}`}
    >
      <Icon aria-hidden className={`mt-0.5 size-5 shrink-0 ${shadow ? "text-warn" : "text-good"}`} />
      <div className="min-w-0 text-sm">
        <p className="font-semibold">{says}</p>
        <p className="mt-0.5 text-soft">
          {waiting > 0 && `${count(waiting)} ${waiting === 1 ? "case waits" : "cases wait"} for people in shadow. `}A grant takes{" "}
          {count(bounds["judged-min"])} judged cases of the class, {share(bounds["agreement-min"])} agreement and at most{" "}
          {fineShare(bounds["missed-threat-max"])} missed threats; it lasts {bounds["valid-days"]} days. It ends by itself when samples,
          drift, or a changed rule, model, prompt or playbook speak against it.
        </p>
        <p className="mt-1 text-xs text-soft">
          In shadow people see what the agent would do, and whoever sees it tends to agree: read agreement beside the missed threats of
          quality samples, which are judged blind.
        </p>
      </div>
    </section>
  );
}

function Parts({ of: whole }: { readonly of: Whole }) {
  const { part } = useSearch({ strict: false }) as { part?: string };
  const navigate = useNavigate();
  const deeds = useMemo(() => {
    const go = (to: string) => () => void navigate({ to: "/autonomy", search: { part: to }, replace: true });
    return [
      { keys: "1", says: "Classes", does: go("classes") },
      { keys: "2", says: "Grants", does: go("grants") },
      { keys: "3", says: "Simulate", does: go("simulate") },
    ];
  }, [navigate]);
  useKeys("Autonomy", deeds);
  const chosen = parts.find((each) => each === part) ?? "classes";
  const proposed = whole.grants.filter(({ status }) => status === "proposed").length;
  return (
    <Tabs
      says="parts of autonomy"
      chosen={chosen}
      onChoose={(to) => void navigate({ to: "/autonomy", search: { part: to }, replace: true })}
      tabs={[
        { id: "classes", says: `Classes: ${count(whole.classes.length)}`, content: <ClassesPart whole={whole} /> },
        {
          id: "grants",
          says: `Grants: ${count(whole.grants.length - proposed)}${proposed > 0 ? `, ${count(proposed)} to sign` : ""}`,
          content: chosen === "grants" && <Later>{<GrantsPart whole={whole} />}</Later>,
        },
        {
          id: "simulate",
          says: "What it would have changed",
          content: chosen === "simulate" && <Later>{<SimulatePart whole={whole} />}</Later>,
        },
      ]}
    />
  );
}

function Later({ children }: { readonly children: React.ReactNode }) {
  return <Suspense fallback={<Spinner says="reading" />}>{children}</Suspense>;
}
