import { count } from "../../../lib/words.ts";
import { type Column, Table } from "../../../ui/table.tsx";
import { Inert } from "../../../ui/text.tsx";
import { Time } from "../../../ui/time.tsx";
import type { Found } from "./queries.ts";

type Row = Found["rows"][number];
const rowsShownMax = 200;
const fieldsShownMax = 40;

const columns: readonly Column<Row>[] = [
  { id: "time", says: "time, UTC", cell: ({ time }) => <Time at={time} as="utc" className="text-xs" /> },
  { id: "dataset", says: "dataset", cell: ({ dataset, channel }) => <Inert className="text-xs">{`${dataset} · ${channel}`}</Inert> },
  { id: "action", says: "action", cell: ({ action }) => <Inert className="font-mono text-xs">{action}</Inert> },
  { id: "host", says: "host", cell: ({ host }) => <Inert className="font-mono text-xs">{host ?? "not said"}</Inert> },
  { id: "fields", says: "fields", cell: ({ fields }) => <Fields of={fields} />, className: "w-1/2 min-w-72" },
];

/** Rows that a search found. Every cell is from outside and inert. */
export function FoundRows({ found: { rows, groups } }: { readonly found: Found }) {
  return (
    <>
      {groups.length > 0 && <Groups of={groups} />}
      <Table
        says="events that were found"
        columns={columns}
        rows={rows.slice(0, rowsShownMax)}
        keyOf={({ time, source: { path, record, digest } }) => `${time} ${path} ${record} ${digest}`}
        empty={groups.length > 0 ? null : <p className="text-sm text-soft">No event fits. Widen the window, or take a condition out.</p>}
      />
      {rows.length > rowsShownMax && (
        <p className="text-xs text-faint">
          The first {count(rowsShownMax)} of {count(rows.length)} rows are shown.
        </p>
      )}
    </>
  );
}

function Groups({ of }: { readonly of: Found["groups"] }) {
  const shown = of.slice(0, rowsShownMax);
  return (
    <Table
      says="counts by field"
      columns={[
        { id: "by", says: "of", cell: ({ by }) => <Inert className="font-mono text-xs">{by.join(" · ")}</Inert> },
        { id: "count", says: "events", cell: ({ count: events }) => count(events), right: true },
        { id: "distinct", says: "distinct", cell: ({ distinct }) => count(distinct), right: true },
      ]}
      rows={shown}
      keyOf={({ by }) => by.join("\u0000")}
    />
  );
}

function Fields({ of }: { readonly of: Row["fields"] }) {
  const entries = Object.entries(of);
  return (
    <details>
      <summary className="cursor-pointer truncate text-xs text-soft hover:text-text">
        <Inert lengthMax={120}>{entries.map(([name, value]) => `${name}=${said(value)}`).join(" ")}</Inert>
      </summary>
      <dl className="mt-1 grid grid-cols-[max-content_1fr] gap-x-3 gap-y-0.5 text-xs">
        {entries.slice(0, fieldsShownMax).map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-faint">
              <Inert lengthMax={80}>{name}</Inert>
            </dt>
            <dd className="min-w-0 font-mono">
              <Inert lengthMax={600}>{said(value)}</Inert>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

const said = (value: Row["fields"][string]) => (Array.isArray(value) ? value.map(String).join(", ") : String(value));
