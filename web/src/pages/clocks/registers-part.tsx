import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { clockQueries, type Registers } from "./queries.ts";
import { regimeWords } from "./words.tsx";

/** What is kept for whoever looks later. */
export default function RegistersPart() {
  const found = useQuery(clockQueries.registers);
  if (found.error) return <Problem of={found.error} again={() => void found.refetch()} />;
  if (!found.data) return <Skeleton className="h-60 w-full" />;
  const { holds, erasures, outages } = found.data;
  return (
    <div className="flex flex-col gap-4">
      <Incidents of={found.data} />
      <Register title="Legal holds" rows={holds} columns={heldColumns(({ scope }: (typeof holds)[number]) => scope)} />
      <Register title="Erasures" rows={erasures} columns={heldColumns(({ streams }: (typeof erasures)[number]) => streams.join(", "))} />
      <Register
        title="Outages of this service"
        rows={outages}
        columns={[
          { id: "from", says: "From", cell: ({ from }) => <Time at={from} as="utc" /> },
          { id: "to", says: "To", cell: ({ to }) => <Time at={to} as="utc" /> },
          { id: "minutes", says: "Minutes", right: true, cell: ({ minutes }) => Math.round(minutes) },
        ]}
      />
    </div>
  );
}

function Incidents({ of: { breaches, incidents, recurrences } }: { readonly of: Registers }) {
  return (
    <>
      <Register
        title="Breaches of personal data (GDPR Art. 33(5))"
        rows={breaches}
        columns={[
          caseColumn,
          { id: "opened", says: "Opened", cell: ({ opened }) => <Time at={opened} as="utc" /> },
          { id: "facts", says: "Facts", cell: ({ facts }) => <Long of={facts} /> },
          { id: "effects", says: "Effects", cell: ({ effects }) => <Long of={effects} /> },
          { id: "remedy", says: "Remedy", cell: ({ remedy }) => <Long of={remedy} /> },
          { id: "reported", says: "Reported", cell: ({ reported, because }) => <Long of={`${reported ? "yes" : "no"}: ${because}`} /> },
        ]}
      />
      <Register
        title="Reportable incidents"
        rows={incidents}
        columns={[
          caseColumn,
          { id: "called", says: "As", cell: ({ regime, called }) => `${regimeWords[regime]}: ${called}` },
          { id: "at", says: "Classified", cell: ({ at }) => <Time at={at} as="utc" /> },
          { id: "by", says: "By", cell: ({ by }) => <Inert>{by.replace(/^person:/, "")}</Inert> },
          { id: "submitted", says: "Handed in", cell: ({ submitted }) => <Long of={submitted.join(", ") || "nothing yet"} /> },
        ]}
      />
      <Register
        title="Monthly looks for recurring incidents"
        rows={recurrences}
        columns={[
          { id: "month", says: "Month", cell: ({ month }) => month },
          { id: "looked", says: "Looked at", right: true, cell: ({ looked }) => looked },
          { id: "without", says: "Could not be compared", right: true, cell: ({ without }) => without },
          {
            id: "groups",
            says: "Found",
            cell: ({ groups }) => (
              <Long of={groups.map(({ group, cases }) => `${group}: ${cases.join(", ")}`).join("; ") || "no recurrence"} />
            ),
          },
        ]}
      />
    </>
  );
}

function Register<Row>({
  title,
  rows,
  columns,
}: {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
}) {
  const empty: ReactNode = <p className="p-3 text-sm text-soft">Nothing is in this register.</p>;
  return (
    <Panel title={title} flush>
      <Table says={title} rows={rows} keyOf={(row) => JSON.stringify(row)} columns={columns} empty={empty} />
    </Panel>
  );
}

const caseColumn = {
  id: "case",
  says: "Case",
  cell: ({ caseId, title }: { readonly caseId: string; readonly title: string }) => (
    <Link to="/clocks/$id" params={{ id: caseId }} search={{}} className="text-accent hover:underline">
      {caseId}: <Inert lengthMax={80}>{title}</Inert>
    </Link>
  ),
};

const heldColumns = <Row extends { readonly by: string; readonly because: string; readonly at: string }>(
  what: (row: Row) => string,
): readonly Column<Row>[] => [
  { id: "what", says: "What", cell: (row) => <Long of={what(row)} /> },
  { id: "because", says: "Why", cell: ({ because }) => <Long of={because} /> },
  { id: "by", says: "By", cell: ({ by }) => <Inert>{by.replace(/^person:/, "")}</Inert> },
  { id: "at", says: "When", cell: ({ at }) => <Time at={at} as="utc" /> },
];

function Long({ of }: { readonly of: string }) {
  return (
    <span className="block max-w-72">
      <Inert lengthMax={600}>{of}</Inert>
    </span>
  );
}
