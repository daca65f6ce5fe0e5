import { Link } from "@tanstack/react-router";
import { AlarmClock, Info, Siren } from "lucide-react";
import { Inert } from "../../ui/text.tsx";
import { Note } from "./note.tsx";
import type { Fact, Whole } from "./queries.ts";

const urgencies = {
  now: { Icon: Siren, says: "at once", colour: "text-critical" },
  "this-shift": { Icon: AlarmClock, says: "this shift", colour: "text-warn" },
  "to-know": { Icon: Info, says: "to know", colour: "text-faint" },
} as const;

/** One fact: how soon, what is so, what the agent would ask next, and what it rests on. */
export function FactRow({ fact, whole }: { readonly fact: Fact; readonly whole: Whole }) {
  const { Icon, says, colour } = urgencies[fact.urgency];
  return (
    <li className="group/fact flex items-start gap-3 border-b border-line/60 px-3 py-2 last:border-0">
      <span className={`mt-0.5 flex w-24 shrink-0 items-center gap-1.5 text-xs font-medium ${colour}`}>
        <Icon aria-hidden className="size-3.5" />
        {says}
      </span>
      <div className="min-w-0 flex-1 text-sm">
        <Inert lengthMax={1_000}>{fact.says}</Inert>
        {fact.next !== null && (
          <p className="mt-0.5 text-soft">
            Next: <Inert lengthMax={600}>{fact.next}</Inert>
          </p>
        )}
        <p className="mt-1 flex flex-wrap gap-1.5">
          {fact.cites.map((cite) => (
            <Cited key={`${cite.kind} ${cite.id}`} {...cite} />
          ))}
        </p>
        <Note whole={whole} about={fact.key} says="Your note" />
      </div>
    </li>
  );
}

const look = "rounded-sm border border-line px-1.5 font-mono text-2xs text-soft hover:bg-hover";

/** What a line rests on, and the way there. */
function Cited({ kind, id }: Fact["cites"][number]) {
  const says = (
    <>
      {kind} <Inert lengthMax={60}>{id}</Inert>
    </>
  );
  if (kind === "case")
    return (
      <Link to="/cases/$id" params={{ id }} className={look}>
        {says}
      </Link>
    );
  if (kind === "action")
    return (
      <Link to="/containment/$id" params={{ id }} className={look}>
        {says}
      </Link>
    );
  if (kind === "entry") {
    const [world = "", sequence = ""] = id.split("#");
    return (
      <Link to="/journal" search={{ world, sequence }} className={look}>
        {says}
      </Link>
    );
  }
  if (kind === "record")
    return (
      <Link to="/journal" search={{ world: id }} className={look}>
        {says}
      </Link>
    );
  return (
    <Link to="/connectors" search={kind === "job" ? { part: "write-back" } : { name: id }} className={look}>
      {says}
    </Link>
  );
}
