import { Panel } from "../../ui/panel.tsx";
import { Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { Left, What } from "./board-part.tsx";
import { ClassificationPanel } from "./classification.tsx";
import { ClockDeeds } from "./clock-deeds.tsx";
import { CriteriaPanel } from "./criteria.tsx";
import { Unverified } from "./obligations-part.tsx";
import type { Sheet, Worksheet } from "./queries.ts";
import { ReportsPanel } from "./reports.tsx";
import { ValuesPanel } from "./values.tsx";
import { ClockState } from "./words.tsx";

/** One regime of a case: what it comes to, its clocks, what is known, and the reports. */
export function SheetPart({ sheet, worksheet }: { readonly sheet: Sheet; readonly worksheet: Worksheet }) {
  const values = worksheet.values.filter(({ regimes }) => regimes.includes(sheet.regime));
  const about = { caseId: worksheet.caseId, regime: sheet.regime, open: worksheet.opened !== null };
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-soft">
        <span className="font-medium text-text">{sheet.title}.</span> {sheet.applies ? "It applies: " : "It does not apply: "}
        <Inert lengthMax={400}>{sheet.because}</Inert>
      </p>
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <ClassificationPanel sheet={sheet} values={values} about={about} />
        <Panel title="Clocks" flush>
          <Table
            says="clocks of this regime"
            rows={sheet.clocks}
            keyOf={({ stage }) => stage}
            empty={<p className="p-3 text-sm text-soft">This regime has no clock here.</p>}
            columns={[
              { id: "left", says: "Left", cell: (clock) => <Left of={clock} /> },
              { id: "what", says: "What is owed", cell: (clock) => <What of={clock} /> },
              {
                id: "state",
                says: "State",
                cell: (clock) => (
                  <span className="flex flex-col items-start gap-1">
                    <ClockState of={clock} />
                    {clock.due !== null && (
                      <span className="text-xs text-soft">
                        due <Time at={clock.due} as="utc" />
                      </span>
                    )}
                    {sheet.applies && about.open && <ClockDeeds clock={clock} />}
                  </span>
                ),
              },
            ]}
          />
        </Panel>
      </div>
      <CriteriaPanel sheet={sheet} values={values} />
      <ValuesPanel values={values} missing={sheet.missing} about={about} />
      <ReportsPanel sheet={sheet} about={about} />
      <p className="text-xs text-faint">
        Pack {sheet.pack.name} {sheet.pack.version}
      </p>
      <Unverified of={sheet.unverified} />
    </div>
  );
}
