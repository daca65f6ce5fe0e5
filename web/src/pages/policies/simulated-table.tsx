import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { count } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../../ui/chip.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import type { Simulated } from "./queries.ts";

const firstRows = 25;

/** Actions one by one, before and after; those that differ come first. */
export function SimulatedTable({ simulated }: { readonly simulated: readonly Simulated[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? simulated : simulated.slice(0, firstRows);
  return (
    <>
      <Table says="past actions under these policies" rows={shown} keyOf={({ id }) => id} columns={columns} />
      {simulated.length > shown.length && (
        <Button className="self-start" onClick={() => setAll(true)}>
          Show all {count(simulated.length)}
        </Button>
      )}
    </>
  );
}

const columns: readonly Column<Simulated>[] = [
  {
    id: "differs",
    says: "",
    cell: ({ differs }) =>
      differs ? <Badge tone="warn">differs</Badge> : <span className="text-xs whitespace-nowrap text-faint">the same</span>,
  },
  { id: "action", says: "Action", cell: (each) => <ActionCell of={each} />, className: "min-w-48 max-w-72" },
  { id: "tier", says: "Tier", right: true, cell: ({ tier }) => tier },
  { id: "recorded", says: "Was decided", cell: ({ recorded }) => <Decided of={recorded} /> },
  { id: "changed", says: "Would be decided", cell: ({ changed }) => <Decided of={changed} by={changed.policies} /> },
];

function ActionCell({ of: { id, verb, target } }: { readonly of: Simulated }) {
  return (
    <Link to="/containment/$id" params={{ id }} className="text-accent hover:underline">
      <span className="font-mono text-xs">{id}</span> {verb} <Inert lengthMax={80}>{target}</Inert>
    </Link>
  );
}

type Outcome = { readonly allowed: boolean; readonly approvers: number; readonly because: readonly string[] };

function Decided({ of: { allowed, approvers, because }, by = [] }: { readonly of: Outcome; readonly by?: readonly string[] }) {
  return (
    <div className="min-w-48">
      <p className={`font-medium ${allowed ? "text-good" : "text-bad"}`}>{allowed ? allowedSays(approvers) : "not allowed"}</p>
      <ul className="text-xs text-soft">
        {because.map((each) => (
          <li key={each}>
            <Inert lengthMax={400}>{each}</Inert>
          </li>
        ))}
      </ul>
      {by.length > 0 && (
        <p className="font-mono text-2xs text-faint">
          <Inert lengthMax={400}>{by.join(", ")}</Inert>
        </p>
      )}
    </div>
  );
}

const allowedSays = (approvers: number) =>
  approvers === 0 ? "allowed, nobody is asked" : `allowed with ${approvers === 1 ? "one approver" : `${approvers} approvers`}`;
