import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useMay } from "../../api/session.ts";
import { signFor } from "../../api/signing.ts";
import { withStepUp } from "../../api/step-up.tsx";
import { Button } from "../../ui/button.tsx";
import { Empty, Problem } from "../../ui/empty.tsx";
import { Facts, Panel } from "../../ui/panel.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { InertBlock } from "../../ui/text.tsx";
import { tell, tellProblem } from "../../ui/toast.tsx";

/** The standing orders as they lie on disk, and whether two admins have signed exactly these. */
export default function OrdersPart() {
  const may = useMay("administer");
  const orders = useQuery({
    queryKey: ["action", "list", "orders"],
    queryFn: ({ signal }) => api.readOrders({}, { signal }),
    enabled: may,
  });
  if (!may) return <Empty title="Standing orders are for admins">They say who may approve what, up to which tier, until when.</Empty>;
  if (orders.error) return <Problem of={orders.error} again={() => void orders.refetch()} />;
  if (!orders.data) return <Spinner says="reading" />;
  const { digest, adopted, problem, signedBy, orders: held } = orders.data;
  const inForce = adopted === digest;
  return (
    <div className="flex flex-col gap-4">
      <Panel
        title={inForce ? "In force as they lie on disk" : adopted === null ? "Not adopted yet" : "On disk are others than in force"}
        actions={!inForce && <Adopt digest={digest} />}
      >
        <Facts
          of={[
            [
              "on disk",
              <span key="digest" className="font-mono text-xs break-all">
                {digest}
              </span>,
            ],
            [
              "in force",
              adopted === null ? (
                "none"
              ) : (
                <span key="adopted" className="font-mono text-xs break-all">
                  {adopted}
                </span>
              ),
            ],
            [
              "signed by",
              signedBy.length === 0 ? "nobody yet; it takes two admins" : signedBy.map((each) => each.replace(/^person:/, "")).join(", "),
            ],
            ...(problem === null ? [] : [["problem", problem] as const]),
          ]}
        />
      </Panel>
      <Panel title="What they say" flush>
        <InertBlock className="max-h-[60dvh] border-0">{JSON.stringify(held, undefined, 2)}</InertBlock>
      </Panel>
    </div>
  );
}

/** One admin's signature, with their passkey, under exactly the orders of this digest. */
export function Adopt({ digest }: { readonly digest: string }) {
  const [busy, setBusy] = useState(false);
  const client = useQueryClient();
  const adopt = async () => {
    setBusy(true);
    try {
      const signature = await signFor({ for: "adopt-orders" }, digest);
      const { adopted, signedBy } = await withStepUp(() => api.adoptOrders({ body: { digest, signature } }));
      await client.invalidateQueries({ queryKey: ["action"] });
      tell(adopted ? "These orders are in force." : `Signed by ${signedBy.length} of two.`);
    } catch (error) {
      tellProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button kind="primary" busy={busy} onClick={() => void adopt()}>
      Sign these orders
    </Button>
  );
}
