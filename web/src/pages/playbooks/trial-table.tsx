import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { count, share } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../../ui/chip.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import { Verdict } from "../../ui/verdict.tsx";
import type { TrialLine } from "./queries.ts";

const firstRows = 25;

/** Past cases one by one: what was concluded, what would have been; those that differ come first. */
export function TrialTable({ trials }: { readonly trials: readonly TrialLine[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? trials : trials.slice(0, firstRows);
  return (
    <>
      <Table says="past cases under this text" rows={shown} keyOf={(trial) => trial.case} columns={columns} />
      {trials.length > shown.length && (
        <Button className="self-start" onClick={() => setAll(true)}>
          Show all {count(trials.length)}
        </Button>
      )}
    </>
  );
}

const columns: readonly Column<TrialLine>[] = [
  {
    id: "differs",
    says: "",
    cell: ({ differs }) =>
      differs ? <Badge tone="warn">differs</Badge> : <span className="text-xs whitespace-nowrap text-faint">the same</span>,
  },
  { id: "case", says: "Case", cell: (trial) => <CaseCell trial={trial} />, className: "min-w-64 max-w-96" },
  { id: "recorded", says: "Was", cell: ({ recorded }) => <Outcome verdict={recorded.verdict} likely={recorded.maliciousness} /> },
  { id: "would", says: "Would be", cell: ({ would }) => <Outcome verdict={would.verdict} likely={would.maliciousness} /> },
  { id: "between", says: "What is not known could make it", cell: (trial) => <Between trial={trial} /> },
  {
    id: "answers",
    says: "Answers",
    cell: ({ answersKept, answersDropped }) => (
      <span className="tabular whitespace-nowrap text-soft">
        {answersKept} count{answersDropped > 0 && `, ${answersDropped} no longer`}
      </span>
    ),
  },
  { id: "unasked", says: "Never asked then", cell: ({ notAsked }) => <NotAsked ids={notAsked} /> },
];

function CaseCell({ trial }: { readonly trial: TrialLine }) {
  return (
    <Link to="/cases/$id" params={{ id: trial.case }} className="text-accent hover:underline">
      <span className="font-mono text-xs">{trial.case}</span> <Inert lengthMax={90}>{trial.title}</Inert>
    </Link>
  );
}

function Outcome({ verdict, likely }: { readonly verdict: string; readonly likely: number }) {
  return (
    <span className="flex items-center justify-between gap-3">
      <Verdict is={verdict} />
      <span className="tabular text-soft">{share(likely)}</span>
    </span>
  );
}

/** A line from 0 to 1 with the range, and a mark where it would be. */
function Between({ trial: { between, would } }: { readonly trial: TrialLine }) {
  const [low, high] = [between.low * 100, between.high * 100];
  return (
    <span className="flex items-center gap-2">
      <svg aria-hidden viewBox="0 0 100 10" className="h-2.5 w-24 shrink-0">
        <rect y="4.5" width="100" height="1" className="fill-line-strong" />
        <rect x={low} y="3" width={Math.max(1, high - low)} height="4" className="fill-accent" opacity="0.55" />
        <rect x={Math.min(98, would.maliciousness * 100)} width="2" height="10" className="fill-text" />
      </svg>
      <span className="tabular text-xs whitespace-nowrap text-soft">
        {share(between.low)} to {share(between.high)}
      </span>
    </span>
  );
}

function NotAsked({ ids }: { readonly ids: readonly string[] }) {
  if (ids.length === 0) return <span className="text-faint">none</span>;
  return (
    <details className="text-xs">
      <summary className="cursor-pointer whitespace-nowrap text-soft">
        {ids.length === 1 ? "1 question" : `${ids.length} questions`}
      </summary>
      <p className="mt-1 max-w-64 text-faint">
        <Inert lengthMax={1_000}>{ids.join(", ")}</Inert>
      </p>
    </details>
  );
}
