import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { autonomyApi } from "../../api/autonomy.ts";
import { onceKey } from "../../api/client.ts";
import { useMay } from "../../api/session.ts";
import { count, fineShare } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../../ui/chip.tsx";
import { Panel } from "../../ui/panel.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { InertAlready } from "../../ui/text.tsx";
import { tell, tellProblem } from "../../ui/toast.tsx";
import { NotMeasured, ShareFigure } from "../lead/figure.tsx";
import { CasesDialog } from "./cases-dialog.tsx";
import { ClassName } from "./class-name.tsx";
import { type Class, type Look, looks, useAskAnew, type Whole } from "./queries.ts";

/** Classes by how many of their cases wait, with what people made of what the agent said. */
export function ClassesPart({ whole: { classes, classesLeft } }: { readonly whole: Whole }) {
  const asked = useSearch({ strict: false }) as { class?: string; which?: string };
  const navigate = useNavigate();
  const open = (of: string, which: Look) => void navigate({ to: "/autonomy", search: { class: of, which }, replace: true });
  const rows = classes.toSorted((a, b) => b.waiting - a.waiting || b.cases - a.cases);
  const chosen = classes.find((each) => each.class === asked.class);
  return (
    <Panel flush>
      <Table
        says="classes of alerts"
        rows={rows}
        keyOf={(each) => each.class}
        columns={columnsOf(open)}
        empty={
          <p className="p-3 text-sm text-soft">
            No class yet. A class is what raised an alert: a rule of a product. As soon as the agent has ended its first case, its class
            stands here.
          </p>
        }
      />
      {classesLeft > 0 && <p className="px-3 py-2 text-xs text-faint">and {count(classesLeft)} more classes</p>}
      {chosen && (
        <CasesDialog
          of={chosen}
          which={looks.find((each) => each === asked.which) ?? "disagreed"}
          onWhich={(which) => open(chosen.class, which)}
          onClose={() => void navigate({ to: "/autonomy", search: {}, replace: true })}
        />
      )}
    </Panel>
  );
}

const columnsOf = (open: (of: string, which: Look) => void): readonly Column<Class>[] => [
  { id: "class", says: "Class", cell: (each) => <ClassName of={each} /> },
  { id: "state", says: "The agent", cell: (each) => <Standing of={each} /> },
  { id: "waiting", says: "Wait", right: true, cell: (each) => <Count of={each.waiting} onOpen={() => open(each.class, "waiting")} /> },
  { id: "decided", says: "Decided", right: true, cell: ({ decided, cases }) => `${count(decided)} of ${count(cases)}` },
  { id: "agreement", says: "People agreed", cell: ({ agreement }) => <ShareFigure of={agreement} /> },
  {
    id: "disagreed",
    says: "Disagreed",
    right: true,
    cell: (each) => <Count of={each.disagreed} onOpen={() => open(each.class, "disagreed")} />,
  },
  { id: "recall", says: "Attacks that it saw", cell: ({ maliciousRecall }) => <ShareFigure of={maliciousRecall} /> },
  { id: "missed", says: "Missed, at most", cell: ({ missedThreats }) => <Bound of={missedThreats} /> },
  { id: "propose", says: "Grant", cell: (each) => <Propose of={each} /> },
];

function Standing({ of: { grants, proposals, demoted, drift } }: { readonly of: Class }) {
  return (
    <span className="flex flex-col items-start gap-1">
      {grants.length > 0 ? <Badge tone="good">acts alone: {grants.join(", ")}</Badge> : <Badge tone="warn">in shadow</Badge>}
      {proposals.length > 0 && <Badge tone="accent">proposed: {proposals.join(", ")}</Badge>}
      {demoted && (
        <span className="max-w-56 text-xs text-bad">
          taken back: <InertAlready>{demoted.says}</InertAlready>
        </span>
      )}
      {drift && drift.grade !== "steady" && <span className="text-xs text-warn">drift {drift.index.toFixed(2)}</span>}
    </span>
  );
}

function Count({ of, onOpen }: { readonly of: number; readonly onOpen: () => void }) {
  if (of === 0) return <span className="text-faint">0</span>;
  return (
    <button type="button" onClick={onOpen} className="tabular text-accent underline-offset-2 hover:underline phone:min-h-10">
      {count(of)} <span className="sr-only">cases: show them</span>
    </button>
  );
}

/** An upper bound with what it is of. */
export function Bound({ of: { upperBound, errors, judged } }: { readonly of: Class["missedThreats"] }) {
  if (upperBound === null) return <NotMeasured because="no case that it would close was judged yet" />;
  return (
    <span className="tabular whitespace-nowrap">
      {fineShare(upperBound)}{" "}
      <span className="text-xs text-faint">
        {count(errors)} of n {count(judged)}
      </span>
    </span>
  );
}

const acts = [
  ["close", "Propose: close"],
  ["contain", "Propose: contain"],
] as const;

/** The way to propose, or what is still lacking. */
function Propose({ of: { class: of, lacks, grants, proposals } }: { readonly of: Class }) {
  const may = useMay("lead");
  const anew = useAskAnew();
  const [busy, setBusy] = useState(false);
  const propose = async (act: "close" | "contain") => {
    setBusy(true);
    try {
      await autonomyApi.proposeGrant({ body: { act, class: of } }, { idempotencyKey: onceKey() });
      await anew();
      tell("Proposed. It permits nothing until two people have signed it.");
    } catch (error) {
      tellProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const offered = may ? acts.filter(([act]) => lacks[act].length === 0) : [];
  if (offered.length > 0)
    return (
      <span className="flex flex-wrap gap-1.5">
        {offered.map(([act, says]) => (
          <Button key={act} busy={busy} onClick={() => void propose(act)}>
            {says}
          </Button>
        ))}
      </span>
    );
  if (grants.length > 0 || proposals.length > 0 || lacks.close.length === 0) return null;
  return (
    <details className="min-w-36 max-w-64 text-xs text-soft">
      <summary className="cursor-pointer">what it still takes</summary>
      <ul className="mt-1 list-disc pl-4">
        {lacks.close.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
    </details>
  );
}
