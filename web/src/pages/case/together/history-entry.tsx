import { Link } from "@tanstack/react-router";
import { ArrowRight, Bot, ScrollText, UserRound } from "lucide-react";
import { count, share } from "../../../lib/words.ts";
import { Badge } from "../../../ui/chip.tsx";
import { InertAlready } from "../../../ui/text.tsx";
import { Time } from "../../../ui/time.tsx";
import { Verdict } from "../../../ui/verdict.tsx";
import { kindWords } from "./history-kinds.ts";
import type { HistoryLine } from "./queries.ts";

const namedMax = 6;

/** One thing that was done: when, by whom, what, why, and where it stands in the journal. */
export function HistoryEntry({ id, line }: { readonly id: string; readonly line: HistoryLine }) {
  const { at, kind, by, says, because, place } = line;
  const isPerson = by.startsWith("person:");
  const Who = isPerson ? UserRound : Bot;
  return (
    <li className="grid grid-cols-[11rem_minmax(0,1fr)] gap-x-3 border-t border-line/60 py-2 text-sm phone:grid-cols-1">
      <div className="flex flex-col gap-0.5 text-xs text-soft phone:flex-row phone:gap-3">
        <Time at={at} as="utc" />
        <span className={`flex items-center gap-1 truncate ${isPerson ? "font-medium text-text" : "text-faint"}`}>
          <Who aria-hidden className="size-3 shrink-0" />
          <InertAlready className="truncate">{by.replace(/^(person|agent):/, "")}</InertAlready>
        </span>
      </div>
      <div className="min-w-0">
        <div className="flex items-start gap-2">
          <Badge tone={isPerson ? "accent" : kind === "verdict" || kind === "escalated" ? "warn" : "plain"}>{kindWords[kind]}</Badge>
          <InertAlready className="min-w-0 flex-1">{says}</InertAlready>
          <Link
            to="/journal"
            search={{ world: place.world, sequence: String(place.sequence) }}
            title={`entry ${place.sequence} of ${place.world}`}
            className="mt-0.5 inline-flex shrink-0 items-center gap-1 text-2xs text-faint hover:text-accent hover:underline"
          >
            <ScrollText aria-hidden className="size-3" />
            entry {place.sequence}
          </Link>
        </div>
        {line.verdict !== null && <Change of={line} />}
        {because !== null && (
          <p className="mt-0.5 text-xs whitespace-pre-line text-soft">
            <span className="text-faint">{kind === "noted" || kind === "answered" ? "" : "why: "}</span>
            <InertAlready>{because}</InertAlready>
          </p>
        )}
        {line.other !== null && (
          <Link to="/cases/$id" params={{ id: line.other }} className="mt-0.5 block font-mono text-2xs text-accent hover:underline">
            look at {line.other}
          </Link>
        )}
        <Named id={id} of={line} />
      </div>
    </li>
  );
}

/** What a verdict changed: how likely malicious it was before, and is with it. */
function Change({ of: { verdict, maliciousness, maliciousnessBefore } }: { readonly of: HistoryLine }) {
  return (
    <p className="mt-1 flex flex-wrap items-center gap-2 text-xs">
      <Verdict is={verdict} />
      {maliciousness !== null && (
        <span className="tabular flex items-center gap-1 text-soft">
          {maliciousnessBefore === null ? "no verdict before" : share(maliciousnessBefore)}
          <ArrowRight aria-hidden className="size-3" />
          <span className="sr-only">to</span>
          {share(maliciousness)} likely malicious
        </span>
      )}
    </p>
  );
}

/** The alerts and the evidence that it is about. */
function Named({ id, of: { alerts, alertsTotal, evidence } }: { readonly id: string; readonly of: HistoryLine }) {
  if (alerts.length === 0 && evidence.length === 0) return null;
  const more = Math.max(alertsTotal, alerts.length) - Math.min(namedMax, alerts.length);
  return (
    <p className="mt-0.5 flex flex-wrap gap-x-2 font-mono text-2xs text-faint">
      {alerts.slice(0, namedMax).map((alert) => (
        <Link key={alert} to="/cases/$id" params={{ id }} search={{ part: "alerts", alert }} className="hover:text-accent hover:underline">
          {alert}
        </Link>
      ))}
      {more > 0 && <span>and {count(more)} more</span>}
      {evidence.slice(0, namedMax).map((item) => (
        <Link key={item} to="/cases/$id" params={{ id }} search={{ part: "evidence", item }} className="hover:text-accent hover:underline">
          {item}
        </Link>
      ))}
    </p>
  );
}
