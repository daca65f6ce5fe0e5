import { useQuery } from "@tanstack/react-query";
import { Badge } from "../../ui/chip.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import { clockQueries, type Obligations } from "./queries.ts";
import { Article, regimeWords } from "./words.tsx";

/** What the rule packs ask of this operator, which are in use, and what in them nobody verified. */
export default function ObligationsPart() {
  const found = useQuery(clockQueries.obligations);
  if (found.error) return <Problem of={found.error} again={() => void found.refetch()} />;
  if (!found.data) return <Skeleton className="h-60 w-full" />;
  const { rows, packs, authorities, entity, memberStates } = found.data;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-soft">
        As configured: {entity.length === 0 ? "nothing is said of what this operator is" : entity.join(", ")}
        {memberStates.length > 0 && `; ${memberStates.join(", ")}`}.
      </p>
      <Panel title="What is asked" flush>
        <Table
          says="obligations"
          rows={rows.toSorted((a, b) => Number(b.applies) - Number(a.applies))}
          keyOf={({ regime, stage, article, title }) => `${regime} ${stage} ${article} ${title}`}
          columns={[
            { id: "what", says: "Report", cell: ({ regime, title }) => `${regimeWords[regime]}: ${title}` },
            {
              id: "applies",
              says: "Applies",
              cell: ({ applies }) => (applies ? <Badge tone="good">applies</Badge> : <Badge>does not</Badge>),
            },
            { id: "because", says: "Because", cell: ({ because }) => <span className="block max-w-80">{because}</span> },
            { id: "says", says: "By when", cell: ({ says, noon }) => `${says}${noon ? "; a weekend or bank holiday moves it" : ""}` },
            { id: "article", says: "Article", cell: ({ article, mark }) => <Article of={article} mark={mark} /> },
          ]}
        />
      </Panel>
      {authorities.length > 0 && (
        <Panel title="To whom, as configured">
          <ul className="text-sm">
            {authorities.map(({ regime, name, reached }) => (
              <li key={`${regime} ${name}`}>
                {regimeWords[regime]}: <Inert>{name}</Inert>, <Inert>{reached}</Inert>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <Packs of={packs} />
    </div>
  );
}

function Packs({ of }: { readonly of: readonly Pack[] }) {
  return (
    <Panel title="Rule packs" flush>
      <Table
        says="rule packs"
        rows={of}
        keyOf={({ name, version }) => `${name} ${version}`}
        columns={[
          {
            id: "name",
            says: "Pack",
            cell: ({ name, version, title }) => (
              <span className="flex max-w-80 flex-col">
                <span className="font-medium">
                  <Inert>{`${name} ${version}`}</Inert>
                </span>
                <span className="text-xs text-faint">
                  <Inert>{title}</Inert>
                </span>
              </span>
            ),
          },
          { id: "use", says: "In use", cell: ({ inUse, because }) => <InUse is={inUse} because={because} /> },
          { id: "from", says: "In force", cell: ({ effectiveFrom, effectiveUntil }) => `${effectiveFrom} to ${effectiveUntil ?? "open"}` },
          { id: "unverified", says: "Not verified", cell: ({ unverified }) => <Unverified of={unverified} /> },
        ]}
      />
    </Panel>
  );
}

type Pack = Obligations["packs"][number];

function InUse({ is, because }: { readonly is: boolean; readonly because: string }) {
  return (
    <span className="flex max-w-72 flex-col items-start">
      {is ? <Badge tone="good">in use</Badge> : <Badge>not in use</Badge>}
      <span className="text-xs text-soft">{because}</span>
    </span>
  );
}

/** What nobody verified, as a list that opens. */
export function Unverified({ of }: { readonly of: readonly string[] }) {
  if (of.length === 0) return <span className="text-soft">nothing</span>;
  return (
    <details className="max-w-96 text-xs">
      <summary className="cursor-pointer font-medium text-warn">
        {of.length === 1 ? "1 statement is" : `${of.length} statements are`} not verified
      </summary>
      <ul className="mt-1 list-disc pl-4 text-soft">
        {of.map((each) => (
          <li key={each}>
            <Inert lengthMax={500}>{each}</Inert>
          </li>
        ))}
      </ul>
    </details>
  );
}
