import { Link } from "@tanstack/react-router";
import { Badge } from "../../ui/chip.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import type { Line } from "./queries.ts";

const nameOf = (person: string) => person.replace(/^person:/, "");
const tones = { drafted: "plain", signed: "warn", accepted: "good" } as const;

/** Handovers before this one. */
export function HandoverList({ lines, shown }: { readonly lines: readonly Line[]; readonly shown: string }) {
  return (
    <aside data-no-print>
      <Panel title="Handovers" flush>
        <ul>
          {lines.map((line) => (
            <li key={line.id} className="border-b border-line/60 last:border-0">
              <Link
                to="/handover"
                search={{ id: line.id }}
                aria-current={line.id === shown}
                className="flex flex-col gap-0.5 px-3 py-2 text-sm hover:bg-hover aria-[current=true]:bg-chosen"
              >
                <span className="flex flex-wrap items-center justify-between gap-x-2 gap-y-0.5">
                  <span className="tabular">
                    <Time at={line.to} as="utc" />
                  </span>
                  <Badge tone={tones[line.status as keyof typeof tones] ?? "plain"}>
                    {line.replacedBy === null ? line.status : "replaced"}
                  </Badge>
                </span>
                <span className="text-xs text-soft">
                  <Inert lengthMax={60}>{nameOf(line.outgoing)}</Inert> to{" "}
                  <Inert lengthMax={60}>{line.incoming === null ? "nobody yet" : nameOf(line.incoming)}</Inert>
                </span>
                <span className="text-xs text-faint">
                  {line.facts} lines{line.now > 0 ? `, ${line.now} at once` : ""}
                  {line.unanswered > 0 ? `, ${line.unanswered} unanswered` : ""}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      </Panel>
    </aside>
  );
}
