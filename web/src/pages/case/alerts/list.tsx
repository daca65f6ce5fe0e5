import { Copy as Twin } from "lucide-react";
import { ChosenList } from "../../../ui/chosen-list.tsx";
import { Severity } from "../../../ui/severity.tsx";
import { Inert } from "../../../ui/text.tsx";
import { Time } from "../../../ui/time.tsx";
import { Verdict } from "../../../ui/verdict.tsx";
import type { AlertRow } from "./queries.ts";

const lineHeight = 58;

/** Drawn small, and 24 pixels large for whoever aims at it: around it the whole line is a button. */
const box =
  "absolute right-1.5 bottom-1 grid size-6 cursor-pointer appearance-none place-items-center rounded before:size-3.5 before:rounded-xs before:border before:border-soft before:text-center before:text-2xs/3 before:font-bold before:text-on-accent before:content-[''] checked:before:border-accent-strong checked:before:bg-accent-strong checked:before:content-['✓'] phone:size-8 phone:before:size-5 phone:before:text-sm/4";

type ListProps = {
  readonly rows: readonly AlertRow[];
  /** How many there are, those that are not read yet with them. */
  readonly total: number;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
  readonly onNear: () => void;
  /** Those that an act on several takes; undefined where none may be taken. */
  readonly taken: ReadonlySet<string> | undefined;
  readonly onTake: (id: string) => void;
};

/** Alerts of the case, oldest first. Only those on the screen exist; further pages are asked for as one comes near. */
export function AlertList({ rows, total, chosen, onChoose, onNear, taken, onTake }: ListProps) {
  return (
    <ChosenList
      says="alerts of the case"
      {...{ rows, total, lineHeight, chosen, onNear }}
      line={(row, isChosen) => (
        <div className="relative h-full">
          <Line row={row} isChosen={isChosen} onChoose={() => onChoose(row.id)} />
          {taken && (
            <input
              type="checkbox"
              aria-label={`choose ${row.id}`}
              checked={taken.has(row.id)}
              onChange={() => onTake(row.id)}
              className={box}
            />
          )}
        </div>
      )}
      waiting={<Waiting />}
    />
  );
}

function Line({ row, isChosen, onChoose }: { readonly row: AlertRow; readonly isChosen: boolean; readonly onChoose: () => void }) {
  const { id, title, severity, verdict, time, host, account, duplicateOf } = row;
  return (
    <button
      type="button"
      onClick={onChoose}
      aria-current={isChosen || undefined}
      className={`relative flex h-full w-full flex-col justify-center gap-1 border-b border-line/60 px-3 text-left ${isChosen ? "bg-chosen before:absolute before:inset-y-0 before:left-0 before:w-[3px] before:bg-accent" : "hover:bg-hover/70"}`}
    >
      <span className="flex w-full items-center gap-2">
        <Severity is={severity} bare />
        <span className="min-w-0 flex-1 truncate text-sm">
          <Inert lengthMax={160}>{title}</Inert>
        </span>
        <Time at={time} as="clock" className="text-xs text-faint" />
      </span>
      <span className="flex w-full items-center gap-3 pr-6 text-xs text-soft">
        <span className="w-32 shrink-0">
          <Verdict is={verdict} />
        </span>
        <span className="min-w-0 flex-1 truncate font-mono text-2xs text-faint">
          <Inert lengthMax={80}>{[host, account].filter((each) => each !== null).join(" · ") || id}</Inert>
        </span>
        {duplicateOf !== null && (
          <span title={`repeats ${duplicateOf}`} className="inline-flex items-center gap-1 text-2xs text-faint">
            <Twin aria-hidden className="size-3" /> repeat
          </span>
        )}
      </span>
    </button>
  );
}

function Waiting() {
  return (
    <div className="flex h-full items-center gap-3 border-b border-line/60 px-3" aria-hidden>
      <span className="h-3 w-5 rounded bg-hover" />
      <span className="h-3 w-3/5 rounded bg-hover" />
    </div>
  );
}
