import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { count } from "../../lib/words.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Severity } from "../../ui/severity.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { Table } from "../../ui/table.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { Inert, InertAlready } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { Verdict } from "../../ui/verdict.tsx";
import { autonomyQueries, type Class, type Compared, type Look, looks } from "./queries.ts";

const lookWords: Readonly<Record<Look, string>> = {
  disagreed: "Disagreed",
  waiting: "Wait for people",
  abstained: "The agent did not know",
  agreed: "Agreed",
};
const endWords = { closed: "closed it", escalated: "escalated it", waiting: "would have closed it" } as const;

/** The cases of a class: first those on which people and the agent did not agree. */
export function CasesDialog({
  of,
  which,
  onWhich,
  onClose,
}: {
  readonly of: Class;
  readonly which: Look;
  readonly onWhich: (which: Look) => void;
  readonly onClose: () => void;
}) {
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={of.title ?? of.rule}
      says={
        <>
          Cases of this class of <InertAlready>{of.product}</InertAlready> that the agent ended.
        </>
      }
    >
      <Tabs
        says="which cases"
        chosen={which}
        onChoose={(id) => onWhich(looks.find((each) => each === id) ?? "disagreed")}
        tabs={looks.map((id) => ({ id, says: lookWords[id], content: id === which && <Cases of={of.class} which={id} /> }))}
      />
    </Dialog>
  );
}

function Cases({ of, which }: { readonly of: string; readonly which: Look }) {
  const found = useQuery(autonomyQueries.cases(of, which));
  if (found.error) return <Problem of={found.error} again={() => void found.refetch()} />;
  if (!found.data) return <Spinner says="reading" />;
  const left = found.data.of - found.data.cases.length;
  return (
    <>
      <ComparedTable cases={found.data.cases} says="cases of the class" />
      {left > 0 && <p className="p-2 text-xs text-faint">and {count(left)} more</p>}
    </>
  );
}

/** Cases with both sides: what the agent said and did, and what people made of it. */
export function ComparedTable({
  cases,
  says,
}: {
  readonly cases: readonly (Compared & { readonly would?: string })[];
  readonly says: string;
}) {
  return (
    <Table
      says={says}
      rows={cases}
      keyOf={(each) => `${each.case} ${each.at}`}
      empty={<p className="p-3 text-sm text-soft">There is none.</p>}
      columns={[
        {
          id: "case",
          says: "Case",
          cell: (each) => (
            <Link to="/cases/$id" params={{ id: each.case }} className="whitespace-nowrap text-accent hover:underline">
              <Inert lengthMax={80}>{each.case}</Inert>
            </Link>
          ),
        },
        { id: "severity", says: "Severity", cell: ({ severity }) => <Severity is={severity} /> },
        {
          id: "agent",
          says: "The agent",
          cell: ({ agent }) => (
            <>
              <Verdict is={agent.verdict} /> <span className="text-xs text-faint">{endWords[agent.end]}</span>
            </>
          ),
        },
        { id: "people", says: "People", cell: ({ people }) => <People of={people} /> },
        ...(cases.some(({ would }) => would !== undefined)
          ? [
              {
                id: "would",
                says: "Would have been",
                cell: ({ would }: { readonly would?: string }) => (would === "waiting" ? "left to people" : would),
              },
            ]
          : []),
        { id: "at", says: "Ended", cell: ({ at }) => <Time at={at} as="utc" /> },
      ]}
    />
  );
}

function People({ of }: { readonly of: Compared["people"] }) {
  if (of === null) return <span className="whitespace-nowrap text-soft">not yet</span>;
  return (
    <>
      {of.status === "escalated" ? <span className="font-medium text-warn">handed on</span> : <Verdict is={of.verdict} />}{" "}
      <span className="text-xs text-faint">
        <Inert lengthMax={60}>{of.by.replace(/^person:/, "")}</Inert>
      </span>
    </>
  );
}
