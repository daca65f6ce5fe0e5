import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, onceKey } from "../../api/client.ts";
import { useMay } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Inert } from "../../ui/text.tsx";
import { tell, tellProblem } from "../../ui/toast.tsx";
import type { Line } from "../containment/queries.ts";
import { ActionStatus } from "../containment/status.tsx";
import type { PartProps } from "./part-props.ts";
import { caseQueries } from "./queries.ts";

/** A mail address may be 320 long, a URL longer. */
const targetLengthMax = 320;

/** What to do now: what was put before people and how it stands, and what the investigation proposes besides. */
export function NextSteps({ whole }: PartProps) {
  const actions = useQuery(caseQueries.actions(whole.id));
  const filed = actions.data?.actions ?? [];
  const open = filed.filter(({ stands }) => stands !== "over").toSorted((a, b) => order.indexOf(a.stands) - order.indexOf(b.stands));
  const ended = filed.filter(({ stands }) => stands === "over");
  // What lapsed, and nobody answered, may be put before people again.
  const answered = filed.filter(({ status }) => status !== "voided" && status !== "expired");
  const proposals = (whole.case?.containment ?? []).filter(
    ({ action, target }) => !answered.some((each) => each.verb === action && each.target === target),
  );
  return (
    <Panel title="What to do now">
      <ul className="flex flex-col gap-2 text-sm">
        {open.map((line) => (
          <Filed key={line.id} line={line} />
        ))}
        {proposals.map((proposal) => (
          <Proposal key={`${proposal.action} ${proposal.target}`} id={whole.id} {...proposal} />
        ))}
        {open.length === 0 && proposals.length === 0 && (
          <li className="text-soft">
            {whole.state === "closed" ? "Nothing: it is closed." : "No containment is proposed. Decide, or ask what is not known."}
          </li>
        )}
      </ul>
      {ended.length > 0 && (
        <details className="mt-3 text-sm">
          <summary className="cursor-pointer text-soft">{ended.length} ended</summary>
          <ul className="mt-1.5 flex flex-col gap-2">
            {ended.map((line) => (
              <Filed key={line.id} line={line} />
            ))}
          </ul>
        </details>
      )}
    </Panel>
  );
}

/** What waits for a yes comes before what has one. */
const order: readonly Line["stands"][] = ["waiting", "standing", "over"];

/** An action that is before people, or was. Its target stands whole: two that begin alike are told apart by their ends. */
function Filed({ line: { id, verb, target, status, approved, tier, says } }: { readonly line: Line }) {
  return (
    <li className="flex flex-col gap-0.5">
      <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
        <Link to="/containment/$id" params={{ id }} className="min-w-0 font-medium hover:underline">
          {verb} <Inert lengthMax={targetLengthMax}>{target}</Inert>
        </Link>
        <ActionStatus of={{ status, approved }} />
        <span className="text-xs text-faint">tier {tier}</span>
      </span>
      <Inert lengthMax={200} className="text-xs text-soft">
        {says}
      </Inert>
    </li>
  );
}

type ProposalProps = NonNullable<PartProps["whole"]["case"]>["containment"][number] & { readonly id: string };

function Proposal({ id, action, target, tier, approvers, blastRadius }: ProposalProps) {
  const may = useMay("propose");
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const propose = async () => {
    setBusy(true);
    try {
      const { proposed, refused, declined } = await api.proposeContainment(
        { params: { id }, body: { action, target } },
        { idempotencyKey: onceKey() },
      );
      await client.invalidateQueries({ queryKey: ["action"] });
      const why = refused[0]?.says ?? declined[0]?.says;
      if (proposed.length > 0) tell("It is before the approvers now.");
      else tell(`Not proposed: ${why ?? "it stands before people already"}`);
    } catch (error) {
      tellProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <li className="flex items-start justify-between gap-3">
      <span className="min-w-0">
        <span className="font-medium">
          {action} <Inert lengthMax={targetLengthMax}>{target}</Inert>
        </span>
        <span className="block text-xs text-soft">
          tier {tier}, {approvers === 0 ? "by standing order" : approvers === 1 ? "one approver" : `${approvers} approvers`}:{" "}
          <Inert lengthMax={160}>{blastRadius.says}</Inert>
        </span>
      </span>
      {may && (
        <Button busy={busy} onClick={() => void propose()}>
          Propose
        </Button>
      )}
    </li>
  );
}
