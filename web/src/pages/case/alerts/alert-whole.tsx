import { useQuery } from "@tanstack/react-query";
import { Scissors } from "lucide-react";
import { useState } from "react";
import { useMay } from "../../../api/session.ts";
import { share } from "../../../lib/words.ts";
import { Button } from "../../../ui/button.tsx";
import { Problem } from "../../../ui/empty.tsx";
import { Facts, Panel } from "../../../ui/panel.tsx";
import { Severity } from "../../../ui/severity.tsx";
import { Skeleton } from "../../../ui/spinner.tsx";
import { Inert } from "../../../ui/text.tsx";
import { Time } from "../../../ui/time.tsx";
import { Verdict } from "../../../ui/verdict.tsx";
import { RecordView } from "../evidence/record-view.tsx";
import type { PartProps } from "../part-props.ts";
import { detailRows, detailRowsMax } from "./detail-rows.ts";
import { type Alert, alertQueries } from "./queries.ts";
import { SplitDialog } from "./split-dialog.tsx";

const valueLengthMax = 1_000;
/** Reasons are parted by semicolons; those within brackets belong to a reason. */
const reasonEnds = /; (?![^()]*\))/;
/** What stands elsewhere on the page, or is the agent's own bookkeeping. */
const elsewhere = new Set(["record", "bonds"]);

/** One alert whole: what is known of it, why it is in this case, and the record that it came in as. */
export function AlertWhole({ whole, alert }: PartProps & { readonly alert: string }) {
  const found = useQuery(alertQueries.one(alert));
  if (found.error) return <Problem of={found.error} again={() => void found.refetch()} />;
  if (!found.data)
    return (
      <div className="flex flex-col gap-3">
        <Skeleton className="h-6 w-2/3" />
        <Skeleton className="h-60 w-full" />
      </div>
    );
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <Head whole={whole} alert={found.data} />
      <Why whole={whole} alert={alert} />
      <Detail alert={found.data} />
      <Panel title="The record that it came in as">
        <AlertRecord alert={alert} />
      </Panel>
    </div>
  );
}

function Why({ whole, alert }: PartProps & { readonly alert: string }) {
  const joined = whole.case?.correlation ?? [];
  const because = joined.filter((each) => each.alert === alert).flatMap((each) => each.because.split(reasonEnds));
  const opened = joined[0]?.alert === alert;
  return (
    <Panel title="Why it is in this case">
      {because.length === 0 ? (
        <p className="text-sm text-soft">
          {whole.case === null
            ? "The agent has not said yet: no verdict stands."
            : "It is not said: the alert came after the last verdict."}
        </p>
      ) : (
        <>
          <p className="text-sm">{opened ? "It opened the case, because it" : "It joined because of:"}</p>
          <ul className="mt-1 flex list-disc flex-col gap-0.5 pl-5 text-sm marker:text-faint">
            {because.map((each) => (
              <li key={each}>
                <Inert lengthMax={400}>{each}</Inert>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

function Head({ whole, alert }: PartProps & { readonly alert: Alert }) {
  const [asking, setAsking] = useState(false);
  const mayTriage = useMay("triage");
  const { id, title, severity, verdict, maliciousness } = alert;
  return (
    <header className="flex flex-col gap-2">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <h2 className="min-w-0 flex-1 text-base leading-snug font-semibold">
          <Inert lengthMax={400}>{title}</Inert>
        </h2>
        {mayTriage && whole.alerts > 1 && (
          <Button icon={<Scissors aria-hidden className="size-3.5" />} onClick={() => setAsking(true)}>
            Split it off
          </Button>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-soft">
        <Verdict is={verdict} />
        <Severity is={severity} />
        {maliciousness !== null && <span className="tabular">{share(maliciousness)} likely malicious by itself</span>}
      </div>
      <About alert={alert} />
      <SplitDialog id={whole.id} alerts={[id]} open={asking} onClose={() => setAsking(false)} />
    </header>
  );
}

function About({ alert: { id, time, receivedAt, source, product, rule, givenId } }: { readonly alert: Alert }) {
  return (
    <Facts
      of={[
        ["at", <Time key="at" at={time} as="utc" />],
        ["received", <Time key="received" at={receivedAt} as="utc" />],
        ["from", <Inert key="from">{`${source} (${product})`}</Inert>],
        ["rule", rule === null ? "none named" : <Inert key="rule">{rule}</Inert>],
        [
          "id",
          <span key="id" className="font-mono text-xs">
            {id}
            {givenId !== null && (
              <>
                {" "}
                given as <Inert lengthMax={120}>{givenId}</Inert>
              </>
            )}
          </span>,
        ],
      ]}
    />
  );
}

function Detail({ alert: { detail } }: { readonly alert: Alert }) {
  const rows = detailRows(Object.fromEntries(Object.entries(detail).filter(([name]) => !elsewhere.has(name))));
  if (rows.length === 0) return null;
  return (
    <Panel title="What is known of it">
      <dl className="grid grid-cols-[minmax(7rem,max-content)_1fr] gap-x-4 gap-y-1 text-xs">
        {rows.map(({ name, value }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a name may stand several times
          <div key={at} className="contents">
            <dt className="text-faint">
              <Inert lengthMax={120}>{name}</Inert>
            </dt>
            <dd className="min-w-0 font-mono">
              <Inert lengthMax={valueLengthMax}>{value}</Inert>
            </dd>
          </div>
        ))}
      </dl>
      {rows.length === detailRowsMax && <p className="mt-2 text-xs text-faint">The rest is in the record.</p>}
    </Panel>
  );
}

function AlertRecord({ alert }: { readonly alert: string }) {
  const found = useQuery(alertQueries.record(alert));
  if (found.error) return <Problem of={found.error} again={() => void found.refetch()} />;
  if (!found.data) return <Skeleton className="h-40 w-full" />;
  const { record, says } = found.data;
  if (!record)
    return (
      <p className="text-sm text-soft">
        It is not here: <Inert lengthMax={300}>{says ?? "nobody said why"}</Inert>.
      </p>
    );
  const { position, source, digest, bytes, base64 } = record;
  return (
    <RecordView
      key={position}
      record={{ path: source, position, digest, bytes, base64, whole: true, check: "unsaid", says: "the digest is over these bytes" }}
    />
  );
}
