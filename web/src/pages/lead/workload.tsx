import { useQuery } from "@tanstack/react-query";
import { useMay } from "../../api/session.ts";
import { count } from "../../lib/words.ts";
import { Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import { Formula } from "./figure.tsx";
import { type Asked, leadQueries, type Work } from "./queries.ts";

/** Who did how much, and when of the day. For a lead alone. */
export function WorkloadPanel({ asked }: { readonly asked: Asked }) {
  const may = useMay("lead");
  const work = useQuery({ ...leadQueries.workload(asked), enabled: may });
  if (!may) return null;
  return (
    <Panel title="Workload" flush actions={work.data && <Formula of={work.data.definition} />}>
      {work.isPending && (
        <div className="p-3">
          <Spinner says="counting" />
        </div>
      )}
      {work.error && <Problem of={work.error} again={() => void work.refetch()} />}
      {work.data && <People people={work.data.people} />}
      {work.data && <Hours hours={work.data.hours} zone={work.data.period.zone} />}
    </Panel>
  );
}

function People({ people }: { readonly people: Work["people"] }) {
  return (
    <Table
      says="workload by person"
      rows={people}
      keyOf={({ person }) => person}
      empty={<p className="p-3 text-sm text-soft">No person did anything to a case in this period.</p>}
      columns={[
        { id: "person", says: "Person", cell: ({ person }) => <Inert lengthMax={80}>{person.replace(/^person:/, "")}</Inert> },
        { id: "open", says: "Theirs now", right: true, cell: ({ open }) => count(open) },
        { id: "assigned", says: "Taken", right: true, cell: ({ assigned }) => count(assigned) },
        { id: "settled", says: "Settled", right: true, cell: ({ settled }) => count(settled) },
        { id: "overruled", says: "Overruled", right: true, cell: ({ overruled }) => count(overruled) },
        { id: "notes", says: "Notes", right: true, cell: ({ notes }) => count(notes) },
        { id: "approvals", says: "Containment", right: true, cell: ({ approvals }) => count(approvals) },
      ]}
    />
  );
}

function Hours({ hours, zone }: { readonly hours: Work["hours"]; readonly zone: string }) {
  const most = Math.max(1, ...hours.map(({ alerts }) => alerts));
  return (
    <div className="border-t border-line p-3">
      <p className="mb-1 text-xs text-faint">Alerts by the hour of the day, {zone}</p>
      <svg
        viewBox="0 0 480 64"
        className="w-full"
        role="img"
        aria-label={hours.map(({ hour, alerts }) => `${hour} h: ${alerts}`).join(", ")}
      >
        {hours.map(({ hour, alerts, handedToPeople, acts }) => (
          <g key={hour}>
            <title>{`${hour} h: ${count(alerts)} alerts, ${count(handedToPeople)} to people, ${count(acts)} acts of people`}</title>
            <rect x={hour * 20 + 2} width="16" y={52 - (alerts / most) * 50} height={(alerts / most) * 50} className="fill-line-strong" />
            <rect
              x={hour * 20 + 2}
              width="16"
              y={52 - (handedToPeople / most) * 50}
              height={(handedToPeople / most) * 50}
              className="fill-warn"
            />
            <text x={hour * 20 + 10} y="62" textAnchor="middle" className="fill-faint text-[9px]">
              {hour}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}
