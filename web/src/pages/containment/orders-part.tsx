import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { api } from "../../api/client.ts";
import { useMay } from "../../api/session.ts";
import { Empty, Problem } from "../../ui/empty.tsx";
import { Facts, Panel } from "../../ui/panel.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { Inert, InertBlock } from "../../ui/text.tsx";
import { Adopt } from "./adopt.tsx";
import { containmentQueries } from "./queries.ts";

/** The standing orders as they lie on disk, and whether two admins have signed exactly these. */
export default function OrdersPart() {
  const may = useMay("administer");
  const orders = useQuery({ ...containmentQueries.orders, enabled: may });
  if (!may) return <Empty title="Standing orders are for admins">They say who may approve what, up to which tier, until when.</Empty>;
  if (orders.error) return <Problem of={orders.error} again={() => void orders.refetch()} />;
  if (!orders.data) return <Spinner says="reading" />;
  return (
    <div className="flex flex-col gap-4">
      <Standing of={orders.data} />
      <Panel title="What they say" flush>
        <p className="px-3 pt-2 text-sm text-soft">
          Their digest covers the policies, too:{" "}
          <Link to="/policies" className="text-accent underline underline-offset-2">
            read what these say
          </Link>
          .
        </p>
        <InertBlock className="max-h-[60dvh] border-0">{JSON.stringify(orders.data.orders, undefined, 2)}</InertBlock>
      </Panel>
    </div>
  );
}

type Orders = Awaited<ReturnType<typeof api.readOrders>>;

/** Whether what lies on disk binds, and who has signed it; what cannot be read is not there to be signed. */
function Standing({ of: { digest, adopted, problem, signedBy } }: { readonly of: Orders }) {
  const inForce = adopted === digest;
  const signers = signedBy.map((each) => each.replace(/^person:/, "")).join(", ");
  return (
    <Panel
      title={inForce ? "In force as they lie on disk" : adopted === null ? "Not adopted yet" : "On disk are others than in force"}
      actions={!inForce && problem === null && <Adopt digest={digest} />}
    >
      <Facts
        of={[
          ["on disk", <Digest key="digest" of={digest} />],
          ["in force", adopted === null ? "none" : <Digest key="adopted" of={adopted} />],
          ["signed by", signers === "" ? "nobody yet; it takes two admins" : signers],
          ...(problem === null ? [] : [["problem", <Inert key="problem">{problem}</Inert>] as const]),
        ]}
      />
    </Panel>
  );
}

const Digest = ({ of }: { readonly of: string }) => <span className="font-mono text-xs break-all">{of}</span>;
