import { useState } from "react";
import { onceKey } from "../../api/client.ts";
import { regulationApi } from "../../api/regulation.ts";
import { useMay } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../../ui/chip.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReasonDialog } from "../../ui/reason.tsx";
import { Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { tell } from "../../ui/toast.tsx";
import { ConfirmValue } from "./confirm-value.tsx";
import { type AboutSheet, useTaken, type Value } from "./queries.ts";

/** How a value reads. */
export function valueSays({ value, type, unit }: Pick<Value, "value" | "type" | "unit">): string {
  if (value === null) return "not known";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.join(", ") || "none";
  if (type === "time") return `${String(value).slice(0, 16).replace("T", " ")} UTC`;
  return `${value}${unit === null ? "" : ` ${unit}`}`;
}

type About = { readonly values: readonly Value[]; readonly missing: readonly string[]; readonly about: AboutSheet };
const order = { missing: 0, proposed: 1, confirmed: 2 } as const;

/** Everything that is asked: who says it, where it is from, whether it is an estimate. What would be needed stands first. */
export function ValuesPanel({ values, missing, about }: About) {
  const [confirming, setConfirming] = useState<Value>();
  const [withdrawing, setWithdrawing] = useState<Value>();
  const may = useMay("triage") && about.open;
  const needed = new Set(missing);
  const rows = values.toSorted((a, b) => Number(needed.has(b.id)) - Number(needed.has(a.id)) || order[a.status] - order[b.status]);
  const confirmed = values.filter(({ status }) => status === "confirmed").length;
  return (
    <Panel title={`Values: ${confirmed} of ${values.length} confirmed`} flush>
      <Table
        says="values of the worksheet"
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          { id: "title", says: "Value", cell: (each) => <Title of={each} needed={needed.has(each.id)} /> },
          { id: "status", says: "Standing", cell: (each) => <Standing of={each} /> },
          { id: "value", says: "Says", cell: (each) => <Long of={valueSays(each)} /> },
          { id: "source", says: "From", cell: ({ source }) => source !== null && <Long of={source} /> },
          { id: "who", says: "Confirmed", cell: (each) => <Who of={each} /> },
          {
            id: "deeds",
            says: "",
            cell: (each) =>
              may && (
                <span className="flex gap-1">
                  <Button onClick={() => setConfirming(each)}>
                    {each.status === "proposed" ? "Confirm" : each.status === "missing" ? "Enter" : "Change"}
                  </Button>
                  {each.status === "confirmed" && (
                    <Button kind="quiet" onClick={() => setWithdrawing(each)}>
                      Take back
                    </Button>
                  )}
                </span>
              ),
          },
        ]}
      />
      {confirming && <ConfirmValue key={confirming.id} of={confirming} caseId={about.caseId} onClose={() => setConfirming(undefined)} />}
      <Withdraw of={withdrawing} caseId={about.caseId} onClose={() => setWithdrawing(undefined)} />
    </Panel>
  );
}

function Title({ of: { title }, needed }: { readonly of: Value; readonly needed: boolean }) {
  return (
    <span className="flex max-w-80 flex-wrap items-baseline gap-1.5">
      {title}
      {needed && <Badge tone="warn">needed</Badge>}
    </span>
  );
}

function Standing({ of: { status, estimate } }: { readonly of: Value }) {
  if (status === "missing") return <Badge tone="warn">missing</Badge>;
  if (status === "proposed") return <Badge>proposed by the agent</Badge>;
  return (
    <span className="inline-flex gap-1">
      <Badge tone="good">confirmed</Badge>
      {estimate && <Badge tone="warn">estimate</Badge>}
    </span>
  );
}

function Who({ of: { confirmedBy, confirmedAt } }: { readonly of: Value }) {
  if (confirmedBy === null || confirmedAt === null) return <span className="text-faint">–</span>;
  return (
    <span className="text-xs text-soft">
      <Inert lengthMax={80}>{confirmedBy.replace(/^person:/, "")}</Inert>, <Time at={confirmedAt} as="utc" />
    </span>
  );
}

function Long({ of }: { readonly of: string }) {
  return (
    <span className="block max-w-64">
      <Inert lengthMax={300}>{of}</Inert>
    </span>
  );
}

function Withdraw({ of, caseId, onClose }: { readonly of: Value | undefined; readonly caseId: string; readonly onClose: () => void }) {
  const taken = useTaken();
  return (
    <ReasonDialog
      open={of !== undefined}
      onClose={onClose}
      title="Take the value back"
      says={of && `"${of.title}" is unknown again from then on. What was said stays in its history.`}
      deed="Take it back"
      does={async (because) => {
        if (!of) return;
        const asked = { params: { id: caseId }, body: { id: of.id, because } };
        taken(await regulationApi.withdrawRegulationValue(asked, { idempotencyKey: onceKey() }));
        tell("Taken back.");
      }}
    />
  );
}
