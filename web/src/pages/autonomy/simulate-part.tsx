import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { count } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Input, Select } from "../../ui/field.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { Inert } from "../../ui/text.tsx";
import { ComparedTable } from "./cases-dialog.tsx";
import { Bound } from "./classes-part.tsx";
import { autonomyQueries, type Bounds, type Class, type Simulated, type Tried, type Whole } from "./queries.ts";

/** How many of the latest decisions are looked at. */
const last = 500;
const shownCases = 100;

/** Other bounds, or grants for some classes, against the last decisions. Changes nothing. */
export default function SimulatePart({ whole: { bounds, classes } }: { readonly whole: Whole }) {
  const [tried, setTried] = useState<Tried>({ last });
  const found = useQuery(autonomyQueries.simulation(tried));
  const titles = new Map(classes.flatMap((each) => (each.title === null ? [] : [[each.class, each.title] as const])));
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[24rem_minmax(0,1fr)]">
      <Trial bounds={bounds} classes={classes} busy={found.isFetching} onTry={setTried} />
      <div className="flex min-w-0 flex-col gap-4">
        {found.error && <Problem of={found.error} again={() => void found.refetch()} />}
        {found.isPending && <Spinner says="deciding past cases anew" />}
        {found.data && <Outcome of={found.data} titles={titles} />}
      </div>
    </div>
  );
}

const fields = [
  ["judged-min", "Judged cases, at least", 1],
  ["agreement-min", "Agreement, at least (0 to 1)", 0.01],
  ["missed-threat-max", "Missed threats, at most (0 to 1)", 0.001],
  ["wrong-containment-max", "Wrong containment, at most (0 to 1)", 0.001],
  ["evidence-days", "Days of evidence", 1],
  ["valid-days", "Days that a grant lasts", 1],
] as const;

function Trial({
  bounds,
  classes,
  busy,
  onTry,
}: {
  readonly bounds: Bounds;
  readonly classes: readonly Class[];
  readonly busy: boolean;
  readonly onTry: (tried: Tried) => void;
}) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onTry(triedOf(new FormData(event.currentTarget), bounds));
  };
  return (
    <Panel title="Bounds to try">
      <form className="flex flex-col gap-3" onSubmit={submit}>
        <p className="text-sm text-soft">
          Nothing changes by this. Bounds in force stand in watchkeeper.yaml under <code className="font-mono text-xs">autonomy</code>.
        </p>
        {fields.map(([name, says, step]) => (
          <Input key={name} label={says} name={name} type="number" min={0} step={step} defaultValue={bounds[name]} required />
        ))}
        <Select
          label="Drift that a grant bears"
          name="drift-max"
          defaultValue={bounds["drift-max"]}
          options={[
            ["steady", "none"],
            ["watch", "some"],
          ]}
        />
        <Select
          label="Grants to try"
          name="class"
          options={[
            ["", "wherever the evidence is enough"],
            ...classes.map((each) => [each.class, `${each.title ?? each.rule} (${each.product})`] as const),
          ]}
        />
        <div className="flex justify-end">
          <Button type="submit" kind="primary" busy={busy}>
            Simulate
          </Button>
        </div>
      </form>
    </Panel>
  );
}

/** Only what differs from the bounds in force is sent: the server checks each. */
function triedOf(form: FormData, bounds: Bounds): Tried {
  const numbers = fields.flatMap(([name]) => {
    const value = Number(form.get(name));
    return value === bounds[name] ? [] : [[name, value] as const];
  });
  const drift = form.get("drift-max") === "steady" ? "steady" : "watch";
  const changed = { ...Object.fromEntries(numbers), ...(drift !== bounds["drift-max"] && { "drift-max": drift }) } as NonNullable<
    Tried["bounds"]
  >;
  const of = String(form.get("class") ?? "");
  return { last, ...(Object.keys(changed).length > 0 && { bounds: changed }), ...(of !== "" && { classes: [of] }) };
}

function Outcome({
  of: { lookedAt, differing, wouldClose, classes, cases },
  titles,
}: {
  readonly of: Simulated;
  readonly titles: ReadonlyMap<string, string>;
}) {
  const granted = classes.filter((each) => each.granted);
  return (
    <>
      <Panel title="What it would have changed">
        <p role="status" className="font-medium">
          {lookedAt === 0
            ? "The agent has ended no case yet, so there is nothing that these would have changed."
            : `These would have changed ${count(differing)} of the last ${count(lookedAt)} ${lookedAt === 1 ? "decision" : "decisions"}.`}
        </p>
        <p className="mt-1 text-sm text-soft">
          Of those that it would have closed alone, threats at most: <Bound of={wouldClose} />
        </p>
        <p className="mt-2 text-sm">
          {granted.length === 0
            ? "No class would have a grant."
            : `${count(granted.length)} of ${count(classes.length)} classes would have a grant:`}
        </p>
        <ul className="text-sm text-soft">
          {granted.map((each) => (
            <li key={each.class} className="break-all">
              <Inert>{titles.get(each.class) ?? each.class}</Inert>
              {each.lacks.length > 0 && ` (tried although ${each.lacks.join("; ")})`}
            </li>
          ))}
        </ul>
      </Panel>
      {cases.length > 0 && (
        <Panel title="Cases that would have ended otherwise" flush>
          <ComparedTable cases={cases.slice(0, shownCases)} says="cases that would have ended otherwise" />
          {cases.length > shownCases && <p className="px-3 py-2 text-xs text-faint">and {count(cases.length - shownCases)} more</p>}
        </Panel>
      )}
    </>
  );
}
