import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { share } from "../../lib/words.ts";
import { Badge } from "../../ui/chip.tsx";
import { Copy } from "../../ui/copy.tsx";
import { Severity } from "../../ui/severity.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { Verdict } from "../../ui/verdict.tsx";
import { CaseActs } from "./acts.tsx";
import type { PartProps } from "./part-props.ts";

const states = {
  "in-progress": ["accent", "the agent is at it"],
  escalated: ["warn", "waits for a person"],
  waiting: ["warn", "in shadow: the agent would close it, a person decides"],
  closed: ["good", "closed"],
  merged: ["plain", "merged into"],
} as const;

/** What a case is, in the two lines that stand above all its parts. */
export function CaseHead({ whole }: PartProps) {
  const { id, title, verdict, severity, maliciousness, state, priority, assignee, firstTime, lastTime, alerts, mergedInto } = whole;
  const [tone, says] = states[state];
  useEffect(() => {
    document.title = `${id} · Watchkeeper`;
  }, [id]);
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 pt-3 pb-2">
      <div className="min-w-0 flex-1 basis-[32rem]">
        <div className="flex items-center gap-1 font-mono text-xs text-faint">
          {id}
          <Copy text={id} says="copy the id of the case" />
          <Badge tone={tone}>{says}</Badge>
          <span className="ml-1 font-sans text-soft">
            {assignee === null ? "nobody's" : <Inert lengthMax={60}>{`with ${assignee.replace(/^person:/, "")}`}</Inert>}
          </span>
          {mergedInto !== null && (
            <Link to="/cases/$id" params={{ id: mergedInto }} className="text-accent hover:underline">
              {mergedInto}
            </Link>
          )}
        </div>
        <h1 className="mt-0.5 text-xl leading-snug font-semibold tracking-tight">
          <Inert lengthMax={400}>{title}</Inert>
        </h1>
        <div className="mt-1.5 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-soft">
          <Verdict is={verdict} />
          <Severity is={severity} />
          {maliciousness !== null && <span className="tabular">{share(maliciousness)} likely malicious</span>}
          <span>priority {priority}</span>
          <span>{alerts === 1 ? "1 alert" : `${alerts} alerts`}</span>
          <span>
            <Time at={firstTime} as="utc" /> to <Time at={lastTime} as="clock" />
          </span>
          <Link to="/clocks/$id" params={{ id }} search={{}} className="text-accent hover:underline" data-no-print>
            Clocks and reports
          </Link>
        </div>
      </div>
      <CaseActs whole={whole} />
    </header>
  );
}
