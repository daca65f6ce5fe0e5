import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, onceKey } from "../../api/client.ts";
import { useMay } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../../ui/chip.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Inert } from "../../ui/text.tsx";
import { tell, tellProblem } from "../../ui/toast.tsx";
import type { PartProps } from "./part-props.ts";
import { caseQueries } from "./queries.ts";

/** What to do now: what was put before people and how it stands, and what the investigation proposes besides. */
export function NextSteps({ whole }: PartProps) {
  const actions = useQuery(caseQueries.actions(whole.id));
  const filed = actions.data?.actions ?? [];
  const proposals = (whole.case?.containment ?? []).filter(
    ({ action, target }) => !filed.some((each) => each.verb === action && each.target === target),
  );
  return (
    <Panel title="What to do now">
      <ul className="flex flex-col gap-2 text-sm">
        {filed.map(({ id, verb, target, status, tier, says }) => (
          <li key={id} className="flex flex-col gap-0.5">
            <span className="flex items-center gap-2">
              <Link to="/containment/$id" params={{ id }} className="min-w-0 truncate font-medium hover:underline">
                {verb} <Inert lengthMax={70}>{target}</Inert>
              </Link>
              <Badge tone={status === "proposed" ? "warn" : "plain"}>{status}</Badge>
              <span className="text-xs text-faint">tier {tier}</span>
            </span>
            <Inert lengthMax={200} className="text-xs text-soft">
              {says}
            </Inert>
          </li>
        ))}
        {proposals.map((proposal) => (
          <Proposal key={`${proposal.action} ${proposal.target}`} id={whole.id} {...proposal} />
        ))}
        {filed.length === 0 && proposals.length === 0 && (
          <li className="text-soft">
            {whole.state === "closed" ? "Nothing: it is closed." : "No containment is proposed. Decide, or ask what is not known."}
          </li>
        )}
      </ul>
    </Panel>
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
          {action} <Inert lengthMax={70}>{target}</Inert>
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
