import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { onceKey } from "../../api/client.ts";
import { qualityApi } from "../../api/quality.ts";
import { useMay } from "../../api/session.ts";
import { withStepUp } from "../../api/step-up.tsx";
import { count, fineShare } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../../ui/chip.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReasonDialog } from "../../ui/reason.tsx";
import { Table } from "../../ui/table.tsx";
import { Inert, InertAlready } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { tell } from "../../ui/toast.tsx";
import { Formula, NotMeasured } from "../lead/figure.tsx";
import type { ClassLine, Figures } from "./queries.ts";
import { RateFigure } from "./rate.tsx";

/** Each class with its bound and its stop rule, those that are stopped first. */
export function ClassesPanel({
  classes,
  definition,
}: {
  readonly classes: readonly ClassLine[];
  readonly definition: Figures["definition"];
}) {
  const [resetting, setResetting] = useState<string>();
  const may = useMay("lead");
  const reset = useReset();
  const rows = classes.toSorted((a, b) => Number(b.stopped !== null) - Number(a.stopped !== null));
  return (
    <Panel title="By class, with the stop rule" flush actions={<Formula of={definition} />}>
      <Table
        says="missed threats by class"
        rows={rows}
        keyOf={(each) => each.class}
        empty={<p className="p-3 text-sm text-soft">No class was sampled yet. A class is what raised an alert: a rule of a product.</p>}
        columns={[
          { id: "class", says: "Class", cell: (each) => <ClassTitle of={each} /> },
          { id: "rate", says: "Missed, at most", cell: ({ rate }) => <RateFigure of={rate} /> },
          { id: "running", says: "Running bound", cell: (each) => <Running of={each.runningUpperBound} /> },
          { id: "test", says: "Stop rule", cell: ({ test }) => <Score of={test} /> },
          {
            id: "state",
            says: "State",
            cell: (each) => <State of={each} onReset={may ? () => setResetting(each.class) : undefined} />,
          },
        ]}
      />
      <ReasonDialog
        open={resetting !== undefined}
        onClose={() => setResetting(undefined)}
        title="Begin the test of this class anew"
        says="The class stays without autonomy until it is granted again."
        deed="Begin anew"
        does={(because) => reset(resetting ?? "", because)}
      />
    </Panel>
  );
}

/** What the rule is called where it is ours, else its key. */
export function ClassTitle({ of }: { readonly of: { readonly title: string | null; readonly class: string } }) {
  return (
    <span className="block max-w-80 min-w-40 break-words" title={of.title === null ? undefined : of.class}>
      {of.title === null ? <Inert lengthMax={200}>{of.class}</Inert> : <InertAlready>{of.title}</InertAlready>}
    </span>
  );
}

function useReset() {
  const client = useQueryClient();
  return async (of: string, because: string) => {
    const once = { idempotencyKey: onceKey() };
    await withStepUp(() => qualityApi.resetQualityClass({ body: { class: of, because } }, once));
    await client.invalidateQueries({ queryKey: ["quality-sample", "list"] });
    tell("The test of the class begins anew.");
  };
}

function Running({ of }: { readonly of: number | null }) {
  if (of === null) return <NotMeasured because="nothing of this class was judged yet" />;
  return (
    <span className="tabular" title="not reached with a certainty of 95 %, whenever one looks; over all that was judged, unweighted">
      {fineShare(of)}
    </span>
  );
}

/** Where the test stands between passing and stopping. */
function Score({ of: { score, stopsAt, passesAt, judged, missed } }: { readonly of: ClassLine["test"] }) {
  const place = Math.min(1, Math.max(0, (score - passesAt) / (stopsAt - passesAt)));
  return (
    <span className="inline-flex items-center gap-2">
      <svg
        viewBox="0 0 80 10"
        className="h-2.5 w-20 shrink-0"
        role="img"
        aria-label={`score ${score.toFixed(2)}: it stops at ${stopsAt.toFixed(2)} and passes at ${passesAt.toFixed(2)}`}
      >
        <rect y="3" width="80" height="4" rx="2" className="fill-line-strong" />
        <rect x="74" y="1" width="6" height="8" rx="1" className="fill-bad" />
        <rect x={place * 76} width="4" height="10" rx="1" className="fill-text" />
      </svg>
      <span className="tabular text-xs text-faint">
        {count(missed)} of {count(judged)}
      </span>
    </span>
  );
}

function State({ of: { stopped, test }, onReset }: { readonly of: ClassLine; readonly onReset: (() => void) | undefined }) {
  if (!stopped) return test.passed > 0 ? <Badge tone="good">passed {count(test.passed)} times</Badge> : <Badge>under test</Badge>;
  return (
    <div className="flex max-w-md flex-col items-start gap-1">
      <Badge tone="bad">stopped</Badge>
      <p className="text-xs text-soft">
        <Inert>{stopped.because}</Inert>, <Time at={stopped.at} as="utc" />.{" "}
        {stopped.demoted ? "Its grant is ended. " : "Its grant is being ended. "}
        {count(stopped.reopening)} cases are opened again{stopped.left > 0 && `, ${count(stopped.left)} are left for people to look for`}.
      </p>
      {onReset && <Button onClick={onReset}>Begin anew</Button>}
    </div>
  );
}
