import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ApiProblem } from "../../api/client.ts";
import { Copy } from "../../ui/copy.tsx";
import { Empty, Problem } from "../../ui/empty.tsx";
import { Page } from "../../ui/page.tsx";
import { Facts, Panel } from "../../ui/panel.tsx";
import { Severity } from "../../ui/severity.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { BlastRadius } from "./blast-radius.tsx";
import { Decide } from "./decide.tsx";
import { DryRunResult } from "./dry-run-result.tsx";
import { RestsOn } from "./evidence.tsx";
import { type Action, containmentQueries } from "./queries.ts";
import { ActionStatus } from "./status.tsx";

/** One action: what would be done, whom it hits, whose yes it needs, and the exact digest that a yes is bound to. */
export function ActionPage() {
  const { id = "" } = useParams({ strict: false });
  const action = useQuery(containmentQueries.action(id));
  if (action.error instanceof ApiProblem && action.error.said.status === 404)
    return <Empty title={`There is no action ${id.slice(0, 40)}`} />;
  if (!action.data)
    return (
      <Page title={id}>
        {action.error ? <Problem of={action.error} again={() => void action.refetch()} /> : <Skeleton className="h-60 w-full" />}
      </Page>
    );
  return <Shown action={action.data} />;
}

function Shown({ action }: { readonly action: Action }) {
  const { line, target } = action;
  return (
    <Page
      title={`${line.verb} ${target.name}`}
      says={
        <span className="flex flex-wrap items-center gap-3">
          <ActionStatus of={line} />
          <Inert lengthMax={300}>{line.says}</Inert>
        </span>
      }
    >
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_22rem] phone:pb-16">
        <div className="flex min-w-0 flex-col gap-4">
          <Decide action={action} />
          <BlastRadius radius={action.blastRadius} verb={line.verb} target={target.name} />
          <DryRunResult action={action} />
          <RestsOn action={action} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Target action={action} />
          <WhyPanel action={action} />
          <Attempts action={action} />
        </div>
      </div>
    </Page>
  );
}

function Target({ action: { target, line, severity } }: { readonly action: Action }) {
  return (
    <Panel title="Target">
      <Facts
        of={[
          ["kind", target.kind],
          ["name", <Inert key="name">{target.name}</Inert>],
          ["known to", <Inert key="known">{target.knownTo}</Inert>],
          [
            "its id there",
            <Inert key="id" className="font-mono text-xs">
              {target.id}
            </Inert>,
          ],
          ["also called", target.aliases.length === 0 ? "nothing else" : <Inert key="aliases">{target.aliases.join(", ")}</Inert>],
          ["done by", line.effector],
          ["severity", <Severity key="severity" is={severity} />],
        ]}
      />
    </Panel>
  );
}

function WhyPanel({ action }: { readonly action: Action }) {
  return (
    <Panel title="Why">
      <p className="text-sm">
        <Link to="/cases/$id" params={{ id: action.case.id }} className="font-medium hover:underline">
          <Inert lengthMax={200}>{action.case.title}</Inert>
        </Link>
      </p>
      <p className="mt-1 text-xs text-faint">
        proposed by {action.by.replace(/^(person|agent):/, "")} <Time at={action.proposedAt} />
      </p>
      <h3 className="mt-4 mb-1 flex items-center gap-1 text-xs font-semibold text-faint">
        Digest <Copy text={action.digest} says="copy the digest" />
      </h3>
      <p className="font-mono text-2xs break-all text-soft">{action.digest}</p>
    </Panel>
  );
}

function Attempts({ action: { attempts, approvals, ended, line } }: { readonly action: Action }) {
  return (
    <Panel title="What happened">
      <ol className="flex flex-col gap-1.5 text-sm">
        {approvals.map(({ by, because, at, breakGlass }) => (
          <li key={`${by} ${at}`}>
            <span className="font-medium">{by.replace(/^person:/, "")}</span> approved{breakGlass ? " by breaking the glass" : ""}{" "}
            <Time at={at} className="text-faint" />
            <span className="block text-xs text-soft">
              <Inert>{because}</Inert>
            </span>
          </li>
        ))}
        {attempts.map(({ effect, of, attempt, at }) => (
          <li key={effect}>
            attempt {attempt} of the {of} <Time at={at} className="text-faint" />
          </li>
        ))}
        {line.readAt !== null && (
          <li>
            the product was read back <Time at={line.readAt} className="text-faint" />
          </li>
        )}
        {ended && (
          <li>
            {ended.by && <span className="font-medium">{`${ended.by.replace(/^(person|agent):/, "")}: `}</span>}
            it ended as {line.status}
            {approvals.length > 0 && ", and what was approved counts no more"} <Time at={ended.at} className="text-faint" />
            <span className="block text-xs text-soft">
              <Inert lengthMax={600}>{ended.because}</Inert>
            </span>
          </li>
        )}
        {approvals.length + attempts.length === 0 && !ended && <li className="text-soft">Nothing yet.</li>}
      </ol>
    </Panel>
  );
}
