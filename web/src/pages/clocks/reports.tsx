import { Download } from "lucide-react";
import { useState } from "react";
import { regulationApi } from "../../api/regulation.ts";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../../ui/chip.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import type { AboutSheet, ReportLine, Sheet } from "./queries.ts";
import { ReportDialog } from "./report-dialog.tsx";
import { Article } from "./words.tsx";

/** The reports of a regime as far as they are filled: to read, to sign, to take out. People hand them in. */
export function ReportsPanel({ sheet, about }: { readonly sheet: Sheet; readonly about: AboutSheet }) {
  const [stage, setStage] = useState<string>();
  const chosen = sheet.reports.find((each) => each.stage === stage);
  return (
    <Panel title="Reports" flush>
      <Table
        says="reports"
        rows={sheet.reports}
        keyOf={(each) => each.stage}
        empty={<p className="p-3 text-sm text-soft">This regime has no report that is filled here.</p>}
        columns={[
          {
            id: "title",
            says: "Report",
            cell: ({ title, article, mark }) => (
              <span className="flex max-w-80 flex-col">
                <span className="font-medium">{title}</span>
                <Article of={article} mark={mark} />
              </span>
            ),
          },
          { id: "filled", says: "Filled", cell: (line) => <Filled of={line} /> },
          { id: "signed", says: "Signed", cell: (line) => <SignedBy of={line} /> },
          { id: "submitted", says: "Handed in", cell: (line) => <Submitted of={line} /> },
          { id: "out", says: "Take out", cell: (line) => <Files of={line} about={about} /> },
          {
            id: "open",
            says: "",
            cell: (line) => <Button onClick={() => setStage(line.stage)}>{about.open ? "Read, sign, hand in" : "Read"}</Button>,
          },
        ]}
      />
      {chosen && <ReportDialog line={chosen} about={about} onClose={() => setStage(undefined)} />}
    </Panel>
  );
}

function Filled({ of: { complete, requiredFilled, required, filled, fields, proposed } }: { readonly of: ReportLine }) {
  return (
    <span className="flex flex-col items-start">
      {complete ? <Badge tone="good">complete</Badge> : <Badge tone="warn">{required - requiredFilled} required are missing</Badge>}
      <span className="tabular text-xs text-faint">
        {filled} of {fields} fields{proposed > 0 && `, ${proposed} proposed`}
      </span>
    </span>
  );
}

function SignedBy({ of: { signed } }: { readonly of: ReportLine }) {
  if (signed.length === 0) return <span className="text-soft">nobody</span>;
  return (
    <ul className="text-xs">
      {signed.map(({ by, at, holds, current }) => (
        <li key={`${by} ${at}`}>
          <Inert lengthMax={80}>{by.replace(/^person:/, "")}</Inert>, <Time at={at} as="utc" />{" "}
          {!holds ? <strong className="text-bad">does NOT hold</strong> : !current && <Badge tone="warn">an earlier text</Badge>}
        </li>
      ))}
    </ul>
  );
}

function Submitted({ of: { submitted } }: { readonly of: ReportLine }) {
  if (submitted.length === 0) return <span className="text-soft">not yet</span>;
  return (
    <ul className="text-xs">
      {submitted.map(({ at, by, reference }) => (
        <li key={`${at} ${reference}`}>
          <Inert lengthMax={120}>{reference}</Inert>, <Time at={at} as="utc" />, <Inert lengthMax={80}>{by.replace(/^person:/, "")}</Inert>
        </li>
      ))}
    </ul>
  );
}

function Files({ of: { stage, title }, about: { caseId, regime } }: { readonly of: ReportLine; readonly about: AboutSheet }) {
  return (
    <span className="inline-flex gap-2 text-xs">
      {(["pdf", "csv", "json"] as const).map((format) => (
        <a
          key={format}
          href={regulationApi.urlOf("downloadRegulationReport", { params: { id: caseId, regime, stage }, query: { format } })}
          download
          aria-label={`${title} as ${format.toUpperCase()}`}
          className="inline-flex items-center gap-1 text-accent hover:underline phone:min-h-10"
        >
          {format === "pdf" && <Download aria-hidden className="size-3" />}
          {format.toUpperCase()}
        </a>
      ))}
    </span>
  );
}
