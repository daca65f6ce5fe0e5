import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import { visible } from "../../../../src/server/contract/inert.ts";
import { ApiProblem } from "../../api/client.ts";
import { useMay } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { Copy } from "../../ui/copy.tsx";
import { Empty, Problem } from "../../ui/empty.tsx";
import { Facts, Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { Inert, InertBlock } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { type Fact, factsOf } from "./facts.ts";
import { type Entry, journalQueries, type Proof } from "./queries.ts";
import { Steps } from "./steps.tsx";
import { useEntryCheck } from "./use-check.ts";
import { useSigning } from "./use-signing.ts";

/** One entry, whole: what it says field by field, the exact text that was signed, and the check of both. */
export function EntryPanel({ world, sequence }: { readonly world: string; readonly sequence: number }) {
  const { data, error, isPending, refetch } = useQuery(journalQueries.entry(world, sequence));
  if (error) return <Problem of={error} again={() => void refetch()} />;
  if (isPending) return <Skeleton className="h-96 w-full" />;
  if (data === null)
    return <Empty title={`There is no entry ${sequence}`}>The record is not that long yet. Entries are counted from 0.</Empty>;
  return <EntryWhole world={world} entry={data} key={`${world} ${sequence}`} />;
}

function EntryWhole({ world, entry }: { readonly world: string; readonly entry: Entry }) {
  const check = useEntryCheck(world, entry);
  const proof = useQuery(journalQueries.proof(world, entry.sequence));
  return (
    <Panel
      title={
        <>
          Entry {entry.sequence}: <Inert>{entry.type}</Inert>
        </>
      }
      actions={
        <Button
          busy={check.isPending}
          disabled={!proof.data}
          icon={<ShieldCheck aria-hidden className="size-4" />}
          onClick={() => check.mutate()}
        >
          Verify this entry
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        {check.error && <Problem of={check.error} />}
        {check.data && (
          <div className="flex flex-col gap-2 rounded-md border border-line bg-ground p-3">
            <Steps of={check.data} />
            <p className="text-xs text-faint">
              The signed text holds what is in plain words here, and a commitment to the rest. That what is shown below is what was sealed
              behind that commitment is checked by the server, and by whoever has an evidence pack.
            </p>
          </div>
        )}
        <Place of={entry} />
        <Says event={entry.event} />
        <SignedText world={world} proof={proof} />
      </div>
    </Panel>
  );
}

/** When it was recorded, about what, and its hash. */
function Place({ of: entry }: { readonly of: Entry }) {
  return (
    <Facts
      of={[
        ["recorded", <Time key="at" at={entry.recordedAt} as="utc" />],
        ["stream", <Stream key="stream" of={entry.stream} />],
        [
          "hash",
          <span key="hash" className="flex items-start gap-1">
            <span className="font-mono text-xs break-all">{entry.hash}</span>
            <Copy text={entry.hash} says="copy the hash" />
          </span>,
        ],
      ]}
    />
  );
}

function Stream({ of: stream }: { readonly of: string }) {
  if (!/^case-[A-Za-z0-9-]+$/.test(stream)) return <Inert className="font-mono text-xs">{stream}</Inert>;
  return (
    <Link to="/cases/$id" params={{ id: stream }} className="font-mono text-xs text-accent hover:underline">
      {stream}
    </Link>
  );
}

/** What happened, field by field; or that nobody can read it any more. */
function Says({ event }: { readonly event: unknown }) {
  if (event === null || event === undefined)
    return (
      <p className="text-sm text-soft">
        What it said was erased: its key is gone, and nobody can read it. That it was there, and when, still stands and is still proven.
      </p>
    );
  const { facts, withheld } = factsOf(event);
  return (
    <Section title="What it says">
      <dl className="grid grid-cols-[minmax(6rem,max-content)_1fr] gap-x-4 gap-y-1.5 text-sm">
        {facts.map((fact) => (
          <div key={fact.name} className="contents">
            <dt className="text-faint">
              <Inert>{fact.name}</Inert>
            </dt>
            <dd className="min-w-0">
              <FactValue of={fact} />
            </dd>
          </div>
        ))}
      </dl>
      {withheld.length > 0 && (
        <p className="mt-2 text-xs text-faint">
          Nobody is shown {withheld.join(", ")}: a password or a second factor could be found from it. It is in the record.
        </p>
      )}
    </Section>
  );
}

function FactValue({ of: { value, isLong, isJson } }: { readonly of: Fact }) {
  if (isJson && isLong) return <Json>{value}</Json>;
  return isLong ? <InertBlock>{value}</InertBlock> : <Inert lengthMax={1_000}>{value}</Inert>;
}

/** JSON as it was written here: the blanks at the beginning of a line are ours, what follows them is from outside. */
function Json({ children }: { readonly children: string }) {
  const lines = children.split("\n").map((line) => {
    const said = line.trimStart();
    return line.slice(0, line.length - said.length) + visible(said);
  });
  return <pre className="inert rounded-md border border-line bg-ground p-3 font-mono text-xs whitespace-pre-wrap">{lines.join("\n")}</pre>;
}

function SignedText({ world, proof: { data, error, isPending } }: { readonly world: string; readonly proof: UseQueryResult<Proof> }) {
  const isUnsigned = error instanceof ApiProblem && error.said.code === "journal/not-published";
  return (
    <Section title="The text that was signed">
      {isPending && <Skeleton className="h-16 w-full" />}
      {isUnsigned && <NotSigned world={world} />}
      {error && !isUnsigned && <Problem of={error} />}
      {data && (
        <>
          <InertBlock>{data.record}</InertBlock>
          <details className="mt-2">
            <summary className="cursor-pointer text-xs text-soft">Its proof, as c2sp.org/tlog-proof writes it</summary>
            <InertBlock className="mt-2">{data.proof}</InertBlock>
          </details>
        </>
      )}
    </Section>
  );
}

/** What was recorded last waits for the next signature; an auditor need not wait. */
function NotSigned({ world }: { readonly world: string }) {
  const may = useMay("audit");
  const sign = useSigning(world);
  return (
    <div className="flex flex-col items-start gap-2 text-sm text-soft">
      <p>It is written, and not signed yet: the next checkpoint covers it, and it can be proven from then on.</p>
      {may && (
        <Button busy={sign.isPending} onClick={() => sign.mutate()}>
          Sign it now
        </Button>
      )}
      {sign.error && <Problem of={sign.error} />}
    </div>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1.5 text-xs font-semibold text-faint">{title}</h3>
      {children}
    </section>
  );
}
