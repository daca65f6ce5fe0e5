import { count } from "../../lib/words.ts";
import { Input } from "../../ui/field.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Formula, NotMeasured } from "./figure.tsx";
import type { Asked, Figures } from "./queries.ts";

type Minutes = "closedMinutes" | "preparedMinutes" | "overruledMinutes";

/** Hours saved, with everything that it was worked out from; whoever does not believe our minutes puts in their own. */
export function HoursSaved({
  hours,
  asked,
  onAsked,
}: {
  readonly hours: Figures["hours"];
  readonly asked: Asked;
  readonly onAsked: (asked: Asked) => void;
}) {
  const { saved, assumptions, counted, definition } = hours;
  const field = (name: Minutes, label: string, assumed: number) => (
    <Input
      label={label}
      type="number"
      min={0}
      max={10_000}
      value={asked[name] ?? assumed}
      onChange={(event) => onAsked({ ...asked, [name]: event.target.value === "" ? undefined : Number(event.target.value) })}
    />
  );
  return (
    <Panel title="Hours saved" actions={<Formula of={definition} />}>
      <p className="text-xl font-semibold">
        {saved.measured ? `${count(Math.round(saved.hours * 10) / 10)} h` : <NotMeasured because={saved.because} />}
      </p>
      <p className="mt-0.5 text-sm text-soft">
        {count(counted.closedAlerts)} alerts closed, {count(counted.preparedCases)} cases prepared, less {count(counted.overruledCases)}{" "}
        overruled. {definition.formula}
      </p>
      <div className="mt-3 grid gap-3 sm:grid-cols-3">
        {field("closedMinutes", "Minutes for each closed alert", assumptions.minutesPerClosedAlert)}
        {field("preparedMinutes", "Minutes for each prepared case", assumptions.minutesPerPreparedCase)}
        {field("overruledMinutes", "Minutes lost for each overruled case", assumptions.minutesPerOverruledCase)}
      </div>
    </Panel>
  );
}
