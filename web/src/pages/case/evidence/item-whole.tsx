import { useQuery } from "@tanstack/react-query";
import { count } from "../../../lib/words.ts";
import { Badge } from "../../../ui/chip.tsx";
import { Problem } from "../../../ui/empty.tsx";
import { Facts, Panel } from "../../../ui/panel.tsx";
import { Skeleton } from "../../../ui/spinner.tsx";
import { Inert, InertAlready } from "../../../ui/text.tsx";
import { Time } from "../../../ui/time.tsx";
import { AskedAgain } from "./asked-again.tsx";
import { InertLines } from "./inert-lines.tsx";
import { type Evidence, evidenceQueries } from "./queries.ts";
import { RecordView } from "./record-view.tsx";
import { sideOf } from "./sides.ts";

/** One evidence item whole: what was asked, what it says and weighs, the answer that is kept, the records that it cites, the query behind it. */
export function ItemWhole({ id, evidence }: { readonly id: string; readonly evidence: string }) {
  const item = useQuery(evidenceQueries.item(id, evidence));
  if (item.error) return <Problem of={item.error} again={() => void item.refetch()} />;
  if (!item.data)
    return (
      <div className="flex flex-col gap-3">
        <Skeleton className="h-6 w-2/3" />
        <Skeleton className="h-4 w-1/2" />
        <Skeleton className="h-60 w-full" />
      </div>
    );
  const { records, recordsTotal, query } = item.data;
  return (
    <div key={item.data.item.id} className={`flex min-w-0 flex-col gap-4 ${item.isPlaceholderData ? "opacity-60" : ""}`}>
      <What of={item.data} />
      <Answer of={item.data} />
      {query && <AskedAgain key={evidence} query={query} recorded={recordsTotal} />}
      {(recordsTotal > 0 || records.length > 0) && (
        <Panel title={recordsTotal === 1 ? "The record that it cites" : `Records that it cites: ${count(recordsTotal)}`}>
          <div className="flex flex-col gap-6">
            {records.map((record) => (
              <RecordView key={`${record.path} ${record.record} ${record.digest}`} record={record} />
            ))}
          </div>
          {recordsTotal > records.length && (
            <p className="mt-3 text-xs text-faint">
              The first {count(records.length)} of {count(recordsTotal)} are named here; the query behind the answer finds the others.
            </p>
          )}
        </Panel>
      )}
    </div>
  );
}

const sideWords = { for: "towards malicious", against: "towards benign", nothing: "it moves nothing" } as const;

function What({ of: { item, at } }: { readonly of: Evidence }) {
  const { id, question, tool, says, weight, group, trust, pressing, answer } = item;
  const side = sideOf(item);
  return (
    <header className="flex flex-col gap-2">
      <h2 className="text-base leading-snug font-semibold">
        <Inert lengthMax={600}>{says}</Inert>
      </h2>
      <Facts
        of={[
          ["asked", <Inert key="question">{question}</Inert>],
          [
            "by",
            <span key="tool" className="font-mono text-xs">
              {tool}
            </span>,
          ],
          [
            "weighs",
            <span key="weight" className="tabular">
              {weight === 0 ? sideWords.nothing : `${Math.abs(weight).toFixed(3)} log-odds ${sideWords[side]}`}{" "}
              {pressing && <Badge tone="accent">pressing: asked whatever the verdict</Badge>}
            </span>,
          ],
          ["answered", <Inert key="answer">{answer}</Inert>],
          ["leans on", <Inert key="group">{group}</Inert>],
          ["written by", trustWords[trust]],
          [
            "recorded",
            <span key="at">
              <Time at={at} as="utc" /> <span className="font-mono text-xs text-faint">{id}</span>
            </span>,
          ],
        ]}
      />
    </header>
  );
}

const trustWords: Readonly<Record<Evidence["item"]["trust"], string>> = {
  "attacker-writable": "telemetry that an attacker could have written",
  population: "what many machines show alike",
  inventory: "the inventory, which an attacker does not write",
  "change-calendar": "the change calendar, which an attacker does not write",
  intelligence: "intelligence, which an attacker does not write",
  directory: "the directory, which an attacker does not write",
};

const digestWords = {
  holds: ["good", "The answer that is kept has the digest that the evidence names."],
  broken: ["bad", "The answer that is kept is not the one that this evidence was taken from: its digest differs. Do not rest on it."],
  none: ["plain", "It rests on the records themselves, and no answer of a tool is kept beside them."],
  erased: ["warn", "The answer was erased; its digest stands in the record."],
} as const;

function Answer({ of: { answer, asked, item, query } }: { readonly of: Evidence }) {
  const [tone, says] = digestWords[answer.digest];
  return (
    <Panel title="The answer">
      <p className="flex flex-wrap items-center gap-2 text-sm">
        <Badge tone={tone}>{answer.digest === "none" ? "no answer of its own" : answer.digest}</Badge>
        <span className="text-soft">{says}</span>
      </p>
      {answer.rows.length > 0 && <AnswerRows of={answer} />}
      {asked !== null && query === null && (
        <details className="mt-3">
          <summary className="w-fit cursor-pointer text-xs text-soft hover:text-text">
            What {item.tool} was asked, as it was recorded
          </summary>
          <div className="mt-1">
            <InertLines text={asked} says="what the tool was asked" />
          </div>
        </details>
      )}
    </Panel>
  );
}

function AnswerRows({ of: { rows, rowsTotal, truncated } }: { readonly of: Evidence["answer"] }) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <div role="group" aria-label="rows of the answer" tabIndex={0} className="mt-3 max-h-80 overflow-auto rounded-md border border-line">
        <dl className="grid grid-cols-[minmax(8rem,max-content)_1fr] text-xs">
          {rows.map(({ name, value }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a name may stand several times
            <div key={at} className="contents">
              <dt className="border-b border-line/60 px-3 py-1 text-faint">
                <InertAlready>{name}</InertAlready>
              </dt>
              <dd className="min-w-0 border-b border-line/60 px-3 py-1 font-mono">
                <InertAlready>{value}</InertAlready>
              </dd>
            </div>
          ))}
        </dl>
      </div>
      {(truncated || rowsTotal > rows.length) && (
        <p className="mt-1 text-xs text-faint">
          {rowsTotal > rows.length && `The first ${count(rows.length)} of ${count(rowsTotal)} rows. `}
          {truncated && "The tool told more than is kept."}
        </p>
      )}
    </>
  );
}
