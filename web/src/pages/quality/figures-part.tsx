import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { count, share } from "../../lib/words.ts";
import { Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Severity } from "../../ui/severity.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import { Figure, Formula, NotMeasured } from "../lead/figure.tsx";
import { ClassesPanel, ClassTitle } from "./classes.tsx";
import { type Figures, qualityQueries } from "./queries.ts";
import { RateFigure } from "./rate.tsx";

const periods = [7, 30, 90, 365] as const;

/** How many threats the agent may have let pass: a bound, what it rests on, and how good the reviewers are. */
export default function FiguresPart() {
  const [days, setDays] = useState<number>(30);
  const figures = useQuery(qualityQueries.figures(days));
  return (
    <div className="flex flex-col gap-4">
      <label className="self-end text-sm text-soft">
        <span className="sr-only">period</span>
        <select
          value={days}
          onChange={(event) => setDays(Number(event.target.value))}
          className="h-7 rounded-md border border-line bg-surface px-1.5 phone:h-10"
        >
          {periods.map((each) => (
            <option key={each} value={each}>
              the last {each} days
            </option>
          ))}
        </select>
      </label>
      {figures.error && <Problem of={figures.error} again={() => void figures.refetch()} />}
      {figures.isPending && <Skeleton className="h-80 w-full" />}
      {figures.data && (
        <>
          <Whole of={figures.data} />
          <ClassesPanel classes={figures.data.classes} definition={figures.data.definition} />
          <Strata of={figures.data} />
          <LeftOut of={figures.data} />
        </>
      )}
    </div>
  );
}

function Whole({ of: { all, definition, reviewers, waiting } }: { readonly of: Figures }) {
  const { sensitivity, golds, found, kappa, pairs } = reviewers;
  return (
    <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
      <Figure
        name="Missed threats, at most"
        definition={definition}
        says={all.measured ? <Rests of={all} /> : `${count(all.closed)} closed, ${count(all.drawn)} drawn`}
      >
        <RateFigure of={all} big />
      </Figure>
      <Figure
        name="Reviewers find"
        says={golds === 0 ? "No gold alert was judged, so nothing is corrected by it." : `${count(found)} of ${count(golds)} gold alerts`}
      >
        {sensitivity ? (
          <span className="tabular">
            <span className="text-xl font-semibold">{share(sensitivity.estimate)}</span>{" "}
            <span className="text-xs text-faint">
              {share(sensitivity.interval[0])} to {share(sensitivity.interval[1])}
            </span>
          </span>
        ) : (
          <NotMeasured because="no gold alert was judged" />
        )}
      </Figure>
      <Figure name="Two reviewers agree (kappa)" says={`${count(pairs)} samples were judged by two people; 1 is always, 0 is by chance`}>
        {kappa === null ? (
          <NotMeasured because="too few samples were judged by two people" />
        ) : (
          <span className="tabular text-xl font-semibold">{kappa.toFixed(2)}</span>
        )}
      </Figure>
      <Figure name="Samples that wait" says={`${count(waiting.overdue)} overdue`}>
        <span className="tabular text-xl font-semibold">{count(waiting.samples)}</span>
      </Figure>
    </div>
  );
}

function Rests({
  of: { closed, judged, laterFound, undecided, correctedBy },
}: {
  readonly of: Extract<Figures["all"], { measured: true }>;
}) {
  return (
    <>
      {count(closed)} closed, {count(judged)} judged, {count(undecided)} undecided, {count(laterFound)} found later.{" "}
      {correctedBy
        ? `Corrected: reviewers find at least ${share(correctedBy.atLeast)} (${count(correctedBy.golds)} gold alerts).`
        : "Not corrected for what reviewers overlook."}
    </>
  );
}

function Strata({ of: { strata, classes, definition } }: { readonly of: Figures }) {
  const titles = new Map(classes.map(({ class: of, title }) => [of, title]));
  return (
    <Panel title="By stratum" flush actions={<Formula of={definition} />}>
      <Table
        says="missed threats by stratum"
        rows={strata}
        keyOf={(each) => `${each.class} ${each.severity} ${each.path} ${each.criticality}`}
        empty={<p className="p-3 text-sm text-soft">The agent closed nothing in this period.</p>}
        columns={[
          { id: "class", says: "Class", cell: (each) => <ClassTitle of={{ class: each.class, title: titles.get(each.class) ?? null }} /> },
          { id: "severity", says: "Severity", cell: ({ severity }) => <Severity is={severity} /> },
          { id: "path", says: "Closed by", cell: ({ path }) => <Inert>{path}</Inert> },
          { id: "criticality", says: "Criticality", cell: ({ criticality }) => criticality },
          { id: "rate", says: "Missed, at most", cell: ({ rate }) => <RateFigure of={rate} /> },
          { id: "closed", says: "Closed", right: true, cell: ({ rate }) => count(rate.closed) },
          { id: "drawn", says: "Drawn", right: true, cell: ({ rate }) => count(rate.drawn) },
        ]}
      />
    </Panel>
  );
}

function LeftOut({ of: { uncommitted, forgotten } }: { readonly of: Figures }) {
  if (uncommitted === 0 && forgotten === 0) return null;
  return (
    <p className="text-sm text-soft">
      {uncommitted > 0 && `${count(uncommitted)} closed before a commitment stood: counted, and never drawn. `}
      {forgotten > 0 && `${count(forgotten)} closed cases are too old for these figures; the record has them.`}
    </p>
  );
}
