import { Layers, UserRound } from "lucide-react";
import { count } from "../../lib/words.ts";
import { Badge } from "../../ui/chip.tsx";
import { Severity } from "../../ui/severity.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { Verdict } from "../../ui/verdict.tsx";
import { Cell, LineFrame, type LineProps, TitleLink } from "./line.tsx";
import { CasePriority } from "./priority.tsx";
import type { CaseRow } from "./rows.ts";

const states = { "in-progress": "agent", escalated: "escalated", waiting: "in shadow", closed: "closed", merged: "merged" } as const;

/** A case in the queue: how soon, how bad, what we think, what it is, where, whose. */
export function CaseLine({ row, ...about }: LineProps<CaseRow>) {
  return (
    <LineFrame {...about} id={row.id} label={row.id}>
      <Cell>
        <CasePriority id={row.id} is={row.priority} />
      </Cell>
      <Cell className="w-26 shrink-0 @max-[34rem]:hidden">
        <Severity is={row.severity} />
      </Cell>
      <Cell className="flex-1">
        <div className="flex min-w-0 items-center gap-2">
          <TitleLink id={row.id}>
            <Inert lengthMax={160}>{row.title}</Inert>
          </TitleLink>
        </div>
        <div className="hidden items-center gap-2 truncate text-xs text-faint @max-[34rem]:flex">
          <Severity is={row.severity} bare />
          <Verdict is={row.verdict} />
          <Time at={row.lastTime} />
        </div>
      </Cell>
      <Cell className="w-52 shrink-0 truncate text-xs text-soft @max-[72rem]:hidden">
        <Where row={row} />
      </Cell>
      <Cell className="w-34 shrink-0 @max-[52rem]:hidden">
        <Verdict is={row.verdict} />
      </Cell>
      <Cell className="w-20 shrink-0 @max-[60rem]:hidden">
        <Badge tone={row.state === "escalated" || row.state === "waiting" ? "warn" : row.state === "closed" ? "good" : "plain"}>
          {states[row.state]}
        </Badge>
      </Cell>
      <Cell className="w-12 shrink-0 @max-[40rem]:hidden">
        <span className="tabular flex items-center justify-end gap-1 text-xs text-soft" title={`${count(row.alerts)} alerts`}>
          <Layers aria-hidden className="size-3 text-faint" />
          {count(row.alerts)}
          <span className="sr-only"> alerts</span>
        </span>
      </Cell>
      <Cell className="w-24 shrink-0 @max-[64rem]:hidden">
        <Whose is={row.assignee} />
      </Cell>
      <Cell className="w-16 shrink-0 text-right text-xs text-soft @max-[34rem]:hidden">
        <Time at={row.lastTime} />
      </Cell>
    </LineFrame>
  );
}

function Where({ row: { hosts, accounts } }: { readonly row: CaseRow }) {
  const [host, account] = [hosts[0], accounts[0]];
  const more = hosts.length + accounts.length - (host ? 1 : 0) - (account ? 1 : 0);
  return (
    <span className="font-mono">
      {host !== undefined && <Inert lengthMax={40}>{host}</Inert>}
      {host !== undefined && account !== undefined && <span className="text-faint"> · </span>}
      {account !== undefined && <Inert lengthMax={32}>{account}</Inert>}
      {more > 0 && <span className="text-faint"> +{more}</span>}
    </span>
  );
}

function Whose({ is }: { readonly is: string | null }) {
  if (is === null) return <span className="text-xs text-faint">nobody</span>;
  return (
    <span className="flex items-center gap-1 truncate text-xs text-soft">
      <UserRound aria-hidden className="size-3 shrink-0 text-faint" />
      <Inert lengthMax={40}>{is.replace(/^person:/, "")}</Inert>
    </span>
  );
}
