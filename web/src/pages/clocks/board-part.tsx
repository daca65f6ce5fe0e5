import { Link } from "@tanstack/react-router";
import { count } from "../../lib/words.ts";
import { Badge } from "../../ui/chip.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { Countdown } from "./countdown.tsx";
import type { Board, Clock } from "./queries.ts";
import { Article, ClockState, regimeWords } from "./words.tsx";

/** Every clock of every case, and what nobody has decided on yet. */
export function BoardPart({ board }: { readonly board: Board }) {
  const { clocks, undetermined, entity, problems } = board;
  if (entity.length === 0)
    return (
      <Empty title="Nobody said what this operator is">
        Clocks run by what you are before the law. Say it in watchkeeper.yaml, as you and your counsel hold it to be, for instance{" "}
        <code className="font-mono text-xs">{"regulation: { entity: [credit-institution], member-states: [DE] }"}</code>. Nothing is
        guessed, and without it no clock runs. The guide to regulation names every kind.
      </Empty>
    );
  return (
    <div className="flex flex-col gap-4">
      {problems.length > 0 && (
        <Panel title="Rule packs that could not be taken">
          <ul className="text-sm text-bad">
            {problems.map((each) => (
              <li key={each}>
                <Inert lengthMax={500}>{each}</Inert>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <Panel flush>
        <Table
          says="clocks, the earliest first"
          rows={clocks}
          keyOf={({ caseId, regime, stage }) => `${caseId} ${regime} ${stage}`}
          columns={columns}
          empty={
            <p className="p-3 text-sm text-soft">
              No clock runs. Open the papers of a case from its page (<em>Clocks and reports</em>), and its clocks stand here.
            </p>
          }
        />
      </Panel>
      <Undetermined of={undetermined} />
      <Availability of={board.availability} />
    </div>
  );
}

const columns = [
  { id: "left", says: "Left", cell: (clock: Clock) => <Left of={clock} /> },
  { id: "what", says: "What is owed", cell: (clock: Clock) => <What of={clock} /> },
  {
    id: "case",
    says: "Case",
    cell: ({ caseId, caseTitle, regime }: Clock) => <CaseWay caseId={caseId} title={caseTitle} regime={regime} />,
  },
  { id: "state", says: "State", cell: (clock: Clock) => <ClockState of={clock} /> },
  { id: "due", says: "Due", cell: ({ due }: Clock) => (due === null ? "–" : <Time at={due} as="utc" />) },
];

/** The countdown while it runs; when it was handed in afterwards. */
export function Left({ of: { state, due, submitted, reference } }: { readonly of: Clock }) {
  if (state === "submitted" && submitted !== null)
    return (
      <span className="text-xs text-soft">
        handed in <Time at={submitted} as="utc" />
        {reference !== null && (
          <>
            , <Inert lengthMax={80}>{reference}</Inert>
          </>
        )}
      </span>
    );
  return due !== null && (state === "running" || state === "late") ? <Countdown due={due} /> : <span className="text-faint">–</span>;
}

/** The report and its article; why its deadline moved; what the clock says of itself. */
export function What({ of: { regime, title, article, mark, says, moved } }: { readonly of: Clock }) {
  return (
    <span className="flex max-w-md min-w-44 flex-col">
      <span className="font-medium">
        {regimeWords[regime]}: {title}
      </span>
      <Article of={article} mark={mark} />
      <span className="text-xs text-soft">{says}</span>
      {moved !== null && <span className="text-xs text-soft">{moved}</span>}
    </span>
  );
}

type Waiting = Board["undetermined"][number];

function Undetermined({ of }: { readonly of: readonly Waiting[] }) {
  if (of.length === 0) return null;
  const says = "Time since awareness without a determination";
  return (
    <Panel title={says} flush>
      <Table says={says} rows={of} keyOf={({ caseId, regime }) => `${caseId} ${regime}`} columns={waitingColumns} />
    </Panel>
  );
}

const waitingColumns = [
  {
    id: "hours",
    says: "Since",
    cell: ({ hours, warned }: Waiting) => (
      <span className={`tabular text-lg font-semibold ${warned ? "text-warn" : ""}`}>{count(Math.floor(hours))} h</span>
    ),
  },
  {
    id: "what",
    says: "What is to be decided",
    cell: ({ says, article, mark, regime }: Waiting) => (
      <span className="flex max-w-md min-w-44 flex-col">
        <span>
          {regimeWords[regime]}: {says}
        </span>
        <Article of={article} mark={mark} />
      </span>
    ),
  },
  {
    id: "case",
    says: "Case",
    cell: ({ caseId, caseTitle, regime }: Waiting) => <CaseWay caseId={caseId} title={caseTitle} regime={regime} />,
  },
  {
    id: "aware",
    says: "Aware",
    cell: ({ since, estimated }: Waiting) => (
      <>
        <Time at={since} as="utc" /> {estimated && <Badge tone="warn">time not confirmed</Badge>}
      </>
    ),
  },
];

function CaseWay({ caseId, title, regime }: { readonly caseId: string; readonly title: string; readonly regime: string }) {
  return (
    <Link to="/clocks/$id" params={{ id: caseId }} search={{ regime }} className="block max-w-80 min-w-40 text-accent hover:underline">
      {caseId}: <Inert lengthMax={100}>{title}</Inert>
    </Link>
  );
}

function Availability({ of: { watched, says, outages, article, mark } }: { readonly of: Board["availability"] }) {
  if (!watched && outages.length === 0) return null;
  return (
    <Panel title="This service itself">
      <p className="text-sm">{says}</p>
      <Article of={article} mark={mark} />
      <ul className="mt-1 text-sm">
        {outages.map(({ from, to, minutes, overLimit }) => (
          <li key={from} className={overLimit ? "text-bad" : "text-soft"}>
            <Time at={from} as="utc" /> to <Time at={to} as="utc" />: {count(Math.round(minutes))} minutes{overLimit && ", over the limit"}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
