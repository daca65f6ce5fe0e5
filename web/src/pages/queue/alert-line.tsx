import { Waves } from "lucide-react";
import { count } from "../../lib/words.ts";
import { Badge } from "../../ui/chip.tsx";
import { Severity } from "../../ui/severity.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { Verdict } from "../../ui/verdict.tsx";
import { Cell, LineFrame, type LineProps, TitleLink } from "./line.tsx";
import { Priority } from "./priority.tsx";
import type { AlertRow } from "./rows.ts";

/** An alert in the queue; a storm of one alert is one line with its count and pace. */
export function AlertLine({ row, ...about }: LineProps<AlertRow>) {
  return (
    <LineFrame {...about} id={row.id}>
      <Cell>
        <Priority is={row.priority} />
      </Cell>
      <Cell className="w-26 shrink-0 @max-[34rem]:hidden">
        <Severity is={row.severity} />
      </Cell>
      <Cell className="flex-1">
        <div className="flex min-w-0 items-center gap-2">
          {row.case === null ? <Inert className="truncate font-medium">{row.title}</Inert> : <Titled row={row} id={row.case} />}
          {row.storm && row.storm.alerts > 1 && <Storm of={row.storm} />}
        </div>
      </Cell>
      <Cell className="w-28 shrink-0 truncate text-xs text-soft @max-[64rem]:hidden">
        <Inert lengthMax={40}>{row.source}</Inert>
      </Cell>
      <Cell className="w-52 shrink-0 truncate font-mono text-xs text-soft @max-[72rem]:hidden">
        {row.host !== null && <Inert lengthMax={40}>{row.host}</Inert>}
        {row.host !== null && row.account !== null && <span className="text-faint"> · </span>}
        {row.account !== null && <Inert lengthMax={32}>{row.account}</Inert>}
      </Cell>
      <Cell className="w-34 shrink-0 @max-[52rem]:hidden">
        <Verdict is={row.verdict} />
      </Cell>
      <Cell className="w-20 shrink-0 @max-[60rem]:hidden">
        <Badge tone={row.state === "escalated" ? "warn" : row.state === "closed" ? "good" : "plain"}>{row.state}</Badge>
      </Cell>
      <Cell className="w-16 shrink-0 text-right text-xs text-soft @max-[34rem]:hidden">
        <Time at={row.time} />
      </Cell>
    </LineFrame>
  );
}

function Titled({ row, id }: { readonly row: AlertRow; readonly id: string }) {
  return (
    <TitleLink id={id}>
      <Inert lengthMax={160}>{row.title}</Inert>
    </TitleLink>
  );
}

/** Over a shorter span than this a pace by the hour says nothing. Milliseconds. */
const paceSpanMs = 60_000;

function Storm({ of: { alerts, perHour, first, last } }: { readonly of: NonNullable<AlertRow["storm"]> }) {
  const paced = perHour !== null && perHour >= 1 && Date.parse(last) - Date.parse(first) >= paceSpanMs;
  return (
    <Badge tone="accent">
      <Waves aria-hidden className="size-3" />
      {count(alerts)} alike{paced ? `, ${count(Math.round(perHour))} an hour` : ""}
    </Badge>
  );
}
