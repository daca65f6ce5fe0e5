import { Link } from "@tanstack/react-router";
import { ChevronRight, Clock } from "lucide-react";
import { useNowMs } from "../../lib/now.ts";
import { span } from "../../lib/time.ts";
import { Inert } from "../../ui/text.tsx";
import type { Line } from "./queries.ts";
import { ActionStatus } from "./status.tsx";

/** Below this an expiry is near, milliseconds. */
const nearMs = 15 * 60_000;

/** Actions as cards that a thumb can press. */
export function Lines({ lines }: { readonly lines: readonly Line[] }) {
  return (
    <ul className="flex flex-col gap-2">
      {lines.map((line) => (
        <li key={line.id}>
          <Link
            to="/containment/$id"
            params={{ id: line.id }}
            className="flex items-center gap-4 rounded-lg border border-line bg-surface px-4 py-3 hover:border-line-strong hover:bg-hover/50"
          >
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
                <span className="text-base font-semibold">{line.verb}</span>
                <Inert className="font-mono text-sm" lengthMax={90}>
                  {line.target}
                </Inert>
                <ActionStatus of={line} />
              </p>
              <p className="mt-0.5 text-sm text-soft">
                <Inert lengthMax={240}>{line.says}</Inert>
              </p>
              <p className="mt-1 flex flex-wrap gap-x-4 text-xs text-faint">
                <span className="font-mono">{line.id}</span>
                <span>by {line.effector}</span>
                <span>tier {line.tier}</span>
                <span>
                  {line.approvals} of {line.approvers} approvals
                </span>
                <Until line={line} />
              </p>
            </div>
            <ChevronRight aria-hidden className="size-4 shrink-0 text-faint" />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Until({ line: { expiresAt, releaseAt } }: { readonly line: Line }) {
  const nowMs = useNowMs();
  const at = expiresAt ?? releaseAt;
  if (at === null) return null;
  const leftMs = Date.parse(at) - nowMs;
  return (
    <span className={`tabular flex items-center gap-1 ${leftMs < nearMs ? "font-medium text-warn" : ""}`}>
      <Clock aria-hidden className="size-3" />
      {expiresAt !== null
        ? leftMs > 0
          ? `counts as rejected in ${span(leftMs)}`
          : "expired"
        : leftMs > 0
          ? `released in ${span(leftMs)}`
          : "being released"}
    </span>
  );
}
