import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Cable, Play } from "lucide-react";
import type { ReactNode } from "react";
import { api } from "../../api/client.ts";
import { useMay } from "../../api/session.ts";
import { withStepUp } from "../../api/step-up.tsx";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/empty.tsx";
import type { FirstRun } from "./queries.ts";

/** Demo data, or a source of one's own. */
export function GiveSource({ run }: { readonly run: FirstRun }) {
  return (
    <div className="mt-3 grid gap-3 sm:grid-cols-2">
      {run.demo === "no" && <PlayDemo mayPlay={run.mayPlayDemo} />}
      <Way title="Connect a source" says="A SIEM, an EDR, a mailbox, a webhook, files: by a form that tries it before anything is written.">
        <Link
          to="/connectors"
          search={{ part: "add" }}
          className="inline-flex h-8 items-center gap-1.5 rounded-md border border-line-strong bg-raised px-3 text-sm font-medium hover:bg-hover phone:h-10"
        >
          <Cable aria-hidden className="size-4" />
          Choose a product
        </Link>
      </Way>
    </div>
  );
}

function PlayDemo({ mayPlay }: { readonly mayPlay: boolean }) {
  const client = useQueryClient();
  const mayAdminister = useMay("administer");
  const play = useMutation({
    mutationFn: () => withStepUp(() => api.playDemo()),
    onSuccess: () => client.invalidateQueries({ predicate: ({ queryKey: [kind] }) => kind !== "session" }),
  });
  const why = mayAdminister ? "Demo data is played only where nothing else is." : "Whoever administers plays it.";
  return (
    <Way
      title="Play demo data"
      says="One recorded day of a small company, with an intrusion in it. It stays in this tenant, under names that begin with demo-."
    >
      <Button
        kind="primary"
        className="h-8"
        icon={<Play aria-hidden className="size-4" />}
        busy={play.isPending || play.isSuccess}
        disabled={!mayPlay || !mayAdminister}
        onClick={() => play.mutate()}
      >
        Play the day
      </Button>
      {(!mayPlay || !mayAdminister) && <p className="mt-2 text-xs text-faint">{why}</p>}
      {play.error && (
        <div className="mt-2">
          <Problem of={play.error} />
        </div>
      )}
    </Way>
  );
}

function Way({ title, says, children }: { readonly title: string; readonly says: string; readonly children: ReactNode }) {
  return (
    <section className="flex flex-col items-start rounded-lg border border-line bg-surface p-4">
      <h3 className="text-sm font-semibold">{title}</h3>
      <p className="mt-1 mb-3 flex-1 text-sm text-soft">{says}</p>
      {children}
    </section>
  );
}
