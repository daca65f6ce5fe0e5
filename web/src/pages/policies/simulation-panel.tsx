import type { UseQueryResult } from "@tanstack/react-query";
import { Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { outcomeSays } from "./orders-standing.tsx";
import { Places } from "./places.tsx";
import type { Simulation } from "./queries.ts";
import { SimulatedTable } from "./simulated-table.tsx";

const choices = [50, 100, 500, 1_000] as const;
type Props = {
  readonly simulation: UseQueryResult<Simulation>;
  readonly old: boolean;
  readonly last: number;
  readonly onLast: (last: number) => void;
};

/** What the policies as they were tried would have decided otherwise. */
export function SimulationPanel({ simulation: { data, error }, old, last, onLast }: Props) {
  return (
    <Panel title="What these would have decided" actions={<LastChoice last={last} onLast={onLast} />}>
      {error && <Problem of={error} />}
      {!data && !error && <Skeleton className="h-24 w-full" />}
      {data && (
        <div className="flex flex-col gap-3">
          {old && <p className="text-sm font-medium text-warn">The text was changed since: simulate it to see what it would do now.</p>}
          {data.problems.length === 0 ? (
            <p role="status" className="text-lg font-semibold">
              {outcomeSays(data)}
            </p>
          ) : (
            <p role="status" className="text-base font-medium text-bad">
              The policies cannot be read, so nothing was decided by them.
            </p>
          )}
          <Places problems={data.problems} warnings={data.warnings} />
          {data.simulated.length > 0 && <SimulatedTable simulated={data.simulated} />}
          <p className="max-w-prose text-xs text-faint">
            Each action is decided anew as it was proposed: same target, blast radius, time and requester. What people would have answered
            to other questions cannot be known.
          </p>
        </div>
      )}
    </Panel>
  );
}

function LastChoice({ last, onLast }: Pick<Props, "last" | "onLast">) {
  return (
    <label className="text-xs text-soft">
      the last{" "}
      <select
        value={last}
        onChange={(event) => onLast(Number(event.target.value))}
        className="h-7 rounded-md border border-line bg-surface px-1 text-sm text-text"
      >
        {choices.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>{" "}
      actions
    </label>
  );
}
