import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { count, fineShare } from "../../lib/words.ts";
import { Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Severity } from "../../ui/severity.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import { AlarmTrial } from "./alarm-trial.tsx";
import { qualityQueries, type Simulated, type Tried } from "./queries.ts";
import { TrialForm } from "./trial-form.tsx";

const fields = [
  ["share", "Share of all that is closed", 0.01],
  ["least-share", "Least share of any stratum", 0.001],
  ["minimum", "Of each stratum in an epoch", 1],
  ["rare-share", "Share of rare strata", 0.01],
  ["high-risk-share", "Least share at high risk", 0.01],
  ["second-share", "Judged by a second person", 0.01],
  ["gold-share", "Gold alerts for each sample", 0.01],
  ["due-days", "Days until a sample is due", 1],
  ["epoch-days", "Days of an epoch", 1],
] as const;

/** Other settings against what was closed and seen: of quality samples, and of alarms. Nothing changes by it. */
export default function SimulatePart() {
  const [tried, setTried] = useState<Tried>({});
  const found = useQuery(qualityQueries.simulation(tried));
  return (
    <div className="flex flex-col gap-4">
      <div className="grid items-start gap-4 xl:grid-cols-[24rem_minmax(0,1fr)]">
        {found.data && (
          <TrialForm
            title="Settings of samples to try"
            part="quality-samples"
            {...{ fields }}
            now={found.data.settings.now}
            busy={found.isFetching}
            onTry={setTried}
          />
        )}
        <div className="flex min-w-0 flex-col gap-4">
          {found.error && <Problem of={found.error} again={() => void found.refetch()} />}
          {found.isPending && <Spinner says="planning past closings anew" />}
          {found.data && <Outcome of={found.data} />}
        </div>
      </div>
      <AlarmTrial />
    </div>
  );
}

const rounded = (of: number) => (of < 10 ? of.toFixed(1) : count(Math.round(of)));

function Outcome({ of: { closings, changed, drawn, now, other, strata } }: { readonly of: Simulated }) {
  const bound = (of: number | null) => (of === null ? "nothing could be said" : fineShare(of));
  const rows = [
    ["Samples to be judged", rounded(now.samples), rounded(other.samples)],
    ["Second judgements", rounded(now.secondJudgements), rounded(other.secondJudgements)],
    ["Gold alerts", rounded(now.golds), rounded(other.golds)],
    ["Missed threats at most, if none is found", bound(now.boundOfNone), bound(other.boundOfNone)],
    ["Drawn samples that were late", count(now.late), count(other.late)],
    ["Secrets that decide (epochs)", count(now.epochs), count(other.epochs)],
  ] as const;
  return (
    <>
      <Panel title="What it would have changed" flush>
        <p role="status" className="px-3 pt-3 font-medium">
          {closings === 0
            ? "The agent has closed no case that could be drawn, so there is nothing that these would have changed."
            : `These would have changed the chances of ${count(changed)} of the last ${count(closings)} closed cases.`}
        </p>
        <p className="px-3 py-1 text-sm text-soft">
          Numbers are expected ones: who is drawn stays a secret. In fact {count(drawn)} of them were drawn.
        </p>
        <Table
          says="samples under the settings in force, and under these"
          rows={rows}
          keyOf={([name]) => name}
          columns={[
            { id: "name", says: "Over these closings", cell: ([name]) => name },
            { id: "now", says: "In force", right: true, cell: ([, of]) => of },
            { id: "other", says: "Under these", right: true, cell: ([, , of]) => of },
          ]}
        />
      </Panel>
      {strata.length > 0 && <Strata of={strata} />}
    </>
  );
}

function Strata({ of }: { readonly of: Simulated["strata"] }) {
  return (
    <Panel title="Samples by stratum, what changes most first" flush>
      <Table
        says="samples by stratum"
        rows={of}
        keyOf={(each) => `${each.class} ${each.severity} ${each.path} ${each.criticality}`}
        columns={[
          { id: "class", says: "Class", cell: (each) => <Inert lengthMax={120}>{each.class}</Inert> },
          { id: "severity", says: "Severity", cell: ({ severity }) => <Severity is={severity} /> },
          { id: "path", says: "Closed by", cell: ({ path }) => <Inert>{path}</Inert> },
          { id: "criticality", says: "Criticality", cell: ({ criticality }) => criticality },
          { id: "closings", says: "Closed", right: true, cell: ({ closings }) => count(closings) },
          { id: "now", says: "In force", right: true, cell: ({ now }) => rounded(now) },
          { id: "other", says: "Under these", right: true, cell: ({ other }) => rounded(other) },
        ]}
      />
    </Panel>
  );
}
