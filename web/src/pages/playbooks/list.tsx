import { Link } from "@tanstack/react-router";
import { count } from "../../lib/words.ts";
import { Badge } from "../../ui/chip.tsx";
import type { Line } from "./queries.ts";

/** Every playbook in every version: its name, what it is for, how much it asks, and the digest by which a case names it. */
export function PlaybookList({ lines, chosen, part }: { readonly lines: readonly Line[]; readonly chosen: Line; readonly part: string }) {
  return (
    <nav
      aria-label="playbooks"
      className="rounded-lg border border-line bg-surface lg:max-h-[calc(100dvh-9rem)] overflow-y-auto max-lg:max-h-60"
    >
      <ul className="flex flex-col">
        {lines.map((line) => (
          <li key={`${line.name} ${line.digest}`} className="border-b border-line/60 last:border-0">
            <Link
              to="/playbooks"
              search={{ playbook: line.name, ...(!line.inUse && { digest: line.digest }), ...(part !== "read" && { part }) }}
              replace
              aria-current={line === chosen ? "true" : undefined}
              className={`flex flex-col gap-0.5 px-3 py-2 hover:bg-hover ${line === chosen ? "bg-chosen" : ""}`}
            >
              <span className="flex items-center justify-between gap-2">
                <span className="truncate font-medium" title={line.name}>
                  {line.name}
                </span>
                <Badge tone={line.inUse ? "good" : "plain"}>{line.inUse ? "in use" : "not in use"}</Badge>
              </span>
              <span className="line-clamp-2 text-xs text-soft">{line.purpose}</span>
              <span className="flex justify-between gap-2 text-xs text-faint">
                <span className="tabular">{count(line.questions)} questions</span>
                <span className="font-mono" title={line.digest}>
                  {line.digest.slice(7, 19)}
                </span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
