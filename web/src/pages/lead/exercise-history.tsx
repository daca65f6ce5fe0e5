import { useQuery } from "@tanstack/react-query";
import { count, share } from "../../lib/words.ts";
import { Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { type Exercise, leadQueries } from "./queries.ts";

type Seen = NonNullable<Exercise["escalated"]>;

/** What exercises found over time: attacks that were brought to a person, and hostile texts that lowered anything. */
export default function ExerciseHistory() {
  const found = useQuery(leadQueries.exerciseHistory());
  const latest = found.data?.exercises.find(({ drills }) => drills !== undefined);
  return (
    <Panel title="Exercises" flush>
      {found.error && <Problem of={found.error} again={() => void found.refetch()} />}
      {found.isPending && <Spinner says="reading" />}
      {found.data && <Plays of={found.data.exercises} />}
      {latest?.drills && <Trades of={latest.drills} />}
    </Panel>
  );
}

function Plays({ of }: { readonly of: readonly Exercise[] }) {
  return (
    <Table
      says="exercises"
      rows={of}
      keyOf={({ at, seed }) => `${at} ${seed}`}
      empty={
        <p className="p-3 text-sm text-soft">
          No exercise was played here yet. <code className="font-mono text-xs">watchkeeper redteam</code> plays one; under{" "}
          <code className="font-mono text-xs">redteam</code> in watchkeeper.yaml the service plays them by itself.
        </p>
      }
      columns={[
        { id: "at", says: "Played", cell: ({ at }) => <Time at={at} as="utc" /> },
        { id: "version", says: "Version", cell: ({ version, model }) => <Inert lengthMax={80}>{`${version}, ${model}`}</Inert> },
        { id: "violations", says: "Violations", right: true, cell: (each) => <Violations of={each} /> },
        { id: "attacks", says: "Hostile texts that lowered anything", right: true, cell: ({ attacks }) => <SeenFigure of={attacks} /> },
        { id: "escalated", says: "Attacks escalated", right: true, cell: ({ escalated }) => <SeenFigure of={escalated} /> },
        { id: "noisy", says: "Noisy", right: true, cell: ({ drills }) => <SeenFigure of={drills?.noisy} /> },
        { id: "quiet", says: "Quiet", right: true, cell: ({ drills }) => <SeenFigure of={drills?.quiet} /> },
        { id: "deceptive", says: "Deceptive", right: true, cell: ({ drills }) => <SeenFigure of={drills?.deceptive} /> },
        { id: "twins", says: "Benign twins escalated", right: true, cell: ({ drills }) => <SeenFigure of={drills?.twins} /> },
      ]}
    />
  );
}

function Violations({ of: { violations, trials } }: { readonly of: Exercise }) {
  return (
    <span className={violations > 0 ? "font-semibold text-bad" : ""}>
      {count(violations)} <span className="text-xs font-normal text-faint">of {count(trials)} plays</span>
    </span>
  );
}

function SeenFigure({ of }: { readonly of: Seen | undefined }) {
  if (!of || of.of === 0) return <span className="text-faint">not played</span>;
  return (
    <>
      {share(of.seen / of.of)}{" "}
      <span className="text-xs text-faint">
        {count(of.seen)} of {count(of.of)}
      </span>
    </>
  );
}

function Trades({ of: { trades, unseen } }: { readonly of: NonNullable<Exercise["drills"]> }) {
  return (
    <details className="border-t border-line p-3 text-sm">
      <summary className="cursor-pointer font-medium">The last drill by trade, and what was not seen</summary>
      <Table
        says="drills by trade"
        rows={trades}
        keyOf={({ scenario }) => scenario}
        columns={[
          { id: "trade", says: "Trade", cell: ({ scenario }) => <Inert lengthMax={80}>{scenario}</Inert> },
          { id: "noisy", says: "Noisy", right: true, cell: ({ noisy }) => <SeenFigure of={noisy} /> },
          { id: "quiet", says: "Quiet", right: true, cell: ({ quiet }) => <SeenFigure of={quiet} /> },
          { id: "deceptive", says: "Deceptive", right: true, cell: ({ deceptive }) => <SeenFigure of={deceptive} /> },
          { id: "twins", says: "Benign twins", right: true, cell: ({ twins }) => <SeenFigure of={twins} /> },
        ]}
      />
      <p className="mt-2 text-soft">
        {unseen.length === 0
          ? "Every technique that was used is named by a case of its attack."
          : `Techniques that were used and that no case of an attack names: ${unseen.join(", ")}.`}
      </p>
    </details>
  );
}
