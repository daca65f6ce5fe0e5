import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { count } from "../../lib/words.ts";
import { Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { qualityQueries, type SimulatedAlarms, type TriedAlarms } from "./queries.ts";
import { TrialForm } from "./trial-form.tsx";

const fields = [
  ["false-alarms-per-month", "False alarms a month, at most", 0.01],
  ["history-weeks-min", "Weeks of a source that must be known", 1],
] as const;

/** Other settings of alarms against the last decisions on sources. */
export function AlarmTrial() {
  const [tried, setTried] = useState<TriedAlarms>({});
  const found = useQuery(qualityQueries.alarmSimulation(tried));
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[24rem_minmax(0,1fr)]">
      {found.data && (
        <TrialForm
          title="Settings of alarms to try"
          part="figures.alarms"
          {...{ fields }}
          now={found.data.settings.now}
          busy={found.isFetching}
          onTry={setTried}
        />
      )}
      <div className="flex min-w-0 flex-col gap-4">
        {found.error && <Problem of={found.error} again={() => void found.refetch()} />}
        {found.isPending && <Spinner says="deciding past hours anew" />}
        {found.data && <Outcome of={found.data} />}
      </div>
    </div>
  );
}

function Outcome({ of: { decisions, toldNow, toldThen, changed } }: { readonly of: SimulatedAlarms }) {
  return (
    <Panel title="Which alarms it would have changed" flush>
      <p role="status" className="p-3 font-medium">
        {decisions === 0
          ? "No source is known for long enough to be decided on, so there is nothing that these would have changed."
          : `Of the last ${count(decisions)} decisions on sources, ${count(toldNow)} were told and ${count(toldThen)} would be.`}
      </p>
      {changed.length > 0 && (
        <Table
          says="decisions that would have been others"
          rows={changed}
          keyOf={({ at, finding }) => `${at} ${finding.direction} ${finding.about.kind === "source" ? finding.about.source : ""}`}
          columns={[
            { id: "at", says: "When", cell: ({ at }) => <Time at={at} as="utc" /> },
            {
              id: "about",
              says: "About",
              cell: ({ finding: { about } }) => <Inert>{about.kind === "source" ? about.source : about.share}</Inert>,
            },
            {
              id: "seen",
              says: "Seen, of usual",
              right: true,
              cell: ({ finding }) =>
                `${count(finding.observed)} of ${count(Math.round(finding.expected))} in ${count(finding.windowHours)} h`,
            },
            { id: "would", says: "Would be", cell: ({ would }) => (would ? "told" : "not told") },
          ]}
        />
      )}
    </Panel>
  );
}
