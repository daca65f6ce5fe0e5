import { Badge } from "../../ui/chip.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import type { Sheet, Value } from "./queries.ts";
import { Article, FindingWord } from "./words.tsx";

/** Each criterion: met, not met or unknown, its thresholds, and which of them would turn the whole. */
export function CriteriaPanel({ sheet: { criteria }, values }: { readonly sheet: Sheet; readonly values: readonly Value[] }) {
  const estimated = new Set(values.filter(({ estimate, status }) => estimate && status === "confirmed").map(({ id }) => id));
  return (
    <Panel title="Criteria" flush>
      <Table
        says="criteria"
        rows={criteria}
        keyOf={({ id }) => id}
        empty={<p className="p-3 text-sm text-soft">This regime has no criteria here: a person decides by its text.</p>}
        columns={[
          {
            id: "criterion",
            says: "Criterion",
            cell: ({ title, article, mark }) => (
              <span className="flex max-w-80 flex-col">
                <span className="font-medium">{title}</span>
                <Article of={article} mark={mark} />
              </span>
            ),
          },
          { id: "finding", says: "Confirmed", cell: ({ finding }) => <FindingWord is={finding} /> },
          { id: "proposed", says: "If proposals hold", cell: ({ asProposed }) => <FindingWord is={asProposed} /> },
          {
            id: "thresholds",
            says: "By",
            cell: ({ thresholds }) => (
              <ul className="flex flex-col gap-0.5">
                {thresholds.map(({ value, says, finding, tips }) => (
                  <li key={`${value} ${says}`} className="flex flex-wrap items-baseline gap-x-2">
                    <FindingWord is={finding} /> <Inert lengthMax={200}>{says}</Inert>
                    {estimated.has(value) && <Badge>estimate</Badge>}
                    {tips && <Badge tone="accent">would tip it</Badge>}
                  </li>
                ))}
              </ul>
            ),
          },
        ]}
      />
    </Panel>
  );
}
