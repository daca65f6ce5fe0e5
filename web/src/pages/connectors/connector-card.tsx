import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CircleX, Stethoscope } from "lucide-react";
import { useEffect, useRef } from "react";
import { api } from "../../api/client.ts";
import { useMay } from "../../api/session.ts";
import { sentence } from "../../lib/sentence.ts";
import { span } from "../../lib/time.ts";
import { count } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../../ui/chip.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { type ConnectorLine, connectorQueries } from "./queries.ts";
import type { ConnectorSearch } from "./search.ts";

type CardProps = { readonly line: ConnectorLine; readonly isChosen: boolean; readonly go: (next: ConnectorSearch) => void };

/** One connector: what it is for, how it fares, and what to do where it is in trouble. */
export function ConnectorCard({ line, isChosen, go }: CardProps) {
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isChosen) card.current?.scrollIntoView({ block: "center" });
  }, [isChosen]);
  const { name, title, serves, proven, state, feed } = line;
  return (
    <article
      ref={card}
      aria-label={name}
      className={`rounded-lg border bg-surface px-4 py-3 ${isChosen ? "border-accent-strong" : "border-line"}`}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <State is={state} />
        <h2 className="text-base font-semibold">
          <Inert>{name}</Inert>
        </h2>
        {title !== name && <span className="text-sm text-soft">{title}</span>}
        <span className="flex flex-wrap gap-1">
          {serves.map((use) => (
            <Badge key={use}>{use}</Badge>
          ))}
        </span>
        <span className="flex-1" />
        <Proven on={proven} />
        {state !== "not opened" && <Check name={name} />}
      </div>
      <Figures line={line} />
      <Trouble problem={line.problem} remedy={line.remedy} />
      {feed && <Trouble problem={feed.problem} remedy={feed.remedy} />}
      {feed && feed.state === "silent" && (
        <p className="mt-2 text-sm text-warn">
          Nothing arrived for longer than usual.{" "}
          <button type="button" onClick={() => go({ part: "sources" })} className="font-medium text-accent hover:underline">
            Look at its counts
          </button>
        </p>
      )}
    </article>
  );
}

const states = {
  open: { Icon: CircleCheck, colour: "text-good", says: "open" },
  failing: { Icon: CircleAlert, colour: "text-warn", says: "failing" },
  "not opened": { Icon: CircleX, colour: "text-bad", says: "not opened" },
} as const;

function State({ is }: { readonly is: ConnectorLine["state"] }) {
  const { Icon, colour, says } = states[is];
  return (
    <span className={`inline-flex items-center gap-1.5 text-sm font-medium ${colour}`}>
      <Icon aria-hidden className="size-4" />
      {says}
    </span>
  );
}

const provens: Readonly<Record<ConnectorLine["proven"], readonly [says: string, means: string]>> = {
  "the real product": ["proven on the real product", "Its tests ran against the product itself."],
  "a double": [
    "proven on a double",
    "Its tests ran against a stand-in of ours, made from the published interface. Check it against yours.",
  ],
  nothing: ["not proven", "Nothing of it was tried yet."],
};

function Proven({ on }: { readonly on: ConnectorLine["proven"] }) {
  const [says, means] = provens[on];
  return (
    <span title={means} className={`text-xs ${on === "the real product" ? "text-soft" : "text-faint"}`}>
      {says}
    </span>
  );
}

function Check({ name }: { readonly name: string }) {
  const client = useQueryClient();
  const mayAdminister = useMay("administer");
  const check = useMutation({
    mutationFn: () => api.checkConnector({ params: { name } }),
    // What came of it stands in the line, whichever way it went.
    onSettled: () => client.invalidateQueries({ queryKey: connectorQueries.connectors.queryKey }),
  });
  if (!mayAdminister) return null;
  return (
    <Button icon={<Stethoscope aria-hidden className="size-3.5" />} busy={check.isPending} onClick={() => check.mutate()}>
      Check now
    </Button>
  );
}

function Figures({ line: { calls, failures, lastCallAt, feed, checked } }: { readonly line: ConnectorLine }) {
  return (
    <p className="tabular mt-1.5 flex flex-wrap gap-x-5 gap-y-1 text-xs text-soft">
      <span>
        {calls === 0 ? "no call" : calls === 1 ? "1 call" : `${count(calls)} calls`} this month
        {failures > 0 && <span className="font-medium text-warn">, {count(failures)} failed</span>}
      </span>
      {lastCallAt !== null && (
        <span>
          last asked <Time at={lastCallAt} />
        </span>
      )}
      {feed && (
        <span>
          {feed.state}, {feed.behindMs > 0 ? `${span(feed.behindMs)} behind` : "nothing waits"}
          {feed.lastReceivedAt !== null && (
            <>
              , last record <Time at={feed.lastReceivedAt} />
            </>
          )}
        </span>
      )}
      {checked && (
        <span>
          checked <Time at={checked.at} />: {checked.works ? <Inert>{checked.says}</Inert> : "it does not work"}
        </span>
      )}
    </p>
  );
}

function Trouble({ problem, remedy }: { readonly problem: string | null; readonly remedy: string | null }) {
  if (problem === null) return null;
  return (
    <div role="note" className="mt-2 rounded-md border border-warn/40 bg-warn/5 px-3 py-2 text-sm">
      <p className="font-medium text-warn">
        <Inert>{sentence(problem)}</Inert>
      </p>
      {remedy !== null && (
        <p className="text-soft">
          <Inert lengthMax={600}>{sentence(remedy)}</Inert>
        </p>
      )}
    </div>
  );
}
