import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { visible } from "../../../../src/server/contract/inert.ts";
import { Empty, Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { type Fields, governanceQueries } from "./queries.ts";

/** What the agent is made of just now, by version or digest, and how that changed: from the record alone. */
export default function InventoryPart() {
  const found = useQuery(governanceQueries.card);
  if (found.error) return <Problem of={found.error} again={() => void found.refetch()} />;
  if (!found.data) return <Skeleton className="h-80 w-full" />;
  const { parts } = found.data.fields;
  return (
    <div className="flex flex-col gap-4">
      <Panel title="In use: rules, playbooks, judges, models and their prompts" flush>
        {parts === null ? (
          <Empty title="No watch has begun">
            Nothing is in use until the service judges its first alert. Connect a source, and every rule, playbook and model stands here
            with its version.
          </Empty>
        ) : (
          <Table
            says="parts of the agent in use"
            rows={parts}
            keyOf={({ name }) => name}
            columns={[
              { id: "name", says: "Part", cell: ({ name }) => <Inert>{name}</Inert> },
              { id: "version", says: "Version or digest", cell: ({ version }) => <Version is={version} /> },
            ]}
          />
        )}
      </Panel>
      <Changes of={found.data.fields} />
      <p className="text-sm text-soft">
        The cards of the models stand under{" "}
        <Link to="/settings" search={{ part: "models" }} className="text-accent underline">
          Settings, Models
        </Link>
        ; each change is an entry of the{" "}
        <Link to="/journal" search={{}} className="text-accent underline">
          journal
        </Link>
        .
      </p>
    </div>
  );
}

/** What we wrote ourselves: a version with an "@" is no address. */
function Version({ is }: { readonly is: string }) {
  return (
    <span className="block max-w-prose font-mono text-xs break-all">
      <bdi className="inert">{visible(is)}</bdi>
    </span>
  );
}

function Changes({ of: { changes, changesCut } }: { readonly of: Fields }) {
  return (
    <Panel title="What changed, the newest first" flush>
      <Table
        says="changes of the agent"
        rows={changes}
        keyOf={({ at, says }) => `${at} ${says}`}
        empty={<p className="p-3 text-sm text-soft">Nothing has changed since the record began.</p>}
        columns={[
          { id: "at", says: "When", cell: ({ at }) => <Time at={at} as="utc" />, className: "whitespace-nowrap" },
          { id: "says", says: "What", cell: ({ says }) => <Version is={says} /> },
        ]}
      />
      {changesCut && <p className="p-3 text-xs text-faint">More changes are in the record than are listed here.</p>}
    </Panel>
  );
}
