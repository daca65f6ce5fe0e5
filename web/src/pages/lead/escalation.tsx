import { share } from "../../lib/words.ts";
import { Panel } from "../../ui/panel.tsx";
import { Severity } from "../../ui/severity.tsx";
import { Table } from "../../ui/table.tsx";
import { Formula, NotMeasured, ShareFigure } from "./figure.tsx";
import type { Figures } from "./queries.ts";

type Rate = Figures["escalation"]["all"];

/** The escalation rate never stands without what could have been missed: the two are one row. */
export function EscalationPanel({ escalation }: { readonly escalation: Figures["escalation"] }) {
  const { all, bySeverity, definition } = escalation;
  return (
    <Panel title="Escalated, beside what may have been missed" actions={<Formula of={definition} />}>
      <div className="grid gap-4 sm:grid-cols-3">
        <Pair name="Escalation rate">
          <ShareFigure of={all.rate} big />
        </Pair>
        <Pair name="Missed threats, at most">
          <Missed of={all} big />
        </Pair>
        <Pair name="Insufficient data">
          <ShareFigure of={all.insufficientData} big />
        </Pair>
      </div>
      <div className="mt-4">
        <Table
          says="escalation by severity"
          rows={bySeverity.toReversed()}
          keyOf={({ severity }) => severity}
          columns={[
            { id: "severity", says: "Severity", cell: ({ severity }) => <Severity is={severity} /> },
            { id: "rate", says: "Escalation rate", cell: ({ escalation: { rate } }) => <ShareFigure of={rate} /> },
            { id: "missed", says: "Missed threats, at most", cell: ({ escalation: each }) => <Missed of={each} /> },
            {
              id: "insufficient",
              says: "Insufficient data",
              cell: ({ escalation: { insufficientData } }) => <ShareFigure of={insufficientData} />,
            },
          ]}
        />
      </div>
    </Panel>
  );
}

function Pair({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <p className="text-xs font-medium text-faint">{name}</p>
      <p>{children}</p>
    </div>
  );
}

function Missed({ of: { missedThreat }, big = false }: { readonly of: Rate; readonly big?: boolean }) {
  if (!missedThreat.measured) return <NotMeasured because={missedThreat.because} />;
  return (
    <span className="tabular">
      <span className={big ? "text-xl font-semibold" : ""}>{share(missedThreat.upperBound)}</span>{" "}
      <span className="text-xs text-faint">
        {missedThreat.missed} of {missedThreat.judged} judged, covers {missedThreat.cover.covered} of {missedThreat.cover.closed} closings
      </span>
    </span>
  );
}
